/** The tidy estate's groups, roles and policies. They name the users of worlds/clean-users.ts and the permission sets of parts/identity-center.ts. */
import { PRODUCTION, SANDBOX } from '../../accounts.ts';
import type { Policy } from '../../world.ts';
import { aws, type Granted, type Group, type Iam, type Managed, own, policy, type Role } from './state.ts';

const NONE: Granted = { attached: [], inline: {} };
const SAML = 'AWSSSO_0123456789abcdef_DO_NOT_DELETE';

export function trusts(principal: unknown, action: unknown = 'sts:AssumeRole', condition?: object): Policy {
  return policy({ Effect: 'Allow', Principal: principal, Action: action, ...(condition && { Condition: condition }) });
}
const service = (name: string) => trusts({ Service: `${name}.amazonaws.com` });
/** The one of https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub */
export function github(account: string, subject: string): Policy {
  const issuer = 'token.actions.githubusercontent.com';
  return trusts({ Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` }, 'sts:AssumeRoleWithWebIdentity', {
    StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
    StringLike: { [`${issuer}:sub`]: subject },
  });
}

type Plan = Pick<Role, 'name' | 'trust'> & Partial<Role>;
const roleOf = (plan: Plan): Role => ({ path: '/', age: 400, ...NONE, ...plan });
const linked = (service: string, name: string): Role =>
  roleOf({
    name,
    path: `/aws-service-role/${service}.amazonaws.com/`,
    trust: trusts({ Service: `${service}.amazonaws.com` }),
    attached: [aws(`aws-service-role/${name}Policy`)],
  });
/** https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html */
const reserved = (account: string, set: string, ...managed: readonly string[]): Role =>
  roleOf({
    name: `AWSReservedSSO_${set}_0123456789abcdef`,
    path: '/aws-reserved/sso.amazonaws.com/eu-central-1/',
    trust: trusts({ Federated: `arn:aws:iam::${account}:saml-provider/${SAML}` }, ['sts:AssumeRoleWithSAML', 'sts:TagSession'], {
      StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
    }),
    attached: managed.map(aws),
  });

const withMfa = (account: string) =>
  trusts({ AWS: `arn:aws:iam::${account}:root` }, 'sts:AssumeRole', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
const roles: readonly Role[] = [
  linked('support', 'AWSServiceRoleForSupport'),
  linked('config', 'AWSServiceRoleForConfig'),
  reserved(PRODUCTION, 'Administrator', 'AdministratorAccess'),
  reserved(PRODUCTION, 'Auditor', 'SecurityAudit', 'job-function/ViewOnlyAccess'),
  roleOf({ name: 'CloudTrailToCloudWatchLogs', trust: service('cloudtrail') }),
  roleOf({ name: 'break-glass', trust: withMfa(PRODUCTION), attached: [aws('AdministratorAccess')] }),
  roleOf({ name: 'incident-response', trust: withMfa(PRODUCTION), attached: [aws('AWSSupportAccess'), aws('ReadOnlyAccess')] }),
  roleOf({
    name: 'github-deploy',
    trust: github(PRODUCTION, 'repo:example-company/platform:environment:production'),
    attached: [own(PRODUCTION, 'ship-platform')],
  }),
  roleOf({
    name: 'github-build',
    trust: github(PRODUCTION, 'repo:example-company/platform:*'),
    attached: [own(PRODUCTION, 'upload-artefacts')],
  }),
  roleOf({
    name: 'organisation-readers',
    trust: trusts('*', 'sts:AssumeRole', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } }),
    attached: [aws('ReadOnlyAccess')],
  }),
  roleOf({
    name: 'web-server',
    trust: service('ec2'),
    inline: { 'read-assets': policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::example-prod-images/*' }) },
  }),
];

const artefacts = policy({ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::example-prod-terraform/*' });
export const everything = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
const policies: readonly Managed[] = [
  // the first draft allowed everything
  { name: 'ship-platform', age: 300, versions: [everything, policy({ Effect: 'Allow', Action: 'ecs:UpdateService', Resource: '*' })] },
  // so did the last one, and was taken back
  { name: 'upload-artefacts', age: 300, versions: [artefacts, everything], inForce: 1 },
  { name: 'retired-superuser', age: 1200, versions: [everything] },
];

const group = (name: string, members: readonly string[], ...attached: readonly string[]): Group => ({
  name,
  members,
  age: 800,
  ...NONE,
  attached,
});
const groups: readonly Group[] = [
  group('administrators', ['alice'], aws('AdministratorAccess')),
  group('developers', ['bob', 'carol'], aws('PowerUserAccess')),
  group('machines', ['deploy'], own(PRODUCTION, 'upload-artefacts')),
  group('auditors', ['claimcheck'], aws('SecurityAudit')),
];

const production: Iam = {
  groups,
  roles,
  policies,
  direct: {},
  samlProviders: [SAML],
  rootManagement: ['RootCredentialsManagement', 'RootSessions'],
};
const sandbox: Iam = {
  groups: [group('auditors', ['claimcheck'], aws('SecurityAudit'))],
  roles: [reserved(SANDBOX, 'Administrator', 'AdministratorAccess'), reserved(SANDBOX, 'Developer', 'PowerUserAccess')],
  policies: [],
  direct: {},
  samlProviders: [SAML],
  rootManagement: 'member',
};
export const clean: Readonly<Record<string, Iam>> = { [PRODUCTION]: production, [SANDBOX]: sandbox };

/** What this account would write into its claimcheck.yaml. */
export const params = {
  'aws.iam.administrator-access-limited': { administrators: ['permission-set/Administrator', 'role/break-glass', 'group/administrators'] },
  'aws.iam.federation-used': { breakGlass: ['alice', 'bob', 'carol'] },
  'aws.iam.github-oidc-scoped': { owners: ['example-company'], productionRoles: ['github-deploy'] },
} as const;
