/**
 * The events that the monitoring sections of the CIS AWS Foundations Benchmark name, by what all of each kind have in common.
 * Members: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * Sign-in: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
import { ANY, type EventKind } from './match.ts';

/** By what people call it. */
export interface Watched {
  readonly name: string;
  /** By the event's own name, or what tells it apart. */
  readonly events: Readonly<Record<string, EventKind>>;
}

/** A refused call changes nothing, so what is meant are calls that succeeded. Those of IAM are all made in one region. */
function calls(source: string, ...names: readonly string[]): Watched['events'] {
  const common = {
    eventSource: `${source}.amazonaws.com`,
    eventType: 'AwsApiCall',
    'userIdentity.type': ANY,
    errorCode: null,
    errorMessage: null,
    ...(source !== 'iam' && { awsRegion: ANY }),
  };
  return Object.fromEntries(names.map((eventName) => [eventName, { eventName, ...common }]));
}
const ofEach = (verbs: readonly string[], things: readonly string[]) => verbs.flatMap((verb) => things.map((thing) => `${verb}${thing}`));

/** CIS's own pattern leaves two out: S3's delivery of logs, and tools that look whether a bucket is there. */
function refused(errorCode: string): EventKind {
  return {
    errorCode,
    eventSource: ANY,
    eventName: { not: ['HeadBucket'] },
    sourceIPAddress: { not: ['delivery.logs.amazonaws.com'] },
    'userIdentity.type': ANY,
    awsRegion: ANY,
  };
}

const SIGN_IN = { eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin', eventType: 'AwsConsoleSignIn', awsRegion: ANY };

export const WATCHED = {
  'unauthorized-call': {
    name: 'API calls that are refused',
    events: {
      'Client.UnauthorizedOperation': refused('Client.UnauthorizedOperation'),
      AccessDenied: refused('AccessDenied'),
      AccessDeniedException: refused('AccessDeniedException'),
    },
  },
  'signin-failure': {
    name: 'console sign-ins that fail',
    events: {
      ConsoleLogin: {
        ...SIGN_IN,
        'userIdentity.type': ANY,
        errorCode: ANY,
        errorMessage: 'Failed authentication',
        'responseElements.ConsoleLogin': 'Failure',
      },
    },
  },
  'signin-without-mfa': {
    name: 'console sign-ins of IAM users without MFA',
    events: {
      ConsoleLogin: {
        ...SIGN_IN,
        'userIdentity.type': 'IAMUser',
        // roles of IAM Identity Center and others assume; users do not
        'userIdentity.arn': { not: ['*AWSReservedSSO*', '*assumed-role*'] },
        'additionalEventData.MFAUsed': 'No',
        'additionalEventData.SamlProviderArn': null,
        'responseElements.ConsoleLogin': 'Success',
        errorCode: null,
        errorMessage: null,
      },
    },
  },
  'root-use': {
    name: 'use of the root user',
    // what AWS itself does in the name of root is left out by CIS's own pattern
    events: {
      Root: {
        'userIdentity.type': 'Root',
        'userIdentity.invokedBy': null,
        eventType: { not: ['AwsServiceEvent'] },
        eventSource: ANY,
        eventName: ANY,
        errorCode: ANY,
        errorMessage: ANY,
        awsRegion: ANY,
      },
    },
  },
  'iam-policy-change': {
    name: 'changes of IAM policies',
    events: calls(
      'iam',
      ...ofEach(['Put', 'Delete'], ['GroupPolicy', 'RolePolicy', 'UserPolicy']),
      ...ofEach(['Attach', 'Detach'], ['GroupPolicy', 'RolePolicy', 'UserPolicy']),
      ...ofEach(['Create', 'Delete'], ['Policy', 'PolicyVersion']),
    ),
  },
  'trail-change': {
    name: 'changes of CloudTrail',
    events: calls('cloudtrail', ...ofEach(['Create', 'Update', 'Delete'], ['Trail']), ...ofEach(['Start', 'Stop'], ['Logging'])),
  },
  'config-change': {
    name: 'changes of AWS Config',
    events: calls('config', 'PutConfigurationRecorder', 'StopConfigurationRecorder', ...ofEach(['Put', 'Delete'], ['DeliveryChannel'])),
  },
  'security-group-change': {
    name: 'changes of security groups',
    events: calls(
      'ec2',
      ...ofEach(['Authorize', 'Revoke'], ['SecurityGroupIngress', 'SecurityGroupEgress']),
      ...ofEach(['Create', 'Delete'], ['SecurityGroup']),
    ),
  },
  'network-acl-change': {
    name: 'changes of network access control lists',
    events: calls(
      'ec2',
      ...ofEach(['Create', 'Delete'], ['NetworkAcl', 'NetworkAclEntry']),
      ...ofEach(['Replace'], ['NetworkAclEntry', 'NetworkAclAssociation']),
    ),
  },
  'gateway-change': {
    name: 'changes of network gateways',
    events: calls(
      'ec2',
      ...ofEach(['Create', 'Delete'], ['CustomerGateway']),
      ...ofEach(['Create', 'Delete', 'Attach', 'Detach'], ['InternetGateway']),
    ),
  },
  'route-table-change': {
    name: 'changes of route tables',
    events: calls(
      'ec2',
      ...ofEach(['Create', 'Delete', 'Replace'], ['Route']),
      ...ofEach(['Create', 'Delete', 'Disassociate'], ['RouteTable']),
      'ReplaceRouteTableAssociation',
    ),
  },
  'vpc-change': {
    name: 'changes of VPCs',
    // EC2-Classic is gone since August 2023, and CIS's four events of it with it: https://aws.amazon.com/blogs/aws/ec2-classic-is-retiring-heres-how-to-prepare/
    events: calls(
      'ec2',
      ...ofEach(['Create', 'Delete'], ['Vpc', 'VpcPeeringConnection']),
      ...ofEach(['Accept', 'Reject'], ['VpcPeeringConnection']),
      'ModifyVpcAttribute',
    ),
  },
} as const satisfies Readonly<Record<string, Watched>>;
export type WatchedKind = keyof typeof WATCHED;
