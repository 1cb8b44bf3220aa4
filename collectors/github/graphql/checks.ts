/** Whether the last commit of a pull request was green. Asked apart from the changes: it needs permissions of its own. */
import { document } from './document.ts';

const READ = 'Checks: read, Commit statuses: read, Pull requests: read';

/** Up to fifty pull requests at once. The counts tell what was skipped without naming each run. */
export const PULL_REQUEST_CHECKS = document(
  'PullRequestChecks',
  READ,
  'statuscheckrollup',
  `
query PullRequestChecks($ids: [ID!]!) {
  rateLimit { cost remaining limit resetAt }
  nodes(ids: $ids) {
    __typename
    ... on PullRequest {
      id
      commits(last: 1) {
        nodes {
          commit {
            oid
            statusCheckRollup {
              state
              contexts(first: 1) { totalCount checkRunCountsByState { state count } }
            }
          }
        }
      }
    }
  }
}`,
);

/** Only for what is not green as a whole: which runs were required, which takes a pull request to be named. */
export const REQUIRED_CHECKS = document(
  'RequiredChecks',
  READ,
  'checkrun',
  `
query RequiredChecks($id: ID!, $first: Int!, $after: String) {
  rateLimit { cost remaining limit resetAt }
  node(id: $id) {
    __typename
    ... on PullRequest {
      commits(last: 1) {
        nodes {
          commit {
            oid
            statusCheckRollup {
              contexts(first: $first, after: $after) {
                totalCount
                pageInfo { hasNextPage endCursor }
                nodes {
                  __typename
                  ... on CheckRun { name status conclusion isRequired(pullRequestId: $id) }
                  ... on StatusContext { context state isRequired(pullRequestId: $id) }
                }
              }
            }
          }
        }
      }
    }
  }
}`,
);
