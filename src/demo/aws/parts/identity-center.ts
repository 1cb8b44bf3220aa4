/**
 * IAM Identity Center at home in one region: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_Operations.html and
 * https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_ListGroupMemberships.html
 */
import type * as Store from '@aws-sdk/client-identitystore';
import type * as Sso from '@aws-sdk/client-sso-admin';
import { PRODUCTION, SANDBOX } from '../accounts.ts';
import { type Answer, type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

interface Assignment {
  readonly account: string;
  readonly type: 'USER' | 'GROUP';
  readonly principal: string;
}
interface PermissionSet {
  readonly name: string;
  /** Names of AWS's own policies. */
  readonly managed: readonly string[];
  readonly assignments: readonly Assignment[];
}
interface Instance {
  readonly owner: string;
  readonly sets: readonly PermissionSet[];
  /** Users by group. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}
type State = Holding<null, Instance | null>;

const ID = 'identity-center';
const ARN = 'arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6';
const STORE = 'd-9967123456';
const nothing: State = { account: null, regions: {}, elsewhere: null };
const badToken = () => new AwsRefusal('ValidationException', 'The token provided is not valid.', 400);
const absent = (what: string) => new AwsRefusal('ResourceNotFoundException', `${what} could not be found.`, 400);
const setArn = (name: string) => `arn:aws:sso:::permissionSet/ssoins-6987a1b2c3d4e5f6/ps-${name.toLowerCase().padEnd(16, '0')}`;

/** Everybody in the organisation sees the instance; what is in it is for the owner, or a delegated administrator. */
function ListInstances(_: Sso.ListInstancesRequest, ask: Ask): Sso.ListInstancesResponse {
  const { region: instance } = see(ask, ID, nothing);
  if (instance === null) return { Instances: [] };
  const of = { InstanceArn: ARN, IdentityStoreId: STORE, Name: 'example', OwnerAccountId: instance.owner };
  return { Instances: [{ ...of, Status: 'ACTIVE', CreatedDate: ago(800, ask) }] };
}
function instanceAt(arn: string | undefined, ask: Ask): Instance {
  const { region: instance } = see(ask, ID, nothing);
  if (instance === null || arn !== ARN) throw absent('The instance');
  if (instance.owner === ask.account.id) return instance;
  throw new AwsRefusal('AccessDeniedException', 'You do not have sufficient access to perform this action.', 400);
}
function setAt(input: { InstanceArn: string | undefined; PermissionSetArn: string | undefined }, ask: Ask): PermissionSet {
  const found = instanceAt(input.InstanceArn, ask).sets.find(({ name }) => setArn(name) === input.PermissionSetArn);
  if (!found) throw absent('The permission set');
  return found;
}
type Turn = { MaxResults?: number | undefined; NextToken?: string | undefined };
const turn = <T>(all: readonly T[], { MaxResults, NextToken }: Turn, ask: Ask) =>
  page(all, ask, { size: MaxResults, token: NextToken }, badToken);

function ListPermissionSets(input: Sso.ListPermissionSetsRequest, ask: Ask): Sso.ListPermissionSetsResponse {
  const { items, next } = turn(instanceAt(input.InstanceArn, ask).sets, input, ask);
  return { PermissionSets: items.map(({ name }) => setArn(name)), NextToken: next };
}
function ListManagedPoliciesInPermissionSet(
  input: Sso.ListManagedPoliciesInPermissionSetRequest,
  ask: Ask,
): Sso.ListManagedPoliciesInPermissionSetResponse {
  const { items, next } = turn(setAt(input, ask).managed, input, ask);
  return { AttachedManagedPolicies: items.map((name) => ({ Name: name, Arn: `arn:aws:iam::aws:policy/${name}` })), NextToken: next };
}
function ListAccountsForProvisionedPermissionSet(
  input: Sso.ListAccountsForProvisionedPermissionSetRequest,
  ask: Ask,
): Sso.ListAccountsForProvisionedPermissionSetResponse {
  const accounts = [...new Set(setAt(input, ask).assignments.map(({ account }) => account))];
  const { items, next } = turn(accounts, input, ask);
  return { AccountIds: [...items], NextToken: next };
}
function ListAccountAssignments(input: Sso.ListAccountAssignmentsRequest, ask: Ask): Sso.ListAccountAssignmentsResponse {
  const own = setAt(input, ask).assignments.filter(({ account }) => account === input.AccountId);
  const { items, next } = turn(own, input, ask);
  const { AccountId, PermissionSetArn } = input;
  const described = items.map(({ type, principal }) => ({ AccountId, PermissionSetArn, PrincipalType: type, PrincipalId: principal }));
  return { AccountAssignments: described, NextToken: next };
}
function ListGroupMemberships(input: Store.ListGroupMembershipsRequest, ask: Ask): Store.ListGroupMembershipsResponse {
  const { IdentityStoreId = '', GroupId = '' } = input;
  const members = IdentityStoreId === STORE ? instanceAt(ARN, ask).groups[GroupId] : undefined;
  if (members === undefined) throw absent('GROUP');
  const { items, next } = turn(members, input, ask);
  const GroupMemberships = items.map((UserId) => ({
    IdentityStoreId,
    GroupId,
    MembershipId: `${GroupId.slice(0, 8)}-${UserId}`,
    MemberId: { UserId },
  }));
  return { GroupMemberships, NextToken: next };
}

const user = (n: number) => `99671234-000${n}-4000-8000-000000000000`;
const GROUP = '99671234-1000-4000-8000-000000000000';
const assigned = (account: string, type: 'USER' | 'GROUP', principal: string): Assignment => ({ account, type, principal });
const instance: Instance = {
  owner: PRODUCTION,
  sets: [
    {
      name: 'Administrator',
      managed: ['AdministratorAccess'],
      assignments: [assigned(PRODUCTION, 'GROUP', GROUP), assigned(SANDBOX, 'GROUP', GROUP), assigned(SANDBOX, 'USER', user(4))],
    },
    { name: 'Auditor', managed: ['SecurityAudit', 'ViewOnlyAccess'], assignments: [assigned(PRODUCTION, 'USER', user(3))] },
    { name: 'Developer', managed: ['PowerUserAccess'], assignments: [assigned(SANDBOX, 'USER', user(3))] },
  ],
  groups: { [GROUP]: [user(1), user(2), user(3)] },
};
/** What a review of the clean estate approves: the parameter `approved` of aws.sso.admin-assignments-listed. */
export const APPROVED_ADMINISTRATORS: readonly string[] = [
  ...[1, 2, 3].map((n) => `${PRODUCTION} ${user(n)}`),
  ...[1, 2, 3, 4].map((n) => `${SANDBOX} ${user(n)}`),
];
const inFrankfurt = (one: Instance): State => ({ ...nothing, regions: { 'eu-central-1': one } });
const both = (one: Instance) => ({ [PRODUCTION]: inFrankfurt(one), [SANDBOX]: inFrankfurt(one) });

export const identityCenter: Part<null, Instance | null> = {
  id: ID,
  answers: {
    sso: {
      ListInstances,
      ListPermissionSets,
      ListManagedPoliciesInPermissionSet,
      ListAccountsForProvisionedPermissionSet,
      ListAccountAssignments,
    } satisfies Record<string, Answer>,
    identitystore: { ListGroupMemberships } satisfies Record<string, Answer>,
  },
  nothing,
  clean: both(instance),
  drifted: both(instance),
  drift: [],
  // its checks rest on a person's word: one can only be attested, and the other fails once somebody has approved the administrators
  checks: [],
  broken: both({ ...instance, groups: { [GROUP]: [user(1), user(2), user(3), user(9)] } }),
  refusals: [{ operation: 'sso:ListAccountAssignments', how: 'denied' }],
};
