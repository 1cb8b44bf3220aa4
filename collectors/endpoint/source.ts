/** What the company shows to the internet, looked at as any stranger would: handshakes, pages, names, ports. No credential is used. */
import { classifyStatus, defineSource } from '../../src/kit.ts';
import type { Subject } from '../../src/model.ts';
import { operationOf, SCHEMES } from './calls.ts';
import type { Outside } from './client.ts';
import { EndpointConfig, mayReach } from './config.ts';

export default defineSource<EndpointConfig, Outside>({
  id: 'endpoint',
  title: 'Public endpoints',
  config: EndpointConfig,
  scopes: ['perimeter'],
  calls: [],
  nameOf: (config) => config.name,
  mayReach,
  instruments: SCHEMES,
  accepts: /^application\/json\s*(?:;|$)/i,
  operationOf: ({ url }) => operationOf(url),
  classify: classifyStatus,

  async connect(config, { door, instrument, env, now, replay }) {
    if (!replay) {
      const { instrumentsOf } = await import('./look/instruments.ts');
      for (const [scheme, look] of Object.entries(instrumentsOf(config, env, now))) instrument(scheme, look);
    }
    return { door, config };
  },

  declared: ({ name }): readonly Subject[] => [
    { source: 'endpoint', name, key: `endpoint/${name}`, id: `endpoint/${name}`, label: name, scope: 'perimeter' },
  ],

  scope: async (_client, _config, _ask, declared) => ({
    principal: {
      id: 'anybody',
      detail: 'looked at from outside, without credentials; what is looked at is what the configuration declares',
    },
    subjects: declared,
    excluded: [],
  }),
});
