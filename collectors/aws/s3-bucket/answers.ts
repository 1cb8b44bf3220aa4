/** What S3 answers about a bucket, and what its words mean. */
import { z } from 'zod';
import { type Known, missing } from '../../../src/kit.ts';
import type { Paging } from '../../../src/model.ts';

export const Listed = z.looseObject({ Name: z.string().min(1), BucketRegion: z.string().min(1).optional() });
export type Listed = z.infer<typeof Listed>;
const BucketPage = z.looseObject({ Buckets: z.array(Listed), ContinuationToken: z.string().optional() });

/**
 * Without `MaxBuckets` S3 neither pages nor says where a bucket lies:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 * An account without buckets gets an empty `<Buckets/>`, which the SDK reads as `[]`; no `<Buckets>` at all is not an answer.
 */
export function listing(send: (input: object) => Promise<unknown>): Paging<z.infer<typeof BucketPage>, Listed> {
  return {
    page: BucketPage,
    send: (token) => send({ MaxBuckets: 1000, ...(token !== undefined && { ContinuationToken: token }) }),
    items: ({ Buckets }) => Buckets,
    next: ({ ContinuationToken: token }) => (token === '' ? undefined : token),
    key: ({ Name }) => Name,
  };
}

/** Buckets of us-east-1 have none: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const Location = z.looseObject({ LocationConstraint: z.string().optional() });
export function regionOf({ LocationConstraint: constraint }: z.infer<typeof Location>): string {
  if (constraint === undefined || constraint === '') return 'us-east-1';
  return constraint === 'EU' ? 'eu-west-1' : constraint;
}

const Rule = z.looseObject({ ApplyServerSideEncryptionByDefault: z.looseObject({ SSEAlgorithm: z.string().min(1) }).optional() });
export const Encryption = z.looseObject({ ServerSideEncryptionConfiguration: z.looseObject({ Rules: z.array(Rule) }) });
export type Encryption = z.infer<typeof Encryption>;
/** A rule may also hold nothing but bucket keys or blocked kinds of encryption; then nobody told us the default. */
export function sseAlgorithm({ ServerSideEncryptionConfiguration: { Rules } }: Encryption): Known<string> {
  const byDefault = Rules.map((rule) => rule.ApplyServerSideEncryptionByDefault).find((found) => found !== undefined);
  return byDefault?.SSEAlgorithm ?? missing('s3:GetBucketEncryption', 'Rules[].ApplyServerSideEncryptionByDefault');
}

export const Policy = z.looseObject({ Policy: z.string() });
export type Policy = z.infer<typeof Policy>;
export const PolicyStatus = z.looseObject({ PolicyStatus: z.looseObject({ IsPublic: z.boolean() }) });
export type PolicyStatus = z.infer<typeof PolicyStatus>;

const Grantee = z
  .looseObject({ Type: z.string(), URI: z.string().min(1).optional() })
  .refine(({ Type, URI }) => Type !== 'Group' || URI !== undefined, 'a group without its URI');
export const Acl = z.looseObject({ Grants: z.array(z.looseObject({ Grantee, Permission: z.string().min(1) })) });
export type Acl = z.infer<typeof Acl>;

/** Everyone, and everyone who has any AWS account: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
const PUBLIC = new Set(['http://acs.amazonaws.com/groups/global/AllUsers', 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers']);
export function openToPublic({ Grants }: Acl): boolean {
  return Grants.some(({ Grantee: { URI } }) => URI !== undefined && PUBLIC.has(URI));
}
