import { z } from 'zod';
import { defineCollector, isUnknown, known, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { MEMBERS, ORGANIZATION, REPOSITORIES } from '../calls.ts';
import type { Github } from '../client.ts';
import { askedByOwner, askOrganization, type OrganizationAnswer } from '../organization.ts';
import { type Listed, listed, NOT_ALL_MEMBERS } from '../people.ts';
import { type Listing, listRepositories, unlisted } from '../repositories.ts';

interface Raw {
  readonly organization: OrganizationAnswer;
  readonly owners: Listed;
  readonly repositories: Answer<readonly Listing[]>;
}
/** Null and absent are GitHub's ways of not telling: https://docs.github.com/en/rest/orgs/orgs#get-an-organization */
function told<T extends boolean | string>(value: T | null | undefined, member: string): Known<T> {
  if (value !== null && value !== undefined) return value;
  const permission = 'an organization owner';
  const detail = `${ORGANIZATION.operation}: \`${member}\` is ${value === null ? 'null' : 'absent'}; it is shown to ${permission}`;
  return unknown({ operation: ORGANIZATION.operation, reason: value === null ? 'access_denied' : 'missing_member', detail, permission });
}

function ownerCountOf({ organization, owners }: Raw): Known<number> {
  if (!askedByOwner(organization)) return unknown(NOT_ALL_MEMBERS);
  const none = unknown({ operation: MEMBERS.operation, reason: 'missing_member', detail: `${MEMBERS.operation}: there is no such list` });
  return settle(owners, { some: (accounts) => accounts.length, none });
}

/** All of the public repositories or Unknown: the count of the organization proves that none was left out. */
function publicRepositoriesOf({ organization, repositories }: Raw): Known<string[]> {
  const none = unknown({
    operation: REPOSITORIES.operation,
    reason: 'missing_member',
    detail: `${REPOSITORIES.operation}: there is no such list`,
  });
  const all = settle(repositories, { some: (list) => list, none });
  return settled([all], (list: readonly Listing[]) => {
    const gap = unlisted(organization, list, 'public');
    return gap ? unknown(gap) : list.flatMap((one) => (one.private ? [] : [one.name])).sort();
  });
}

export default defineCollector({
  id: 'github/organization',
  title: 'Settings of a GitHub organization',
  scope: 'organization',
  calls: [ORGANIZATION, MEMBERS, REPOSITORIES],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the organization: `id`'),
    name: z.string().describe('`login`'),
    twoFactorRequirementEnabled: known(z.boolean()).describe(
      'Everybody must have a second factor: `two_factor_requirement_enabled`, shown to owners only',
    ),
    defaultRepositoryPermission: known(z.string()).describe(
      'What members may do in every repository: none, read, write or admin; `default_repository_permission`',
    ),
    membersCanCreatePublicRepositories: known(z.boolean()).describe('`members_can_create_public_repositories`'),
    membersCanChangeRepositoryVisibility: known(z.boolean()).describe(
      'Admins of a repository who are no owners may publish it: `members_can_change_repo_visibility`',
    ),
    membersCanDeleteRepositories: known(z.boolean()).describe(
      'Admins of a repository who are no owners may delete or transfer it: `members_can_delete_repositories`',
    ),
    isVerified: known(z.boolean()).describe('GitHub has seen that a domain belongs to the organization: `is_verified`'),
    plan: known(z.string()).describe('`plan.name`'),
    ownerCount: known(z.int()).describe('Length of the members’ list with `role=admin`'),
    publicRepositories: known(z.array(z.string())).describe(
      'Names of all public repositories, archived ones too, sorted; as many as `public_repos` says',
    ),
  }),
  async *fetch(github: Github, ask) {
    const [organization, owners, repositories] = await Promise.all([
      askOrganization(github, ask),
      listed(MEMBERS, github, ask, { filter: 'all', role: 'admin' }),
      listRepositories(github, ask),
    ]);
    if (organization === null) return;
    if (isUnknown(organization)) ask.incomplete(organization.$unknown);
    else yield { organization, owners, repositories } satisfies Raw;
  },
  normalise(raw: Raw) {
    const { organization } = raw;
    return {
      id: String(organization.id),
      name: organization.login,
      twoFactorRequirementEnabled: told(organization.two_factor_requirement_enabled, 'two_factor_requirement_enabled'),
      defaultRepositoryPermission: told(organization.default_repository_permission, 'default_repository_permission'),
      membersCanCreatePublicRepositories: told(
        organization.members_can_create_public_repositories,
        'members_can_create_public_repositories',
      ),
      membersCanChangeRepositoryVisibility: told(organization.members_can_change_repo_visibility, 'members_can_change_repo_visibility'),
      membersCanDeleteRepositories: told(organization.members_can_delete_repositories, 'members_can_delete_repositories'),
      isVerified: told(organization.is_verified, 'is_verified'),
      plan: told(organization.plan?.name, 'plan'),
      ownerCount: ownerCountOf(raw),
      publicRepositories: publicRepositoriesOf(raw),
    };
  },
});
