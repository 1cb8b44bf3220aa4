import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { MACIE_NOT_ENABLED } from '../not-enabled.ts';
import { type Listed, listing } from '../s3-bucket/answers.ts';

const NOT_ENABLED = { absentOn: [MACIE_NOT_ENABLED] };
const SESSION = call('macie2', 'GetMacieSession', NOT_ENABLED);
const DISCOVERY = call('macie2', 'GetAutomatedDiscoveryConfiguration', NOT_ENABLED);
const BUCKETS = call('s3', 'ListBuckets');
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
  calls: [SESSION, DISCOVERY, BUCKETS, TAGS],
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

/** Only those of the region: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html, `bucket-region`. */
async function bucketsIn(aws: Aws, ask: Ask, region: string): Promise<Known<readonly Tagged[]>> {
  const input = { BucketRegion: region };
  const send = (page: object) => aws.send('s3', 'ListBuckets', { ...input, ...page }, region);
  const listed = (await ask.list(BUCKETS.operation, input, listing(send))) ?? missing(BUCKETS.operation, 'Buckets');
  if (isUnknown(listed)) return listed;
  const astray = listed.find(({ BucketRegion }) => BucketRegion !== region);
  if (astray) return unplaced(astray, region);
  return Promise.all(
    listed.map(async (bucket) => {
      const one = { Bucket: bucket.Name };
      return { bucket, tags: await ask(TAGS.operation, one, Tagging, () => aws.send('s3', 'GetBucketTagging', one, region)) };
    }),
  );
}
/** A service that does not heed the region asked for, as compatible ones may not, does not tell which buckets are here. */
function unplaced({ Name, BucketRegion }: Listed, region: string): Known<never> {
  if (BucketRegion === undefined) return missing(BUCKETS.operation, 'Buckets[].BucketRegion');
  const detail = `${BUCKETS.operation}: asked for buckets in ${region}, it lists ${Name} in ${BucketRegion}`;
  return unknown({ operation: BUCKETS.operation, reason: 'malformed_response', detail });
}
