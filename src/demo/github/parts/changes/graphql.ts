/** GitHub's GraphQL interface as far as it is asked: nothing is parsed, the whole text of a query must be a known one. */
import { createHash } from 'node:crypto';
import type { WireRequest, WireResponse } from '../../../../model.ts';
import { GithubRefusal, type Visit } from '../../answers/visit.ts';
import { ANSWERS as GOVERNANCE } from '../governance/graphql.ts';
import {
  authors,
  changed,
  coAuthors,
  commits,
  contextsOf,
  deployments,
  headChecks,
  manyAuthors,
  originOf,
  pullById,
  pullRequests,
  repositoryById,
  repositoryOf,
  reviews,
  type Variables,
} from './answers.ts';
import { morePolicyHistory, policyHistory } from './policies.ts';
import { costOf, TEXTS } from './texts.ts';

type Answer = (visit: Visit, variables: Variables) => Record<string, unknown>;
const idsIn = ({ ids }: Variables): readonly string[] => {
  const all = ids as readonly string[];
  // GitHub's own limit on ids in one question
  if (all.length > 100) throw new GithubRefusal(400, 'You may not provide more than 100 node ids');
  return all;
};
const withoutId = ({ id: _, ...rest }: Record<string, unknown>) => rest;
const ANSWERS: Readonly<Record<keyof typeof TEXTS, Answer>> = {
  ...GOVERNANCE,
  ManyRepositoryChanges: (visit, variables) => ({
    nodes: idsIn(variables).map((id) => ({ __typename: 'Repository', ...changed(visit, repositoryById(visit, id), variables) })),
  }),
  RepositoryChanges: (visit, variables) => ({ repository: changed(visit, repositoryOf(visit, variables), variables) }),
  CommitOrigins: (visit, variables) => ({ nodes: idsIn(variables).map((id) => originOf(visit, id)) }),
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
  ManyAuthors: (visit, variables) => ({ nodes: idsIn(variables).map((id) => manyAuthors(visit, id)) }),
  MoreAuthors: (visit, { id, first, after }) => ({
    node: withoutId({ __typename: 'PullRequest', commits: authors(visit, ...pullById(visit, id), first, after) }),
  }),
  PolicyHistory: policyHistory,
  MorePolicyHistory: morePolicyHistory,
  CoAuthors: (visit, variables) => ({ nodes: idsIn(variables).map((id) => coAuthors(visit, id)) }),
  ManyDeployments: (visit, { first, ...variables }) => ({
    nodes: idsIn(variables).map((id) => ({
      __typename: 'Repository',
      id,
      deployments: deployments(visit, repositoryById(visit, id), first),
    })),
  }),
  MoreDeployments: (visit, variables) => ({
    repository: { deployments: deployments(visit, repositoryOf(visit, variables), variables['first'], variables['after']) },
  }),
  HeadChecks: (visit, variables) => ({ nodes: idsIn(variables).map((id) => headChecks(visit, id)) }),
  ManyRequiredChecks: (visit, { first, ...places }) =>
    Object.fromEntries(Object.entries(places).map(([place, id]) => [place, contextsOf(visit, { id, first, after: null })])),
  RequiredChecks: (visit, variables) => ({ node: withoutId(contextsOf(visit, variables)) }),
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
