/** GET /orgs/{org}, as the collectors read it: asked once per run. */
import { z } from 'zod';
import { isUnknown, missing, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Known } from '../../src/model.ts';
import { ORGANIZATION } from './calls.ts';
import type { Github } from './client.ts';

/** Optional is what GitHub shows to some callers only. https://docs.github.com/en/rest/orgs/orgs#get-an-organization */
const OrganizationAnswer = z.looseObject({
  id: z.int(),
  node_id: z.string().min(1).optional(),
  login: z.string().min(1),
  public_repos: z.int(),
  total_private_repos: z.int().optional(),
  two_factor_requirement_enabled: z.boolean().nullish(),
  default_repository_permission: z.string().nullish(),
  members_can_create_public_repositories: z.boolean().nullish(),
  members_can_change_repo_visibility: z.boolean().nullish(),
  members_can_delete_repositories: z.boolean().nullish(),
  is_verified: z.boolean().nullish(),
  plan: z.looseObject({ name: z.string() }).optional(),
});
export type OrganizationAnswer = z.infer<typeof OrganizationAnswer>;

export function askOrganization(github: Github, ask: Ask): Promise<Answer<OrganizationAnswer>> {
  const params = { org: github.organization };
  return ask(ORGANIZATION.operation, params, OrganizationAnswer, () => github.get(ORGANIZATION.operation, params));
}

/** The two-factor setting is shown to owners alone; who is no owner may be shown a part of the members, as if it were all. */
export function askedByOwner(organization: Answer<OrganizationAnswer>): boolean {
  return organization !== null && !isUnknown(organization) && typeof organization.two_factor_requirement_enabled === 'boolean';
}

/** One resource: the organization, with what else was asked about it. */
export async function* theOrganization<T>(
  github: Github,
  ask: Ask,
  look: () => Promise<T>,
): AsyncIterable<{ readonly organization: OrganizationAnswer; readonly found: T }> {
  const [organization, found] = await Promise.all([askOrganization(github, ask), look()]);
  if (organization === null) return;
  if (isUnknown(organization)) ask.incomplete(organization.$unknown);
  else yield { organization, found };
}

/**
 * `plan.name`, which GitHub shows to owners. Only what is known to be Enterprise Cloud has SAML and an audit log to ask for;
 * a plan of a name that we do not know is not known to have none. https://docs.github.com/en/get-started/learning-about-github/githubs-plans
 */
export function enterpriseCloudOf({ plan }: OrganizationAnswer): Known<boolean> {
  if (plan === undefined) return missing(ORGANIZATION.operation, 'plan', 'an organization owner');
  if (plan.name === 'enterprise') return true;
  if (plan.name === 'free' || plan.name === 'team') return false;
  const detail = `${ORGANIZATION.operation}: whether the plan ${JSON.stringify(plan.name)} is Enterprise Cloud is not known`;
  return unknown({ operation: ORGANIZATION.operation, reason: 'malformed_response', detail });
}
