/** From GitHub's lists of people and teams to one list of who is what: known only when every list is, and is whole. Pure. */
import { z } from 'zod';
import { isUnknown, missing, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Gap, Known } from '../../../src/model.ts';
import { MEMBERS, ORGANIZATION, OUTSIDE_COLLABORATORS, REPOSITORIES } from '../calls.ts';
import { askedByOwner, type OrganizationAnswer } from '../organization.ts';
import { TEAMS } from '../organization-calls.ts';
import { type Account, type Listed, NOT_ALL_MEMBERS, strangers } from '../people.ts';
import { type Listing, unlisted } from '../repositories.ts';
import { COLLABORATORS } from '../repository-calls.ts';

/** `role_name` is what counts in the end, by whichever way it was given; it may be a role of the organization's own. */
export const Person = z.looseObject({ id: z.int(), login: z.string().min(1), role_name: z.string().min(1) });
type Person = z.infer<typeof Person>;
export const Team = z.looseObject({ id: z.int(), slug: z.string().min(1) });
type Team = z.infer<typeof Team>;

export interface Access {
  /** Without its owner. */
  readonly repo: string;
  readonly people: Answer<readonly Person[]>;
}
export interface Raw {
  readonly organization: OrganizationAnswer;
  readonly members: Listed;
  readonly owners: Listed;
  readonly outside: Listed;
  readonly teams: Answer<readonly Team[]>;
  readonly repositories: Answer<readonly Listing[]>;
  /** Of those that can be got at. */
  readonly access: readonly Access[];
}

function whole<T>(list: Answer<readonly T[]>, operation: string): Known<readonly T[]> {
  return settle<readonly T[], readonly T[]>(list, { some: (items) => items, none: missing(operation, '(the list)') });
}

/** What makes a list of people or repositories less than all of them. */
function holeIn({ organization, repositories, members, owners }: Raw): Gap | undefined {
  if (!askedByOwner(organization)) return NOT_ALL_MEMBERS;
  const list = repositories === null || isUnknown(repositories) ? [] : repositories;
  const known = members === null || isUnknown(members) ? [] : members;
  return unlisted(organization, list, 'public') ?? unlisted(organization, list, 'private') ?? strangers(known, owners, MEMBERS);
}

export function grantsOf(raw: Raw): Known<string[]> {
  const base = raw.organization.default_repository_permission;
  return settled(
    [
      whole(raw.members, MEMBERS.operation),
      whole(raw.owners, MEMBERS.operation),
      whole(raw.outside, OUTSIDE_COLLABORATORS.operation),
      whole(raw.teams, TEAMS.operation),
      whole(raw.repositories, REPOSITORIES.operation),
      base ?? missing(ORGANIZATION.operation, 'default_repository_permission', 'an organization owner'),
    ],
    (members: readonly Account[], owners: readonly Account[], outside: readonly Account[], teams: readonly Team[], _, usual: string) => {
      const hole = holeIn(raw);
      if (hole) return unknown(hole);
      const unread = raw.access.map(({ people }) => whole(people, COLLABORATORS.operation)).find(isUnknown);
      if (unread) return unread;
      const owning = new Set(owners.map(({ id }) => id));
      const belonging = new Set(members.map(({ id }) => id));
      return [
        ...members.map(({ id, login }) => `${owning.has(id) ? 'owner' : 'member'}: ${login}`),
        ...outside.map(({ login }) => `outside collaborator: ${login}`),
        ...teams.map(({ slug }) => `team: ${slug}`),
        ...raw.access.flatMap(({ repo, people }) =>
          (people as readonly Person[])
            .filter(({ id, role_name }) => !owning.has(id) && !(belonging.has(id) && role_name === usual))
            .map(({ login, role_name }) => `${role_name} in ${repo}: ${login}`),
        ),
      ].sort();
    },
  );
}
