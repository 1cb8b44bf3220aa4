/** GitHub's GraphQL interface as far as it is asked: nothing is parsed, the whole text of a query must be a known one. */
import { createHash } from 'node:crypto';
import type { WireRequest, WireResponse } from '../../../../model.ts';
import { ago, GithubRefusal, type Visit } from '../../answers/visit.ts';
import { ANSWERS as GOVERNANCE } from '../governance/graphql.ts';
import {
  authors,
  checksOf,
  commits,
  contextsOf,
  historyOf,
  pullById,
  pullRequests,
  repositoryOf,
  reviews,
  type Variables,
} from './answers.ts';
import { costOf, TEXTS } from './texts.ts';

type Answer = (visit: Visit, variables: Variables) => Record<string, unknown>;
const ANSWERS: Readonly<Record<keyof typeof TEXTS, Answer>> = {
  ...GOVERNANCE,
  RepositoryChanges(visit, variables) {
    const repo = repositoryOf(visit, variables);
    const login = visit.world.organization.login;
    const head = historyOf(visit, repo).commits[0]?.oid;
    const target = () => ({ __typename: 'Commit', oid: head, history: commits(visit, repo, variables) });
    return {
      repository: {
        nameWithOwner: `${login}/${repo.name}`,
        url: `https://github.com/${login}/${repo.name}`,
        createdAt: ago(visit, repo.age),
        defaultBranchRef: repo.hasBranch ? { name: repo.defaultBranch, target: target() } : null,
        pullRequests: pullRequests(visit, repo, variables),
      },
    };
  },
  MoreCommits(visit, variables) {
    const repo = repositoryOf(visit, variables);
    return { repository: { object: { __typename: 'Commit', history: commits(visit, repo, variables) } } };
  },
  MorePullRequests: (visit, variables) => ({
    repository: { pullRequests: pullRequests(visit, repositoryOf(visit, variables), variables) },
  }),
  MoreReviews: (visit, { id, first, after }) => ({
    node: { __typename: 'PullRequest', reviews: reviews(visit, pullById(visit, id)[1], first, after) },
  }),
  MoreAuthors: (visit, { id, first, after }) => ({
    node: { __typename: 'PullRequest', commits: authors(visit, pullById(visit, id)[1], first, after) },
  }),
  PullRequestChecks: (visit, { ids }) => ({ nodes: (ids as readonly string[]).map((id) => checksOf(visit, id)) }),
  RequiredChecks: (visit, variables) => ({ node: contextsOf(visit, variables) }),
};

/** A question in GraphQL as the desk sees it; undefined: none that it knows. */
export interface Question {
  readonly operation: string;
  readonly variables: Variables;
  answer(visit: Visit): object;
}

export function questionIn({ url, method, body }: WireRequest): Question | 'unknown' | undefined {
  if (!/^\/(?:api\/)?graphql$/.test(url.pathname)) return undefined;
  if (method !== 'POST' || body === undefined) return 'unknown';
  const { query, variables } = JSON.parse(new TextDecoder().decode(body)) as { query?: unknown; variables?: Variables };
  const digest = createHash('sha256').update(String(query)).digest('hex');
  const name = Object.entries(TEXTS).find(([, text]) => text === digest)?.[0] as keyof typeof TEXTS | undefined;
  if (name === undefined || variables === undefined) return 'unknown';
  return {
    operation: `POST /graphql ${name}`,
    variables,
    answer(visit) {
      const resetAt = `${new Date(visit.now.getTime() + 3_600_000).toISOString().slice(0, 19)}Z`;
      const rateLimit = { cost: costOf(name, variables), remaining: 4999, limit: 5000, resetAt };
      return { data: { rateLimit, ...ANSWERS[name](visit, variables) } };
    },
  };
}

/** Whoever is signed in is refused inside a 200: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
export function refusedInside({ status, message, headers }: GithubRefusal): WireResponse {
  const type = 'retry-after' in headers ? 'RATE_LIMITED' : status === 404 ? 'NOT_FOUND' : 'FORBIDDEN';
  const extensions = 'x-github-sso' in headers ? { extensions: { saml_failure: true } } : {};
  const body = { data: null, errors: [{ type, message, ...extensions }] };
  const { 'x-accepted-github-permissions': _, ...rest } = headers;
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...rest },
    body: Buffer.from(JSON.stringify(body)),
  };
}
export const UNKNOWN_QUERY = new GithubRefusal(400, 'A query attribute must be specified and must be a string.');
