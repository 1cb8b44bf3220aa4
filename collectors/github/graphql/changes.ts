/** The changes of repositories: what reached their default branches, and what was merged into any branch of them. */
import { document } from './document.ts';

const READ = 'Contents: read, Pull requests: read';

/** The parents of an octopus merge are rarely more than ten; who has more is noticed by `totalCount`. */
const COMMIT = `
fragment Arrival on Commit {
  id
  oid
  url
  committedDate
  author { name user { login } }
  signature { isValid state wasSignedByGitHub signer { login } }
  parents(first: 10) { totalCount nodes { oid } }
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
/**
 * A commit's authors are its author and those whom its message names as co-authors: https://docs.github.com/en/graphql/reference/objects#commit
 * Each list of authors counts against the limit, a message does not: the list is asked of commits whose message names somebody.
 */
const AUTHORS = `
fragment Authors on PullRequestCommit {
  commit { id oid message author { name user { login } } }
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
  commits(last: 5) { totalCount nodes { ...Authors } }
}`;

/** A pull request with all that the fragments above name. */
export const CHANGE = `${PULL_REQUEST}
${REVIEW}
${AUTHORS}`;

/** Merged pull requests by their last change, newest first: GitHub cannot sort by the merge, which is never later than that. */
const REPOSITORY = `
fragment Changed on Repository {
  id
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
${COMMIT}
${PULL_REQUEST}
${REVIEW}
${AUTHORS}`;

/** Several repositories at once. What GitHub cannot say of one of them spoils the answer for all: then each is asked about alone. */
export const MANY_CHANGES = document(
  'ManyRepositoryChanges',
  READ,
  'repository',
  `
query ManyRepositoryChanges($ids: [ID!]!, $since: GitTimestamp!, $commits: Int!, $pulls: Int!) {
  rateLimit { cost remaining limit resetAt }
  nodes(ids: $ids) { __typename ...Changed }
}
${REPOSITORY}`,
);

export const REPOSITORY_CHANGES = document(
  'RepositoryChanges',
  READ,
  'repository',
  `
query RepositoryChanges($owner: String!, $name: String!, $since: GitTimestamp!, $commits: Int!, $pulls: Int!) {
  rateLimit { cost remaining limit resetAt }
  repository(owner: $owner, name: $name) { ...Changed }
}
${REPOSITORY}`,
);

/** Of commits that no merged pull request on the list brought about: which pull requests GitHub connects with them. */
export const COMMIT_ORIGINS = document(
  'CommitOrigins',
  READ,
  'commit',
  `
query CommitOrigins($ids: [ID!]!) {
  rateLimit { cost remaining limit resetAt }
  nodes(ids: $ids) {
    __typename
    ... on Commit {
      id
      associatedPullRequests(first: 5) {
        totalCount
        nodes { number url merged mergedAt baseRefName baseRef { name } repository { nameWithOwner } }
      }
    }
  }
}`,
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

/** For those that have more commits than the first page shows: all of them, from the first. */
export const MANY_AUTHORS = document(
  'ManyAuthors',
  READ,
  'pullrequestcommit',
  `
query ManyAuthors($ids: [ID!]!) {
  rateLimit { cost remaining limit resetAt }
  nodes(ids: $ids) {
    __typename
    ... on PullRequest {
      id
      commits(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Authors } }
    }
  }
}
${AUTHORS}`,
);

/** Beyond a hundred. */
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

/** For the commits whose messages name co-authors. */
export const CO_AUTHORS = document(
  'CoAuthors',
  READ,
  'commit',
  `
query CoAuthors($ids: [ID!]!) {
  rateLimit { cost remaining limit resetAt }
  nodes(ids: $ids) {
    __typename
    ... on Commit { id authors(first: 20) { totalCount nodes { name user { login } } } }
  }
}`,
);
