/** The account's repositories: one list for all collectors, and whether it is all of them. */
import { z } from 'zod';
import { isUnknown } from '../../src/kit.ts';
import type { Answer, Ask, Gap } from '../../src/model.ts';
import { OWN_REPOSITORIES, REPOSITORIES, USER_REPOSITORIES } from './calls.ts';
import { byId, type Github } from './client.ts';
import { askOrganization } from './organization.ts';
import { askOwnUser, askUserCounts } from './user.ts';

export const Listing = z.looseObject({
  id: z.int(),
  /** What GraphQL knows it by. */
  node_id: z.string().min(1).optional(),
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

/** What an account says of itself, and so how many repositories there are. Who is not shown the private ones is not told of their number. */
export type Counts = { readonly public_repos: number; readonly total_private_repos?: number | undefined };

/** The repositories that are looked at, as configured: what is left out stands in the scope of the report. */
export async function* eachRepository(github: Github, ask: Ask): AsyncIterable<Listing> {
  const { operation, params } = await listingOf(github, ask);
  for await (const one of ask.pages(operation, params, github.paging(operation, params, Listing, byId)))
    if (github.leftOut(one.name) === undefined) yield one;
}
/** All of them, those that are left out too. */
export async function listRepositories(github: Github, ask: Ask): Promise<Answer<readonly Listing[]>> {
  const { operation, params } = await listingOf(github, ask);
  return ask.list(operation, params, github.paging(operation, params, Listing, byId));
}

/** Which question lists them. Private repositories of a user are shown to that user's own token alone. */
async function listingOf(github: Github, ask: Ask): Promise<{ readonly operation: string; readonly params: object }> {
  const sort = 'full_name';
  if (!github.user) return { operation: REPOSITORIES.operation, params: { org: github.organization, type: 'all', sort } };
  return (await askOwnUser(github, ask)) === null
    ? { operation: USER_REPOSITORIES.operation, params: { username: github.organization, type: 'owner', sort } }
    : { operation: OWN_REPOSITORIES.operation, params: { affiliation: 'owner', visibility: 'all', sort } };
}

/**
 * GitHub lists the repositories that the token may see, and nothing says that there are more:
 * only the organization's own counts do. Internal repositories are `private` in the list and counted with the private ones here;
 * should GitHub's count leave them out, the two differ and the list is not whole: never the other way round unseen.
 */
export function unlisted(organization: Counts, list: readonly Listing[], which: 'public' | 'private'): Gap | undefined {
  const counted = which === 'public' ? organization.public_repos : organization.total_private_repos;
  const found = list.filter((one) => one.private === (which === 'private')).length;
  if (counted === found) return undefined;
  if (counted === undefined) {
    const detail = `${operation}: lists what this token may see, and GitHub does not tell it how many private repositories there are`;
    return {
      operation,
      reason: 'population_incomplete',
      detail,
      permission: 'Metadata: read for all repositories, by a member of the organization, or by the user',
    };
  }
  return {
    operation,
    reason: 'population_mismatch',
    detail: `${operation}: ${found} ${which} repositories are listed, the account counts ${counted}`,
  };
}

/** Why the list is not known to be all that the account has; nothing: it is. */
export async function holesIn(github: Github, ask: Ask): Promise<readonly Gap[]> {
  const [counts, list] = await Promise.all([countsOf(github, ask), listRepositories(github, ask)]);
  return gapsOf(counts, list);
}
const countsOf = (github: Github, ask: Ask): Promise<Answer<Counts>> =>
  github.user ? askUserCounts(github, ask) : askOrganization(github, ask);

/** Whether those that `eachRepository` gave, and those that are left out, are all that the account has. */
export async function proveWhole(github: Github, ask: Ask): Promise<void> {
  const [counts, list] = await Promise.all([countsOf(github, ask), listRepositories(github, ask)]);
  const gaps = gapsOf(counts, list);
  for (const gap of gaps) ask.incomplete(gap);
  if (gaps.length > 0 || counts === null || isUnknown(counts) || list === null || isUnknown(list)) return;
  const whose = github.user ? 'user' : 'organization';
  ask.proof(`the ${whose} counts ${counts.public_repos} public and ${counts.total_private_repos} private repositories`);
  const out = list.filter(({ name }) => github.leftOut(name) !== undefined).length;
  if (out > 0) ask.proof(`${out} of them ${out === 1 ? 'is' : 'are'} left out as configured`);
}
function gapsOf(counts: Answer<Counts>, list: Answer<readonly Listing[]>): readonly Gap[] {
  if (counts === null) return [{ operation, reason: 'population_incomplete', detail: `${operation}: nothing to count the list against` }];
  if (isUnknown(counts)) return [counts.$unknown];
  // whoever reads the pages has said so already
  if (list === null || isUnknown(list)) return [];
  return [unlisted(counts, list, 'public'), unlisted(counts, list, 'private')].filter((gap) => gap !== undefined);
}
