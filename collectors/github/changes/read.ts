/** All changes of some repositories in the run's period: asked once, whoever of the collectors asks first. */
import { z } from 'zod';
import { isUnknown, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Context, Known, Paging, Unknown } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { MANY_CHANGES, MORE_COMMITS, MORE_PULL_REQUESTS, REPOSITORY_CHANGES } from '../graphql/changes.ts';
import type { Sizes } from '../graphql/client.ts';
import type { Document } from '../graphql/document.ts';
import type { Listing } from '../repositories.ts';
import { Changed, type Commit, History, type Page, type PullRequest, PullRequests, RateLimit, RepositoryChanges } from './answers.ts';
import { nodesOf, type Told } from './nodes.ts';
import { type Origins, originsOf } from './origins.ts';
import { inOrder, wholeHistory } from './whole.ts';

export interface Changes {
  /** What GraphQL knows the repository by. */
  readonly id: string;
  readonly repo: Listing;
  readonly createdAt: string;
  /** Undefined: there is no branch, nothing was ever pushed. */
  readonly branch?: { readonly name: string; readonly head: string };
  /** Reachable from the head, by their committers' dates not older than the period's beginning; in git's order. */
  readonly commits: Known<readonly Commit[]>;
  /** All that were merged since the period's beginning, into any branch. */
  readonly pulls: Known<readonly PullRequest[]>;
  /** The first page, which everything rests on. */
  readonly first: object;
}
/** And where the commits came from that no pull request on the list has brought. */
export type Explained = Changes & { readonly origins: Origins };

/** With these sizes a first page costs 0.92 points of 5,000 an hour, which GitHub rounds to whole ones for each question. */
const FIRST: Sizes = { commits: 50, pulls: 20 };
/** Repositories in one question: 400 pull requests, which GitHub answers in its ten seconds. */
export const TOGETHER = 20;
const FURTHER: Sizes = { commits: 100, pulls: 50 };

export function placeOf({ full_name }: Listing): { owner: string; name: string } {
  const [owner = '', name = ''] = full_name.split('/');
  return { owner, name };
}

/** In the order of the repositories. */
export async function changesOf(
  github: Github,
  ask: Ask,
  { period }: Context,
  repos: readonly Listing[],
): Promise<readonly Known<Explained>[]> {
  const ids = repos.flatMap(({ node_id }) => (node_id === undefined ? [] : [node_id]));
  const variables = { since: period.from };
  const many = await nodesOf(github, ask, [ids], { document: MANY_CHANGES, node: Changed, variables, sizes: FIRST, alone: false });
  const found = await Promise.all(
    repos.map(async (repo) => {
      const together = many.get(repo.node_id ?? '');
      const told = together === undefined || isUnknown(together) ? await askAlone(github, ask, period.from, repo) : together;
      return isUnknown(told) ? told : restOf(github, ask, period.from, repo, told);
    }),
  );
  const known = found.filter((one): one is Changes => !isUnknown(one));
  const origins = await originsOf(github, ask, period, known);
  return found.map((one) => (isUnknown(one) ? one : { ...one, origins: origins.get(one) as Origins }));
}

async function askAlone(github: Github, ask: Ask, since: string, repo: Listing): Promise<Known<Told<Changed>>> {
  const params = { ...placeOf(repo), since };
  const sizes = { ...FIRST };
  const { operation } = REPOSITORY_CHANGES;
  const first = await ask(operation, params, RepositoryChanges, () => github.query(REPOSITORY_CHANGES, params, sizes));
  const none = unknown({ operation, reason: 'missing_member', detail: `${operation}: there is no such repository` });
  return settle(first, { some: (from): Known<Told<Changed>> => ({ node: from.repository, from }), none });
}

async function restOf(github: Github, ask: Ask, since: string, repo: Listing, { node, from }: Told<Changed>): Promise<Known<Changes>> {
  // a repository that was renamed meanwhile answers to its old name, and to its id, too
  if (node.nameWithOwner.toLowerCase() !== repo.full_name.toLowerCase()) {
    const detail = `asked about ${repo.full_name}, answered about ${node.nameWithOwner}`;
    return unknown({ operation: REPOSITORY_CHANGES.operation, reason: 'changed_during_collection', detail });
  }
  const params = { ...placeOf(repo), since };
  const { createdAt, defaultBranchRef: ref } = node;
  const [commits, pulls] = await Promise.all([
    ref ? commitsOf(github, ask, params, ref.target) : [],
    pullsOf(github, ask, params, node.pullRequests),
  ]);
  return { id: node.id, repo, createdAt, ...(ref && { branch: { name: ref.name, head: ref.target.oid } }), commits, pulls, first: from };
}

type Where = { readonly owner: string; readonly name: string; readonly since: string };
const MoreCommits = z.looseObject({
  rateLimit: RateLimit,
  repository: z.looseObject({ object: z.looseObject({ __typename: z.literal('Commit'), history: History }) }),
});
const MorePullRequests = z.looseObject({ rateLimit: RateLimit, repository: z.looseObject({ pullRequests: PullRequests }) });
type Target = { readonly oid: string; readonly history: History };

async function commitsOf(github: Github, ask: Ask, where: Where, { oid, history }: Target): Promise<Known<readonly Commit[]>> {
  const params = { ...where, head: oid };
  const page = (found: z.infer<typeof MoreCommits>) => found.repository.object.history;
  const rest = await further(github, ask, MORE_COMMITS, params, history, { commits: FURTHER['commits'] as number }, MoreCommits, page);
  return settled([rest], (more: readonly Commit[]) => wholeHistory([...history.nodes, ...more], history.totalCount, oid));
}

/** Newest change first: what was last changed before the period was merged before it, and all that follows too. */
async function pullsOf(
  github: Github,
  ask: Ask,
  { since, ...params }: Where,
  pulls: z.infer<typeof PullRequests>,
): Promise<Known<readonly PullRequest[]>> {
  const from = Date.parse(since);
  const past = (nodes: readonly PullRequest[]) => nodes.some(({ updatedAt }) => Date.parse(updatedAt) < from);
  const page = (found: z.infer<typeof MorePullRequests>) => found.repository.pullRequests;
  const sizes = { pulls: FURTHER['pulls'] as number };
  const rest = past(pulls.nodes)
    ? []
    : await further(github, ask, MORE_PULL_REQUESTS, { ...params, until: since }, pulls, sizes, MorePullRequests, page, past);
  return settled([rest], (more: readonly PullRequest[]) => inOrder([...pulls.nodes, ...more], pulls.totalCount, past, from));
}

type PageOf<T> = z.infer<ReturnType<typeof Page<T>>>;

/** What a connection has beyond its first page; `enough` says of a page that nothing after it matters. */
export async function further<A, T>(
  github: Github,
  ask: Ask,
  document: Document,
  params: Readonly<Record<string, unknown>>,
  first: PageOf<T>,
  sizes: Sizes,
  answer: z.ZodType<A>,
  pageIn: (answer: A) => PageOf<T>,
  enough: (nodes: readonly T[]) => boolean = () => false,
): Promise<Known<readonly T[]>> {
  if (!first.pageInfo.hasNextPage) return [];
  const { operation } = document;
  const start = first.pageInfo.endCursor;
  if (start === null) return noCursor(operation);
  const kept = { ...sizes };
  const { until: _, ...variables } = params;
  const paging: Paging<A, T> = {
    page: answer,
    send: (token) => github.query(document, { ...variables, after: token ?? start }, kept),
    items: (page) => pageIn(page).nodes,
    next: (page) => {
      const { pageInfo, nodes } = pageIn(page);
      if (!pageInfo.hasNextPage || enough(nodes)) return undefined;
      // an end without a cursor is asked for once more from the beginning, which the reader of pages calls what it is
      return pageInfo.endCursor ?? start;
    },
  };
  const rest: Answer<readonly T[]> = await ask.list(operation, { ...params, after: start }, paging);
  return settle(rest, { some: (items) => items, none: noCursor(operation) });
}
function noCursor(operation: string): Unknown {
  return unknown({ operation, reason: 'pagination_broken', detail: `${operation}: there is a next page, and nothing says where` });
}
