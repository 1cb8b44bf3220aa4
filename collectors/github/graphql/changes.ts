/** The changes of one repository: what reached its default branch, and what was merged into any branch of it. */
import { document } from './document.ts';

const READ = 'Contents: read, Pull requests: read';

/** The parents of an octopus merge are rarely more than ten; who has more is noticed by `totalCount`. */
const COMMIT = `
fragment Arrival on Commit {
  oid
  url
  committedDate
  author { name user { login } }
  signature { isValid state wasSignedByGitHub signer { login } }
  parents(first: 10) { totalCount nodes { oid } }
  associatedPullRequests(first: 5) {
    totalCount
    nodes { number url merged mergedAt baseRefName baseRef { name } repository { nameWithOwner } }
  }
}`;

const REVIEW = `
fragment Review on PullRequestReview {
  id
  state
  submittedAt
  authorCanPushToRepository
  author { __typename login }
  commit { oid }
}`;
const AUTHORS = `
fragment Authors on PullRequestCommit {
  commit { oid authors(first: 20) { totalCount nodes { name user { login } } } }
}`;

const PULL_REQUEST = `
fragment Change on PullRequest {
  id
  number
  url
  updatedAt
  mergedAt
  baseRefName
  baseRef { name }
  headRefOid
  author { __typename login }
  mergedBy { __typename login }
  mergeCommit { oid committedDate }
  reviews(first: 50) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Review } }
  commits(first: 5) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Authors } }
}`;

/** Merged pull requests by their last change, newest first: GitHub cannot sort by the merge, which is never later than that. */
export const REPOSITORY_CHANGES = document(
  'RepositoryChanges',
  READ,
  'repository',
  `
query RepositoryChanges($owner: String!, $name: String!, $since: GitTimestamp!, $commits: Int!, $pulls: Int!) {
  rateLimit { cost remaining limit resetAt }
  repository(owner: $owner, name: $name) {
    nameWithOwner
    url
    createdAt
    defaultBranchRef {
      name
      target {
        __typename
        oid
        ... on Commit {
          history(first: $commits, since: $since) {
            totalCount
            pageInfo { hasNextPage endCursor }
            nodes { ...Arrival }
          }
        }
      }
    }
    pullRequests(first: $pulls, states: MERGED, orderBy: { field: UPDATED_AT, direction: DESC }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...Change }
    }
  }
}
${COMMIT}
${PULL_REQUEST}
${REVIEW}
${AUTHORS}`,
);

/** Further pages are counted from the commit that was the branch's head on the first one, whatever is pushed meanwhile. */
export const MORE_COMMITS = document(
  'MoreCommits',
  READ,
  'commit',
  `
query MoreCommits($owner: String!, $name: String!, $head: GitObjectID!, $since: GitTimestamp!, $commits: Int!, $after: String!) {
  rateLimit { cost remaining limit resetAt }
  repository(owner: $owner, name: $name) {
    object(oid: $head) {
      __typename
      ... on Commit {
        history(first: $commits, since: $since, after: $after) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { ...Arrival }
        }
      }
    }
  }
}
${COMMIT}`,
);

export const MORE_PULL_REQUESTS = document(
  'MorePullRequests',
  READ,
  'pullrequest',
  `
query MorePullRequests($owner: String!, $name: String!, $pulls: Int!, $after: String!) {
  rateLimit { cost remaining limit resetAt }
  repository(owner: $owner, name: $name) {
    pullRequests(first: $pulls, states: MERGED, orderBy: { field: UPDATED_AT, direction: DESC }, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...Change }
    }
  }
}
${PULL_REQUEST}
${REVIEW}
${AUTHORS}`,
);

/** For the few pull requests that have more reviews than the first page shows. */
export const MORE_REVIEWS = document(
  'MoreReviews',
  READ,
  'pullrequestreview',
  `
query MoreReviews($id: ID!, $first: Int!, $after: String!) {
  rateLimit { cost remaining limit resetAt }
  node(id: $id) {
    __typename
    ... on PullRequest {
      reviews(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Review } }
    }
  }
}
${REVIEW}`,
);

/** For those that have more commits than the first page shows. */
export const MORE_AUTHORS = document(
  'MoreAuthors',
  READ,
  'pullrequestcommit',
  `
query MoreAuthors($id: ID!, $first: Int!, $after: String!) {
  rateLimit { cost remaining limit resetAt }
  node(id: $id) {
    __typename
    ... on PullRequest {
      commits(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Authors } }
    }
  }
}
${AUTHORS}`,
);
