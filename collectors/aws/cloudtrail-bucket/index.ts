import { z } from 'zod';
import {
  type Answer,
  defineCollector,
  isUnknown,
  type Known,
  known,
  missing,
  parallel,
  settle,
  type Unknown,
  unknown,
} from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { and, not, or } from '../kleene.ts';
import { accountBlockCall, askAccountBlock, type Block, blockOf, bucketBlockCall, PublicAccessBlock } from '../public-access-block.ts';
import { Acl, Location, openToPublic, PolicyStatus, regionOf } from '../s3-bucket/answers.ts';
import { TRAILS, TRAILS_INPUT, type Trail, trailPages } from '../trails.ts';

/** "There is no such bucket" is an answer: nobody can read what is not there, and nothing is logged either. */
const locationCall = call('s3', 'GetBucketLocation', { absentOn: ['NoSuchBucket'] });
const statusCall = call('s3', 'GetBucketPolicyStatus', { absentOn: ['NoSuchBucketPolicy'] });
const aclCall = call('s3', 'GetBucketAcl');
const loggingCall = call('s3', 'GetBucketLogging');

/** Without LoggingEnabled it is off: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html */
const Logging = z.looseObject({ LoggingEnabled: z.looseObject({ TargetBucket: z.string().min(1) }).optional() });

const Resource = z.object({
  id: z.string().describe('TrailARN'),
  name: z.string().describe('Name'),
  bucket: known(z.string()).describe('S3BucketName: where its log files go'),
  kmsKeyId: known(z.string().nullable()).describe('KmsKeyId that its log files are encrypted with; null: none of KMS'),
  bucketPublic: known(z.boolean()).describe(
    'The policy of the bucket (PolicyStatus.IsPublic) or its access control list lets everybody in, and no Block Public Access makes that moot',
  ),
  bucketAccessLogged: known(z.boolean()).describe('LoggingEnabled of the bucket: S3 logs who reads it'),
});

interface Settings {
  readonly accountBlock: Answer<PublicAccessBlock>;
  readonly block: Answer<PublicAccessBlock>;
  readonly policyStatus: Answer<PolicyStatus>;
  readonly acl: Answer<Acl>;
  readonly logging: Answer<z.infer<typeof Logging>>;
}
interface Raw {
  readonly trail: Trail;
  /** Null: there is no such bucket. */
  readonly settings: Known<Settings | null>;
}

export default defineCollector({
  id: 'aws/cloudtrail-bucket',
  title: 'CloudTrail trails that are at home in a region, and the buckets that they fill',
  scope: 'region',
  calls: [call('cloudtrail', 'DescribeTrails'), locationCall, statusCall, aclCall, loggingCall, accountBlockCall, bucketBlockCall],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    yield* parallel(atHome(ask.pages(TRAILS, TRAILS_INPUT, trailPages(aws, region)), region), async (trail) => ({
      trail,
      settings:
        trail.S3BucketName === undefined
          ? missing(TRAILS, 'trailList[].S3BucketName')
          : await settingsOf(trail.S3BucketName, trail, aws, ask),
    }));
  },
  normalise({ trail, settings }) {
    return {
      id: trail.TrailARN,
      name: trail.Name,
      bucket: trail.S3BucketName ?? missing(TRAILS, 'trailList[].S3BucketName'),
      kmsKeyId: keyOf(trail),
      bucketPublic: settle(settings, { some: openToAll, none: false }),
      bucketAccessLogged: settle(settings, {
        some: ({ logging }) =>
          settle(logging, {
            some: ({ LoggingEnabled }) => LoggingEnabled !== undefined,
            none: missing(loggingCall.operation, '(the answer)'),
          }),
        none: false,
      }),
    };
  },
});

/** A trail of all regions stands in every region's list, and is looked at once. */
async function* atHome(trails: AsyncIterable<Trail>, region: string | undefined): AsyncIterable<Trail> {
  for await (const trail of trails) if (trail.HomeRegion === region) yield trail;
}
/** A trail without IsMultiRegionTrail, which every trail has, is a piece of one: what else it lacks proves nothing. */
function keyOf({ KmsKeyId: key, IsMultiRegionTrail }: Trail): Known<string | null> {
  if (key !== undefined && key !== '') return key;
  return IsMultiRegionTrail === undefined ? missing(TRAILS, 'trailList[].KmsKeyId') : null;
}

function openToAll({ accountBlock, block, policyStatus, acl }: Settings): Known<boolean> {
  const [account, bucket]: Block[] = [blockOf(accountBlockCall.operation, accountBlock), blockOf(bucketBlockCall.operation, block)];
  const either = (flag: keyof Block) => or((account as Block)[flag], (bucket as Block)[flag]);
  const isPublic = settle(policyStatus, { some: ({ PolicyStatus: { IsPublic } }): Known<boolean> => IsPublic, none: false });
  const isGranted = settle(acl, { some: (answer): Known<boolean> => openToPublic(answer), none: missing(aclCall.operation, 'Grants') });
  return or(and(isPublic, not(either('restrictPublicBuckets'))), and(isGranted, not(either('ignorePublicAcls'))));
}

async function settingsOf(Bucket: string, trail: Trail, aws: Aws, ask: Ask): Promise<Known<Settings | null>> {
  // asked as its owner, S3 refuses to speak of anybody else's: this account's block would say nothing of such a bucket
  const input = { Bucket, ExpectedBucketOwner: aws.account };
  const located = await ask(locationCall.operation, input, Location, () => aws.send('s3', 'GetBucketLocation', input));
  const region = settle<z.infer<typeof Location>, string | null>(located, { some: regionOf, none: null });
  if (region === null) return null;
  if (isUnknown(region)) return perhapsForeign(region, Bucket, trail);
  const about = <T>(operation: string, schema: z.ZodType<T>) =>
    ask(operation, input, schema, () => aws.send('s3', operation.slice('s3:'.length), input, region));
  const [accountBlock, block, policyStatus, acl, logging] = await Promise.all([
    askAccountBlock(aws, ask),
    about(bucketBlockCall.operation, PublicAccessBlock),
    about(statusCall.operation, PolicyStatus),
    about(aclCall.operation, Acl),
    about(loggingCall.operation, Logging),
  ]);
  return { accountBlock, block, policyStatus, acl, logging };
}
/** A refusal looks the same, whoever owns the bucket. */
function perhapsForeign({ $unknown: gap }: Unknown, bucket: string, { TrailARN }: Trail): Unknown {
  if (gap.reason !== 'access_denied') return { $unknown: gap };
  const owner = TrailARN.split(':')[4];
  return unknown({
    ...gap,
    detail: `${gap.detail} (the bucket ${bucket} may be another account's, such as an archive of logs; the trail is of account ${owner})`,
  });
}
