import { DescribeTrailsCommand, GetEventSelectorsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import * as Config from '@aws-sdk/client-config-service';
import {
  DescribeRegionsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  GetEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';
import * as Iam from '@aws-sdk/client-iam';
import { DescribeDBClustersCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import * as S3 from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsServer, startAws } from '../../src/demo/aws/server.ts';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { accountOf, ago, type Clients, clients, NOW, refusalOf, regionOf } from './aws.ts';

/** One page holds everything here; paging has its own tests. */
const world = { ...clean, pageSize: 100 };
const account = accountOf(world);
const frankfurt = regionOf(account, 'eu-central-1');
let server: AwsServer;
let aws: Clients;
let virginia: Clients;
beforeAll(async () => {
  server = await startAws({ world, now: () => NOW });
  aws = clients(server.url);
  virginia = clients(server.url, 'us-east-1');
});
afterAll(() => server.close());

describe('sts and iam', () => {
  it('says who asks, by access key', async () => {
    const me = await aws.sts.send(new GetCallerIdentityCommand());
    expect(me).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/claimcheck' });
    const other = await clients(server.url, 'eu-central-1', 'AKIAI44QH8DHBEXAMPLE').sts.send(new GetCallerIdentityCommand());
    expect(other.Account).toBe('210987654321');
  });

  it('sums the account up', async () => {
    const { SummaryMap } = await aws.iam.send(new Iam.GetAccountSummaryCommand());
    expect(SummaryMap).toMatchObject({
      Users: account.users.length,
      AccountMFAEnabled: 1,
      AccountPasswordPresent: 1,
      AccountAccessKeysPresent: 0,
      AccountSigningCertificatesPresent: 0,
      MFADevicesInUse: 4, // alice, bob, carol and root
    });
  });

  it('lists users, their devices, keys and passwords', async () => {
    const { Users, IsTruncated } = await aws.iam.send(new Iam.ListUsersCommand());
    expect(IsTruncated).toBe(false);
    expect(Users?.map(({ UserName }) => UserName)).toEqual(['alice', 'bob', 'carol', 'claimcheck', 'deploy']);
    expect(Users?.[0]).toMatchObject({ CreateDate: ago(900), PasswordLastUsed: ago(1), Arn: 'arn:aws:iam::123456789012:user/alice' });
    expect(Users?.[2]).not.toHaveProperty('PasswordLastUsed');
    const { MFADevices } = await aws.iam.send(new Iam.ListMFADevicesCommand({ UserName: 'alice' }));
    expect(MFADevices?.map(({ SerialNumber }) => SerialNumber)).toEqual([
      'arn:aws:iam::123456789012:mfa/alice-0',
      'arn:aws:iam::123456789012:u2f/user/alice/key-1',
    ]);
    expect((await aws.iam.send(new Iam.ListMFADevicesCommand({ UserName: 'deploy' }))).MFADevices).toEqual([]);
    const { AccessKeyMetadata } = await aws.iam.send(new Iam.ListAccessKeysCommand({ UserName: 'deploy' }));
    expect(AccessKeyMetadata).toMatchObject([
      { Status: 'Inactive', CreateDate: ago(500) },
      { Status: 'Active', CreateDate: ago(30) },
    ]);
    const { LoginProfile } = await aws.iam.send(new Iam.GetLoginProfileCommand({ UserName: 'bob' }));
    expect(LoginProfile).toMatchObject({ UserName: 'bob', CreateDate: ago(200) });
    expect(await refusalOf(aws.iam.send(new Iam.GetLoginProfileCommand({ UserName: 'deploy' })))).toMatchObject({
      name: 'NoSuchEntityException',
      status: 404,
    });
  });

  it('lists virtual devices only, root first if it has one', async () => {
    const { VirtualMFADevices } = await aws.iam.send(new Iam.ListVirtualMFADevicesCommand());
    expect(VirtualMFADevices?.map(({ User }) => User?.UserName)).toEqual(['alice', 'bob', 'carol']);
  });

  it('gives the password policy, and none as NoSuchEntity', async () => {
    const { PasswordPolicy } = await aws.iam.send(new Iam.GetAccountPasswordPolicyCommand());
    expect(PasswordPolicy).toMatchObject({
      MinimumPasswordLength: 16,
      PasswordReusePrevention: 24,
      RequireSymbols: true,
      ExpirePasswords: false,
    });
    expect(PasswordPolicy).not.toHaveProperty('MaxPasswordAge');
    const sandbox = clients(server.url, 'eu-central-1', 'AKIAI44QH8DHBEXAMPLE');
    expect(await refusalOf(sandbox.iam.send(new Iam.GetAccountPasswordPolicyCommand()))).toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The Password Policy with domain name 210987654321 cannot be found.',
      status: 404,
    });
  });
});

describe('ec2', () => {
  it('lists enabled regions, or all', async () => {
    const enabled = await aws.ec2.send(new DescribeRegionsCommand());
    expect(enabled.Regions).toHaveLength(17);
    expect(new Set(enabled.Regions?.map(({ OptInStatus }) => OptInStatus))).toEqual(new Set(['opt-in-not-required']));
    const all = await aws.ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
    expect(all.Regions).toHaveLength(34);
    expect(all.Regions?.find(({ RegionName }) => RegionName === 'eu-south-2')?.OptInStatus).toBe('not-opted-in');
    const two = await aws.ec2.send(new DescribeRegionsCommand({ RegionNames: ['us-east-1', 'eu-central-1'] }));
    expect(two.Regions?.map(({ RegionName }) => RegionName).sort()).toEqual(['eu-central-1', 'us-east-1']);
  });

  it('describes volumes of the region that signs', async () => {
    expect((await aws.ec2.send(new GetEbsEncryptionByDefaultCommand())).EbsEncryptionByDefault).toBe(true);
    const here = await aws.ec2.send(new DescribeVolumesCommand());
    expect(here.Volumes?.map(({ VolumeId, Encrypted }) => [VolumeId, Encrypted])).toEqual(
      frankfurt.volumes.map(({ id, encrypted }) => [id, encrypted]),
    );
    expect(here.Volumes?.[2]).toMatchObject({ State: 'available', Attachments: [], Size: 20, CreateTime: ago(200), Tags: [] });
    expect(here.Volumes?.[0]?.Tags).toEqual([{ Key: 'Name', Value: 'web-1' }]);
    const there = await virginia.ec2.send(new DescribeVolumesCommand({ VolumeIds: ['vol-00000000000000012'] }));
    expect(there.Volumes?.map(({ VolumeId }) => VolumeId)).toEqual(['vol-00000000000000012']);
    expect(await refusalOf(aws.ec2.send(new DescribeVolumesCommand({ VolumeIds: ['vol-0dead'] })))).toMatchObject({
      name: 'InvalidVolume.NotFound',
    });
  });

  it("gives one's own snapshots, and strangers' to who does not say so", async () => {
    const own = await aws.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    expect(own.Snapshots?.map(({ SnapshotId, Encrypted }) => [SnapshotId, Encrypted])).toEqual(
      frankfurt.snapshots.map(({ id }) => [id, true]),
    );
    const every = await aws.ec2.send(new DescribeSnapshotsCommand());
    expect(every.Snapshots?.filter(({ OwnerId }) => OwnerId !== account.id)).toHaveLength(1);
    const shared = await aws.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], RestorableByUserIds: ['all'] }));
    expect(shared.Snapshots).toEqual([]);
  });
});

describe('s3 and s3 control', () => {
  const Bucket = 'example-prod-customer-data';
  it('lists buckets, with regions for who asks with a parameter', async () => {
    const plain = await aws.s3.send(new S3.ListBucketsCommand());
    expect(plain.Buckets?.map(({ Name }) => Name)).toEqual(account.buckets.map(({ name }) => name));
    expect(plain.Buckets?.[0]).not.toHaveProperty('BucketRegion');
    expect(plain.Buckets?.[0]?.CreationDate).toEqual(ago(1500));
    const detailed = await aws.s3.send(new S3.ListBucketsCommand({ MaxBuckets: 100 }));
    expect(detailed.Buckets?.map(({ BucketRegion }) => BucketRegion)).toEqual(account.buckets.map(({ region }) => region));
  });

  it('locates buckets, us-east-1 without a name', async () => {
    expect((await virginia.s3.send(new S3.GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-central-1');
    const american = await aws.s3.send(new S3.GetBucketLocationCommand({ Bucket: 'example-prod-images' }));
    expect(american).not.toHaveProperty('LocationConstraint');
  });

  it('tells encryption, block, policy, grants, tags and versioning', async () => {
    const { ServerSideEncryptionConfiguration } = await aws.s3.send(new S3.GetBucketEncryptionCommand({ Bucket }));
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toMatchObject({ SSEAlgorithm: 'aws:kms' });
    const { PublicAccessBlockConfiguration } = await aws.s3.send(new S3.GetPublicAccessBlockCommand({ Bucket }));
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const { Policy } = await aws.s3.send(new S3.GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(String(Policy))).toEqual(account.buckets.find(({ name }) => name === Bucket)?.policy);
    expect((await aws.s3.send(new S3.GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus).toEqual({ IsPublic: false });
    const acl = await aws.s3.send(new S3.GetBucketAclCommand({ Bucket }));
    expect(acl.Grants).toEqual([{ Grantee: { Type: 'CanonicalUser', ID: acl.Owner?.ID }, Permission: 'FULL_CONTROL' }]);
    expect((await aws.s3.send(new S3.GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([{ Key: 'data', Value: 'personal' }]);
    expect((await aws.s3.send(new S3.GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
  });

  it('has a wall around the account', async () => {
    const answer = await aws.s3control.send(new GetPublicAccessBlockCommand({ AccountId: account.id }));
    expect(answer.PublicAccessBlockConfiguration).toMatchObject({ BlockPublicAcls: true, RestrictPublicBuckets: true });
    const foreign = aws.s3control.send(new GetPublicAccessBlockCommand({ AccountId: '210987654321' }));
    expect(await refusalOf(foreign)).toMatchObject({ name: 'AccessDenied', status: 403 });
  });
});

describe('rds', () => {
  it('describes instances, replicas and members', async () => {
    const { DBInstances } = await aws.rds.send(new DescribeDBInstancesCommand());
    const by = (id: string) => DBInstances?.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id);
    expect(DBInstances).toHaveLength(frankfurt.databases.length);
    expect(by('orders')).toMatchObject({
      StorageEncrypted: true,
      MultiAZ: true,
      BackupRetentionPeriod: 14,
      LatestRestorableTime: ago(0.004),
      ReadReplicaDBInstanceIdentifiers: ['orders-replica'],
      TagList: [{ Key: 'environment', Value: 'production' }],
    });
    expect(by('orders-replica')).toMatchObject({ ReadReplicaSourceDBInstanceIdentifier: 'orders', BackupRetentionPeriod: 0 });
    expect(by('orders-replica')).not.toHaveProperty('LatestRestorableTime');
    expect(by('accounts-1')).toMatchObject({ DBClusterIdentifier: 'accounts', Engine: 'aurora-postgresql' });
    const missing = aws.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'gone' }));
    expect(await refusalOf(missing)).toMatchObject({ name: 'DBInstanceNotFoundFault', status: 404 });
  });

  it('describes clusters', async () => {
    const { DBClusters } = await aws.rds.send(new DescribeDBClustersCommand());
    expect(DBClusters).toMatchObject([
      { DBClusterIdentifier: 'accounts', StorageEncrypted: true, MultiAZ: true, BackupRetentionPeriod: 14 },
    ]);
    expect(
      DBClusters?.[0]?.DBClusterMembers?.map(({ DBInstanceIdentifier, IsClusterWriter }) => [DBInstanceIdentifier, IsClusterWriter]),
    ).toEqual([
      ['accounts-1', true],
      ['accounts-2', false],
    ]);
    expect((await virginia.rds.send(new DescribeDBClustersCommand())).DBClusters).toEqual([]);
  });
});

describe('cloudtrail', () => {
  const TrailARN = 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/organisation-audit';
  it('shows a trail at home and its shadow elsewhere', async () => {
    for (const from of [aws, virginia]) {
      const { trailList } = await from.cloudtrail.send(new DescribeTrailsCommand());
      expect(trailList).toMatchObject([{ TrailARN, HomeRegion: 'eu-central-1', IsMultiRegionTrail: true, LogFileValidationEnabled: true }]);
    }
    expect((await virginia.cloudtrail.send(new DescribeTrailsCommand({ includeShadowTrails: false }))).trailList).toEqual([]);
  });

  it('gives status and selectors by ARN anywhere, by name at home only', async () => {
    const status = await virginia.cloudtrail.send(new GetTrailStatusCommand({ Name: TrailARN }));
    expect(status).toMatchObject({ IsLogging: true, LatestDeliveryTime: ago(0.004) });
    expect(await refusalOf(virginia.cloudtrail.send(new GetTrailStatusCommand({ Name: 'organisation-audit' })))).toMatchObject({
      name: 'TrailNotFoundException',
    });
    const { EventSelectors } = await aws.cloudtrail.send(new GetEventSelectorsCommand({ TrailName: 'organisation-audit' }));
    expect(EventSelectors).toMatchObject([{ ReadWriteType: 'All', IncludeManagementEvents: true }]);
  });
});

describe('config', () => {
  it('describes recorders, their status and their delivery', async () => {
    const { ConfigurationRecorders } = await aws.config.send(new Config.DescribeConfigurationRecordersCommand());
    expect(ConfigurationRecorders?.[0]?.recordingGroup).toMatchObject({ allSupported: true, includeGlobalResourceTypes: true });
    expect(ConfigurationRecorders?.[0]).not.toHaveProperty('servicePrincipal');
    const { ConfigurationRecordersStatus } = await aws.config.send(new Config.DescribeConfigurationRecorderStatusCommand());
    expect(ConfigurationRecordersStatus).toMatchObject([{ recording: true, lastStatus: 'SUCCESS', lastStartTime: ago(700) }]);
    const { DeliveryChannelsStatus } = await aws.config.send(new Config.DescribeDeliveryChannelStatusCommand());
    expect(DeliveryChannelsStatus?.[0]?.configHistoryDeliveryInfo).toMatchObject({ lastStatus: 'SUCCESS', lastSuccessfulTime: ago(0.1) });
  });

  it('has none in a region that is switched on and was never set up', async () => {
    const bare = { ...account, regions: { ...account.regions, 'eu-west-1': { ...frankfurt, recorder: null, rules: [] } } };
    const other = await startAws({ world: { ...world, accounts: [bare] }, now: () => NOW });
    const ireland = clients(other.url, 'eu-west-1').config;
    expect((await ireland.send(new Config.DescribeConfigurationRecordersCommand())).ConfigurationRecorders).toEqual([]);
    expect((await ireland.send(new Config.DescribeConfigRulesCommand())).ConfigRules).toEqual([]);
    await other.close();
  });

  it('describes rules, their compliance and its details', async () => {
    const { ConfigRules } = await aws.config.send(new Config.DescribeConfigRulesCommand());
    expect(ConfigRules?.map(({ Source }) => Source?.SourceIdentifier)).toEqual(frankfurt.rules.map(({ identifier }) => identifier));
    const { ComplianceByConfigRules } = await aws.config.send(new Config.DescribeComplianceByConfigRuleCommand());
    expect(ComplianceByConfigRules?.map(({ Compliance }) => Compliance?.ComplianceType)).toEqual(frankfurt.rules.map(() => 'COMPLIANT'));
    const details = new Config.GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'encrypted-volumes' });
    const { EvaluationResults } = await aws.config.send(details);
    expect(EvaluationResults?.map((each) => each.EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId)).toEqual(
      frankfurt.volumes.map(({ id }) => id),
    );
    expect(EvaluationResults?.[0]?.ResultRecordedTime).toEqual(ago(0.3));
    const unknown = aws.config.send(new Config.GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'none' }));
    expect(await refusalOf(unknown)).toMatchObject({ name: 'NoSuchConfigRuleException', status: 400 });
  });
});
