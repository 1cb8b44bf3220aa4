import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, settle } from '../../../src/kit.ts';
import type { Answer, Ask } from '../../../src/model.ts';
import { ORGANIZATION, REPOSITORIES } from '../calls.ts';
import type { Github } from '../client.ts';
import { askOrganization, type OrganizationAnswer } from '../organization.ts';
import { REPOSITORY_WORKFLOW_TOKEN, WORKFLOW_TOKEN } from '../organization-calls.ts';
import { eachRepository, type Listing, proveWhole } from '../repositories.ts';

const Setting = z.looseObject({ default_workflow_permissions: z.string().min(1), can_approve_pull_request_reviews: z.boolean() });
type Setting = z.infer<typeof Setting>;

type Raw =
  | { readonly organization: OrganizationAnswer; readonly setting: Answer<Setting> }
  /** Without a setting it was not asked: no workflow runs there. */
  | { readonly repo: Listing; readonly setting?: Answer<Setting> };

async function ofRepository(github: Github, ask: Ask, repo: Listing): Promise<Raw> {
  if (repo.archived || repo.disabled) return { repo };
  const [owner, name] = repo.full_name.split('/');
  const params = { owner, repo: name };
  const { operation } = REPOSITORY_WORKFLOW_TOKEN;
  return { repo, setting: await ask(operation, params, Setting, () => github.get(operation, params)) };
}
async function* ofOrganization(github: Github, ask: Ask): AsyncIterable<Raw> {
  const params = { org: github.organization };
  const [organization, setting] = await Promise.all([
    askOrganization(github, ask),
    ask(WORKFLOW_TOKEN.operation, params, Setting, () => github.get(WORKFLOW_TOKEN.operation, params)),
  ]);
  if (organization === null) return;
  if (isUnknown(organization)) ask.incomplete(organization.$unknown);
  else yield { organization, setting };
}

export default defineCollector({
  id: 'github/workflow-token',
  title: 'What the token of a workflow may do, in the organization and in each repository',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [ORGANIZATION, WORKFLOW_TOKEN, REPOSITORIES, REPOSITORY_WORKFLOW_TOKEN],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`organization/` or `repository/`, and GitHub’s number'),
    name: z.string().describe('`login` of the organization, or `full_name` of the repository'),
    inScope: z.boolean().describe('Neither archived nor disabled: workflows can run'),
    outOfScopeBecause: z.string().describe('Why not, in words; empty when in scope'),
    defaultPermissions: known(z.string()).describe(
      'read or write, where a workflow does not say what it needs: `default_workflow_permissions`',
    ),
    mayApprove: known(z.boolean()).describe('Workflows may create and approve pull requests: `can_approve_pull_request_reviews`'),
  }),
  async *fetch(github: Github, ask) {
    if (!github.user) yield* ofOrganization(github, ask);
    yield* parallel(eachRepository(github, ask), (repo) => ofRepository(github, ask, repo));
    await proveWhole(github, ask);
  },
  normalise(raw: Raw) {
    const repo = 'repo' in raw ? raw.repo : undefined;
    const because = [repo?.archived && 'archived', repo?.disabled && 'disabled'].filter((one) => typeof one === 'string').join(', ');
    const { operation } = repo ? REPOSITORY_WORKFLOW_TOKEN : WORKFLOW_TOKEN;
    const of = <T>(read: (value: Setting) => T, member: string) =>
      settle(raw.setting ?? null, { some: read, none: missing(operation, member) });
    return {
      id: 'repo' in raw ? `repository/${raw.repo.id}` : `organization/${raw.organization.id}`,
      name: 'repo' in raw ? raw.repo.full_name : raw.organization.login,
      inScope: because === '',
      outOfScopeBecause: because,
      defaultPermissions: of((value) => value.default_workflow_permissions, 'default_workflow_permissions'),
      mayApprove: of((value) => value.can_approve_pull_request_reviews, 'can_approve_pull_request_reviews'),
    };
  },
});
