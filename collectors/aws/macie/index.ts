import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, settle } from '../../../src/kit.ts';
import type { Ask, Call } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { MACIE_NOT_ENABLED } from '../not-enabled.ts';
import { type Listed, Location, listing, regionOf } from '../s3-bucket/answers.ts';

/** Macie's reference has a page for each resource, none for each operation. */
const macie = (command: string, page: string): Call => ({
  ...call('macie2', command, { absentOn: [MACIE_NOT_ENABLED] }),
  docs: `https://docs.aws.amazon.com/macie/latest/APIReference/${page}.html`,
});
const SESSION = macie('GetMacieSession', 'macie');
const DISCOVERY = macie('GetAutomatedDiscoveryConfiguration', 'automated-discovery-configuration');
const BUCKETS = call('s3', 'ListBuckets');
const LOCATION = call('s3', 'GetBucketLocation');
const TAGS = call('s3', 'GetBucketTagging', { absentOn: ['NoSuchTagSet'] });

/** Both are `ENABLED` or something else: https://docs.aws.amazon.com/macie/latest/APIReference/macie.html */
const Status = z.looseObject({ status: z.string().min(1) });
type Status = z.infer<typeof Status>;
const Tagging = z.looseObject({ TagSet: z.array(z.looseObject({ Key: z.string(), Value: z.string() })) });
type Tagging = z.infer<typeof Tagging>;

interface Tagged {
  readonly bucket: Listed;
  readonly tags: Answer<Tagging>;
}
interface Raw {
  readonly id: string;
  readonly region: string;
  readonly session: Answer<Status>;
  readonly discovery: Answer<Status>;
  readonly buckets: Known<readonly Tagged[]>;
}

export default defineCollector({
  id: 'aws/macie',
  title: 'Macie in a region, and the buckets there by their tags',
  scope: 'region',
  calls: [SESSION, DISCOVERY, BUCKETS, LOCATION, TAGS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Account and region'),
    name: z.string().describe('The region'),
    enabled: known(z.boolean()).describe(
      'GetMacieSession says `ENABLED`; the refusal `Macie is not enabled` means no, any other means unknown',
    ),
    discovers: known(z.boolean()).describe(
      'GetAutomatedDiscoveryConfiguration says `ENABLED`; of a member, only its administrator may ask',
    ),
    buckets: known(z.array(z.object({ name: z.string(), tags: known(z.array(z.string())) }))).describe(
      'The buckets in this region, with each tag as `key` and as `key=value`',
    ),
  }),
  async *fetch(aws: Aws, ask, { subject: { id, region } }): AsyncIterable<Raw> {
    const [session, discovery, buckets] = await Promise.all([
      ask(SESSION.operation, {}, Status, () => aws.send('macie2', 'GetMacieSession', {}, region)),
      ask(DISCOVERY.operation, {}, Status, () => aws.send('macie2', 'GetAutomatedDiscoveryConfiguration', {}, region)),
      bucketsIn(aws, ask, region as string),
    ]);
    yield { id, region: region as string, session, discovery, buckets };
  },
  normalise({ id, region, session, discovery, buckets }) {
    const on = { some: ({ status }: Status) => status === 'ENABLED', none: false };
    return {
      id,
      name: region,
      enabled: settle(session, on),
      discovers: settle(discovery, on),
      buckets: isUnknown(buckets)
        ? buckets
        : buckets.map(({ bucket, tags }) => ({ name: bucket.Name, tags: settle(tags, { some: wordsOf, none: [] }) })),
    };
  },
});

function wordsOf({ TagSet }: Tagging): string[] {
  return TagSet.flatMap(({ Key, Value }) => [Key, `${Key}=${Value}`]);
}

/**
 * S3 is asked for those of the region, and says of each where it is; compatible services may heed neither:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
async function bucketsIn(aws: Aws, ask: Ask, region: string): Promise<Known<readonly Tagged[]>> {
  const input = { BucketRegion: region };
  const send = (page: object) => aws.send('s3', 'ListBuckets', { ...input, ...page }, region);
  const listed = (await ask.list(BUCKETS.operation, input, listing(send))) ?? missing(BUCKETS.operation, 'Buckets');
  if (isUnknown(listed)) return listed;
  const placed = await Promise.all(
    listed.map(async (bucket) => {
      const where = await placeOf(bucket, aws, ask, region);
      // one of which nobody says where it is may be here
      if (isUnknown(where)) return [{ bucket, tags: where }];
      return where === region ? [{ bucket, tags: await tagsOf(bucket, aws, ask, region) }] : [];
    }),
  );
  return placed.flat();
}
async function placeOf({ Name, BucketRegion }: Listed, aws: Aws, ask: Ask, region: string): Promise<Known<string>> {
  if (BucketRegion !== undefined) return BucketRegion;
  const input = { Bucket: Name };
  const answer = await ask(LOCATION.operation, input, Location, () => aws.send('s3', 'GetBucketLocation', input, region));
  return settle(answer, { some: regionOf, none: missing(LOCATION.operation, 'LocationConstraint') });
}
function tagsOf({ Name }: Listed, aws: Aws, ask: Ask, region: string): Promise<Answer<Tagging>> {
  const input = { Bucket: Name };
  return ask(TAGS.operation, input, Tagging, () => aws.send('s3', 'GetBucketTagging', input, region));
}
