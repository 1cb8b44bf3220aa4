/** Everything that the planted estate consists of, as moto's own list calls tell it: the same before and after a run. */
import { DescribeTrailsCommand, GetEventSelectorsCommand } from '@aws-sdk/client-cloudtrail';
import {
  DescribeConfigRulesCommand,
  DescribeConfigurationRecordersCommand,
  DescribeDeliveryChannelsCommand,
} from '@aws-sdk/client-config-service';
import { DescribeSnapshotsCommand, DescribeVolumesCommand, GetEbsEncryptionByDefaultCommand } from '@aws-sdk/client-ec2';
import {
  GetAccountPasswordPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListMFADevicesCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { DescribeDBClustersCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand as GetAccountBlockCommand } from '@aws-sdk/client-s3-control';
import { type Clients, type Credentials, clientsFor } from './moto.ts';
import { REGIONS } from './moto-estate.ts';

/** What moto lacks is an error's name: that too must stay as it was. */
async function told(asking: Promise<{ readonly $metadata?: unknown }>): Promise<object> {
  const { $metadata: _, ...answer } = await asking.catch((error: Error) => ({ $metadata: undefined, error: error.name }));
  return answer;
}

export async function inventory(url: string, account: string, credentials: Credentials): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const region of REGIONS) {
    const clients = clientsFor(url, region, credentials);
    if (region === REGIONS[0]) found['account'] = await ofAccount(clients, account);
    found[region] = await ofRegion(clients);
  }
  return found;
}

async function ofAccount({ iam, s3, s3control }: Clients, AccountId: string): Promise<unknown> {
  const { Users } = await iam.send(new ListUsersCommand({}));
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  const people = (Users ?? []).map(async (user) => [
    user,
    await told(iam.send(new ListAccessKeysCommand({ UserName: user.UserName }))),
    await told(iam.send(new ListMFADevicesCommand({ UserName: user.UserName }))),
    await told(iam.send(new ListAttachedUserPoliciesCommand({ UserName: user.UserName }))),
  ]);
  const buckets = (Buckets ?? []).map(async ({ Name, CreationDate }) => [
    Name,
    CreationDate,
    await told(s3.send(new GetBucketAclCommand({ Bucket: Name }))),
    await told(s3.send(new GetBucketPolicyCommand({ Bucket: Name }))),
    await told(s3.send(new GetBucketEncryptionCommand({ Bucket: Name }))),
    await told(s3.send(new GetPublicAccessBlockCommand({ Bucket: Name }))),
    await told(s3.send(new ListObjectsV2Command({ Bucket: Name }))),
  ]);
  return {
    people: await Promise.all(people),
    buckets: await Promise.all(buckets),
    passwords: await told(iam.send(new GetAccountPasswordPolicyCommand({}))),
    roles: await told(iam.send(new ListRolesCommand({}))),
    policies: await told(iam.send(new ListPoliciesCommand({ Scope: 'Local' }))),
    block: await told(s3control.send(new GetAccountBlockCommand({ AccountId }))),
  };
}

async function ofRegion({ ec2, rds, cloudtrail, config }: Clients): Promise<unknown> {
  return {
    volumes: await told(ec2.send(new DescribeVolumesCommand({}))),
    snapshots: await told(ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))),
    byDefault: await told(ec2.send(new GetEbsEncryptionByDefaultCommand({}))),
    // moto moves LatestRestorableTime with the clock
    instances: (await rds.send(new DescribeDBInstancesCommand({}))).DBInstances?.map(
      ({ LatestRestorableTime: _, ...instance }) => instance,
    ),
    clusters: (await rds.send(new DescribeDBClustersCommand({}))).DBClusters?.map(({ LatestRestorableTime: _, ...cluster }) => cluster),
    trails: await told(cloudtrail.send(new DescribeTrailsCommand({}))),
    selectors: await told(cloudtrail.send(new GetEventSelectorsCommand({ TrailName: 'everything' }))),
    recorders: await told(config.send(new DescribeConfigurationRecordersCommand({}))),
    channels: await told(config.send(new DescribeDeliveryChannelsCommand({}))),
    rules: await told(config.send(new DescribeConfigRulesCommand({}))),
  };
}
