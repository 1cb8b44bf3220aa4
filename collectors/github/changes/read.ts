/** All changes of one repository in the run's period: asked once, whoever of the collectors asks first. */
import { z } from 'zod';
import { isUnknown, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Context, Known, Paging, Unknown } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { MORE_COMMITS, MORE_PULL_REQUESTS, REPOSITORY_CHANGES } from '../graphql/changes.ts';
import type { Sizes } from '../graphql/client.ts';
import type { Document } from '../graphql/document.ts';
import type { Listing } from '../repositories.ts';
import { type Commit, History, type Page, type PullRequest, PullRequests, RateLimit, RepositoryChanges } from './answers.ts';
import { inOrder, wholeHistory } from './whole.ts';

export interface Changes {
  readonly repo: Listing;
  readonly createdAt: string;
  /** Undefined: there is no branch, nothing was ever pushed. */
  readonly branch?: { readonly name: string; readonly head: string };
  /** Reachable from the head, by their committers' dates not older than the period's beginning; in git's order. */
  readonly commits: Known<readonly Commit[]>;
  /** All that were merged since the period's beginning, into any branch. */
  readonly pulls: Known<readonly PullRequest[]>;
  /** The first page, which everything rests on. */
  readonly first: RepositoryChanges;
}

/** With these sizes a first page costs 3 points of 5,000 an hour. */
const FIRST: Sizes = { commits: 50, pulls: 20 };
const FURTHER: Sizes = { commits: 100, pulls: 50 };

export function placeOf({ full_name }: Listing): { owner: string; name: string } {
  const [owner = '', name = ''] = full_name.split('/');
  return { owner, name };
}

export async function changesOf(github: Github, ask: Ask, { period }: Context, repo: Listing): Promise<Known<Changes>> {
  const params = { ...placeOf(repo), since: period.from };
  const sizes = { ...FIRST };
  const { operation } = REPOSITORY_CHANGES;
  const first = await ask(operation, params, RepositoryChanges, () => github.query(REPOSITORY_CHANGES, params, sizes));
  const none = unknown({ operation, reason: 'missing_member', detail: `${operation}: there is no such repository` });
  const known = settle(first, { some: (answer) => theRepository(answer, repo), none });
  if (isUnknown(known)) return known;
  const { createdAt, defaultBranchRef: ref } = known.repository;
  const [commits, pulls] = await Promise.all([
    ref ? commitsOf(github, ask, params, ref.target) : [],
    pullsOf(github, ask, params, known.repository.pullRequests),
  ]);
  return { repo, createdAt, ...(ref && { branch: { name: ref.name, head: ref.target.oid } }), commits, pulls, first: known };
}

/** A repository that was renamed meanwhile answers to its old name too. */
function theRepository(answer: RepositoryChanges, repo: Listing): Known<RepositoryChanges> {
  const { nameWithOwner } = answer.repository;
  if (nameWithOwner.toLowerCase() === repo.full_name.toLowerCase()) return answer;
  const detail = `asked about ${repo.full_name}, answered about ${nameWithOwner}`;
  return unknown({ operation: REPOSITORY_CHANGES.operation, reason: 'changed_during_collection', detail });
}

type Where = { readonly owner: string; readonly name: string; readonly since: string };
type Target = { readonly oid: string; readonly history: History };

async function commitsOf(github: Github, ask: Ask, where: Where, { oid, history }: Target): Promise<Known<readonly Commit[]>> {
  const params = { ...where, head: oid };
  const answer = z.looseObject({
    rateLimit: RateLimit,
    repository: z.looseObject({ object: z.looseObject({ __typename: z.literal('Commit'), history: History }) }),
  });
  const page = (found: z.infer<typeof answer>) => found.repository.object.history;
  const rest = await further(github, ask, MORE_COMMITS, params, history, { commits: FURTHER['commits'] as number }, answer, page);
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
  const answer = z.looseObject({ rateLimit: RateLimit, repository: z.looseObject({ pullRequests: PullRequests }) });
  const page = (found: z.infer<typeof answer>) => found.repository.pullRequests;
  const sizes = { pulls: FURTHER['pulls'] as number };
  const rest = past(pulls.nodes)
    ? []
    : await further(github, ask, MORE_PULL_REQUESTS, { ...params, until: since }, pulls, sizes, answer, page, past);
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
