import { z } from 'zod';
import { defineCollector, known, missing, settle } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { byId, type Github } from '../client.ts';
import { placeOf } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { DEPLOY_KEYS } from '../repository-calls.ts';

const { operation } = DEPLOY_KEYS;
/** https://docs.github.com/en/rest/deploy-keys/deploy-keys#list-deploy-keys */
const Key = z.looseObject({
  id: z.int(),
  title: z.string(),
  read_only: z.boolean(),
  created_at: z.string(),
  /** Null: never. */
  last_used: z.string().nullish(),
  added_by: z.string().nullish(),
});
type Key = z.infer<typeof Key>;
interface Found {
  readonly keys: Answer<readonly Key[]>;
}

export default defineCollector({
  id: 'github/deploy-keys',
  title: 'Deploy keys of repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, DEPLOY_KEYS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    keys: known(
      z.array(
        z.object({
          title: z.string().describe('`title`'),
          readOnly: z.boolean().describe('`read_only`'),
          createdAt: z.string().describe('`created_at`'),
          lastUsed: known(z.string().nullable()).describe('`last_used`; null: never'),
          addedBy: known(z.string().nullable()).describe('`added_by`; null: GitHub does not know any more'),
        }),
      ),
    ).describe('All of them'),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const params = placeOf(repo);
      return { keys: await ask.list(operation, params, github.paging(operation, params, Key, byId)) };
    });
  },
  normalise(one: Scoped<Found>) {
    const none = missing(operation, 'id');
    return { ...scopeOf(one), keys: about(one, ({ keys }) => settle(keys, { some: (list) => list.map(shown), none })) };
  },
});

function shown({ title, read_only, created_at, last_used, added_by }: Key) {
  const told = (value: string | null | undefined, member: string): Known<string | null> =>
    value === undefined ? missing(operation, member) : value;
  return { title, readOnly: read_only, createdAt: created_at, lastUsed: told(last_used, 'last_used'), addedBy: told(added_by, 'added_by') };
}
