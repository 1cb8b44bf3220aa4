import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, parallel, settle } from '../../../src/kit.ts';
import type { Ask, Context } from '../../../src/model.ts';
import {
  BucketTags,
  bucketCalls,
  bucketTagsCall,
  bucketTagWords,
  everyBucket,
  locate,
  locationOf,
  questionsAbout,
  readersOf,
  Versioning,
  versioningCall,
  versioningOf,
} from '../buckets.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import type { Listed } from '../s3-bucket/answers.ts';
import { copiedWholeTo, liesElsewhere, lockDays, lockMode, ObjectLock, Replication } from './answers.ts';

const calls = {
  ...bucketCalls,
  tags: bucketTagsCall,
  versioning: versioningCall,
  replication: call('s3', 'GetBucketReplication', { absentOn: ['ReplicationConfigurationNotFoundError'] }),
  lock: call('s3', 'GetObjectLockConfiguration', { absentOn: ['ObjectLockConfigurationNotFoundError'] }),
};

const Resource = z.object({
  id: z.string().describe('The bucket; its name is unique among all accounts'),
  name: z.string().describe('The bucket'),
  region: known(z.string()).describe('Where it lies: BucketRegion, or LocationConstraint, whose empty value means us-east-1'),
  tags: known(z.array(z.string())).describe('TagSet, each tag as `key` and as `key=value`'),
  versioning: known(z.string().nullable()).describe('Status of versioning: Enabled or Suspended; null: it never was on'),
  copies: known(z.array(z.string())).describe('Buckets to which an enabled rule without a filter replicates every object'),
  copiedElsewhere: known(z.boolean()).describe('One of those buckets lies in another region'),
  locked: known(z.boolean()).describe('ObjectLockEnabled'),
  lockMode: known(z.string().nullable()).describe('DefaultRetention.Mode: COMPLIANCE, or GOVERNANCE; null: no default retention'),
  lockDays: known(z.int()).describe('DefaultRetention.Days, or 365 for each of Years; 0: no default retention'),
});

interface Raw {
  readonly bucket: Listed;
  readonly location: Known<string>;
  readonly tags: Answer<BucketTags>;
  readonly versioning: Answer<Versioning>;
  readonly replication: Answer<Replication>;
  /** Where each of the copies lies. */
  readonly places: readonly Known<string>[];
  readonly lock: Answer<ObjectLock>;
}

export default throughConfig({
  id: 'aws/s3-bucket-recovery',
  title: 'S3 buckets: versions, copies and locks',
  scope: 'account',
  calls: Object.values(calls),
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, ctx): AsyncIterable<Raw> {
    yield* parallel(everyBucket(aws, ask), (bucket) => settingsOf(bucket, aws, ask, ctx));
  },
  normalise({ bucket, location, tags, versioning, replication, places, lock }) {
    return {
      id: bucket.Name,
      name: bucket.Name,
      region: location,
      tags: bucketTagWords(tags),
      versioning: versioningOf(versioning),
      copies: settle<Replication, string[]>(replication, { some: copiedWholeTo, none: [] }),
      copiedElsewhere: settle<Replication, boolean>(replication, { some: () => liesElsewhere(location, places), none: false }),
      locked: settle<ObjectLock, boolean>(lock, { some: () => true, none: false }),
      lockMode: settle<ObjectLock, string | null>(lock, { some: lockMode, none: null }),
      lockDays: settle<ObjectLock, number>(lock, { some: lockDays, none: 0 }),
    };
  },
});

/** Its tags first: they say which checks are about it at all. */
async function settingsOf(bucket: Listed, aws: Aws, ask: Ask, ctx: Context): Promise<Raw> {
  const location = await locate(bucket, aws, ask);
  const about = questionsAbout(bucket, location, aws, ask);
  const reads = readersOf(bucket, location, ctx);
  const tags = await about(calls.tags.operation, BucketTags, reads(['tags']));
  const read = (...fields: string[]) => reads(fields, { tags: bucketTagWords(tags) });
  const [versioning, replication, lock] = await Promise.all([
    about(calls.versioning.operation, Versioning, read('versioning')),
    about(calls.replication.operation, Replication, read('copies', 'copiedElsewhere')),
    about(calls.lock.operation, ObjectLock, read('locked', 'lockMode', 'lockDays')),
  ]);
  const copies = isUnknown(replication) || replication === null ? [] : copiedWholeTo(replication);
  const places = await Promise.all(copies.map((copy) => locationOf(copy, aws, ask)));
  return { bucket, location, tags, versioning, replication, places, lock };
}
