import * as Config from '@aws-sdk/client-config-service';
import { DescribeVolumesCommand, paginateDescribeSnapshots, paginateDescribeVolumes } from '@aws-sdk/client-ec2';
import { ListUsersCommand, paginateListUsers, paginateListVirtualMFADevices } from '@aws-sdk/client-iam';
import { DescribeDBInstancesCommand, paginateDescribeDBInstances } from '@aws-sdk/client-rds';
import { ListBucketsCommand, paginateListBuckets } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { accountOf, refusalOf, regionOf, withAws } from './aws.ts';

const account = accountOf(clean);
const frankfurt = regionOf(account, 'eu-central-1');

async function pages<Page, Item>(paginator: AsyncIterable<Page>, items: (page: Page) => readonly Item[] | undefined): Promise<Item[][]> {
  const all: Item[][] = [];
  for await (const page of paginator) all.push([...(items(page) ?? [])]);
  return all;
}

describe('the clean world is cut into pages of two, to their end', () => {
  it('users and virtual devices', () =>
    withAws({ world: clean }, async ({ iam }) => {
      const users = await pages(paginateListUsers({ client: iam }, {}), (page) => page.Users?.map(({ UserName }) => UserName));
      expect(users).toEqual([['alice', 'bob'], ['carol', 'claimcheck'], ['deploy']]);
      const devices = await pages(paginateListVirtualMFADevices({ client: iam }, {}), (page) => page.VirtualMFADevices);
      expect(devices.map(({ length }) => length)).toEqual([2, 1]);
    }));

  it('volumes and snapshots, whatever size is asked for', () =>
    withAws({ world: clean }, async ({ ec2 }) => {
      const volumes = await pages(paginateDescribeVolumes({ client: ec2, pageSize: 500 }, {}), (page) =>
        page.Volumes?.map(({ VolumeId }) => VolumeId),
      );
      expect(volumes.map(({ length }) => length)).toEqual([2, 1]);
      expect(volumes.flat()).toEqual(frankfurt.volumes.map(({ id }) => id));
      const snapshots = await pages(paginateDescribeSnapshots({ client: ec2 }, { OwnerIds: ['self'] }), (page) => page.Snapshots);
      expect(snapshots.flat()).toHaveLength(3);
    }));

  it('buckets, in one region too', () =>
    withAws({ world: clean }, async ({ s3 }) => {
      const buckets = await pages(paginateListBuckets({ client: s3 }, {}), (page) => page.Buckets?.map(({ Name }) => Name));
      expect(buckets.flat()).toEqual(account.buckets.map(({ name }) => name));
      expect(buckets).toHaveLength(Math.ceil(account.buckets.length / clean.pageSize));
      const here = await pages(paginateListBuckets({ client: s3, pageSize: 1 }, { BucketRegion: 'eu-central-1' }), (page) => page.Buckets);
      expect(here.map(({ length }) => length)).toEqual([1, 1, 1]);
    }));

  it('database instances', () =>
    withAws({ world: clean }, async ({ rds }) => {
      const found = await pages(paginateDescribeDBInstances({ client: rds }, {}), (page) =>
        page.DBInstances?.map((each) => each.DBInstanceIdentifier),
      );
      expect(found).toEqual([['orders', 'invoices'], ['orders-replica', 'accounts-1'], ['accounts-2']]);
    }));

  it('rules, their compliance and its details', () =>
    withAws({ world: clean }, async ({ config: client }) => {
      const rules = await pages(Config.paginateDescribeConfigRules({ client }, {}), (page) => page.ConfigRules);
      expect(rules.map(({ length }) => length)).toEqual([2, 2]);
      const compliance = await pages(Config.paginateDescribeComplianceByConfigRule({ client }, {}), (page) => page.ComplianceByConfigRules);
      expect(compliance.map(({ length }) => length)).toEqual([2, 2]);
      const asked = { ConfigRuleName: 'encrypted-volumes' };
      const details = await pages(Config.paginateGetComplianceDetailsByConfigRule({ client }, asked), (page) => page.EvaluationResults);
      expect(details.map(({ length }) => length)).toEqual([2, 1]);
    }));
});

describe('a token that is not theirs', () => {
  it('is refused by each service in its own words', () =>
    withAws({ world: clean }, async ({ iam, ec2, s3, rds, config }) => {
      const names = await Promise.all([
        refusalOf(iam.send(new ListUsersCommand({ Marker: '2' }))),
        refusalOf(ec2.send(new DescribeVolumesCommand({ NextToken: '2' }))),
        refusalOf(s3.send(new ListBucketsCommand({ ContinuationToken: '2' }))),
        refusalOf(rds.send(new DescribeDBInstancesCommand({ Marker: '2' }))),
        refusalOf(config.send(new Config.DescribeConfigRulesCommand({ NextToken: '2' }))),
      ]);
      expect(names.map(({ name }) => name)).toEqual([
        'ValidationError',
        'InvalidNextToken',
        'InvalidArgument',
        'InvalidParameterValue',
        'InvalidNextTokenException',
      ]);
    }));
});
