/** Whether the last commit of a pull request was green. Asked apart from the changes: it needs permissions of its own. */
import { document } from './document.ts';

const READ = 'Checks: read, Commit statuses: read, Pull requests: read';

/** Of up to a hundred commits at once. The counts tell what was skipped without naming each run. */
export const HEAD_CHECKS = document(
  'HeadChecks',
  READ,
  'statuscheckrollup',
  `
query HeadChecks($ids: [ID!]!) {
  rateLimit { cost remaining limit resetAt }
  nodes(ids: $ids) {
    __typename
    ... on Commit {
      id
      oid
      statusCheckRollup {
        state
        contexts(first: 1) { totalCount checkRunCountsByState { state count } }
      }
    }
  }
}`,
);

/** How many pull requests one document names; what is left over names the last one again. */
export const AT_ONCE = 10;
const places = Array.from({ length: AT_ONCE }, (_, at) => `p${at}`);
const CONTEXTS = (id: string, after: string) => `
        nodes {
          commit {
            oid
            statusCheckRollup {
              contexts(first: $first${after}) {
                totalCount
                pageInfo { hasNextPage endCursor }
                nodes {
                  __typename
                  ... on CheckRun { name status conclusion isRequired(pullRequestId: ${id}) }
                  ... on StatusContext { context state isRequired(pullRequestId: ${id}) }
                }
              }
            }
          }
        }`;

/** Only for what is not green as a whole: which runs were required, which takes the pull request to be named to each. */
export const MANY_REQUIRED = document(
  'ManyRequiredChecks',
  READ,
  'checkrun',
  `
query ManyRequiredChecks($first: Int!, ${places.map((place) => `$${place}: ID!`).join(', ')}) {
  rateLimit { cost remaining limit resetAt }${places
    .map(
      (place) => `
  ${place}: node(id: $${place}) {
    __typename
    ... on PullRequest {
      id
      commits(last: 1) {${CONTEXTS(`$${place}`, '')}
      }
    }
  }`,
    )
    .join('')}
}`,
);

/** Beyond the first hundred of one pull request, or of one that spoilt the answer for others. */
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
      commits(last: 1) {${CONTEXTS('$id', ', after: $after')}
      }
    }
  }
}`,
);
