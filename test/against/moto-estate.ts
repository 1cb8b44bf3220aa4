/** Two accounts in moto, planted through AWS's own SDK: what is right and what is wrong in them is written here and judged in the test. */
import { CreateTrailCommand, PutEventSelectorsCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import {
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import {
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeNetworkAclsCommand,
  DescribeVpcsCommand,
  EnableEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  UpdateAccessKeyCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListKeysCommand } from '@aws-sdk/client-kms';
import { CreateDBClusterCommand, CreateDBInstanceCommand, CreateDBInstanceReadReplicaCommand } from '@aws-sdk/client-rds';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { PutPublicAccessBlockCommand as PutAccountBlockCommand } from '@aws-sdk/client-s3-control';
import { ListInstancesCommand } from '@aws-sdk/client-sso-admin';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { ANYBODY, type Clients, type Credentials, clientsFor } from './moto.ts';

export const PRODUCTION = '123456789012';
export const ARCHIVE = '210987654321';
export const ROLE = `arn:aws:iam::${ARCHIVE}:role/claimcheck`;
export const REGIONS = ['eu-central-1', 'us-east-1'] as const;

/** What moto named, by what the test calls it: volumes and snapshots have no names of their own. */
export interface Planted {
  readonly ids: Readonly<Record<string, string>>;
  /** A user of the first account with a key and not one permission. */
  readonly nobody: Credentials;
  /** A user of the first account with the permissions given, and no other one. */
  readonly reader: Credentials;
  /** Of the second account, through sts:AssumeRole. */
  readonly archivist: Credentials;
}

const ALL_BLOCKED = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

export async function plant(url: string, permissions: readonly string[]): Promise<Planted> {
  const [eu, us] = REGIONS.map((region) => clientsFor(url, region, ANYBODY)) as [Clients, Clients];
  const ids: Record<string, string> = {};
  await people(eu);
  await volumes(eu, us, ids);
  await buckets(eu, us);
  await databases(eu, us);
  await witnesses(eu);
  const archivist = await assumed(eu);
  await archive(url, archivist, ids);
  const quiet = REGIONS.map((region) => clientsFor(url, region, archivist)) as [Clients, Clients];
  for (const [where, clients] of Object.entries({ eu, us, 'archive eu': quiet[0], 'archive us': quiet[1] })) {
    await found(clients, where, ids);
  }
  return { ids, archivist, nobody: await userWith(eu, 'nobody', []), reader: await userWith(eu, 'reader', permissions) };
}

/** What is there without being planted, as in every account of AWS; and an instance of Identity Center, which only moto gives everybody. */
async function found({ ec2, kms, sso }: Clients, where: string, ids: Record<string, string>): Promise<void> {
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
  const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand({}));
  const { Keys } = await kms.send(new ListKeysCommand({}));
  const { Instances } = await sso.send(new ListInstancesCommand({}));
  ids[`${where} vpc`] = Vpcs?.[0]?.VpcId as string;
  ids[`${where} acl`] = NetworkAcls?.[0]?.NetworkAclId as string;
  ids[`${where} identity center`] = Instances?.[0]?.InstanceArn as string;
  if (Keys?.[0]?.KeyId !== undefined) ids[`${where} ebs key`] = Keys[0].KeyId;
}

async function people({ iam }: Clients): Promise<void> {
  for (const UserName of ['ada', 'bob', 'deploy', 'former']) await iam.send(new CreateUserCommand({ UserName }));
  for (const UserName of ['ada', 'bob']) await iam.send(new CreateLoginProfileCommand({ UserName, Password: 'correct-Horse-7-battery' }));
  const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'ada' }));
  const device = { SerialNumber: VirtualMFADevice?.SerialNumber, AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
  await iam.send(new EnableMFADeviceCommand({ UserName: 'ada', ...device }));
  await iam.send(new CreateAccessKeyCommand({ UserName: 'deploy' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'former' }));
  await iam.send(new UpdateAccessKeyCommand({ UserName: 'former', AccessKeyId: AccessKey?.AccessKeyId, Status: 'Inactive' }));
  const kinds = { RequireUppercaseCharacters: true, RequireLowercaseCharacters: true, RequireNumbers: true, RequireSymbols: true };
  await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 14, PasswordReusePrevention: 5, ...kinds }));
}

async function userWith({ iam }: Clients, UserName: string, permissions: readonly string[]): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName }));
  if (permissions.length > 0) {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: permissions, Resource: '*' }] };
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: UserName, PolicyDocument: JSON.stringify(document) }));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId as string, secretAccessKey: AccessKey?.SecretAccessKey as string };
}

async function volumes(eu: Clients, us: Clients, ids: Record<string, string>): Promise<void> {
  const volume = async ({ ec2 }: Clients, AvailabilityZone: string, Encrypted: boolean, name: string) => {
    const { VolumeId } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone, Size: 1, Encrypted }));
    const { SnapshotId } = await ec2.send(new CreateSnapshotCommand({ VolumeId }));
    ids[`${name} volume`] = VolumeId as string;
    ids[`${name} snapshot`] = SnapshotId as string;
  };
  await volume(eu, 'eu-central-1a', true, 'sealed');
  await volume(eu, 'eu-central-1b', false, 'open');
  await volume(us, 'us-east-1a', true, 'us');
  await eu.ec2.send(new EnableEbsEncryptionByDefaultCommand({}));
}

async function bucket({ s3 }: Clients, Bucket: string, region?: BucketLocationConstraint): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket, ...(region && { CreateBucketConfiguration: { LocationConstraint: region } }) }));
}
function statement(bucketName: string, more: object): string {
  const Resource = [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`];
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Principal: '*', Resource, ...more }] });
}
const TLS_ONLY = { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const OPEN = { Effect: 'Allow', Action: 's3:GetObject' };

async function buckets(eu: Clients, us: Clients): Promise<void> {
  for (const name of ['ledger', 'leak', 'poster', 'trail']) await bucket(eu, name, 'eu-central-1');
  await bucket(us, 'bare');
  for (const name of ['ledger', 'trail']) {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
    await eu.s3.send(new PutBucketEncryptionCommand({ Bucket: name, ServerSideEncryptionConfiguration: { Rules } }));
    await eu.s3.send(new PutPublicAccessBlockCommand({ Bucket: name, PublicAccessBlockConfiguration: ALL_BLOCKED }));
    await eu.s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: statement(name, TLS_ONLY) }));
  }
  await eu.s3.send(new PutBucketPolicyCommand({ Bucket: 'leak', Policy: statement('leak', OPEN) }));
  await eu.s3.send(new PutBucketAclCommand({ Bucket: 'poster', ACL: 'public-read' }));
}

async function databases({ rds: eu }: Clients, { rds: us }: Clients): Promise<void> {
  const common = {
    Engine: 'postgres',
    DBInstanceClass: 'db.t3.micro',
    AllocatedStorage: 20,
    MasterUsername: 'root',
    MasterUserPassword: 'correct-horse',
  };
  const zones = { MultiAZ: true, StorageEncrypted: true, BackupRetentionPeriod: 7 };
  await eu.send(new CreateDBInstanceCommand({ ...common, DBInstanceIdentifier: 'orders', ...zones }));
  await eu.send(
    new CreateDBInstanceCommand({ ...common, DBInstanceIdentifier: 'scratch', StorageEncrypted: false, BackupRetentionPeriod: 1 }),
  );
  await eu.send(
    new CreateDBInstanceCommand({ ...common, DBInstanceIdentifier: 'cache', StorageEncrypted: true, BackupRetentionPeriod: 0 }),
  );
  await eu.send(new CreateDBInstanceReadReplicaCommand({ DBInstanceIdentifier: 'orders-reader', SourceDBInstanceIdentifier: 'orders' }));
  const cluster = {
    DBClusterIdentifier: 'ledger',
    Engine: 'aurora-postgresql',
    MasterUsername: 'root',
    MasterUserPassword: 'correct-horse',
  };
  await us.send(new CreateDBClusterCommand({ ...cluster, StorageEncrypted: true, BackupRetentionPeriod: 7 }));
  const member = { Engine: 'aurora-postgresql', DBInstanceClass: 'db.r6g.large', DBClusterIdentifier: 'ledger' };
  await us.send(new CreateDBInstanceCommand({ ...member, DBInstanceIdentifier: 'ledger-1', AvailabilityZone: 'us-east-1a' }));
  await us.send(new CreateDBInstanceCommand({ ...member, DBInstanceIdentifier: 'ledger-2', AvailabilityZone: 'us-east-1b' }));
}

async function witnesses({ cloudtrail, config }: Clients): Promise<void> {
  await cloudtrail.send(
    new CreateTrailCommand({ Name: 'everything', S3BucketName: 'trail', IsMultiRegionTrail: true, EnableLogFileValidation: true }),
  );
  const EventSelectors = [
    { ReadWriteType: 'All' as const, IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
  ];
  await cloudtrail.send(new PutEventSelectorsCommand({ TrailName: 'everything', EventSelectors }));
  await cloudtrail.send(new StartLoggingCommand({ Name: 'everything' }));
  const recordingGroup = { allSupported: true, includeGlobalResourceTypes: true };
  const recorder = { name: 'default', roleARN: `arn:aws:iam::${PRODUCTION}:role/config`, recordingGroup };
  await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder: recorder }));
  await config.send(new PutDeliveryChannelCommand({ DeliveryChannel: { name: 'default', s3BucketName: 'trail' } }));
  await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }));
  const Source = { Owner: 'AWS' as const, SourceIdentifier: 'ENCRYPTED_VOLUMES' };
  await config.send(new PutConfigRuleCommand({ ConfigRule: { ConfigRuleName: 'volumes', Source } }));
}

async function assumed({ sts }: Clients): Promise<Credentials> {
  const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'planting' }));
  return {
    accessKeyId: given?.AccessKeyId as string,
    secretAccessKey: given?.SecretAccessKey as string,
    sessionToken: given?.SessionToken as string,
  };
}

/** An account that hardly anybody uses: no trail, no policy for passwords, one user who only has a key. */
async function archive(url: string, credentials: Credentials, ids: Record<string, string>): Promise<void> {
  const [eu, us] = REGIONS.map((region) => clientsFor(url, region, credentials)) as [Clients, Clients];
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: PRODUCTION }, Action: 'sts:AssumeRole' }] };
  await eu.iam.send(new CreateRoleCommand({ RoleName: 'claimcheck', AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await eu.iam.send(new CreateUserCommand({ UserName: 'uploader' }));
  await eu.iam.send(new CreateAccessKeyCommand({ UserName: 'uploader' }));
  await eu.s3control.send(new PutAccountBlockCommand({ AccountId: ARCHIVE, PublicAccessBlockConfiguration: ALL_BLOCKED }));
  await bucket(eu, 'vault', 'eu-central-1');
  await eu.s3.send(new PutBucketAclCommand({ Bucket: 'vault', ACL: 'public-read' }));
  // what becomes of backups and of personal data is asked of buckets that say that they hold them
  const TagSet = ['backup-store', 'backup', 'personal-data'].map((Key) => ({ Key, Value: 'yes' }));
  await eu.s3.send(new PutBucketTaggingCommand({ Bucket: 'vault', Tagging: { TagSet } }));
  const { VolumeId } = await us.ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 1, Encrypted: false }));
  ids['archive volume'] = VolumeId as string;
}
