/**
 * The kinds of which AWS Config's item holds what we judge, and how its words become those of the service.
 * Members as of https://github.com/awslabs/aws-config-resource-schema/tree/master/config/properties/resource-types. A member that an
 * item lacks is not known to be absent at the service: then the item says nothing, and the service is asked.
 */
import { z } from 'zod';
import type { Service } from '../services.ts';
import type { Item } from './items.ts';
import { bucketAnswers } from './kinds-s3.ts';

/** What a service would have said, as far as the item tells it; undefined: the item does not hold it. */
export type Told = Readonly<Record<string, unknown>> | undefined;
export interface Answers {
  readonly type: string;
  /** Which resource a question is about; undefined: none that AWS Config would know by this name. No region: the subject's own. */
  about(params: Readonly<Record<string, unknown>>): { readonly id: string; readonly region?: string } | undefined;
  /** What `about` calls the resource of an item. */
  idOf(item: Item): string;
  of(item: Item): Told;
}
export interface Listing {
  readonly type: string;
  /** Of one resource, as a member of the listing. */
  of(item: Item): Told;
  /** A page of the listing that holds one resource. */
  page(one: NonNullable<Told>): object;
  readonly service: Service;
  readonly command: string;
  /** Asks about one resource alone. */
  input(id: string): object;
}

const read = <T>(schema: z.ZodType<T>, value: unknown): T | undefined => schema.safeParse(value).data;
const Word = z.string().min(1);

const VolumeItem = z.object({ volumeId: Word, encrypted: z.boolean(), state: z.object({ value: Word }) });
function volume({ configuration, tags }: Item): Told {
  const found = read(VolumeItem, configuration);
  return found && tags && { VolumeId: found.volumeId, Encrypted: found.encrypted, State: found.state.value, ...tagged(tags) };
}
/** EC2 leaves out the tags of what has none; the item has an empty list. */
function tagged(tags: NonNullable<Item['tags']>): { Tags?: { Key: string; Value: string }[] } {
  return tags.length === 0 ? {} : { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
}

const InstanceItem = z.object({
  instanceId: Word,
  state: z.object({ name: Word }),
  placement: z.object({ availabilityZone: Word }),
  metadataOptions: z.object({ state: Word, httpTokens: Word, httpEndpoint: Word }),
});
function instance({ configuration, tags }: Item): Told {
  const found = read(InstanceItem, configuration);
  if (!found || !tags) return undefined;
  const { state, httpTokens, httpEndpoint } = found.metadataOptions;
  return {
    InstanceId: found.instanceId,
    State: { Name: found.state.name },
    Placement: { AvailabilityZone: found.placement.availabilityZone },
    MetadataOptions: { State: state, HttpTokens: httpTokens, HttpEndpoint: httpEndpoint },
    ...tagged(tags),
  };
}

const PORTED = new Set(['tcp', 'udp', '6', '17']);
const Permission = z
  .object({
    ipProtocol: Word,
    fromPort: z.int().nullish(),
    toPort: z.int().nullish(),
    ipv4Ranges: z.array(z.object({ cidrIp: Word })),
    ipv6Ranges: z.array(z.object({ cidrIpv6: Word })),
    prefixListIds: z.array(z.object({ prefixListId: Word })),
  })
  .refine(({ ipProtocol, fromPort, toPort }) => !PORTED.has(ipProtocol) || (typeof fromPort === 'number' && typeof toPort === 'number'));
const GroupItem = z.object({
  groupId: Word,
  groupName: Word,
  vpcId: Word,
  ipPermissions: z.array(Permission),
  ipPermissionsEgress: z.array(z.object({ ipProtocol: Word })),
});
function group({ configuration }: Item): Told {
  const found = read(GroupItem, configuration);
  return (
    found && {
      GroupId: found.groupId,
      GroupName: found.groupName,
      VpcId: found.vpcId,
      IpPermissions: found.ipPermissions.map(({ ipProtocol, fromPort, toPort, ...sources }) => ({
        IpProtocol: ipProtocol,
        ...(typeof fromPort === 'number' && { FromPort: fromPort }),
        ...(typeof toPort === 'number' && { ToPort: toPort }),
        IpRanges: sources.ipv4Ranges.map(({ cidrIp }) => ({ CidrIp: cidrIp })),
        Ipv6Ranges: sources.ipv6Ranges.map(({ cidrIpv6 }) => ({ CidrIpv6: cidrIpv6 })),
        PrefixListIds: sources.prefixListIds.map(({ prefixListId }) => ({ PrefixListId: prefixListId })),
      })),
      IpPermissionsEgress: found.ipPermissionsEgress.map(({ ipProtocol }) => ({ IpProtocol: ipProtocol })),
    }
  );
}

const EntryItem = z
  .object({
    egress: z.boolean(),
    ruleNumber: z.int(),
    ruleAction: Word,
    protocol: Word,
    cidrBlock: Word.nullish(),
    ipv6CidrBlock: Word.nullish(),
    portRange: z.object({ from: z.int(), to: z.int() }).nullish(),
  })
  .refine(({ cidrBlock, ipv6CidrBlock }) => typeof cidrBlock === 'string' || typeof ipv6CidrBlock === 'string')
  .refine(({ protocol, portRange }) => !PORTED.has(protocol) || (portRange !== undefined && portRange !== null));
const AclItem = z.object({
  networkAclId: Word,
  vpcId: Word,
  isDefault: z.boolean(),
  associations: z.array(z.object({ subnetId: Word })),
  entries: z.array(EntryItem),
});
function acl({ configuration }: Item): Told {
  const found = read(AclItem, configuration);
  return (
    found && {
      NetworkAclId: found.networkAclId,
      VpcId: found.vpcId,
      IsDefault: found.isDefault,
      Associations: found.associations.map(({ subnetId }) => ({ SubnetId: subnetId })),
      Entries: found.entries.map(({ egress, ruleNumber, ruleAction, protocol, ...entry }) => ({
        Egress: egress,
        RuleNumber: ruleNumber,
        RuleAction: ruleAction,
        Protocol: protocol,
        ...(typeof entry.cidrBlock === 'string' && { CidrBlock: entry.cidrBlock }),
        ...(typeof entry.ipv6CidrBlock === 'string' && { Ipv6CidrBlock: entry.ipv6CidrBlock }),
        ...(entry.portRange && { PortRange: { From: entry.portRange.from, To: entry.portRange.to } }),
      })),
    }
  );
}

/** Listings of a region, by operation. One call lists a region live, so that only an aggregator saves any. */
export const LISTINGS: Readonly<Record<string, Listing>> = {
  'ec2:DescribeVolumes': {
    type: 'AWS::EC2::Volume',
    of: volume,
    page: (one) => ({ Volumes: [one] }),
    service: 'ec2',
    command: 'DescribeVolumes',
    input: (id) => ({ VolumeIds: [id] }),
  },
  'ec2:DescribeInstances': {
    type: 'AWS::EC2::Instance',
    of: instance,
    page: (one) => ({ Reservations: [{ Instances: [one] }] }),
    service: 'ec2',
    command: 'DescribeInstances',
    input: (id) => ({ InstanceIds: [id] }),
  },
  'ec2:DescribeSecurityGroups': {
    type: 'AWS::EC2::SecurityGroup',
    of: group,
    page: (one) => ({ SecurityGroups: [one] }),
    service: 'ec2',
    command: 'DescribeSecurityGroups',
    input: (id) => ({ GroupIds: [id] }),
  },
  'ec2:DescribeNetworkAcls': {
    type: 'AWS::EC2::NetworkAcl',
    of: acl,
    page: (one) => ({ NetworkAcls: [one] }),
    service: 'ec2',
    command: 'DescribeNetworkAcls',
    input: (id) => ({ NetworkAclIds: [id] }),
  },
};

const KEY = 'AWS::KMS::Key';
const KEY_ARN = /^arn:[^:]+:kms:([^:]+):\d{12}:key\//;
const aboutKey: Answers['about'] = ({ KeyId: id }) => {
  const region = typeof id === 'string' ? KEY_ARN.exec(id)?.[1] : undefined;
  return region === undefined ? undefined : { id: id as string, region };
};
const keyArn = ({ arn, resourceId }: Item): string => arn ?? resourceId;
/** "The KeySpec and CustomerMasterKeySpec fields have the same value": https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
const KeyItem = z.object({ keyId: Word, keyManager: Word, keyState: Word, customerMasterKeySpec: Word, origin: Word });
function key(item: Item): Told {
  const found = read(KeyItem, item.configuration);
  // a key that is to be deleted has a date, which not every item has
  if (!found || found.keyState.startsWith('Pending')) return undefined;
  const { keyId, keyManager, keyState, customerMasterKeySpec, origin } = found;
  return { KeyMetadata: { KeyId: keyId, KeyManager: keyManager, KeyState: keyState, KeySpec: customerMasterKeySpec, Origin: origin } };
}
function rotation({ supplementaryConfiguration: more }: Item): Told {
  const on = more?.['KeyRotationStatus'];
  return typeof on === 'boolean' ? { KeyRotationEnabled: on } : undefined;
}

/** No description says "DynamoDB's own key" at the service, and nothing at all in an item. */
const TableItem = z.object({
  tableName: Word,
  tableArn: Word,
  tableStatus: Word,
  ssedescription: z.object({ status: Word, ssetype: Word, kmsmasterKeyArn: Word }),
});
function table({ configuration }: Item): Told {
  const found = read(TableItem, configuration);
  if (!found) return undefined;
  const { status, ssetype, kmsmasterKeyArn } = found.ssedescription;
  const SSEDescription = { Status: status, SSEType: ssetype, KMSMasterKeyArn: kmsmasterKeyArn };
  return { Table: { TableName: found.tableName, TableArn: found.tableArn, TableStatus: found.tableStatus, SSEDescription } };
}

/** That nothing encrypts it, only SQS itself may say. */
function queue({ configuration }: Item): Told {
  const [byKey, byQueue] = [configuration?.['KmsMasterKeyId'], configuration?.['SqsManagedSseEnabled']];
  if (typeof byKey === 'string' && byKey !== '') return { Attributes: { KmsMasterKeyId: byKey } };
  return String(byQueue) === 'true' ? { Attributes: { SqsManagedSseEnabled: 'true' } } : undefined;
}
function topic({ configuration, resourceId }: Item): Told {
  const found = configuration?.['KmsMasterKeyId'];
  return typeof found === 'string' && found !== '' ? { Attributes: { TopicArn: resourceId, KmsMasterKeyId: found } } : undefined;
}
const named =
  (member: string): Answers['about'] =>
  ({ [member]: id }) =>
    typeof id === 'string' ? { id } : undefined;
const resourceId = (item: Item): string => item.resourceId;

/** Questions about one resource each, by operation. What there is, its service lists. */
export const ANSWERS: Readonly<Record<string, Answers>> = {
  ...bucketAnswers,
  'kms:DescribeKey': { type: KEY, about: aboutKey, idOf: keyArn, of: key },
  'kms:GetKeyRotationStatus': { type: KEY, about: aboutKey, idOf: keyArn, of: rotation },
  'dynamodb:DescribeTable': { type: 'AWS::DynamoDB::Table', about: named('TableName'), idOf: resourceId, of: table },
  'sqs:GetQueueAttributes': { type: 'AWS::SQS::Queue', about: named('QueueUrl'), idOf: resourceId, of: queue },
  'sns:GetTopicAttributes': { type: 'AWS::SNS::Topic', about: named('TopicArn'), idOf: resourceId, of: topic },
};
