/** A run that asks only what its check reads comes to the same rows as one that asks everything, whoever refuses what. */
import { describe, expect, it } from 'vitest';
import buckets from '../../../collectors/aws/s3-bucket/index.ts';
import data from '../../../collectors/aws/s3-bucket-data/index.ts';
import recovery from '../../../collectors/aws/s3-bucket-recovery/index.ts';
import groups from '../../../collectors/aws/security-group/index.ts';
import vpc from '../../../collectors/aws/vpc/index.ts';
import { network } from '../../../src/demo/aws/parts/network/index.ts';
import type { Bucket, World } from '../../../src/demo/aws/world.ts';
import { clean, PRODUCTION } from '../../../src/demo/aws/worlds/clean.ts';
import { denied } from '../../../src/demo/aws/worlds/denied.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import { wantedBy } from '../../../src/evaluate/wanted.ts';
import type { Collector } from '../../../src/model.ts';
import type { Asking } from './estate.ts';
import { judge, readyCheck, withPart } from './four-worlds.ts';

/** Every question that each check costs, beside the listing, where the account itself blocks nothing. */
const READS: Readonly<Record<string, readonly [Collector, readonly string[]]>> = {
  'aws.s3.encryption-default': [buckets, ['s3:GetBucketEncryption']],
  'aws.s3.tls-only': [buckets, ['s3:GetBucketPolicy']],
  'aws.s3.bucket-public-access-block': [buckets, ['s3-control:GetPublicAccessBlock', 's3:GetPublicAccessBlock']],
  'aws.s3.bucket-not-public': [
    buckets,
    ['s3-control:GetPublicAccessBlock', 's3:GetBucketAcl', 's3:GetBucketPolicyStatus', 's3:GetPublicAccessBlock'],
  ],
  'aws.s3.encryption-kms-sensitive': [data, ['kms:DescribeKey', 's3:GetBucketEncryption', 's3:GetBucketTagging']],
  'aws.s3.access-logging': [
    data,
    [
      'cloudtrail:DescribeTrails',
      'cloudtrail:GetEventSelectors',
      'cloudtrail:GetTrailStatus',
      's3:GetBucketLogging',
      's3:GetBucketTagging',
    ],
  ],
  'aws.s3.retention-lifecycle': [data, ['s3:GetBucketLifecycleConfiguration', 's3:GetBucketTagging', 's3:GetBucketVersioning']],
  'aws.s3.versioning': [recovery, ['s3:GetBucketTagging', 's3:GetBucketVersioning']],
  'aws.s3.replication-cross-region': [recovery, ['s3:GetBucketLocation', 's3:GetBucketReplication', 's3:GetBucketTagging']],
  'aws.s3.backup-object-lock': [recovery, ['s3:GetBucketTagging', 's3:GetObjectLockConfiguration']],
};
const GROUPS = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:GetManagedPrefixListEntries'];
const JOINTS = [
  'ec2:DescribeTransitGatewayVpcAttachments',
  'ec2:DescribeTransitGateways',
  'ec2:DescribeVpcPeeringConnections',
  'ec2:DescribeVpcs',
];
/** The same of what a region lists, over the estate whose network is broken. */
const OF_NETWORKS: typeof READS = {
  'aws.ec2.default-sg-closed': [groups, ['ec2:DescribeSecurityGroups', 'ec2:GetManagedPrefixListEntries']],
  'aws.ec2.sg-no-world-admin-ports': [groups, GROUPS],
  'aws.ec2.sg-only-authorised-world-ports': [groups, GROUPS],
  'aws.ec2.flow-logs': [vpc, ['ec2:DescribeFlowLogs', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeVpcs']],
  'aws.ec2.env-networks-separate': [vpc, JOINTS],
};
const CHECKS = Object.entries(READS).map(([id, [collector]]) => [id, collector] as const);

/** The account blocks nothing, and some buckets are open in one way, the other, or both. */
const open: World = {
  ...clean,
  accounts: clean.accounts.map((one) =>
    one.id === PRODUCTION ? { ...one, publicAccessBlock: null, buckets: one.buckets.map(opened) } : one,
  ),
};
function opened(bucket: Bucket, at: number): Bucket {
  return {
    ...bucket,
    ...(at % 2 === 0 && { publicAccessBlock: null }),
    ...(at % 3 === 0 && { policyIsPublic: true }),
    ...(at % 4 === 0 && { grants: [{ group: 'AllUsers', permission: 'READ' }] }),
  };
}

async function both(id: string, collector: Collector, asking: Asking, params = {}) {
  const wanted = wantedBy([readyCheck(id, collector, params)], [], new Date().toISOString())(collector.id);
  const [all, spared] = [await judge(id, collector, asking, params), await judge(id, collector, { ...asking, wanted }, params)];
  return { all, spared };
}
const operations = (asked: readonly string[]) => [...new Set(asked.map((one) => one.split(' ')[0] as string))].sort();
const AROUND = /^(?:sts:|ec2:DescribeRegions$|s3:ListBuckets$)/;

const broken = withPart(network);
describe.each(Object.entries(OF_NETWORKS))('%s', (id, [collector, due]) => {
  it.each(Object.entries({ clean, denied, broken }))('says the same in the estate %s', async (_, world) => {
    const { all, spared } = await both(id, collector, { world });
    expect(spared.verdict).toBe(all.verdict);
    expect(spared.rows).toEqual(all.rows);
    expect(spared.findings.map(({ because }) => because)).toEqual(all.findings.map(({ because }) => because));
  });
  it('asks nothing that it does not read', async () => {
    const { spared } = await both(id, collector, { world: broken });
    expect(operations(spared.asked).filter((one) => !AROUND.test(one))).toEqual(due);
  });
});

describe.each(CHECKS)('%s', (id, collector) => {
  it.each(Object.entries({ clean, drifted, denied, open }))('says the same in the estate %s', async (_, world) => {
    const { all, spared } = await both(id, collector, { world });
    expect(spared.verdict).toBe(all.verdict);
    expect(spared.rows).toEqual(all.rows);
    for (const { verdict, evidence } of spared.findings) if (verdict === 'pass' || verdict === 'fail') expect(evidence).not.toEqual([]);
  });

  it('asks nothing that it does not read', async () => {
    const { spared } = await both(id, collector, { world: open });
    expect(operations(spared.asked).filter((one) => !AROUND.test(one))).toEqual(READS[id]?.[1]);
  });

  it.each(collector.calls.map(({ operation }) => operation))('says the same when %s is refused', async (operation) => {
    const { all, spared } = await both(id, collector, { world: open, faults: [{ operation, kind: 'denied' }] });
    expect(spared.rows).toEqual(all.rows);
    expect(spared.verdict).toBe(all.verdict);
  });
});

describe('a bucket', () => {
  const asked = async (id: string, collector: Collector, world: World, params = {}) =>
    (await both(id, collector, { world }, params)).spared.asked
      .map((one) => one.split(' ')[0] as string)
      .filter((one) => !AROUND.test(one));

  it('is asked nothing about what the block of its account makes moot', async () => {
    expect(await asked('aws.s3.bucket-not-public', buckets, clean)).toEqual(['s3-control:GetPublicAccessBlock']);
    expect(await asked('aws.s3.bucket-public-access-block', buckets, clean)).toEqual(['s3-control:GetPublicAccessBlock']);
  });
  it('with a block of its own is asked for nothing behind it', async () => {
    const questions = await asked('aws.s3.bucket-not-public', buckets, open);
    const count = (operation: string) => questions.filter((one) => one === operation).length;
    // seven buckets, of which four have no block
    expect([count('s3:GetPublicAccessBlock'), count('s3:GetBucketAcl'), count('s3:GetBucketPolicyStatus')]).toEqual([7, 4, 4]);
  });
  it('that is declared public is asked nothing', async () => {
    const publicBuckets = clean.accounts.flatMap((one) => one.buckets.map(({ name }) => name));
    expect(await asked('aws.s3.bucket-not-public', buckets, open, { publicBuckets })).toEqual(['s3-control:GetPublicAccessBlock']);
  });
  it('without the tag is asked for its tags and no more', async () => {
    const questions = await asked('aws.s3.versioning', recovery, clean);
    expect(questions.filter((one) => one === 's3:GetBucketTagging')).toHaveLength(7);
    expect(questions.filter((one) => one === 's3:GetBucketVersioning')).toHaveLength(1);
  });
  it('whose tags are not shown is asked everything that they might call for', async () => {
    const wanted = wantedBy([readyCheck('aws.s3.versioning', recovery)], [], new Date().toISOString())(recovery.id);
    const faults = [{ operation: 's3:GetBucketTagging', kind: 'denied' }] as const;
    const { asked: questions, rows } = await judge('aws.s3.versioning', recovery, { world: clean, faults, wanted });
    expect(questions.filter((one) => one.startsWith('s3:GetBucketVersioning '))).toHaveLength(7);
    expect(new Set(rows.map((row) => row.split(' ')[0]))).toEqual(new Set(['unknown']));
  });
  it('holds of what nobody asked that nobody asked', async () => {
    const wanted = wantedBy([readyCheck('aws.s3.tls-only', buckets)], [], new Date().toISOString())(buckets.id);
    const { sets } = await judge('aws.s3.encryption-default', buckets, { world: clean, wanted });
    for (const { resource } of sets.flatMap((set) => set.resources))
      expect(resource).toMatchObject({ sseAlgorithm: { $unknown: { operation: 's3:GetBucketEncryption', reason: 'not_run' } } });
  });
});
