/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
import type * as S3 from '@aws-sdk/client-s3';
import { AwsRefusal } from '../wire-errors.ts';
import type { Bucket, PublicAccessBlock } from '../world.ts';
import { type Answer, type Ask, ago, page, tagList } from './ask.ts';

type OnBucket = { Bucket: string | undefined; ExpectedBucketOwner?: string | undefined };

function ListBuckets(input: S3.ListBucketsRequest, ask: Ask): S3.ListBucketsOutput {
  const { Prefix, BucketRegion, MaxBuckets, ContinuationToken } = input;
  const bad = () => new AwsRefusal('InvalidArgument', 'The continuation token provided is incorrect', 400);
  const wanted = ask.account.buckets.filter(({ name, region }) => name.startsWith(Prefix ?? '') && region === (BucketRegion ?? region));
  const { items, next } = page(wanted, ask, { size: MaxBuckets, token: ContinuationToken }, bad);
  // "BucketRegion" comes only to requests with a parameter: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Bucket.html
  const detailed =
    ask.world.bucketRegions !== false && [Prefix, BucketRegion, MaxBuckets, ContinuationToken].some((parameter) => parameter !== undefined);
  const Buckets = items.map(({ name, region, age }) => ({
    Name: name,
    CreationDate: ago(age, ask),
    ...(detailed ? { BucketRegion: region, BucketArn: `arn:aws:s3:::${name}` } : {}),
  }));
  return { Buckets, Owner: owner(ask), ContinuationToken: next, Prefix };
}

/** Answers from anywhere; us-east-1 has no name here: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
function GetBucketLocation(input: OnBucket, ask: Ask): S3.GetBucketLocationOutput {
  const { region } = find(input, ask);
  return { LocationConstraint: region === 'us-east-1' ? undefined : (region as S3.BucketLocationConstraint) };
}

/** Since January 2023 no bucket is without: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
function GetBucketEncryption(input: OnBucket, ask: Ask): S3.GetBucketEncryptionOutput {
  const { algorithm, key } = bucketAt(input, ask).encryption;
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: key },
    BucketKeyEnabled: algorithm === 'aws:kms',
  };
  return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
}

function GetPublicAccessBlock(input: OnBucket, ask: Ask): S3.GetPublicAccessBlockOutput {
  const { publicAccessBlock, name } = bucketAt(input, ask);
  return { PublicAccessBlockConfiguration: describeBlock(publicAccessBlock, { BucketName: name }) };
}
/** For a bucket and for an account alike. `whose` is sent along with the refusal. */
export function describeBlock(block: PublicAccessBlock | null, whose: Readonly<Record<string, string>>): S3.PublicAccessBlockConfiguration {
  if (block === null) {
    throw new AwsRefusal('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', 404, {
      elements: whose,
    });
  }
  return {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
}

function GetBucketPolicy(input: OnBucket, ask: Ask): S3.GetBucketPolicyOutput {
  return { Policy: JSON.stringify(policyOf(bucketAt(input, ask))) };
}
/** Without a policy there is no status either: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
function GetBucketPolicyStatus(input: OnBucket, ask: Ask): S3.GetBucketPolicyStatusOutput {
  const bucket = bucketAt(input, ask);
  policyOf(bucket);
  return { PolicyStatus: { IsPublic: bucket.policyIsPublic } };
}
function policyOf({ policy, name }: Bucket): object {
  if (policy === null)
    throw new AwsRefusal('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { elements: { BucketName: name } });
  return policy;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html: the owner's grant is always there, groups are URIs. */
function GetBucketAcl(input: OnBucket, ask: Ask): S3.GetBucketAclOutput {
  const Owner = owner(ask);
  const own: S3.Grant = { Grantee: { Type: 'CanonicalUser', ID: Owner.ID }, Permission: 'FULL_CONTROL' };
  const groups = bucketAt(input, ask).grants.map(({ group, permission }): S3.Grant => {
    const namespace = group === 'AllUsers' ? 'global/AllUsers' : 'global/AuthenticatedUsers';
    return { Grantee: { Type: 'Group', URI: `http://acs.amazonaws.com/groups/${namespace}` }, Permission: permission };
  });
  return { Owner, Grants: [own, ...groups] };
}
/** A canonical id is 64 hexadecimal digits. */
const owner = ({ account }: Ask) => ({ ID: account.id.padStart(64, '0') });

function GetBucketTagging(input: OnBucket, ask: Ask): S3.GetBucketTaggingOutput {
  const { tags, name } = bucketAt(input, ask);
  if (tags === null) throw new AwsRefusal('NoSuchTagSet', 'The TagSet does not exist', 404, { elements: { BucketName: name } });
  return { TagSet: tagList(tags) };
}

/** Never switched on: an empty answer: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
function GetBucketVersioning(input: OnBucket, ask: Ask): S3.GetBucketVersioningOutput {
  return { Status: bucketAt(input, ask).versioning ?? undefined };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html */
function GetBucketReplication(input: OnBucket, ask: Ask): S3.GetBucketReplicationOutput {
  const { replication, name } = bucketAt(input, ask);
  if (replication === undefined)
    throw notThere('ReplicationConfigurationNotFoundError', 'The replication configuration was not found', name);
  const Rules = replication.map(
    ({ to, enabled, prefix }, i): S3.ReplicationRule => ({
      ID: `rule-${i + 1}`,
      Priority: i + 1,
      Status: enabled ? 'Enabled' : 'Disabled',
      Filter: { Prefix: prefix ?? '' },
      Destination: { Bucket: `arn:aws:s3:::${to}` },
      DeleteMarkerReplication: { Status: 'Disabled' },
    }),
  );
  return { ReplicationConfiguration: { Role: `arn:aws:iam::${ask.account.id}:role/replication`, Rules } };
}
/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html */
function GetObjectLockConfiguration(input: OnBucket, ask: Ask): S3.GetObjectLockConfigurationOutput {
  const { objectLock: lock, name } = bucketAt(input, ask);
  if (lock === undefined)
    throw notThere('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket', name);
  const Rule = lock === 'no default retention' ? undefined : { DefaultRetention: { Mode: lock.mode, Days: lock.days } };
  return { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule } };
}
/** Without logging an empty answer: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html */
function GetBucketLogging(input: OnBucket, ask: Ask): S3.GetBucketLoggingOutput {
  const { logsTo, name } = bucketAt(input, ask);
  return logsTo === undefined ? {} : { LoggingEnabled: { TargetBucket: logsTo, TargetPrefix: `${name}/` } };
}
/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
function GetBucketLifecycleConfiguration(input: OnBucket, ask: Ask): S3.GetBucketLifecycleConfigurationOutput {
  const { lifecycle, name } = bucketAt(input, ask);
  if (lifecycle === undefined) throw notThere('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', name);
  const Rules = lifecycle.map(
    ({ enabled, prefix, expires, noncurrent }, i): S3.LifecycleRule => ({
      ID: `rule-${i + 1}`,
      Status: enabled ? 'Enabled' : 'Disabled',
      Filter: { Prefix: prefix ?? '' },
      Expiration: expires === undefined ? undefined : { Days: expires },
      NoncurrentVersionExpiration: noncurrent && { NoncurrentDays: noncurrent.days, NewerNoncurrentVersions: noncurrent.keep },
    }),
  );
  return { Rules };
}
const notThere = (code: string, message: string, BucketName: string) => new AwsRefusal(code, message, 404, { elements: { BucketName } });

/** Of the buckets of others, and of those that are not the expected owner's, S3 says no more than that. */
function find({ Bucket: asked, ExpectedBucketOwner: owner }: OnBucket, { account, world }: Ask): Bucket {
  const bucket = account.buckets.find(({ name }) => name === asked);
  const foreign = world.accounts.some((other) => other.id !== account.id && other.buckets.some(({ name }) => name === asked));
  if ((!bucket && foreign) || (owner !== undefined && owner !== account.id)) throw new AwsRefusal('AccessDenied', 'Access Denied', 403);
  if (!bucket) throw new AwsRefusal('NoSuchBucket', 'The specified bucket does not exist', 404, { elements: { BucketName: asked ?? '' } });
  return bucket;
}
/** Asked in the wrong region, S3 points to the right one: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html */
function bucketAt(input: OnBucket, ask: Ask): Bucket {
  const bucket = find(input, ask);
  if (bucket.region === ask.regionName) return bucket;
  const where = 'The bucket you are attempting to access must be addressed using the specified endpoint.';
  throw new AwsRefusal('PermanentRedirect', where, 301, {
    elements: { Bucket: bucket.name, Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com` },
    headers: { 'x-amz-bucket-region': bucket.region },
  });
}

export const s3 = {
  ListBuckets,
  GetBucketLocation,
  GetBucketEncryption,
  GetPublicAccessBlock,
  GetBucketPolicy,
  GetBucketPolicyStatus,
  GetBucketAcl,
  GetBucketTagging,
  GetBucketVersioning,
  GetBucketReplication,
  GetObjectLockConfiguration,
  GetBucketLogging,
  GetBucketLifecycleConfiguration,
} satisfies Record<string, Answer>;
