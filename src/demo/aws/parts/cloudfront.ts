/** CloudFront's distributions, which belong to no region. */
import type * as CloudFront from '@aws-sdk/client-cloudfront';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';
import { webAclArn } from './web-acls.ts';

export interface Distribution {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly enabled: boolean;
  /** Of the default behaviour first. */
  readonly viewers: readonly CloudFront.ViewerProtocolPolicy[];
  readonly origins: readonly (CloudFront.OriginProtocolPolicy | 'bucket')[];
  /** Null: CloudFront's own certificate, and TLSv1 with it. */
  readonly tls: CloudFront.MinimumProtocolVersion | null;
  /** Of AWS WAF, in us-east-1. */
  readonly webAcl: string | null;
}
type Held = Holding<readonly Distribution[], null>;
const nothing: Held = { account: [], regions: {}, elsewhere: null };

/** What its certificate is called in ACM, where CloudFront looks for it. */
export const EDGE_CERTIFICATE = 'edge';
export const certificateArn = (account: string, region: string, id: string): string => `arn:aws:acm:${region}:${account}:certificate/${id}`;

const counted = <T>(Items: T[]) => (Items.length === 0 ? { Quantity: 0 } : { Quantity: Items.length, Items });

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html */
function ListDistributions(input: CloudFront.ListDistributionsRequest, ask: Ask): CloudFront.ListDistributionsResult {
  const bad = () => new AwsRefusal('InvalidArgument', 'The marker is not valid', 400);
  const all = see(ask, cloudfront.id, nothing).account;
  const { items, next } = page(all, ask, { size: input.MaxItems, token: input.Marker }, bad);
  const list = counted(items.map((one) => describe(one, ask)));
  return {
    DistributionList: {
      Marker: input.Marker ?? '',
      MaxItems: input.MaxItems ?? 100,
      IsTruncated: next !== undefined,
      NextMarker: next,
      ...list,
    },
  };
}

function describe(one: Distribution, ask: Ask): CloudFront.DistributionSummary {
  const [first = 'https-only', ...others] = one.viewers;
  const behaviour = (ViewerProtocolPolicy: CloudFront.ViewerProtocolPolicy) => ({ TargetOriginId: 'origin-0', ViewerProtocolPolicy });
  return {
    Id: one.id,
    ARN: `arn:aws:cloudfront::${ask.account.id}:distribution/${one.id}`,
    ETag: 'E2QWRUHAPOMQZL',
    Status: 'Deployed',
    LastModifiedTime: ago(30, ask),
    DomainName: domainOf(one),
    Aliases: counted([...one.aliases]),
    Origins: counted(one.origins.map(originOf)) as CloudFront.Origins,
    DefaultCacheBehavior: behaviour(first),
    CacheBehaviors: counted(others.map((policy, i) => ({ ...behaviour(policy), PathPattern: `/part-${i}/*` }))),
    CustomErrorResponses: { Quantity: 0 },
    Comment: '',
    PriceClass: 'PriceClass_100',
    Enabled: one.enabled,
    ViewerCertificate: certificateOf(one, ask),
    Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
    WebACLId: one.webAcl === null ? '' : webAclArn(ask.account.id, 'us-east-1', one.webAcl, 'global'),
    HttpVersion: 'http2and3',
    IsIPV6Enabled: true,
    Staging: false,
  };
}
export const domainOf = ({ id }: Pick<Distribution, 'id'>): string => `d${id.toLowerCase()}.cloudfront.net`;

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html */
function certificateOf({ tls }: Distribution, { account }: Ask): CloudFront.ViewerCertificate {
  if (tls === null)
    return {
      CloudFrontDefaultCertificate: true,
      MinimumProtocolVersion: 'TLSv1',
      SSLSupportMethod: 'vip',
      CertificateSource: 'cloudfront',
    };
  const arn = certificateArn(account.id, 'us-east-1', EDGE_CERTIFICATE);
  return {
    CloudFrontDefaultCertificate: false,
    ACMCertificateArn: arn,
    Certificate: arn,
    CertificateSource: 'acm',
    SSLSupportMethod: 'sni-only',
    MinimumProtocolVersion: tls,
  };
}
function originOf(policy: Distribution['origins'][number], i: number): CloudFront.Origin {
  const Id = `origin-${i}`;
  if (policy === 'bucket')
    return { Id, DomainName: 'example-prod-assets.s3.eu-central-1.amazonaws.com', S3OriginConfig: { OriginAccessIdentity: '' } };
  const CustomOriginConfig = {
    HTTPPort: 80,
    HTTPSPort: 443,
    OriginProtocolPolicy: policy,
    OriginSslProtocols: { Quantity: 1, Items: ['TLSv1.2' as const] },
  };
  return { Id, DomainName: 'origin.example.com', CustomOriginConfig };
}

const www: Distribution = {
  id: 'E1WWW00000001',
  aliases: ['www.example.com', 'example.com'],
  enabled: true,
  viewers: ['redirect-to-https', 'https-only', 'redirect-to-https'],
  origins: ['https-only', 'bucket'],
  tls: 'TLSv1.2_2021',
  webAcl: 'edge',
};
const docs: Distribution = {
  ...www,
  id: 'E1DOCS0000001',
  aliases: ['api.example.com'],
  viewers: ['redirect-to-https'],
  origins: ['bucket'],
  tls: 'TLSv1.3_2025',
};
const retired: Distribution = { ...www, id: 'E1OLD00000001', aliases: [], enabled: false, viewers: ['allow-all'], tls: null, webAcl: null };
const of = (...account: Distribution[]): Held => ({ account, regions: {}, elsewhere: null });
const clean = of(www, docs, retired);

export const cloudfront: Part<readonly Distribution[], null> = {
  id: 'cloudfront',
  answers: { cloudfront: { ListDistributions } },
  nothing,
  clean: { [PRODUCTION]: clean },
  drifted: { [PRODUCTION]: clean },
  drift: [],
  checks: ['aws.cloudfront.https-tls'],
  broken: {
    [PRODUCTION]: of(
      { ...www, viewers: ['redirect-to-https', 'allow-all'] },
      { ...docs, tls: 'TLSv1.1_2016' },
      { ...www, id: 'E1ORIGIN00001', aliases: ['shop.example.com'], origins: ['bucket', 'http-only'] },
      { ...retired, enabled: true, viewers: ['https-only'] },
      { ...www, id: 'E1GOOD0000001', aliases: ['good.example.com'] },
    ),
  },
  refusals: [],
};
