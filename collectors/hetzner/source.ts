/** Hetzner Cloud: one entry is one project, because a token opens one project and the API names neither. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineSource, isUnknown, restOperation, Uncredentialed } from '../../src/kit.ts';
import type { Subject, WireRequest } from '../../src/model.ts';
import { BOX_CALLS, CALLS, ZONE_CALLS } from './calls.ts';
import { type Hetzner, openHetzner } from './client.ts';
import { basesOf, HetznerConfig, mayReach } from './config.ts';
import { classify } from './failure.ts';

const Locations = z.looseObject({ locations: z.array(z.looseObject({ name: z.string() })).min(1) });

const byPath = restOperation([...Object.values(CALLS), ...Object.values(BOX_CALLS), ...Object.values(ZONE_CALLS)]);
/**
 * A listing is one segment long, one that belongs to a Storage Box or a zone three. `mayReach` has fixed what stands before it, which is the user's to
 * choose.
 */
function operationOf({ url, ...rest }: WireRequest): string | undefined {
  const path = new URL(url);
  path.pathname = /\/(?:storage_boxes|zones)\/\d+\/[^/]+$/.exec(url.pathname)?.[0] ?? url.pathname.slice(url.pathname.lastIndexOf('/'));
  return byPath({ ...rest, url: path });
}

const UNTOLD =
  "the project's name and the token's scope are declared by the user: Hetzner's API cannot show them; " +
  'read-write cannot be told from read-only without writing, so it is not tried';

export default defineSource<HetznerConfig, Hetzner>({
  id: 'hetzner',
  title: 'Hetzner Cloud',
  config: HetznerConfig,
  scopes: ['project'],
  calls: [CALLS.locations],
  nameOf: (config) => config.project,
  mayReach,
  accepts: /^application\/json\s*(?:;|$)/i,
  operationOf,
  classify,

  async connect(config, { door, secret }) {
    const token = secret(config.token.env);
    if (token === undefined || token === '')
      throw new Uncredentialed(`the environment variable ${config.token.env} holds no Hetzner API token`);
    const fingerprint = createHash('sha256').update(token).digest('hex').slice(0, 12);
    return openHetzner({ door, token, fingerprint, project: config.project, bases: basesOf(config) });
  },

  declared: ({ project }): readonly Subject[] => [
    { source: 'hetzner', name: project, key: `hetzner/${project}`, id: `hetzner/${project}`, label: project, scope: 'project' },
  ],

  /** The API has no "who am I": the cheapest list proves that the token answers, and no more. */
  async scope(client, _config, ask, declared) {
    const { operation } = CALLS.locations;
    const answer = await ask(operation, {}, Locations, () => client.get('locations', {}));
    if (isUnknown(answer))
      return { principal: answer, subjects: declared.map((subject) => ({ ...subject, gap: answer.$unknown })), excluded: [] };
    return { principal: { id: `token sha256:${client.fingerprint}`, detail: UNTOLD }, subjects: declared, excluded: [] };
  },
});
