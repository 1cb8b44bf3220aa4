/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Operations.html */
import type * as Hub from '@aws-sdk/client-securityhub';
import { PRODUCTION, SANDBOX } from '../accounts.ts';
import { type Answer, type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { type Holding, type Part, see } from './part.ts';

interface Finding {
  readonly n: number;
  readonly title: string;
  readonly severity: Hub.SeverityLabel;
  readonly workflow: Hub.WorkflowStatus;
  readonly record: Hub.RecordState;
  readonly age: Age;
}
interface Here {
  /** Security Hub CSPM; null: not subscribed. */
  readonly hub: { readonly standards: readonly { readonly name: string; readonly status: Hub.StandardsStatus }[] } | null;
  readonly v2: boolean;
  readonly findings: readonly Finding[];
}
type State = Holding<null, Here>;

const ID = 'security-hub';
const OFF: Here = { hub: null, v2: false, findings: [] };
const nothing: State = { account: null, regions: {}, elsewhere: OFF };
const badToken = () => new AwsRefusal('InvalidInputException', 'Invalid parameter nextToken', 400);

/** The code is the one of a denial, and so is the status: only the sentence says that there is no hub. */
function subscribed(ask: Ask): Here & { readonly hub: NonNullable<Here['hub']> } {
  const { region } = see(ask, ID, nothing);
  const { hub } = region;
  if (hub !== null) return { ...region, hub };
  throw new AwsRefusal('InvalidAccessException', `Account ${ask.account.id} is not subscribed to AWS Security Hub`, 401);
}
const hubArn = ({ regionName, account }: Ask, kind: 'hub' | 'hubv2') => `arn:aws:securityhub:${regionName}:${account.id}:${kind}/default`;

function DescribeHub(_: Hub.DescribeHubRequest, ask: Ask): Hub.DescribeHubResponse {
  subscribed(ask);
  return { HubArn: hubArn(ask, 'hub'), SubscribedAt: ago(400, ask).toISOString(), AutoEnableControls: true };
}
function DescribeSecurityHubV2(_: object, ask: Ask): Hub.DescribeSecurityHubV2Response {
  if (see(ask, ID, nothing).region.v2) return { HubV2Arn: hubArn(ask, 'hubv2'), SubscribedAt: ago(90, ask).toISOString() };
  throw new AwsRefusal('ResourceNotFoundException', `Account ${ask.account.id} is not subscribed to HubV2`, 404);
}
function GetEnabledStandards(input: Hub.GetEnabledStandardsRequest, ask: Ask): Hub.GetEnabledStandardsResponse {
  const { standards } = subscribed(ask).hub;
  const { items, next } = page(standards, ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return {
    StandardsSubscriptions: items.map(({ name, status }) => ({
      StandardsSubscriptionArn: `arn:aws:securityhub:${ask.regionName}:${ask.account.id}:subscription/${name}`,
      StandardsArn: `arn:aws:securityhub:${ask.regionName}::standards/${name}`,
      StandardsInput: {},
      StandardsStatus: status,
    })),
    NextToken: next,
  };
}

function GetFindings(input: Hub.GetFindingsRequest, ask: Ask): Hub.GetFindingsResponse {
  const { findings } = subscribed(ask);
  const { RecordState, WorkflowStatus, SeverityLabel, ...others } = input.Filters ?? {};
  if (Object.keys(others).length > 0 || input.SortCriteria?.length)
    throw new AwsRefusal('InvalidInputException', 'The simulator knows no such filter.', 400);
  const wanted = findings.filter(
    (one) => fits(one.record, RecordState) && fits(one.workflow, WorkflowStatus) && fits(one.severity, SeverityLabel),
  );
  const { items, next } = page(wanted, ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return { Findings: items.map((one) => describe(one, ask)), NextToken: next };
}
/** Filters on one field are alternatives. */
function fits(value: string, filters: readonly Hub.StringFilter[] | undefined): boolean {
  return filters === undefined || filters.some(({ Comparison, Value }) => Comparison === 'EQUALS' && Value === value);
}
const idOf = ({ regionName, account }: Ask, n: number) =>
  `arn:aws:securityhub:${regionName}:${account.id}:security-control/EC2.${n}/finding/a1000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
function describe({ n, title, severity, workflow, record, age }: Finding, ask: Ask): Hub.AwsSecurityFinding {
  const { regionName, account } = ask;
  return {
    SchemaVersion: '2018-10-08',
    Id: idOf(ask, n),
    ProductArn: `arn:aws:securityhub:${regionName}::product/aws/securityhub`,
    GeneratorId: `security-control/EC2.${n}`,
    AwsAccountId: account.id,
    Region: regionName,
    CreatedAt: ago(age, ask).toISOString(),
    UpdatedAt: ago(Math.min(age, 0.5), ask).toISOString(),
    Title: title,
    Description: title,
    Severity: { Label: severity },
    Compliance: { Status: 'FAILED', SecurityControlId: `EC2.${n}` },
    Workflow: { Status: workflow },
    RecordState: record,
    Resources: [{ Type: 'AwsEc2SecurityGroup', Id: `arn:aws:ec2:${regionName}:${account.id}:security-group/sg-0000000000000000${n}` }],
  };
}

const GOOD = 'aws-foundational-security-best-practices/v/1.0.0';
const on = (findings: readonly Finding[] = []): Here => ({ hub: { standards: [{ name: GOOD, status: 'READY' }] }, v2: false, findings });
const finding = (n: number, severity: Hub.SeverityLabel, age: Age, more: Partial<Finding> = {}): Finding => ({
  n,
  title: `EC2.${n} should hold`,
  severity,
  workflow: 'NEW',
  record: 'ACTIVE',
  age,
  ...more,
});
/** In time, accepted, repaired, and of little weight. */
const usual: readonly Finding[] = [
  finding(2, 'CRITICAL', 5, { workflow: 'NOTIFIED' }),
  finding(3, 'HIGH', 20),
  finding(4, 'HIGH', 6),
  finding(6, 'HIGH', 200, { workflow: 'SUPPRESSED' }),
  finding(7, 'CRITICAL', 90, { workflow: 'RESOLVED' }),
  finding(8, 'HIGH', 300, { record: 'ARCHIVED' }),
  finding(9, 'MEDIUM', 100),
];
const production = (frankfurt: Here, virginia: Here): State => ({
  account: null,
  regions: { 'eu-central-1': frankfurt, 'us-east-1': virginia },
  elsewhere: on(),
});
const sandbox: State = { account: null, regions: {}, elsewhere: on() };
const clean = { [PRODUCTION]: production(on(usual), { ...on(), v2: true }), [SANDBOX]: sandbox };

export const securityHub: Part<null, Here> = {
  id: ID,
  answers: {
    securityhub: { DescribeHub, DescribeSecurityHubV2, GetEnabledStandards, GetFindings } satisfies Record<string, Answer>,
  },
  nothing,
  clean,
  drifted: clean,
  drift: [],
  checks: ['aws.securityhub.enabled', 'aws.securityhub.findings-sla'],
  broken: { [PRODUCTION]: production(OFF, on([...usual, finding(19, 'CRITICAL', 8, { workflow: 'NOTIFIED' }), finding(20, 'HIGH', 31)])) },
  refusals: [{ operation: 'securityhub:GetEnabledStandards', how: 'denied', region: 'eu-central-1' }],
};
