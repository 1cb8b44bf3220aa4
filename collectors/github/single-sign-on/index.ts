import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Known } from '../../../src/model.ts';
import { MEMBERS, ORGANIZATION } from '../calls.ts';
import type { Github } from '../client.ts';
import { ENTERPRISE_SINGLE_SIGN_ON, SINGLE_SIGN_ON } from '../graphql/organizations.ts';
import { askedByOwner, askOrganization, enterpriseCloudOf, type OrganizationAnswer } from '../organization.ts';
import { type Listed, listed } from '../people.ts';
import { or } from '../repository/layer.ts';

const Provider = z.looseObject({ ssoUrl: z.string().nullable() });
const Own = z.looseObject({
  organization: z.looseObject({
    login: z.string(),
    samlIdentityProvider: Provider.extend({ externalIdentities: z.looseObject({ totalCount: z.int() }) }).nullable(),
  }),
});
const Enterprise = z.looseObject({
  enterprise: z.looseObject({
    ownerInfo: z
      .looseObject({ samlIdentityProvider: Provider.nullable(), oidcProvider: z.looseObject({ id: z.string() }).nullable() })
      .nullable(),
  }),
});
interface Found {
  readonly own: Answer<z.infer<typeof Own>>;
  /** Undefined: the configuration names no enterprise. */
  readonly enterprise?: Answer<z.infer<typeof Enterprise>> | undefined;
  /** Whoever is shown this list is shown the provider, if also `mayBeShown`. */
  readonly insecure: Listed;
  readonly mayBeShown: boolean;
}
interface Raw {
  readonly organization: OrganizationAnswer;
  readonly found: Found | null;
}

async function look(github: Github, ask: Ask): Promise<Found> {
  const login = { login: github.organization };
  const [own, enterprise, insecure] = await Promise.all([
    ask(SINGLE_SIGN_ON.operation, login, Own, () => github.query(SINGLE_SIGN_ON, login)),
    askEnterprise(github, ask),
    listed(MEMBERS, github, ask, { filter: '2fa_disabled' }),
  ]);
  return { own, enterprise, insecure, mayBeShown: github.app !== undefined || github.tokenKind.startsWith('classic') };
}
async function askEnterprise({ enterprise }: Github, ask: Ask): Promise<Found['enterprise']> {
  if (!enterprise) return undefined;
  const slug = { slug: enterprise.slug };
  const { operation } = ENTERPRISE_SINGLE_SIGN_ON;
  return ask(operation, slug, Enterprise, () => enterprise.query(ENTERPRISE_SINGLE_SIGN_ON, slug));
}

/** Null is "none" to those alone who would be shown one. */
function ownOf({ own, insecure, mayBeShown }: Found, organization: OrganizationAnswer): Known<boolean> {
  const hidden = missing(SINGLE_SIGN_ON.operation, 'organization.samlIdentityProvider', SINGLE_SIGN_ON.permission);
  return settled(
    [settle(own, { some: (value) => value, none: hidden })],
    ({ organization: { samlIdentityProvider } }: z.infer<typeof Own>) => {
      if (samlIdentityProvider !== null) return samlIdentityProvider.ssoUrl !== null && samlIdentityProvider.ssoUrl !== '';
      return mayBeShown && askedByOwner(organization) && insecure !== null && !isUnknown(insecure) ? false : hidden;
    },
  );
}
function enterpriseOf({ enterprise }: Found): Known<boolean> {
  const { operation, permission } = ENTERPRISE_SINGLE_SIGN_ON;
  if (enterprise === undefined) {
    const detail =
      'the enterprise may have set up single sign-on for all its organizations: name it in claimcheck.yaml as `enterprise: { slug: … }`';
    return unknown({ operation, reason: 'not_run', detail, permission });
  }
  const hidden = missing(operation, 'enterprise.ownerInfo', permission);
  return settled(
    [settle(enterprise, { some: (value) => value, none: hidden })],
    ({ enterprise: { ownerInfo } }: z.infer<typeof Enterprise>) => {
      if (ownerInfo === null) return hidden;
      return (ownerInfo.samlIdentityProvider?.ssoUrl ?? null) !== null || ownerInfo.oidcProvider !== null;
    },
  );
}

export default defineCollector({
  id: 'github/single-sign-on',
  title: 'Single sign-on of a GitHub organization',
  scope: 'organization',
  calls: [ORGANIZATION, MEMBERS, SINGLE_SIGN_ON, ENTERPRISE_SINGLE_SIGN_ON],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the organization: `id`'),
    name: z.string().describe('`login`'),
    enterpriseCloud: known(z.boolean()).describe('On a plan that has single sign-on: `plan.name` is enterprise'),
    outOfScopeBecause: z.string().describe('The plan has no single sign-on, or empty'),
    samlOfOrganization: known(z.boolean()).describe('`samlIdentityProvider.ssoUrl` of the organization is set'),
    samlOfEnterprise: known(z.boolean()).describe('`ownerInfo.samlIdentityProvider.ssoUrl` of its enterprise is set, or an OIDC provider'),
    singleSignOn: known(z.boolean()).describe('Either of the two'),
    externalIdentities: known(z.int()).describe('How many people of the organization are linked to an identity of its provider'),
  }),
  async *fetch(github: Github, ask): AsyncIterable<Raw> {
    const organization = await askOrganization(github, ask);
    if (organization === null) return;
    if (isUnknown(organization)) ask.incomplete(organization.$unknown);
    else yield { organization, found: enterpriseCloudOf(organization) === false ? null : await look(github, ask) };
  },
  normalise({ organization, found }: Raw) {
    const enterpriseCloud = enterpriseCloudOf(organization);
    const none = unknown({ operation: SINGLE_SIGN_ON.operation, reason: 'unsupported_plan', detail: 'the plan has no single sign-on' });
    const own = found ? ownOf(found, organization) : none;
    const enterprise = found ? enterpriseOf(found) : none;
    const identities = missing(SINGLE_SIGN_ON.operation, 'organization.samlIdentityProvider.externalIdentities');
    return {
      id: String(organization.id),
      name: organization.login,
      enterpriseCloud,
      outOfScopeBecause: enterpriseCloud === false ? 'the plan has no single sign-on' : '',
      samlOfOrganization: own,
      samlOfEnterprise: enterprise,
      singleSignOn: or([own, enterprise]),
      externalIdentities: settle(found?.own ?? null, {
        some: (value) => value.organization.samlIdentityProvider?.externalIdentities.totalCount ?? identities,
        none: identities,
      }),
    };
  },
});
