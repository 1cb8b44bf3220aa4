/** The account's buckets, as every collector that needs them asks for them: one listing per subject, whoever asks first. */
import { z } from 'zod';
import { type Answer, isUnknown, type Known, missing, settle, unasked } from '../../src/kit.ts';
import type { Ask, Context } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';
import { type Listed, Location, listing, regionOf } from './s3-bucket/answers.ts';
import { tagWords } from './tag-words.ts';

export const bucketCalls = { list: call('s3', 'ListBuckets'), location: call('s3', 'GetBucketLocation') };
export const bucketTagsCall = call('s3', 'GetBucketTagging', { absentOn: ['NoSuchTagSet'] });

export function everyBucket(aws: Aws, ask: Ask): AsyncIterable<Listed> {
  return ask.pages(
    bucketCalls.list.operation,
    {},
    listing((page) => aws.send('s3', 'ListBuckets', page)),
  );
}

/** Who reads these fields of this bucket, of which `known` is known by now. */
export function readersOf({ Name }: Listed, region: Known<string>, { wanted }: Pick<Context, 'wanted'>) {
  return (fields: readonly string[], known: Readonly<Record<string, unknown>> = {}): boolean =>
    wanted === undefined || wanted(fields, { id: Name, name: Name, region, ...known });
}

export async function locate({ Name, BucketRegion }: Listed, aws: Aws, ask: Ask): Promise<Known<string>> {
  return BucketRegion ?? (await locationOf(Name, aws, ask));
}
/** Of any bucket, of another account too if its policy lets us ask. */
export async function locationOf(bucket: string, aws: Aws, ask: Ask): Promise<Known<string>> {
  const input = { Bucket: bucket };
  const answer = await ask(bucketCalls.location.operation, input, Location, () => aws.send('s3', 'GetBucketLocation', input));
  return settle(answer, { some: regionOf, none: missing(bucketCalls.location.operation, 'LocationConstraint') });
}

/**
 * A bucket answers in its own region only; where that is unknown, nothing about it can be known. `wanted`: whether the answer can make a
 * difference to anybody.
 */
export function questionsAbout({ Name }: Listed, location: Known<string>, aws: Aws, ask: Ask) {
  const input = { Bucket: Name };
  return async <T>(operation: string, schema: z.ZodType<T>, wanted = true): Promise<Answer<T>> => {
    if (!wanted) return unasked(operation);
    if (isUnknown(location)) return location;
    // the region is no part of what S3 is asked, but of where the answer is looked for
    return ask(operation, { ...input, region: location }, schema, () => aws.send('s3', operation.slice('s3:'.length), input, location));
  };
}

export const BucketTags = z.looseObject({ TagSet: z.array(z.looseObject({ Key: z.string(), Value: z.string() })) });
export type BucketTags = z.infer<typeof BucketTags>;
/** `NoSuchTagSet`: it has none. */
export function bucketTagWords(answer: Answer<BucketTags>): Known<string[]> {
  return settle<BucketTags, string[]>(answer, { some: ({ TagSet }) => tagWords(TagSet), none: [] });
}

/** "If you have never enabled versioning", the answer holds no Status: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const Versioning = z.looseObject({ Status: z.enum(['Enabled', 'Suspended']).optional(), MFADelete: z.string().optional() });
export type Versioning = z.infer<typeof Versioning>;
export const versioningCall = call('s3', 'GetBucketVersioning');
export function versioningOf(answer: Answer<Versioning>): Known<string | null> {
  return settle<Versioning, string | null>(answer, {
    some: ({ Status }) => (Status === undefined ? null : Status),
    none: missing(versioningCall.operation, 'Status'),
  });
}
