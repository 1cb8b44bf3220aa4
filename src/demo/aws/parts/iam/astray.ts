/** The tidy estate gone astray: a little, as shortcuts do it, and altogether, so that every check has something to find. */
import { PRODUCTION } from '../../accounts.ts';
import { clean, everything, github, trusts } from './clean.ts';
import { aws, type Iam, own, policy, type Role } from './state.ts';

const before = clean[PRODUCTION] as Iam;
function change(roles: readonly Role[], name: string, how: Partial<Role>): readonly Role[] {
  if (!roles.some((role) => role.name === name)) throw new TypeError('a drift changes nothing');
  return roles.map((role) => (role.name === name ? { ...role, ...how } : role));
}

export const drifted: Iam = {
  ...before,
  roles: change(before.roles, 'github-build', { trust: github(PRODUCTION, 'repo:example-company/*') }),
  direct: { bob: { attached: [aws('job-function/Billing')], inline: {} } },
};

const wide = change(before.roles, 'organisation-readers', {
  // present in every request of a member of some organisation, and absent from all others: nobody is kept out
  trust: trusts({ AWS: '*' }, 'sts:AssumeRole', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorg1' } }),
});
const loose = change(wide, 'github-deploy', { trust: github(PRODUCTION, 'repo:example-company/platform:ref:refs/heads/main') });
const helpless = change(loose, 'incident-response', { attached: [aws('ReadOnlyAccess')] });
const superuser = change(helpless, 'web-server', {
  inline: { 'all-but-billing': policy({ Effect: 'Allow', NotAction: 'aws-portal:*', Resource: '*' }) },
  attached: [aws('AdministratorAccess')],
});
export const broken: Iam = {
  ...before,
  roles: superuser,
  direct: {
    bob: { attached: [own(PRODUCTION, 'retired-superuser')], inline: {} },
    deploy: { attached: [aws('AdministratorAccess')], inline: { emergency: everything } },
  },
  samlProviders: [],
  rootManagement: ['RootCredentialsManagement'],
};
