/** IAM beside its users: groups, roles, policies, identity providers, and what the organisation does about root. */
import { createHash } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-iam';
import { PRODUCTION, SANDBOX } from '../../accounts.ts';
import { type Answer, type Ask, ago, page } from '../../answers/ask.ts';
import { userArn, userId } from '../../answers/iam-users.ts';
import { AwsRefusal } from '../../wire-errors.ts';
import type { Policy, User } from '../../world.ts';
import { type Part, see } from '../part.ts';
import { broken, drifted } from './astray.ts';
import { clean } from './clean.ts';
import { type Granted, type Group, held, type Iam, type Managed, nothing, own, type Role } from './state.ts';

const ID = 'iam';
const here = (ask: Ask): Iam => see(ask, ID, nothing).account;
/** "URL-encoded compliant with RFC 3986": https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
const encoded = (policy: Policy) => encodeURIComponent(JSON.stringify(policy));
const idOf = (prefix: string, arn: string) => prefix + createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase();

const inlineOf = ({ inline }: Granted): Sdk.PolicyDetail[] =>
  Object.entries(inline).map(([PolicyName, document]) => ({ PolicyName, PolicyDocument: encoded(document) }));
const attachedOf = ({ attached }: Granted): Sdk.AttachedPolicy[] =>
  attached.map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.split('/').at(-1) }));
/** A user's detail has no list of inline policies where there are none; in those of groups and roles it is there and empty. */
function userDetail(user: User, ask: Ask): Sdk.UserDetail {
  const { groups, direct } = here(ask);
  const granted = direct[user.name] ?? { attached: [], inline: {} };
  const inline = inlineOf(granted);
  return {
    Path: '/',
    UserName: user.name,
    UserId: userId(ask.account, user.name),
    Arn: userArn(ask.account, user.name),
    CreateDate: ago(user.age, ask),
    ...(inline.length > 0 && { UserPolicyList: inline }),
    GroupList: groups.filter(({ members }) => members.includes(user.name)).map(({ name }) => name),
    AttachedManagedPolicies: attachedOf(granted),
    Tags: [],
  };
}
function groupDetail(group: Group, ask: Ask): Sdk.GroupDetail {
  const Arn = `arn:aws:iam::${ask.account.id}:group/${group.name}`;
  return {
    Path: '/',
    GroupName: group.name,
    GroupId: idOf('AGPA', Arn),
    Arn,
    CreateDate: ago(group.age, ask),
    GroupPolicyList: inlineOf(group),
    AttachedManagedPolicies: attachedOf(group),
  };
}
function roleDetail(role: Role, ask: Ask): Sdk.RoleDetail {
  const Arn = `arn:aws:iam::${ask.account.id}:role${role.path}${role.name}`;
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: idOf('AROA', Arn),
    Arn,
    CreateDate: ago(role.age, ask),
    AssumeRolePolicyDocument: encoded(role.trust),
    InstanceProfileList: [],
    RolePolicyList: inlineOf(role),
    AttachedManagedPolicies: attachedOf(role),
    Tags: [],
    RoleLastUsed: {},
  };
}
function managedDetail({ name, age, versions, inForce = versions.length }: Managed, ask: Ask): Sdk.ManagedPolicyDetail {
  const Arn = own(ask.account.id, name);
  const { groups, roles, direct } = here(ask);
  const holders = [...groups, ...roles, ...Object.values(direct)].filter(({ attached }) => attached.includes(Arn));
  return {
    PolicyName: name,
    PolicyId: idOf('ANPA', Arn),
    Arn,
    Path: '/',
    DefaultVersionId: `v${inForce}`,
    AttachmentCount: holders.length,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: ago(age, ask),
    UpdateDate: ago(age, ask),
    // newest first
    PolicyVersionList: versions
      .map((document, i) => ({
        Document: encoded(document),
        VersionId: `v${i + 1}`,
        IsDefaultVersion: i + 1 === inForce,
        CreateDate: ago(age, ask),
      }))
      .reverse(),
  };
}

type Entity =
  | { readonly of: 'User'; readonly detail: Sdk.UserDetail }
  | { readonly of: 'Group'; readonly detail: Sdk.GroupDetail }
  | { readonly of: 'Role'; readonly detail: Sdk.RoleDetail }
  | { readonly of: 'LocalManagedPolicy'; readonly detail: Sdk.ManagedPolicyDetail };
/** One marker runs through all kinds, and each page has every list, empty or not. AWS's own policies are not simulated. */
function GetAccountAuthorizationDetails(
  input: Sdk.GetAccountAuthorizationDetailsRequest,
  ask: Ask,
): Sdk.GetAccountAuthorizationDetailsResponse {
  const { groups, roles, policies } = here(ask);
  const all: Entity[] = [
    ...ask.account.users.map((user) => ({ of: 'User' as const, detail: userDetail(user, ask) })),
    ...groups.map((group) => ({ of: 'Group' as const, detail: groupDetail(group, ask) })),
    ...roles.map((role) => ({ of: 'Role' as const, detail: roleDetail(role, ask) })),
    ...policies.map((managed) => ({ of: 'LocalManagedPolicy' as const, detail: managedDetail(managed, ask) })),
  ];
  const wanted = all.filter(({ of }) => input.Filter === undefined || input.Filter.includes(of));
  const bad = () => new AwsRefusal('ValidationError', 'Invalid Marker.', 400);
  const { items, next } = page(wanted, ask, { size: input.MaxItems, token: input.Marker }, bad);
  return {
    UserDetailList: items.flatMap((one) => (one.of === 'User' ? [one.detail] : [])),
    GroupDetailList: items.flatMap((one) => (one.of === 'Group' ? [one.detail] : [])),
    RoleDetailList: items.flatMap((one) => (one.of === 'Role' ? [one.detail] : [])),
    Policies: items.flatMap((one) => (one.of === 'LocalManagedPolicy' ? [one.detail] : [])),
    IsTruncated: next !== undefined,
    Marker: next,
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html, which has no pages */
function ListSAMLProviders(_: object, ask: Ask): Sdk.ListSAMLProvidersResponse {
  const SAMLProviderList = here(ask).samlProviders.map((name) => ({
    Arn: `arn:aws:iam::${ask.account.id}:saml-provider/${name}`,
    CreateDate: ago(800, ask),
    ValidUntil: ago(-36500, ask),
  }));
  return { SAMLProviderList };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html#API_ListOrganizationsFeatures_Errors */
function ListOrganizationsFeatures(_: object, ask: Ask): Sdk.ListOrganizationsFeaturesResponse {
  const { rootManagement: features } = here(ask);
  if (features === 'none') throw new AwsRefusal('OrganizationNotFoundException', 'Your account is not a member of an organization.');
  if (features === 'untrusted') throw new AwsRefusal('ServiceAccessNotEnabledException', 'Trusted access is not enabled for IAM.');
  if (features === 'member')
    throw new AwsRefusal(
      'AccountNotManagementOrDelegatedAdministratorException',
      'The account is neither the management account nor a delegated administrator for IAM.',
    );
  return { OrganizationId: 'o-exampleorg1', EnabledFeatures: [...features] };
}

const around = (production: Iam) => ({ [PRODUCTION]: held(production), [SANDBOX]: held(clean[SANDBOX] as Iam) });
export const iam: Part<Iam, null> = {
  id: ID,
  answers: { iam: { GetAccountAuthorizationDetails, ListSAMLProviders, ListOrganizationsFeatures } satisfies Record<string, Answer> },
  nothing,
  clean: around(clean[PRODUCTION] as Iam),
  drifted: around(drifted),
  drift: [
    { check: 'aws.iam.github-oidc-scoped', resource: 'github-build', what: 'any repository of the organization may assume the role' },
    { check: 'aws.iam.users-permissions-via-groups', resource: 'bob', what: 'bob was given a policy of his own' },
  ],
  checks: [
    'aws.iam.root-centralized-access',
    'aws.iam.users-permissions-via-groups',
    'aws.iam.no-full-admin-policies',
    'aws.iam.administrator-access-limited',
    'aws.iam.role-trust-not-open',
    'aws.iam.github-oidc-scoped',
    'aws.iam.support-role',
  ],
  broken: around(broken),
  refusals: [
    { operation: 'iam:GetAccountAuthorizationDetails', how: 'scp' },
    { operation: 'iam:ListVirtualMFADevices', how: 'denied' },
  ],
};
