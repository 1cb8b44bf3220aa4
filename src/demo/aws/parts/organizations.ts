/** An organisation of three accounts: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html */
import type * as Organizations from '@aws-sdk/client-organizations';
import { PRODUCTION, SANDBOX } from '../accounts.ts';
import { type Answer, type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

interface Organization {
  readonly id: string;
  /** The account that pays, and that sees everything. */
  readonly management: string;
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
  readonly scp: boolean;
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly state: Organizations.AccountState }[];
  readonly policies: readonly { readonly id: string; readonly name: string; readonly targets: readonly string[] }[];
  /** Accounts that may act for the management account, by service principal. */
  readonly delegated: Readonly<Record<string, string>>;
}
type State = Holding<Organization | null, null>;

const ID = 'organizations';
const AUDIT = '321098765432';
const ROOT = 'r-exam';
const nothing: State = { account: null, regions: {}, elsewhere: null };

function organizationOf(ask: Ask): Organization {
  const { account } = see(ask, ID, nothing);
  if (account === null) throw new AwsRefusal('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.', 400);
  return account;
}
/** "Can be called only from the organization's management account or by a member account that is a delegated administrator". */
function asAdministrator(ask: Ask): Organization {
  const organization = organizationOf(ask);
  if (ask.account.id === organization.management || Object.values(organization.delegated).includes(ask.account.id)) return organization;
  throw new AwsRefusal('AccessDeniedException', "You don't have permissions to access this resource.", 400);
}
const bad = (what: string) => () => new AwsRefusal('InvalidInputException', what, 400);
const badToken = bad('You specified an invalid value for NextToken.');
const arn = ({ management, id }: Organization, kind: string, rest: string) => `arn:aws:organizations::${management}:${kind}/${id}/${rest}`;

function DescribeOrganization(_: object, ask: Ask): Organizations.DescribeOrganizationResponse {
  const organization = organizationOf(ask);
  const { id, management, featureSet } = organization;
  return {
    Organization: {
      Id: id,
      Arn: `arn:aws:organizations::${management}:organization/${id}`,
      FeatureSet: featureSet,
      MasterAccountId: management,
      MasterAccountArn: arn(organization, 'account', management),
      MasterAccountEmail: 'aws@example.com',
      AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
    },
  };
}

function ListRoots(input: Organizations.ListRootsRequest, ask: Ask): Organizations.ListRootsResponse {
  const organization = asAdministrator(ask);
  const PolicyTypes: Organizations.PolicyTypeSummary[] = organization.scp ? [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] : [];
  const root = { Id: ROOT, Arn: arn(organization, 'root', ROOT), Name: 'Root', PolicyTypes };
  const { items, next } = page([root], ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return { Roots: [...items], NextToken: next };
}

function ListPolicies(input: Organizations.ListPoliciesRequest, ask: Ask): Organizations.ListPoliciesResponse {
  const organization = asAdministrator(ask);
  if (input.Filter !== 'SERVICE_CONTROL_POLICY') throw bad('The simulator knows no policies of another type.')();
  const { items, next } = page(organization.policies, ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return {
    Policies: items.map(({ id, name }) => ({
      Id: id,
      Arn: id === FULL.id ? `arn:aws:organizations::aws:policy/service_control_policy/${id}` : arn(organization, 'policy', id),
      Name: name,
      Type: 'SERVICE_CONTROL_POLICY',
      AwsManaged: id === FULL.id,
    })),
    NextToken: next,
  };
}

function ListTargetsForPolicy(input: Organizations.ListTargetsForPolicyRequest, ask: Ask): Organizations.ListTargetsForPolicyResponse {
  const organization = asAdministrator(ask);
  const policy = organization.policies.find(({ id }) => id === input.PolicyId);
  if (!policy) throw new AwsRefusal('PolicyNotFoundException', "You specified a policy that doesn't exist.", 400);
  const { items, next } = page(policy.targets, ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return {
    Targets: items.map((id) => ({ TargetId: id, Name: id, Type: id === ROOT ? 'ROOT' : 'ACCOUNT', Arn: arn(organization, 'root', id) })),
    NextToken: next,
  };
}

function ListAccounts(input: Organizations.ListAccountsRequest, ask: Ask): Organizations.ListAccountsResponse {
  const organization = asAdministrator(ask);
  const { items, next } = page(organization.accounts, ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return {
    Accounts: items.map(({ id, name, state }) => ({
      Id: id,
      Arn: arn(organization, 'account', id),
      Email: `aws+${name}@example.com`,
      Name: name,
      State: state,
      Status: state === 'ACTIVE' ? 'ACTIVE' : 'SUSPENDED',
      JoinedMethod: 'CREATED',
      JoinedTimestamp: ago(900, ask),
    })),
    NextToken: next,
  };
}

function ListDelegatedAdministrators(
  input: Organizations.ListDelegatedAdministratorsRequest,
  ask: Ask,
): Organizations.ListDelegatedAdministratorsResponse {
  const organization = asAdministrator(ask);
  const all = Object.entries(organization.delegated).filter(([service]) => service === (input.ServicePrincipal ?? service));
  const { items, next } = page(all, ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return {
    DelegatedAdministrators: items.map(([, id]) => ({
      Id: id,
      Arn: arn(organization, 'account', id),
      DelegationEnabledDate: ago(300, ask),
    })),
    NextToken: next,
  };
}

/** Attached to everything as soon as service control policies are on: it allows everything. */
const FULL = { id: 'p-FullAWSAccess', name: 'FullAWSAccess', targets: [ROOT, PRODUCTION, SANDBOX, AUDIT] };
const organization: Organization = {
  id: 'o-exampleorg1',
  management: PRODUCTION,
  featureSet: 'ALL',
  scp: true,
  accounts: [
    { id: PRODUCTION, name: 'production', state: 'ACTIVE' },
    { id: SANDBOX, name: 'sandbox', state: 'ACTIVE' },
    { id: AUDIT, name: 'audit', state: 'ACTIVE' },
  ],
  policies: [
    FULL,
    { id: 'p-regions01', name: 'only-our-regions', targets: [ROOT] },
    { id: 'p-trails001', name: 'nobody-stops-the-trail', targets: [ROOT, SANDBOX] },
  ],
  delegated: {},
};
const as = (account: Organization): State => ({ ...nothing, account });
const both = (one: Organization) => ({ [PRODUCTION]: as(one), [SANDBOX]: as(one) });

export const organizations: Part<Organization | null, null> = {
  id: ID,
  answers: {
    organizations: {
      DescribeOrganization,
      ListRoots,
      ListPolicies,
      ListTargetsForPolicy,
      ListAccounts,
      ListDelegatedAdministrators,
    } satisfies Record<string, Answer>,
  },
  nothing,
  clean: both(organization),
  drifted: both(organization),
  drift: [],
  // env-accounts-separate fails here as well, once somebody has declared which environment each account is
  checks: ['aws.organizations.scp-guardrails'],
  broken: both({
    ...organization,
    policies: [FULL, { id: 'p-regions01', name: 'only-our-regions', targets: [] }],
    accounts: organization.accounts.map((one) => (one.id === SANDBOX ? { ...one, state: 'SUSPENDED' } : one)),
  }),
  refusals: [{ operation: 'organizations:ListPolicies', how: 'denied' }],
};
