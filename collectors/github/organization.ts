/** GET /orgs/{org}, as the collectors read it: asked once per run. */
import { z } from 'zod';
import { isUnknown } from '../../src/kit.ts';
import type { Answer, Ask } from '../../src/model.ts';
import { ORGANIZATION } from './calls.ts';
import type { Github } from './client.ts';

/** Optional is what GitHub shows to some callers only. https://docs.github.com/en/rest/orgs/orgs#get-an-organization */
const OrganizationAnswer = z.looseObject({
  id: z.int(),
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
