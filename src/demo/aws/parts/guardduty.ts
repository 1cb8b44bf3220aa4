/** https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html */
import type * as GuardDuty from '@aws-sdk/client-guardduty';
import { PRODUCTION, SANDBOX } from '../accounts.ts';
import { type Answer, type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { type Holding, type Part, see } from './part.ts';

interface Finding {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly severity: number;
  readonly archived: boolean;
  readonly age: Age;
}
interface Detector {
  readonly id: string;
  readonly status: GuardDuty.DetectorStatus;
  readonly features: Readonly<Record<string, GuardDuty.FeatureStatus>>;
  readonly findings: readonly Finding[];
}
/** Null: nobody switched it on here, or somebody deleted it. */
type Here = Detector | null;
type State = Holding<null, Here>;

const ID = 'guardduty';
const nothing: State = { account: null, regions: {}, elsewhere: null };
const bad = (why: string) => () => new AwsRefusal('BadRequestException', `The request is rejected because ${why}`, 400);

function ListDetectors(input: GuardDuty.ListDetectorsRequest, ask: Ask): GuardDuty.ListDetectorsResponse {
  const { region: detector } = see(ask, ID, nothing);
  const badToken = bad('the parameter nextToken has an invalid value.');
  const { items, next } = page(detector ? [detector.id] : [], ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  // "NextToken" is an empty string on the last page of GuardDuty's listings
  return { DetectorIds: [...items], NextToken: next ?? '' };
}
function detectorAt(id: string | undefined, ask: Ask): Detector {
  const { region: detector } = see(ask, ID, nothing);
  if (detector && detector.id === id) return detector;
  throw bad('the input detectorId is not owned by the current account.')();
}

function GetDetector(input: GuardDuty.GetDetectorRequest, ask: Ask): GuardDuty.GetDetectorResponse {
  const { status, features } = detectorAt(input.DetectorId, ask);
  return {
    Status: status,
    CreatedAt: ago(500, ask).toISOString(),
    UpdatedAt: ago(20, ask).toISOString(),
    FindingPublishingFrequency: 'FIFTEEN_MINUTES',
    ServiceRole: `arn:aws:iam::${ask.account.id}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
    Features: Object.entries(features).map(([name, state]) => ({
      Name: name as GuardDuty.DetectorFeatureResult,
      Status: state,
      UpdatedAt: ago(300, ask),
    })),
    Tags: {},
  };
}

function ListFindings(input: GuardDuty.ListFindingsRequest, ask: Ask): GuardDuty.ListFindingsResponse {
  const { severity, 'service.archived': archived, ...others } = input.FindingCriteria?.Criterion ?? {};
  if (Object.keys(others).length > 0) throw bad('the simulator knows no such criterion.')();
  const least = severity?.GreaterThanOrEqual ?? 0;
  const wanted = detectorAt(input.DetectorId, ask).findings.filter(
    (one) => one.severity >= least && (archived?.Equals?.includes(String(one.archived)) ?? true),
  );
  const badToken = bad('the parameter nextToken has an invalid value.');
  const { items, next } = page(wanted, ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return { FindingIds: items.map(({ id }) => id), NextToken: next ?? '' };
}

function GetFindings(input: GuardDuty.GetFindingsRequest, ask: Ask): GuardDuty.GetFindingsResponse {
  const detector = detectorAt(input.DetectorId, ask);
  const wanted = new Set(input.FindingIds);
  if (wanted.size > 50) throw bad('the parameter findingIds has more than 50 values.')();
  return { Findings: detector.findings.filter(({ id }) => wanted.has(id)).map((one) => describe(one, detector, ask)) };
}
function describe({ id, type, title, severity, archived, age }: Finding, detector: Detector, ask: Ask): GuardDuty.Finding {
  const { account, regionName } = ask;
  const at = ago(age, ask).toISOString();
  return {
    AccountId: account.id,
    Arn: `arn:aws:guardduty:${regionName}:${account.id}:detector/${detector.id}/finding/${id}`,
    Id: id,
    Partition: 'aws',
    Region: regionName,
    Type: type,
    Title: title,
    Severity: severity,
    SchemaVersion: '2.0',
    CreatedAt: at,
    UpdatedAt: ago(Math.min(age, 1), ask).toISOString(),
    Resource: { ResourceType: 'Instance' },
    Service: { Archived: archived, Count: 3, DetectorId: detector.id, EventFirstSeen: at, ServiceName: 'guardduty' },
  };
}

const FEATURES = [
  'CLOUD_TRAIL',
  'DNS_LOGS',
  'FLOW_LOGS',
  'S3_DATA_EVENTS',
  'EKS_AUDIT_LOGS',
  'EBS_MALWARE_PROTECTION',
  'RDS_LOGIN_EVENTS',
  'LAMBDA_NETWORK_LOGS',
  'RUNTIME_MONITORING',
] as const;
const features: Detector['features'] = Object.fromEntries(FEATURES.map((name) => [name, 'ENABLED']));
const detector = (n: number, findings: readonly Finding[] = []): Detector => ({
  id: `d${n}`.padEnd(32, '0'),
  status: 'ENABLED',
  features,
  findings,
});
const finding = (n: number, type: string, severity: number, age: Age, archived = false): Finding => ({
  id: `f${n}`.padEnd(32, '0'),
  type,
  title: `${type} was found`,
  severity,
  archived,
  age,
});
/** High and handled, high and new, and one that is too low to wait for. */
const usual: readonly Finding[] = [
  finding(1, 'CryptoCurrency:EC2/BitcoinTool.B!DNS', 8, 60, true),
  finding(2, 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', 8, 3),
  finding(3, 'Recon:EC2/PortProbeUnprotectedPort', 2, 40),
  finding(4, 'Impact:EC2/SuspiciousDomainRequest.Reputation', 7, 1),
  finding(5, 'AttackSequence:IAM/CompromisedCredentials', 9, 0.5),
];
const FORGOTTEN = finding(6, 'Backdoor:EC2/C&CActivity.B!DNS', 8, 12);

const production = (frankfurt: Here, virginia: Here): State => ({
  account: null,
  regions: { 'eu-central-1': frankfurt, 'us-east-1': virginia },
  elsewhere: detector(3),
});
const sandbox: State = { account: null, regions: {}, elsewhere: detector(4) };

export const guardDuty: Part<null, Here> = {
  id: ID,
  answers: { guardduty: { ListDetectors, GetDetector, ListFindings, GetFindings } satisfies Record<string, Answer> },
  nothing,
  clean: { [PRODUCTION]: production(detector(1, usual), detector(2)), [SANDBOX]: sandbox },
  drifted: { [PRODUCTION]: production(detector(1, usual), detector(2, [FORGOTTEN])), [SANDBOX]: sandbox },
  drift: [
    {
      check: 'aws.guardduty.findings-handled',
      resource: FORGOTTEN.id,
      what: 'nobody has looked at a high-severity finding for twelve days',
    },
  ],
  checks: ['aws.guardduty.enabled', 'aws.guardduty.findings-handled'],
  // switched off everywhere but in one region, and there without one of the plans
  broken: {
    [PRODUCTION]: {
      ...nothing,
      regions: { 'us-east-1': { ...detector(2, [FORGOTTEN]), features: { ...features, RDS_LOGIN_EVENTS: 'DISABLED' } } },
    },
  },
  refusals: [{ operation: 'guardduty:GetFindings', how: 'denied' }],
};
