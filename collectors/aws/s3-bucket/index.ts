import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { bucketCalls, everyBucket, locate, questionsAbout } from '../buckets.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { and, not, or } from '../kleene.ts';
import { deniesPlainHttp, parsePolicy } from '../policy-document.ts';
import {
  accountBlockCall,
  askAccountBlock,
  type Block,
  blockFields,
  blockOf,
  bucketBlockCall,
  PublicAccessBlock,
} from '../public-access-block.ts';
import { Acl, Encryption, type Listed, openToPublic, Policy, PolicyStatus, sseAlgorithm } from './answers.ts';

const NO_POLICY = { absentOn: ['NoSuchBucketPolicy'] };
const calls = {
  ...bucketCalls,
  encryption: call('s3', 'GetBucketEncryption', { absentOn: ['ServerSideEncryptionConfigurationNotFoundError'] }),
  policy: call('s3', 'GetBucketPolicy', NO_POLICY),
  policyStatus: call('s3', 'GetBucketPolicyStatus', NO_POLICY),
  acl: call('s3', 'GetBucketAcl'),
};

const Resource = z.object({
  id: z.string().describe('The bucket; its name is unique among all accounts'),
  name: z.string().describe('The bucket'),
  region: known(z.string()).describe('Where it lies: BucketRegion, or LocationConstraint, whose empty value means us-east-1'),
  sseAlgorithm: known(z.string().nullable()).describe(
    'How new objects are encrypted unless their maker says otherwise: SSEAlgorithm of the default rule; null: no rule',
  ),
  ...(Object.fromEntries(
    Object.entries(blockFields).map(([name, field]) => [name, field.describe(`${field.description}; of the account or of the bucket`)]),
  ) as typeof blockFields),
  publicByPolicy: known(z.boolean()).describe('PolicyStatus.IsPublic, unless RestrictPublicBuckets of account or bucket makes it moot'),
  publicByAcl: known(z.boolean()).describe(
    'A grant to AllUsers or AuthenticatedUsers, unless IgnorePublicAcls of account or bucket makes it moot',
  ),
  deniesPlainHttp: known(z.boolean()).describe(
    'The bucket policy denies everyone every S3 action on bucket and objects when aws:SecureTransport is false',
  ),
});

interface Raw {
  readonly bucket: Listed;
  readonly location: Known<string>;
  readonly accountBlock: Answer<PublicAccessBlock>;
  readonly block: Answer<PublicAccessBlock>;
  readonly encryption: Answer<Encryption>;
  readonly policy: Answer<Policy>;
  readonly policyStatus: Answer<PolicyStatus>;
  readonly acl: Answer<Acl>;
}

export default throughConfig({
  id: 'aws/s3-bucket',
  title: 'S3 buckets: default encryption, public access and policy',
  scope: 'account',
  calls: [...Object.values(calls), accountBlockCall, bucketBlockCall],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask): AsyncIterable<Raw> {
    const buckets = everyBucket(aws, ask);
    const accountBlock = await askAccountBlock(aws, ask);
    yield* parallel(buckets, async (bucket) => ({ bucket, accountBlock, ...(await settingsOf(bucket, aws, ask)) }));
  },
  normalise(raw) {
    const block = effective(blockOf(accountBlockCall.operation, raw.accountBlock), blockOf(bucketBlockCall.operation, raw.block));
    const isPublic = settle(raw.policyStatus, { some: ({ PolicyStatus: { IsPublic } }) => IsPublic, none: false });
    const isGranted = settle(raw.acl, { some: openToPublic, none: missing(calls.acl.operation, 'Grants') });
    return {
      id: raw.bucket.Name,
      name: raw.bucket.Name,
      region: raw.location,
      sseAlgorithm: settle(raw.encryption, { some: sseAlgorithm, none: null }),
      ...block,
      publicByPolicy: and(isPublic, not(block.restrictPublicBuckets)),
      publicByAcl: and(isGranted, not(block.ignorePublicAcls)),
      deniesPlainHttp: settle(raw.policy, { some: ({ Policy: text }) => tlsOnly(text, raw.bucket.Name), none: false }),
    };
  },
});

/** "Amazon S3 uses the most restrictive combination": https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
function effective(account: Block, bucket: Block): Block {
  return {
    blockPublicAcls: or(account.blockPublicAcls, bucket.blockPublicAcls),
    ignorePublicAcls: or(account.ignorePublicAcls, bucket.ignorePublicAcls),
    blockPublicPolicy: or(account.blockPublicPolicy, bucket.blockPublicPolicy),
    restrictPublicBuckets: or(account.restrictPublicBuckets, bucket.restrictPublicBuckets),
  };
}
function tlsOnly(text: string, bucket: string): Known<boolean> {
  const policy = parsePolicy(calls.policy.operation, text);
  return isUnknown(policy) ? policy : deniesPlainHttp(policy, bucket);
}

async function settingsOf(bucket: Listed, aws: Aws, ask: Ask): Promise<Omit<Raw, 'bucket' | 'accountBlock'>> {
  const location = await locate(bucket, aws, ask);
  const about = questionsAbout(bucket, location, aws, ask);
  const [block, encryption, policy, policyStatus, acl] = await Promise.all([
    about(bucketBlockCall.operation, PublicAccessBlock),
    about(calls.encryption.operation, Encryption),
    about(calls.policy.operation, Policy),
    about(calls.policyStatus.operation, PolicyStatus),
    about(calls.acl.operation, Acl),
  ]);
  return { location, block, encryption, policy, policyStatus, acl };
}
