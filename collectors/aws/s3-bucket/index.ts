import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, missing, parallel, settle, unasked } from '../../../src/kit.ts';
import type { Ask, Context } from '../../../src/model.ts';
import { bucketCalls, everyBucket, locate, questionsAbout, readersOf } from '../buckets.ts';
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
  async *fetch(aws: Aws, ask, ctx): AsyncIterable<Raw> {
    const buckets = everyBucket(aws, ask);
    const blocks = ctx.wanted === undefined || ctx.wanted(ABOUT_PUBLIC);
    const accountBlock = blocks ? await askAccountBlock(aws, ask) : unasked(accountBlockCall.operation);
    yield* parallel(buckets, async (bucket) => ({ bucket, accountBlock, ...(await settingsOf(bucket, accountBlock, aws, ask, ctx)) }));
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

const FLAGS = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'] as const;
const ABOUT_PUBLIC = [...FLAGS, 'publicByPolicy', 'publicByAcl'];

/** What a setting of Block Public Access makes moot is not asked, unless everything is wanted. */
async function settingsOf(
  bucket: Listed,
  accountBlock: Answer<PublicAccessBlock>,
  aws: Aws,
  ask: Ask,
  ctx: Context,
): Promise<Omit<Raw, 'bucket' | 'accountBlock'>> {
  const location = await locate(bucket, aws, ask);
  const about = questionsAbout(bucket, location, aws, ask);
  const read = readersOf(bucket, location, ctx);
  const account = blockOf(accountBlockCall.operation, accountBlock);
  const open = (flag: (typeof FLAGS)[number], block: Block) => ctx.wanted === undefined || block[flag] !== true;
  const moot = { publicByPolicy: 'restrictPublicBuckets', publicByAcl: 'ignorePublicAcls' } as const;
  const undecided = FLAGS.filter((flag) => open(flag, account));
  const wantsBlock = read([...undecided, ...(['publicByPolicy', 'publicByAcl'] as const).filter((field) => open(moot[field], account))]);
  const asked = Promise.all([
    about(calls.encryption.operation, Encryption, read(['sseAlgorithm'])),
    about(calls.policy.operation, Policy, read(['deniesPlainHttp'])),
  ]);
  const block = await about(bucketBlockCall.operation, PublicAccessBlock, wantsBlock);
  const walls = effective(account, blockOf(bucketBlockCall.operation, block));
  const [[encryption, policy], policyStatus, acl] = await Promise.all([
    asked,
    about(calls.policyStatus.operation, PolicyStatus, open(moot.publicByPolicy, walls) && read(['publicByPolicy'])),
    about(calls.acl.operation, Acl, open(moot.publicByAcl, walls) && read(['publicByAcl'])),
  ]);
  return { location, block, encryption, policy, policyStatus, acl };
}
