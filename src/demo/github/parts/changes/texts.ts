/** SHA-256 of each query that is answered, and what GitHub's own formula makes it cost. A changed text needs its line here: a test says which. */
import { TEXTS as GOVERNANCE } from '../governance/graphql.ts';

export const TEXTS = {
  ...GOVERNANCE,
  RepositoryChanges: 'e09955d0e1e547834f02a1cb6ad57b8123e23fc273ba2d2c7e4c4120a132bddd',
  MoreCommits: '9ac3608facdb59a6a9955c60cfba28cba919734c1486b7913c5c318c43c6134b',
  MorePullRequests: '4a9868dcede4ea3dcb57df87a7e9b334558827400423ff8fba1c685f69dff1d8',
  MoreReviews: '87fec4e2d0d47130817c5dc969e99022e6352e72d31943cfc121840bce10c4da',
  MoreAuthors: '19aadda9d459f7066e59004012ef96976ecdba624bf36629dce0d23c9fed2630',
  PullRequestChecks: 'a57e71baec2079dd5200d1601b070fbe1e3135167a5199dc7a034fa6780d754c',
  RequiredChecks: '368c8a1eeb1dc796cfed7867b4e6b8f28619f4116a0b0cab2ddd385a67342ee3',
} as const satisfies Readonly<Record<string, string>>;

/** Connections that would have to be read at their longest, over a hundred: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
export function costOf(name: keyof typeof TEXTS, variables: Readonly<Record<string, unknown>>): number {
  const {
    commits = 0,
    pulls = 0,
    first = 0,
    ids = [],
  } = variables as { commits?: number; pulls?: number; first?: number; ids?: unknown[] };
  const perCommit = 2;
  // reviews, commits, and the authors of five commits
  const perPull = 2 + 5;
  const connections = {
    RepositoryChanges: 2 + commits * perCommit + pulls * perPull,
    MoreCommits: 1 + commits * perCommit,
    MorePullRequests: 1 + pulls * perPull,
    MoreReviews: 1,
    MoreAuthors: 1 + first,
    PullRequestChecks: 2 * ids.length,
    RequiredChecks: 2,
    SingleSignOn: 2,
    EnterpriseSingleSignOn: 1,
    MemberActivity: 1 + first,
  }[name];
  return Math.max(1, Math.round(connections / 100));
}
