/** Recorded answers about what a bucket is set to: who hears them, and what should come of it. */
import trailBucket from '../../collectors/aws/cloudtrail-bucket/index.ts';
import bucketData from '../../collectors/aws/s3-bucket-data/index.ts';
import recovery from '../../collectors/aws/s3-bucket-recovery/index.ts';
import type { Fields, Json } from './recorded-readings.ts';
import { bare, bucket, each, one, production, type Scene, with_ } from './recorded-worlds.ts';

/** One bucket that keeps versions. */
const lone = { ...with_({ buckets: [bucket('example', { versioning: 'Enabled' })] }), parts: {} };
const trails = { ...bare(), accounts: [production] };

const refusedBut = (absent: string, none: Fields, read: (data: Json) => Fields) => (data: Json) => {
  if (data.Error) return data.Error.Code === absent ? none : undefined;
  return read(data);
};
const versioning = ({ Status }: Json): Fields => ({ versioning: Status ?? null });
const tags = refusedBut('NoSuchTagSet', { tags: [] }, ({ TagSet }) => ({
  tags: TagSet.flatMap(({ Key, Value }: Json) => [Key, `${Key}=${Value}`]),
}));
/** In no recording does a rule that takes everything in delete anything but markers. */
const kept = refusedBut('NoSuchLifecycleConfiguration', { keptDays: null }, ({ Rules }) => {
  const all = Rules.filter(({ Status, Filter: { Prefix, Tag, And } }: Json) => Status === 'Enabled' && !(Prefix || Tag || And));
  if (all.some(({ Expiration: end }: Json) => end?.Days || end?.Date)) throw new Error('this reading knows no such rule');
  return { keptDays: null };
});
const copies = refusedBut('ReplicationConfigurationNotFoundError', { copies: [], copiedElsewhere: false }, (data) => {
  const whole = data.ReplicationConfiguration.Rules.filter(
    ({ Status, Prefix, Filter = {} }: Json) => Status === 'Enabled' && !(Prefix || Filter.Prefix || Filter.Tag || Filter.And),
  );
  return { copies: whole.map(({ Destination: { Bucket } }: Json) => Bucket.replace('arn:aws:s3:::', '')) };
});
const locks = refusedBut(
  'ObjectLockConfigurationNotFoundError',
  { locked: false, lockMode: null, lockDays: 0 },
  ({ ObjectLockConfiguration: { Rule: rule } }) => {
    const { Mode = null, Days, Years } = rule?.DefaultRetention ?? {};
    return { locked: true, lockMode: Mode, lockDays: Days ?? (Years ? 365 * Years : 0) };
  },
);

export const STORAGE: Readonly<Record<string, readonly Scene[]>> = {
  's3:GetBucketVersioning': [
    { collector: recovery, world: () => lone, says: one('example', versioning) },
    // what is replaced outlives its rule as an older version, so the answer is waited for
    { collector: bucketData, world: () => lone, says: one('example', () => ({ name: 'example' })) },
  ],
  's3:GetBucketTagging': [
    { collector: recovery, world: () => lone, says: one('example', tags) },
    { collector: bucketData, world: () => lone, says: one('example', tags) },
  ],
  's3:GetBucketLifecycleConfiguration': [{ collector: bucketData, world: () => lone, says: one('example', kept) }],
  's3:GetBucketLogging': [
    {
      collector: bucketData,
      world: () => lone,
      says: one('example', ({ LoggingEnabled: on }) => ({ logsTo: on?.TargetBucket ?? null })),
    },
    {
      collector: trailBucket,
      world: () => trails,
      says: each(({ LoggingEnabled: on }) => ({ bucketAccessLogged: on !== undefined })),
    },
  ],
  's3:GetBucketReplication': [{ collector: recovery, world: () => lone, says: one('example', copies) }],
  's3:GetObjectLockConfiguration': [{ collector: recovery, world: () => lone, says: one('example', locks) }],
};
