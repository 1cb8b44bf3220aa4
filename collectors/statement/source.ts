/** What the company says of itself in public, read as any visitor reads it, beside the text that was reviewed. */
import { classifyStatus, defineSource } from '../../src/kit.ts';
import type { Door, Subject } from '../../src/model.ts';
import { operationOf, questionIn, StatementConfig } from './config.ts';

export interface Pages {
  readonly config: StatementConfig;
  readonly door: Door;
}

export default defineSource<StatementConfig, Pages>({
  id: 'statement',
  title: 'Published statements',
  config: StatementConfig,
  scopes: ['pages'],
  calls: [],
  instruments: ['statement:'],
  nameOf: ({ name }) => name,
  accepts: /^application\/json$/,
  mayReach(url, { name, pages }) {
    const question = questionIn(url);
    return question?.entry === name && question.at < pages.length;
  },
  operationOf: ({ method, url }) => (method === 'GET' ? operationOf(url) : undefined),
  classify: classifyStatus,

  async connect(config, { door, instrument, replay, path }) {
    if (!replay) {
      const { instrumentOf } = await import('./look/instrument.ts');
      instrument('statement:', instrumentOf(config, path));
    }
    return { config, door };
  },

  declared: ({ name }): readonly Subject[] => {
    const key = `statement/${name}`;
    return [{ source: 'statement', name, key, id: key, label: name, scope: 'pages' }];
  },

  scope: async (_client, { pages }, _ask, declared) => ({
    principal: {
      id: 'anybody',
      detail: `read without signing in, from whoever holds the certificate of ${[...new Set(pages.map(({ url }) => new URL(url).host))].join(', ')}`,
    },
    subjects: declared,
    excluded: [],
  }),
});
