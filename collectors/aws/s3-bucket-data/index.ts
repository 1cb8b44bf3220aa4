import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, missing, parallel, settle, settled, unasked } from '../../../src/kit.ts';
import type { Ask, Context } from '../../../src/model.ts';
import {
  BucketTags,
  bucketCalls,
  bucketTagsCall,
  bucketTagWords,
  everyBucket,
  locate,
  questionsAbout,
  readersOf,
  Versioning,
  versioningCall,
  versioningOf,
} from '../buckets.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { askKey, describeKeyCall, type KeyDescription, keyFields, keyOf } from '../kms-metadata.ts';
import { Encryption, type Listed, sseAlgorithm } from '../s3-bucket/answers.ts';
import { TRAILS } from '../trails.ts';
import { keptDays, Lifecycle } from './lifecycle.ts';
import { askRecorded, type Recorders, recordedBy, trailCalls } from './recorders.ts';

const calls = {
  ...bucketCalls,
  tags: bucketTagsCall,
  versioning: versioningCall,
  encryption: call('s3', 'GetBucketEncryption', { absentOn: ['ServerSideEncryptionConfigurationNotFoundError'] }),
  logging: call('s3', 'GetBucketLogging'),
  lifecycle: call('s3', 'GetBucketLifecycleConfiguration', { absentOn: ['NoSuchLifecycleConfiguration'] }),
  key: describeKeyCall,
};
/** An empty answer where logging is off: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html */
const Logging = z.looseObject({ LoggingEnabled: z.looseObject({ TargetBucket: z.string().min(1) }).optional() });
type Logging = z.infer<typeof Logging>;

const Resource = z.object({
  id: z.string().describe('The bucket; its name is unique among all accounts'),
  name: z.string().describe('The bucket'),
  region: known(z.string()).describe('Where it lies: BucketRegion, or LocationConstraint, whose empty value means us-east-1'),
  tags: known(z.array(z.string())).describe('TagSet, each tag as `key` and as `key=value`'),
  sseAlgorithm: known(z.string().nullable()).describe('SSEAlgorithm of the default rule: AES256, aws:kms, aws:kms:dsse; null: no rule'),
  ...keyFields,
  logsTo: known(z.string().nullable()).describe('LoggingEnabled.TargetBucket, which takes the server access logs; null: none are written'),
  recordedByTrail: known(z.boolean()).describe('Trails that log take both reads and writes of every object of the bucket, as data events'),
  keptDays: known(z.int().nullable()).describe(
    'Days until the last version of any object is gone by the lifecycle rules for all objects; null: some are kept for ever',
  ),
});

interface Raw {
  readonly bucket: Listed;
  readonly location: Known<string>;
  readonly tags: Answer<BucketTags>;
  readonly versioning: Answer<Versioning>;
  readonly encryption: Answer<Encryption>;
  readonly key: Answer<KeyDescription>;
  readonly logging: Answer<Logging>;
  readonly lifecycle: Answer<Lifecycle>;
  readonly recorders: Recorders;
}

export default throughConfig({
  id: 'aws/s3-bucket-data',
  title: 'S3 buckets: whose key, who is watched, how long data are kept',
  scope: 'account',
  calls: [...Object.values(calls), ...trailCalls],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, ctx): AsyncIterable<Raw> {
    yield* parallel(everyBucket(aws, ask), (bucket) => settingsOf(bucket, aws, ask, ctx));
  },
  normalise({ bucket, location, tags, versioning, encryption, key, logging, lifecycle, recorders }, { now }) {
    const algorithm = settle<Encryption, string | null>(encryption, { some: sseAlgorithm, none: null });
    return {
      id: bucket.Name,
      name: bucket.Name,
      region: location,
      tags: bucketTagWords(tags),
      sseAlgorithm: algorithm,
      ...(isUnknown(algorithm) ? { keyManager: algorithm, keyState: algorithm } : keyOf(key)),
      logsTo: settle<Logging, string | null>(logging, {
        some: ({ LoggingEnabled: on }) => (on === undefined ? null : on.TargetBucket),
        none: missing(calls.logging.operation, 'LoggingEnabled'),
      }),
      recordedByTrail: recordedBy(recorders, bucket.Name),
      keptDays: settle<Lifecycle, number | null>(lifecycle, {
        some: (rules) =>
          settled<[string | null], number | null>([versioningOf(versioning)], (state) => keptDays(rules, state !== null, now)),
        none: null,
      }),
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
  const wantsKey = read('keyManager', 'keyState');
  const [encryption, logging, lifecycle, versioning, recorders] = await Promise.all([
    about(calls.encryption.operation, Encryption, wantsKey || read('sseAlgorithm')),
    about(calls.logging.operation, Logging, read('logsTo')),
    about(calls.lifecycle.operation, Lifecycle, read('keptDays')),
    about(calls.versioning.operation, Versioning, read('keptDays')),
    read('recordedByTrail') ? askRecorded(location, aws, ask) : unasked(TRAILS),
  ]);
  const key = await keyAsked(encryption, location, wantsKey, aws, ask);
  return { bucket, location, tags, versioning, encryption, key, logging, lifecycle, recorders };
}
async function keyAsked(
  encryption: Answer<Encryption>,
  location: Known<string>,
  wanted: boolean,
  aws: Aws,
  ask: Ask,
): Promise<Answer<KeyDescription>> {
  if (!wanted) return unasked(calls.key.operation);
  const named = isUnknown(encryption) ? undefined : keyNamed(encryption);
  // without a named key: AWS's own for S3 (aws:kms), or none at all (AES256)
  const asked = named ?? (isUnknown(encryption) || !usesKms(encryption) ? undefined : 'alias/aws/s3');
  return asked === undefined || isUnknown(location) ? null : askKey(aws, ask, asked, location);
}
/** "If you don't specify a KMS key id, S3 uses the AWS managed key": https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html */
function keyNamed(encryption: Encryption | null): string | undefined {
  const name = byDefault(encryption)?.['KMSMasterKeyID'];
  return typeof name === 'string' && name !== '' && usesKms(encryption) ? name : undefined;
}
function usesKms(encryption: Encryption | null): boolean {
  return byDefault(encryption)?.SSEAlgorithm.startsWith('aws:kms') === true;
}
function byDefault(encryption: Encryption | null) {
  const rules = encryption?.ServerSideEncryptionConfiguration.Rules;
  return rules?.map((rule) => rule.ApplyServerSideEncryptionByDefault).find((found) => found !== undefined);
}
