/** From CloudFront's words to what checks read. Pure. */
import { type Known, missing, unknown } from '../../../src/kit.ts';
import { type Behaviour, DISTRIBUTIONS, type Distribution, hostNamesOf, nameOf, type Origin } from '../distributions.ts';
import { and } from '../kleene.ts';

const member = (name: string) => missing(DISTRIBUTIONS, `DistributionList.Items[].${name}`);
function strange(name: string, word: string) {
  const detail = `${DISTRIBUTIONS}: ${name} ${JSON.stringify(word)} is not a word that AWS documents`;
  return unknown({ operation: DISTRIBUTIONS, reason: 'malformed_response', detail });
}

export function normalise(distribution: Distribution) {
  const { ARN, DomainName, Enabled, ViewerCertificate: certificate } = distribution;
  const version = certificate?.MinimumProtocolVersion;
  return {
    id: ARN,
    name: nameOf(distribution),
    domainName: DomainName,
    hostNames: hostNamesOf(distribution),
    enabled: Enabled ?? member('Enabled'),
    viewersUseHttps: viewersUseHttps(distribution),
    originsUseHttps: originsUseHttps(distribution),
    defaultCertificate:
      certificate?.CloudFrontDefaultCertificate ?? (certificate === undefined ? member('ViewerCertificate') : own(certificate)),
    minimumProtocolVersion: version ?? member('ViewerCertificate.MinimumProtocolVersion'),
    tls12: version === undefined ? member('ViewerCertificate.MinimumProtocolVersion') : atLeast12(version),
  };
}

/** Told only of CloudFront's own: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html */
function own(certificate: NonNullable<Distribution['ViewerCertificate']>): Known<boolean> {
  const named = certificate.ACMCertificateArn !== undefined || certificate['IAMCertificateId'] !== undefined;
  return named ? false : member('ViewerCertificate.CloudFrontDefaultCertificate');
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html */
export function atLeast12(version: string): Known<boolean> {
  if (/^TLSv1\.[23]_\d{4}$/.test(version)) return true;
  return ['SSLv3', 'TLSv1', 'TLSv1_2016', 'TLSv1.1_2016'].includes(version) ? false : strange('MinimumProtocolVersion', version);
}

function viewersUseHttps({ DefaultCacheBehavior, CacheBehaviors }: Distribution): Known<boolean> {
  const byDefault = DefaultCacheBehavior === undefined ? member('DefaultCacheBehavior') : usesHttps(DefaultCacheBehavior);
  return and(byDefault, CacheBehaviors === undefined ? member('CacheBehaviors') : CacheBehaviors.map(usesHttps).reduce(and, true));
}
function usesHttps({ ViewerProtocolPolicy: policy }: Behaviour): Known<boolean> {
  if (policy === undefined) return member('ViewerProtocolPolicy');
  if (policy === 'https-only' || policy === 'redirect-to-https') return true;
  return policy === 'allow-all' ? false : strange('ViewerProtocolPolicy', policy);
}

function originsUseHttps({ Origins }: Distribution): Known<boolean> {
  return Origins === undefined ? member('Origins') : Origins.map(notHttpOnly).reduce(and, true as Known<boolean>);
}
/** Buckets are spoken to as the viewer speaks; how an origin within a VPC is spoken to is said elsewhere. */
function notHttpOnly({ CustomOriginConfig: custom, S3OriginConfig: bucket, VpcOriginConfig: vpc }: Origin): Known<boolean> {
  if (custom !== undefined) {
    const policy = custom.OriginProtocolPolicy;
    if (policy === undefined) return member('CustomOriginConfig.OriginProtocolPolicy');
    if (policy === 'https-only' || policy === 'match-viewer') return true;
    return policy === 'http-only' ? false : strange('OriginProtocolPolicy', policy);
  }
  if (vpc !== undefined) return member('VpcOriginConfig.OriginProtocolPolicy');
  return bucket === undefined ? member('CustomOriginConfig') : true;
}
