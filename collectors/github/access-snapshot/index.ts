import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { MEMBERS, ORGANIZATION, OUTSIDE_COLLABORATORS, REPOSITORIES } from '../calls.ts';
import { byId, type Github } from '../client.ts';
import { askOrganization } from '../organization.ts';
import { TEAMS } from '../organization-calls.ts';
import { listed } from '../people.ts';
import { type Listing, listRepositories } from '../repositories.ts';
import { COLLABORATORS } from '../repository-calls.ts';
import { type Access, grantsOf, Person, type Raw, Team } from './grants.ts';

async function accessTo(github: Github, ask: Ask, { full_name, name }: Listing): Promise<Access> {
  const [owner, repo] = full_name.split('/');
  const params = { owner, repo, affiliation: 'all' };
  const { operation } = COLLABORATORS;
  return { repo: name, people: await ask.list(operation, params, github.paging(operation, params, Person, byId)) };
}

async function accessToAll(github: Github, ask: Ask): Promise<Pick<Raw, 'repositories' | 'access'>> {
  const repositories = await listRepositories(github, ask);
  const access: Access[] = [];
  if (repositories === null || isUnknown(repositories)) return { repositories, access };
  // GitHub has switched the others off: nobody gets at them
  const open = repositories.filter(({ disabled, name }) => !disabled && github.leftOut(name) === undefined);
  for await (const one of parallel(open, (repo) => accessTo(github, ask, repo))) access.push(one);
  return { repositories, access };
}

export default defineCollector({
  id: 'github/access-snapshot',
  title: 'Who has which role in an organization and in its repositories',
  scope: 'organization',
  calls: [ORGANIZATION, MEMBERS, OUTSIDE_COLLABORATORS, TEAMS, REPOSITORIES, COLLABORATORS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the organization: `id`'),
    name: z.string().describe('`login`'),
    grants: known(z.array(z.string())).describe(
      'Every principal with its role, sorted: `owner: login`, `member: login`, `outside collaborator: login`, `team: slug`, and `role in repository: login` (`role_name`) of all but owners, where it is more or less than the base permission',
    ),
    unreviewed: known(z.boolean()).describe('Never known: stands for what no access review has said'),
    expired: known(z.boolean()).describe('Never known: stands for what an access review says no longer'),
  }),
  async *fetch(github: Github, ask): AsyncIterable<Raw> {
    const params = { org: github.organization };
    const [organization, members, owners, outside, teams, access] = await Promise.all([
      askOrganization(github, ask),
      listed(MEMBERS, github, ask, { filter: 'all' }),
      listed(MEMBERS, github, ask, { filter: 'all', role: 'admin' }),
      listed(OUTSIDE_COLLABORATORS, github, ask, { filter: 'all' }),
      ask.list(TEAMS.operation, params, github.paging(TEAMS.operation, params, Team, byId)),
      accessToAll(github, ask),
    ]);
    if (organization === null) return;
    if (isUnknown(organization)) ask.incomplete(organization.$unknown);
    else yield { organization, members, owners, outside, teams, ...access };
  },
  normalise(raw: Raw) {
    const { id, login } = raw.organization;
    return {
      id: String(id),
      name: login,
      grants: grantsOf(raw),
      unreviewed: unknown({
        operation: 'declaration',
        reason: 'attestation_missing',
        detail: 'no access review has said who may do what, and when: the parameters `approved` and `reviewedAt` of this check',
      }),
      expired: unknown({
        operation: 'declaration',
        reason: 'attestation_expired',
        detail: 'the access review is too old: `reviewedAt` lies further back than `validDays`',
      }),
    };
  },
});
