/** What became of the changes: asked apart from them, since it needs a permission of its own. */
import { document } from './document.ts';

const READ = 'Deployments: read';
const LIST = `
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { id environment commitOid createdAt state }`;
const ORDER = 'orderBy: { field: CREATED_AT, direction: DESC }';

export const MANY_DEPLOYMENTS = document(
  'ManyDeployments',
  READ,
  'deployment',
  `
query ManyDeployments($ids: [ID!]!, $first: Int!) {
  rateLimit { cost remaining limit resetAt }
  nodes(ids: $ids) {
    __typename
    ... on Repository {
      id
      deployments(first: $first, ${ORDER}) {${LIST}
      }
    }
  }
}`,
);

export const MORE_DEPLOYMENTS = document(
  'MoreDeployments',
  READ,
  'deployment',
  `
query MoreDeployments($owner: String!, $name: String!, $first: Int!, $after: String!) {
  rateLimit { cost remaining limit resetAt }
  repository(owner: $owner, name: $name) {
      deployments(first: $first, ${ORDER}, after: $after) {${LIST}
      }
  }
}`,
);
