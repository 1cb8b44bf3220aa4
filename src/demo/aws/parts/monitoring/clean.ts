/** Log groups, the CIS benchmark's metric filters on the trail's group, an alarm for each, and the topics that tell somebody. */
import type { Age } from '../../world.ts';

export interface MetricFilter {
  readonly name: string;
  readonly pattern: string;
  readonly metric: string;
}
export interface LogGroup {
  readonly name: string;
  /** Days; null: for ever. */
  readonly retention: number | null;
  readonly class?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  readonly age: Age;
  readonly filters: readonly MetricFilter[];
}
export interface Alarm {
  readonly name: string;
  readonly metric: string;
  readonly actionsEnabled: boolean;
  /** Names of topics. */
  readonly topics: readonly string[];
}
export interface Topic {
  readonly name: string;
  readonly subscriptions: readonly { readonly protocol: 'email' | 'https'; readonly endpoint: string; readonly confirmed: boolean }[];
}
export interface InRegion {
  readonly groups: readonly LogGroup[];
  readonly alarms: readonly Alarm[];
  readonly topics: readonly Topic[];
}

export const NAMESPACE = 'CISBenchmark';
/** Into which the trail of worlds/clean-regions.ts writes. */
export const TRAIL_GROUP = 'aws-cloudtrail-logs';

const named = (...names: readonly string[]) => names.map((name) => `($.eventName=${name})`).join('||');
const of = (service: string, ...names: readonly string[]) => `{ ($.eventSource=${service}.amazonaws.com) && (${named(...names)}) }`;
const IAM = [
  ...['DeleteGroupPolicy', 'DeleteRolePolicy', 'DeleteUserPolicy', 'PutGroupPolicy', 'PutRolePolicy', 'PutUserPolicy'],
  ...['CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion', 'AttachRolePolicy', 'DetachRolePolicy'],
  ...['AttachUserPolicy', 'DetachUserPolicy', 'AttachGroupPolicy', 'DetachGroupPolicy'],
];
const PATTERNS: Readonly<Record<string, string>> = {
  UnauthorizedApiCalls:
    '{ (($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")) && ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") }',
  ConsoleSignInWithoutMfa:
    '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
  RootUsage: '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
  IamPolicyChanges: of('iam', ...IAM),
  CloudTrailChanges: `{ ${named('CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging')} }`,
  ConsoleSignInFailures: '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
  ConfigChanges: of('config', 'StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder'),
  SecurityGroupChanges: `{ ${named('AuthorizeSecurityGroup*', 'RevokeSecurityGroup*', 'CreateSecurityGroup', 'DeleteSecurityGroup')} }`,
  NetworkAclChanges: `{ ${named('CreateNetworkAcl*', 'DeleteNetworkAcl*', 'ReplaceNetworkAcl*')} }`,
  NetworkGatewayChanges: `{ ${named('CreateCustomerGateway', 'DeleteCustomerGateway', '*InternetGateway')} }`,
  RouteTableChanges: of('ec2', 'CreateRoute*', 'DeleteRoute*', 'ReplaceRoute*', 'DisassociateRouteTable'),
  VpcChanges: `{ ${named('CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', '*VpcPeeringConnection', '*VpcClassicLink')} }`,
};

const trailGroup: LogGroup = {
  name: TRAIL_GROUP,
  retention: 731,
  age: 1500,
  filters: Object.entries(PATTERNS).map(([name, pattern]) => ({ name, pattern, metric: `${name}Count` })),
};
const group = (name: string, rest: Partial<LogGroup> = {}): LogGroup => ({ name, retention: 365, age: 900, filters: [], ...rest });

export const frankfurt: InRegion = {
  groups: [trailGroup, group('/aws/vpc/flow-logs', { retention: null }), group('/ecs/web')],
  alarms: Object.keys(PATTERNS).map((name) => ({ name, metric: `${name}Count`, actionsEnabled: true, topics: ['security-alarms'] })),
  topics: [
    {
      name: 'security-alarms',
      subscriptions: [
        { protocol: 'email', endpoint: 'former-colleague@example.com', confirmed: false },
        { protocol: 'email', endpoint: 'security@example.com', confirmed: true },
        { protocol: 'https', endpoint: 'https://events.example.com/integration/aws', confirmed: true },
      ],
    },
  ],
};
export const virginia: InRegion = { groups: [group('/aws/lambda/edge-redirect')], alarms: [], topics: [] };
export const EMPTY: InRegion = { groups: [], alarms: [], topics: [] };
