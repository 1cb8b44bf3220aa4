/** CloudFront's distributions, as every collector that needs them asks for them: one listing per subject, whoever asks first. */
import { z } from 'zod';
import { missing } from '../../src/kit.ts';
import type { Known, Paging } from '../../src/model.ts';
import type { Aws } from './client.ts';

export const DISTRIBUTIONS = 'cloudfront:ListDistributions';

/** CloudFront's lists count themselves, and leave `Items` out when they count none. */
function counted<T>(item: z.ZodType<T>) {
  return z
    .looseObject({ Quantity: z.int().nonnegative(), Items: z.array(item).optional() })
    .refine(({ Quantity, Items }) => Quantity === 0 || Items?.length === Quantity, 'not as many as it counts')
    .transform(({ Items }): readonly T[] => (Items === undefined ? [] : Items));
}

const Behaviour = z.looseObject({ ViewerProtocolPolicy: z.string().min(1).optional() });
export type Behaviour = z.infer<typeof Behaviour>;
const Origin = z.looseObject({
  CustomOriginConfig: z.looseObject({ OriginProtocolPolicy: z.string().min(1).optional() }).optional(),
  S3OriginConfig: z.looseObject({}).optional(),
  VpcOriginConfig: z.looseObject({}).optional(),
});
export type Origin = z.infer<typeof Origin>;

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionSummary.html */
export const Distribution = z.looseObject({
  Id: z.string().min(1),
  ARN: z.string().min(1),
  DomainName: z.string().min(1),
  Enabled: z.boolean().optional(),
  Aliases: counted(z.string().min(1)).optional(),
  DefaultCacheBehavior: Behaviour.optional(),
  CacheBehaviors: counted(Behaviour).optional(),
  Origins: counted(Origin).optional(),
  ViewerCertificate: z
    .looseObject({
      CloudFrontDefaultCertificate: z.boolean().optional(),
      ACMCertificateArn: z.string().min(1).optional(),
      MinimumProtocolVersion: z.string().min(1).optional(),
    })
    .optional(),
  /** An ARN; an id alone, of AWS WAF Classic; or empty: none. */
  WebACLId: z.string().optional(),
});
export type Distribution = z.infer<typeof Distribution>;

const Page = z.looseObject({
  DistributionList: z
    .looseObject({
      Quantity: z.int().nonnegative(),
      Items: z.array(Distribution).optional(),
      IsTruncated: z.boolean(),
      NextMarker: z.string().optional(),
    })
    .refine(({ Quantity, Items }) => Quantity === 0 || Items !== undefined, 'Items are lacking')
    .refine(({ IsTruncated, NextMarker }) => !IsTruncated || Boolean(NextMarker), 'IsTruncated without a NextMarker'),
});

/**
 * `ask.pages(DISTRIBUTIONS, {}, distributionPages(aws, region))`. CloudFront belongs to no region: whatever region is given, the SDK asks
 * the one endpoint of its partition. https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html
 */
export function distributionPages(aws: Aws, region: string | undefined): Paging<z.infer<typeof Page>, Distribution> {
  return {
    page: Page,
    send: (token) => aws.send('cloudfront', 'ListDistributions', { MaxItems: 100, ...(token !== undefined && { Marker: token }) }, region),
    // absent only where Quantity is 0
    items: ({ DistributionList: { Items } }) => (Items === undefined ? [] : Items),
    next: ({ DistributionList: { IsTruncated, NextMarker } }) => (IsTruncated ? NextMarker : undefined),
    key: ({ ARN }) => ARN,
  };
}

/** What people call it: its first other name, or the one that CloudFront gave it. */
export function nameOf({ Aliases, DomainName }: Distribution): string {
  return Aliases?.[0] ?? DomainName;
}

/** What a distribution answers to: its aliases, and the name that CloudFront gave it. */
export function hostNamesOf({ DomainName, Aliases }: Distribution): Known<string[]> {
  return Aliases === undefined ? missing(DISTRIBUTIONS, 'DistributionList.Items[].Aliases') : [...Aliases, DomainName];
}
