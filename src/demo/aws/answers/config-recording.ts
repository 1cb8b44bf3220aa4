/** From what a service answers to what AWS Config would have recorded of it. */
import { AwsRefusal } from '../wire-errors.ts';
import type { Ask } from './ask.ts';
// they are needed when somebody asks, and are all there by then
import { answers } from './index.ts';

type Value = Readonly<Record<string, unknown>>;
/** https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html */
export interface RecordedType {
  readonly resourceId: string;
  readonly arn: string;
  readonly configuration: Value;
  readonly supplementaryConfiguration?: Value;
  readonly tags: readonly { readonly key: string; readonly value: string; readonly tag: string }[];
}
export interface Item extends RecordedType {
  readonly resourceType: string;
  readonly accountId: string;
  readonly awsRegion: string;
  readonly configurationItemCaptureTime: string;
  readonly configurationItemStatus: string;
}

function told(service: 'ec2' | 's3' | 'kms' | 'dynamodb' | 'sqs' | 'sns', operation: string, input: object, ask: Ask): Value {
  const answer = answers[service]?.[operation];
  if (!answer) throw new TypeError(`nobody answers ${service}:${operation}`);
  return answer(input as never, ask) as Value;
}
/** All pages of a listing. */
function all(service: Parameters<typeof told>[0], operation: string, list: string, tokens: readonly [string, string], ask: Ask): Value[] {
  const found: Value[] = [];
  const [given, next] = tokens;
  for (let token: unknown; ; ) {
    const answer = told(service, operation, token === undefined ? {} : { [given]: token }, ask);
    found.push(...((answer[list] as Value[] | undefined) ?? []));
    token = answer[next];
    if (token === undefined) return found;
  }
}
/** The first letter of each member is small, as in most items. */
function small(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(small);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'Tags')
      .map(([name, part]) => [name.charAt(0).toLowerCase() + name.slice(1), small(part)]),
  );
}
const smallOf = (value: unknown) => small(value) as Value;
function tagsOf(value: Value): RecordedType['tags'] {
  const tags = value['Tags'] as { Key: string; Value: string }[] | undefined;
  return tags?.map(({ Key, Value: text }) => ({ key: Key, value: text, tag: `${Key}=${text}` })) ?? [];
}

const EC2 = ['NextToken', 'NextToken'] as const;
const ec2Arn = ({ regionName, account }: Ask, what: string) => `arn:aws:ec2:${regionName}:${account.id}:${what}`;

function volumes(ask: Ask): RecordedType[] {
  return all('ec2', 'DescribeVolumes', 'Volumes', EC2, ask).map((one) => {
    const resourceId = String(one['VolumeId']);
    const configuration = { ...smallOf(one), state: { value: one['State'] } };
    return { resourceId, arn: ec2Arn(ask, `volume/${resourceId}`), configuration, tags: tagsOf(one) };
  });
}
function instances(ask: Ask): RecordedType[] {
  return all('ec2', 'DescribeInstances', 'Reservations', EC2, ask)
    .flatMap(({ Instances }) => Instances as Value[])
    .map((one) => {
      const resourceId = String(one['InstanceId']);
      return { resourceId, arn: ec2Arn(ask, `instance/${resourceId}`), configuration: smallOf(one), tags: tagsOf(one) };
    });
}
/** Blocks of IPv4 stand in it twice, once as they were before there were descriptions. */
function groups(ask: Ask): RecordedType[] {
  const rules = (list: unknown) =>
    (list as Value[]).map(({ IpRanges, ...rule }) => {
      const blocks = IpRanges as { CidrIp: string }[];
      return { ...smallOf(rule), ipv4Ranges: small(blocks), ipRanges: blocks.map(({ CidrIp }) => CidrIp) };
    });
  return all('ec2', 'DescribeSecurityGroups', 'SecurityGroups', EC2, ask).map((one) => {
    const resourceId = String(one['GroupId']);
    const permissions = { ipPermissions: rules(one['IpPermissions']), ipPermissionsEgress: rules(one['IpPermissionsEgress']) };
    const configuration = { ...smallOf(one), ...permissions };
    return { resourceId, arn: ec2Arn(ask, `security-group/${resourceId}`), configuration, tags: [] };
  });
}
function acls(ask: Ask): RecordedType[] {
  return all('ec2', 'DescribeNetworkAcls', 'NetworkAcls', EC2, ask).map((one) => {
    const resourceId = String(one['NetworkAclId']);
    return { resourceId, arn: ec2Arn(ask, `network-acl/${resourceId}`), configuration: smallOf(one), tags: [] };
  });
}

/** What a bucket has no setting for is not in its item; logging and versioning always are. */
function buckets(ask: Ask): RecordedType[] {
  const here = ask.account.buckets.filter(({ region }) => region === ask.regionName);
  return here.map(({ name, tags }) => {
    const setting = (operation: string, member: string): unknown => {
      try {
        return told('s3', operation, { Bucket: name }, ask)[member];
      } catch (error) {
        if (error instanceof AwsRefusal) return undefined;
        throw error;
      }
    };
    const rules = (setting('GetBucketEncryption', 'ServerSideEncryptionConfiguration') as { Rules: Value[] }).Rules;
    const byDefault = rules.map(({ ApplyServerSideEncryptionByDefault: one, BucketKeyEnabled }) => {
      const { SSEAlgorithm, KMSMasterKeyID } = one as { SSEAlgorithm: string; KMSMasterKeyID?: string };
      const applyServerSideEncryptionByDefault = { sseAlgorithm: SSEAlgorithm, kmsMasterKeyID: KMSMasterKeyID ?? null };
      return { applyServerSideEncryptionByDefault, bucketKeyEnabled: BucketKeyEnabled };
    });
    const logging = setting('GetBucketLogging', 'LoggingEnabled') as { TargetBucket: string } | undefined;
    const supplementaryConfiguration = {
      ServerSideEncryptionConfiguration: { rules: byDefault },
      BucketVersioningConfiguration: { status: setting('GetBucketVersioning', 'Status') ?? 'Off', isMfaDeleteEnabled: null },
      BucketLoggingConfiguration: { destinationBucketName: logging?.TargetBucket ?? null, logFilePrefix: null },
      BucketPolicy: { policyText: setting('GetBucketPolicy', 'Policy') ?? null },
      PublicAccessBlockConfiguration: small(setting('GetPublicAccessBlock', 'PublicAccessBlockConfiguration')),
      ObjectLockConfiguration: lockOf(setting('GetObjectLockConfiguration', 'ObjectLockConfiguration')),
    };
    return { resourceId: name, arn: `arn:aws:s3:::${name}`, configuration: { name }, supplementaryConfiguration, tags: tagged(tags) };
  });
}
function lockOf(lock: unknown): Value | undefined {
  return lock === undefined ? undefined : { rule: null, ...smallOf(lock) };
}
const tagged = (tags: Readonly<Record<string, string>> | null): RecordedType['tags'] =>
  Object.entries(tags ?? {}).map(([key, value]) => ({ key, value, tag: `${key}=${value}` }));

/** Keys that AWS made for itself are not recorded: https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html */
function keys(ask: Ask): RecordedType[] {
  return all('kms', 'ListKeys', 'Keys', ['Marker', 'NextMarker'], ask).flatMap(({ KeyArn }) => {
    const about = told('kms', 'DescribeKey', { KeyId: KeyArn }, ask)['KeyMetadata'] as Value;
    if (about['KeyManager'] !== 'CUSTOMER') return [];
    const { keySpec, ...configuration } = smallOf(about);
    const rotates = about['KeySpec'] === 'SYMMETRIC_DEFAULT' && told('kms', 'GetKeyRotationStatus', { KeyId: KeyArn }, ask);
    const KeyRotationStatus = rotates ? rotates['KeyRotationEnabled'] : false;
    return [
      {
        resourceId: String(about['KeyId']),
        arn: String(KeyArn),
        configuration: { ...configuration, customerMasterKeySpec: keySpec },
        supplementaryConfiguration: { KeyRotationStatus },
        tags: [],
      },
    ];
  });
}
/** Java's way with names that begin with several capitals. */
function tables(ask: Ask): RecordedType[] {
  const names = all('dynamodb', 'ListTables', 'TableNames', ['ExclusiveStartTableName', 'LastEvaluatedTableName'], ask);
  return names.map((name) => {
    const table = told('dynamodb', 'DescribeTable', { TableName: name }, ask)['Table'] as Value;
    const { sSEDescription, ...configuration } = smallOf(table);
    const sse = sSEDescription as Value | undefined;
    const ssedescription = sse && { status: sse['status'], ssetype: sse['sSEType'], kmsmasterKeyArn: sse['kMSMasterKeyArn'] };
    return { resourceId: String(name), arn: String(table['TableArn']), configuration: { ...configuration, ssedescription }, tags: [] };
  });
}
function queues(ask: Ask): RecordedType[] {
  return all('sqs', 'ListQueues', 'QueueUrls', EC2, ask).map((url) => {
    const about = told('sqs', 'GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] }, ask)['Attributes'] as Value;
    return { resourceId: String(url), arn: String(about['QueueArn']), configuration: { ...about, QueueUrl: url }, tags: [] };
  });
}
function topics(ask: Ask): RecordedType[] {
  return all('sns', 'ListTopics', 'Topics', EC2, ask).map(({ TopicArn }) => {
    const about = told('sns', 'GetTopicAttributes', { TopicArn }, ask)['Attributes'] as Value;
    return { resourceId: String(TopicArn), arn: String(TopicArn), configuration: about, tags: [] };
  });
}

export const recordersOf = {
  'AWS::EC2::Volume': volumes,
  'AWS::EC2::Instance': instances,
  'AWS::EC2::SecurityGroup': groups,
  'AWS::EC2::NetworkAcl': acls,
  'AWS::S3::Bucket': buckets,
  'AWS::KMS::Key': keys,
  'AWS::DynamoDB::Table': tables,
  'AWS::SQS::Queue': queues,
  'AWS::SNS::Topic': topics,
} satisfies Record<string, (ask: Ask) => RecordedType[]>;
