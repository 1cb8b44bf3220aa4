/** A person's word, signed: statements in a folder that git keeps, each beside its signature. */
import { defineSource, isUnknown } from '../../src/kit.ts';
import type { Scope, Subject } from '../../src/model.ts';
import { LIST, questionIn, SIGNERS } from './calls.ts';
import { type Folder, filesOf } from './client.ts';
import { AttestationConfig, strayBecause } from './config.ts';

export default defineSource<AttestationConfig, Folder>({
  id: 'attestation',
  title: 'Attestations',
  config: AttestationConfig,
  scopes: ['folder'],
  calls: [LIST],
  instruments: ['attestation:'],
  nameOf: ({ name }) => name,
  accepts: /^application\/json$/,
  mayReach: (url, { name }) => questionIn(url)?.entry === name,
  operationOf: ({ method, url }) => (method === 'GET' ? questionIn(url)?.operation : undefined),
  /** Whatever goes wrong, the instrument has named it before. */
  classify: ({ operation, error }) => ({ code: error.name, reason: 'provider_error', detail: `${operation}: ${error.message}` }),

  async connect(config, { door, instrument, replay, path }) {
    if (!replay) {
      const { instrumentOf } = await import('./look/instrument.ts');
      instrument('attestation:', instrumentOf(config, path));
    }
    return { config, door };
  },

  declared: ({ name }): readonly Subject[] => {
    const key = `attestation/${name}`;
    return [{ source: 'attestation', name, key, id: key, label: name, scope: 'folder' }];
  },

  async scope(client, { folder, signers }, ask, declared): Promise<Scope> {
    const files = await filesOf(client, ask);
    if (isUnknown(files))
      return { principal: files, subjects: declared.map((subject) => ({ ...subject, gap: files.$unknown })), excluded: [] };
    const all = new Set(files.files);
    const excluded = files.files.flatMap((id) => {
      const because = strayBecause(id, all);
      return because === undefined ? [] : [{ id, because }];
    });
    const detail = `files read on this machine; who may sign stands in ${signers} (${SIGNERS.docs})`;
    return { principal: { id: folder, detail }, subjects: declared, excluded };
  },
});
