/** The organization's repositories: one list for all collectors, and whether it is all of them. */
import { z } from 'zod';
import { isUnknown } from '../../src/kit.ts';
import type { Answer, Ask, Gap } from '../../src/model.ts';
import { REPOSITORIES } from './calls.ts';
import { byId, type Github } from './client.ts';
import type { OrganizationAnswer } from './organization.ts';

export const Listing = z.looseObject({
  id: z.int(),
  name: z.string().min(1),
  full_name: z.string().min(1),
  private: z.boolean(),
  visibility: z.string(),
  archived: z.boolean(),
  disabled: z.boolean(),
  fork: z.boolean(),
  /** In KB, counted now and then: 0 is empty or new. */
  size: z.int(),
  default_branch: z.string().min(1),
});
export type Listing = z.infer<typeof Listing>;

const { operation } = REPOSITORIES;
const paramsOf = (github: Github) => ({ org: github.organization, type: 'all', sort: 'full_name' });

export function eachRepository(github: Github, ask: Ask): AsyncIterable<Listing> {
  const params = paramsOf(github);
  return ask.pages(operation, params, github.paging(operation, params, Listing, byId));
}
export function listRepositories(github: Github, ask: Ask): Promise<Answer<readonly Listing[]>> {
  const params = paramsOf(github);
  return ask.list(operation, params, github.paging(operation, params, Listing, byId));
}

/**
 * GitHub lists the repositories that the token may see, and nothing says that there are more:
 * only the organization's own counts do. Internal repositories are `private` in the list and counted with the private ones here;
 * should GitHub's count leave them out, the two differ and the list is not whole: never the other way round unseen.
 */
export function unlisted(organization: OrganizationAnswer, list: readonly Listing[], which: 'public' | 'private'): Gap | undefined {
  const counted = which === 'public' ? organization.public_repos : organization.total_private_repos;
  const found = list.filter((one) => one.private === (which === 'private')).length;
  if (counted === found) return undefined;
  if (counted === undefined) {
    const detail = `${operation}: lists what this token may see, and GitHub does not tell it how many private repositories there are`;
    return {
      operation,
      reason: 'population_incomplete',
      detail,
      permission: 'Metadata: read for all repositories, by a member of the organization',
    };
  }
  return {
    operation,
    reason: 'population_mismatch',
    detail: `${operation}: ${found} ${which} repositories are listed, the organization counts ${counted}`,
  };
}

export function proveWhole(ask: Ask, organization: Answer<OrganizationAnswer>, list: readonly Listing[]): void {
  const gaps = gapsOf(organization, list);
  for (const gap of gaps) ask.incomplete(gap);
  const counts = organization as OrganizationAnswer;
  if (gaps.length === 0)
    ask.proof(`the organization counts ${counts.public_repos} public and ${counts.total_private_repos} private repositories`);
}
function gapsOf(organization: Answer<OrganizationAnswer>, list: readonly Listing[]): readonly Gap[] {
  if (organization === null)
    return [{ operation, reason: 'population_incomplete', detail: `${operation}: nothing to count the list against` }];
  if (isUnknown(organization)) return [organization.$unknown];
  return [unlisted(organization, list, 'public'), unlisted(organization, list, 'private')].filter((gap) => gap !== undefined);
}
