/**
 * Settings of a bucket that an item has whole. The others are asked of S3 as ever: what its policy comes to and its access control list are
 * not in the schema of queries, replication has its role alone there, and lifecycle rules lack NewerNoncurrentVersions.
 */
import { z } from 'zod';
import type { Item } from './items.ts';
import type { Answers, Told } from './kinds.ts';

const Word = z.string().min(1);
/** Of the member that is there: what it holds. Null is said, not left out. */
function from<T>(schema: z.ZodType<T>, member: string, make: (found: T) => Told): (item: Item) => Told {
  return ({ supplementaryConfiguration: more }) => {
    const value = more?.[member];
    const found = schema.safeParse(typeof value === 'string' ? parsed(value) : value);
    return found.success ? make(found.data) : undefined;
  };
}
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON holds none of the members
  }
}

/** Which key is told even where it is none: without a word of it, an alias of AWS's own may be meant or may not. */
const ByDefault = z
  .object({ sseAlgorithm: Word, kmsMasterKeyID: z.string().nullish() })
  .refine(({ sseAlgorithm, kmsMasterKeyID }) => !sseAlgorithm.startsWith('aws:kms') || kmsMasterKeyID !== undefined);
const Encryption = z.object({ rules: z.array(z.object({ applyServerSideEncryptionByDefault: ByDefault })).min(1) });
const encryption = from(Encryption, 'ServerSideEncryptionConfiguration', ({ rules }) => ({
  ServerSideEncryptionConfiguration: {
    Rules: rules.map(({ applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyID: key } }) => ({
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: sseAlgorithm,
        KMSMasterKeyID: typeof key === 'string' && key !== '' ? key : undefined,
      },
    })),
  },
}));

/** `Off`: it never was on, for which S3 has no word. */
const versioning = from(z.object({ status: z.enum(['Off', 'Enabled', 'Suspended']) }), 'BucketVersioningConfiguration', ({ status }) => ({
  Status: status === 'Off' ? undefined : status,
}));

const Flags = z.object({
  blockPublicAcls: z.boolean(),
  ignorePublicAcls: z.boolean(),
  blockPublicPolicy: z.boolean(),
  restrictPublicBuckets: z.boolean(),
});
const block = from(Flags, 'PublicAccessBlockConfiguration', (flags) => ({
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: flags.blockPublicAcls,
    IgnorePublicAcls: flags.ignorePublicAcls,
    BlockPublicPolicy: flags.blockPublicPolicy,
    RestrictPublicBuckets: flags.restrictPublicBuckets,
  },
}));

const logging = from(
  z.object({ destinationBucketName: Word.nullable() }),
  'BucketLoggingConfiguration',
  ({ destinationBucketName: to }) => ({ LoggingEnabled: to === null ? undefined : { TargetBucket: to } }),
);

/** Null where there is none, which S3 has a word of its own for: that is asked. */
const policy = from(z.object({ policyText: Word }), 'BucketPolicy', ({ policyText }) => ({ Policy: policyText }));

const Count = z.int().positive().nullish();
const Lock = z.object({
  objectLockEnabled: z.literal('Enabled'),
  rule: z.object({ defaultRetention: z.object({ mode: Word, days: Count, years: Count }) }).nullable(),
});
const lock = from(Lock, 'ObjectLockConfiguration', ({ objectLockEnabled, rule }) => {
  const kept = rule?.defaultRetention;
  const Rule = kept && {
    DefaultRetention: {
      Mode: kept.mode,
      ...(typeof kept.days === 'number' && { Days: kept.days }),
      ...(typeof kept.years === 'number' && { Years: kept.years }),
    },
  };
  return { ObjectLockConfiguration: { ObjectLockEnabled: objectLockEnabled, Rule } };
});

/** S3 has a word of its own for "no tags", an item has an empty list: that is asked. */
function tags({ tags: all }: Item): Told {
  return all && all.length > 0 ? { TagSet: all.map(({ key, value }) => ({ Key: key, Value: value })) } : undefined;
}

const ofBucket = (of: (item: Item) => Told): Answers => ({
  type: 'AWS::S3::Bucket',
  // who asks without the region asks about a bucket that may be somebody else's
  about: ({ Bucket: id, region }) => (typeof id === 'string' && typeof region === 'string' ? { id, region } : undefined),
  idOf: (item) => item.resourceId,
  of,
});
export const bucketAnswers: Readonly<Record<string, Answers>> = {
  's3:GetBucketEncryption': ofBucket(encryption),
  's3:GetBucketVersioning': ofBucket(versioning),
  's3:GetPublicAccessBlock': ofBucket(block),
  's3:GetBucketPolicy': ofBucket(policy),
  's3:GetBucketLogging': ofBucket(logging),
  's3:GetObjectLockConfiguration': ofBucket(lock),
  's3:GetBucketTagging': ofBucket(tags),
};
