import { z } from 'zod';
import { defineCollector, known, missing, settle, settled } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { OUTSIDE_COLLABORATORS } from '../calls.ts';
import { byId, type Github } from '../client.ts';
import { placeOf } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { type Account, type Listed, listed } from '../people.ts';
import { COLLABORATORS } from '../repository-calls.ts';

/** `permissions` is what counts in the end, whatever the role is called: https://docs.github.com/en/rest/collaborators/collaborators#list-repository-collaborators */
const Person = z.looseObject({ id: z.int(), login: z.string().min(1), permissions: z.looseObject({ admin: z.boolean() }).optional() });
type Person = z.infer<typeof Person>;
interface Found {
  readonly people: Answer<readonly Person[]>;
  readonly outside: Listed;
}

export default defineCollector({
  id: 'github/repository-access',
  title: 'Who may administer repositories, and who comes from outside',
  scope: 'organization',
  calls: [...IN_SCOPE, COLLABORATORS, OUTSIDE_COLLABORATORS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    admins: known(z.array(z.string())).describe(
      'Logins of all with `permissions.admin`, whether direct, by a team or as owner of the organization (`affiliation=all`)',
    ),
    outsideCollaborators: known(z.array(z.string())).describe(
      'Logins of those among its collaborators who stand on the organization’s list of outside collaborators',
    ),
  }),
  async *fetch(github: Github, ask) {
    const outside = listed(OUTSIDE_COLLABORATORS, github, ask, { filter: 'all' });
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const params = { ...placeOf(repo), affiliation: 'all' };
      const people = await ask.list(COLLABORATORS.operation, params, github.paging(COLLABORATORS.operation, params, Person, byId));
      return { people, outside: await outside };
    });
  },
  normalise(one: Scoped<Found>) {
    return { ...scopeOf(one), admins: about(one, adminsOf), outsideCollaborators: about(one, outsidersOf) };
  },
});

const allOf = ({ people }: Found): Known<readonly Person[]> =>
  settle(people, { some: (list) => list, none: missing(COLLABORATORS.operation, 'login') });

function adminsOf(found: Found): Known<string[]> {
  const hidden = missing(COLLABORATORS.operation, 'permissions.admin');
  return settled([allOf(found)], (people: readonly Person[]) =>
    people.some(({ permissions }) => permissions === undefined)
      ? hidden
      : people
          .filter(({ permissions }) => permissions?.admin)
          .map(({ login }) => login)
          .sort(),
  );
}
function outsidersOf(found: Found): Known<string[]> {
  const whole = settle(found.outside, {
    some: (list: readonly Account[]) => list,
    none: missing(OUTSIDE_COLLABORATORS.operation, 'login'),
  });
  return settled([allOf(found), whole], (people: readonly Person[], outside: readonly Account[]) => {
    const ids = new Set(outside.map(({ id }) => id));
    return people
      .filter(({ id }) => ids.has(id))
      .map(({ login }) => login)
      .sort();
  });
}
