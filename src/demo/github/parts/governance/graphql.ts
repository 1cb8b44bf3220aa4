/** Single sign-on and activity, which GraphQL alone shows: https://docs.github.com/en/graphql/reference/objects */
import { GithubRefusal, isOwner, type Visit } from '../../answers/visit.ts';
import type { Governance } from './holding.ts';

type Json = Record<string, unknown>;
type Variables = Readonly<Record<string, unknown>>;

/** SHA-256 of each text that is answered: nothing else is. */
export const TEXTS = {
  SingleSignOn: 'b1edabec7ff6dcac04a464e151724b983008802aaec801600e58e9003e465624',
  EnterpriseSingleSignOn: 'b592571951aba93b9398e0fa365b56a548dcb4df27173bebdd351c4b6c0a6e8c',
  MemberActivity: '3105a6878311836fbd78f235cd53c6747f292257b9eecc392d032e95b3afd070',
} as const;

const notFound = (what: string) => new GithubRefusal(404, `Could not resolve to ${what}.`);
function holding({ world }: Visit): Governance {
  if (!world.governance) throw notFound('an Organization');
  return world.governance;
}
function sameOrganization({ world }: Visit, login: unknown): void {
  if (String(login).toLowerCase() !== world.organization.login.toLowerCase())
    throw notFound(`an Organization with the login of '${login}'`);
}
const isApp = ({ headers }: Visit): boolean => /^\w+ ghs_/.test(headers['authorization'] ?? '');
const isClassic = ({ headers }: Visit): boolean => /^\w+ ghp_/.test(headers['authorization'] ?? '');

export const ANSWERS: Readonly<Record<keyof typeof TEXTS, (visit: Visit, variables: Variables) => Json>> = {
  SingleSignOn(visit, { login }) {
    sameOrganization(visit, login);
    const { saml } = holding(visit).singleSignOn;
    const shown = isOwner(visit) && (isApp(visit) || isClassic(visit)) && saml !== null;
    const provider = shown && { ssoUrl: saml.url, issuer: saml.issuer, externalIdentities: { totalCount: saml.identities } };
    return { organization: { login: visit.world.organization.login, samlIdentityProvider: provider || null } };
  },
  EnterpriseSingleSignOn(visit, { slug }) {
    const { enterprise, singleSignOn } = holding(visit);
    if (enterprise?.slug !== slug || isApp(visit)) throw notFound(`a Business with the URL slug of '${slug}'`);
    const url = singleSignOn.ofEnterprise;
    const samlIdentityProvider = url === null ? null : { ssoUrl: url, issuer: url };
    return { enterprise: { slug, ownerInfo: isOwner(visit) ? { samlIdentityProvider, oidcProvider: null } : null } };
  },
  MemberActivity(visit, { login, first, after }) {
    sameOrganization(visit, login);
    const { idle } = holding(visit);
    const all = visit.world.members;
    const size = Math.min(Number(first), visit.world.pageSize);
    const start = after === null || after === undefined ? 0 : Number(Buffer.from(String(after), 'base64url').toString());
    const end = Math.min(start + size, all.length);
    return {
      organization: {
        membersWithRole: {
          totalCount: all.length,
          pageInfo: { hasNextPage: end < all.length, endCursor: Buffer.from(String(end)).toString('base64url') },
          nodes: all.slice(start, end).map((one) => ({
            databaseId: one.id,
            login: one.login,
            contributionsCollection: { hasAnyContributions: !(one.login in idle), hasAnyRestrictedContributions: false },
          })),
        },
      },
    };
  },
};
