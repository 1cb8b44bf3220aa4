/** The history of one file on the default branch: each change with the file as it was then, and the pull requests that brought it. */
import { CHANGE } from './changes.ts';
import { document } from './document.ts';

const READ = 'Contents: read, Pull requests: read';

/** GitHub follows no renames here: the change that gave the file its name is the oldest one. */
const EDIT = `
fragment Version on TreeEntry {
  mode
  object { __typename ... on Blob { text isBinary isTruncated } }
}
fragment Edit on Commit {
  id
  oid
  url
  committedDate
  author { name user { login } }
  file(path: $path) { ...Version }
  associatedPullRequests(first: 3) {
    totalCount
    nodes { merged repository { nameWithOwner } ...Change }
  }
}
${CHANGE}`;

export const POLICY_HISTORY = document(
  'PolicyHistory',
  READ,
  'commit',
  `
query PolicyHistory($owner: String!, $name: String!, $path: String!, $edits: Int!) {
  rateLimit { cost remaining limit resetAt }
  repository(owner: $owner, name: $name) {
    nameWithOwner
    defaultBranchRef {
      name
      target {
        __typename
        oid
        ... on Commit {
          file(path: $path) { ...Version }
          history(first: $edits, path: $path) {
            totalCount
            pageInfo { hasNextPage endCursor }
            nodes { ...Edit }
          }
        }
      }
    }
  }
}
${EDIT}`,
);

/** Counted from the commit that was the branch's head on the first page, whatever is pushed meanwhile. */
export const MORE_POLICY_HISTORY = document(
  'MorePolicyHistory',
  READ,
  'commit',
  `
query MorePolicyHistory($owner: String!, $name: String!, $head: GitObjectID!, $path: String!, $edits: Int!, $after: String!) {
  rateLimit { cost remaining limit resetAt }
  repository(owner: $owner, name: $name) {
    object(oid: $head) {
      __typename
      ... on Commit {
        history(first: $edits, path: $path, after: $after) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { ...Edit }
        }
      }
    }
  }
}
${EDIT}`,
);
