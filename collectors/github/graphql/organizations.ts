/** What the REST interface does not show of organizations: single sign-on, and whether members do anything. */
import { document } from './document.ts';

/** Shown to owners with a classic token and to Apps that may read members; to anybody else it is null, as if there were none. */
export const SINGLE_SIGN_ON = document(
  'SingleSignOn',
  'Members: read, by a GitHub App, or scope read:org of a classic token of an organization owner',
  'organization',
  `
query SingleSignOn($login: String!) {
  rateLimit { cost remaining limit resetAt }
  organization(login: $login) {
    login
    samlIdentityProvider { ssoUrl issuer externalIdentities(first: 1) { totalCount } }
  }
}`,
);

/** `ownerInfo` is null to whoever does not own the enterprise. */
export const ENTERPRISE_SINGLE_SIGN_ON = document(
  'EnterpriseSingleSignOn',
  'scope read:enterprise, by an owner of the enterprise',
  'enterpriseownerinfo',
  `
query EnterpriseSingleSignOn($slug: String!) {
  rateLimit { cost remaining limit resetAt }
  enterprise(slug: $slug) {
    slug
    ownerInfo { samlIdentityProvider { ssoUrl issuer } oidcProvider { id } }
  }
}`,
);

/** Contributions in the organization alone; `hasAnyRestrictedContributions` counts those that this token is not shown. */
export const MEMBER_ACTIVITY = document(
  'MemberActivity',
  'Members: read, Contents: read, for all repositories',
  'contributionscollection',
  `
query MemberActivity($login: String!, $organization: ID!, $from: DateTime!, $to: DateTime!, $first: Int!, $after: String) {
  rateLimit { cost remaining limit resetAt }
  organization(login: $login) {
    membersWithRole(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        databaseId
        login
        contributionsCollection(organizationID: $organization, from: $from, to: $to) { hasAnyContributions hasAnyRestrictedContributions }
      }
    }
  }
}`,
);
