/** What other tools have found, out of the files that they wrote. Their word is told as theirs; nothing is asked of them. */
import { defineSource } from '../../src/kit.ts';
import type { Subject } from '../../src/model.ts';
import type { Files } from './client.ts';
import { GET, ImportConfig, questionIn } from './config.ts';

export default defineSource<ImportConfig, Files>({
  id: 'import',
  title: "Other tools' findings",
  config: ImportConfig,
  scopes: ['files'],
  calls: [],
  instruments: ['import:'],
  nameOf: ({ name }) => name,
  accepts: /^application\/json$/,
  mayReach(url, { name, files }) {
    const question = questionIn(url);
    return question?.entry === name && question.at < files.length;
  },
  operationOf: ({ method, url }) => (method === 'GET' && questionIn(url) ? GET.operation : undefined),
  /** Whatever goes wrong, the instrument has named it before. */
  classify: ({ operation, error }) => ({ code: error.name, reason: 'provider_error', detail: `${operation}: ${error.message}` }),

  async connect(config, { door, instrument, replay, path }) {
    if (!replay) {
      const { instrumentOf } = await import('./look/instrument.ts');
      instrument('import:', instrumentOf(config, path));
    }
    return { config, door };
  },

  declared: ({ name }): readonly Subject[] => {
    const key = `import/${name}`;
    return [{ source: 'import', name, key, id: key, label: name, scope: 'files' }];
  },

  scope: async (_client, { files }, _ask, declared) => ({
    principal: { id: files.join(', '), detail: 'files read on this machine; whose they are, and whether they were changed, nobody proves' },
    subjects: declared,
    excluded: [],
  }),
});
