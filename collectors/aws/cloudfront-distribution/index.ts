import { z } from 'zod';
import { defineCollector, known } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { DISTRIBUTIONS, distributionPages } from '../distributions.ts';
import { normalise } from './normalise.ts';

const Resource = z.object({
  id: z.string().describe('ARN'),
  name: z.string().describe('Its first alias, or its DomainName'),
  domainName: z.string().describe('DomainName: `d111111abcdef8.cloudfront.net`'),
  hostNames: known(z.array(z.string())).describe('Aliases, with its DomainName: what it answers to'),
  enabled: known(z.boolean()).describe('Enabled: it answers requests'),
  viewersUseHttps: known(z.boolean()).describe(
    'ViewerProtocolPolicy of the default and of every other cache behaviour is `https-only` or `redirect-to-https`',
  ),
  originsUseHttps: known(z.boolean()).describe('OriginProtocolPolicy of no custom origin is `http-only`'),
  defaultCertificate: known(z.boolean()).describe('CloudFrontDefaultCertificate: the one of *.cloudfront.net'),
  minimumProtocolVersion: known(z.string()).describe('ViewerCertificate.MinimumProtocolVersion: `TLSv1.2_2021`, …'),
  tls12: known(z.boolean()).describe('That version is one of TLS 1.2 or 1.3'),
});

export default defineCollector({
  id: 'aws/cloudfront-distribution',
  title: 'CloudFront distributions',
  scope: 'account',
  calls: [call('cloudfront', 'ListDistributions')],
  freshFor: 'P1D',
  resource: Resource,
  fetch: (aws: Aws, ask) => ask.pages(DISTRIBUTIONS, {}, distributionPages(aws, aws.home)),
  normalise,
});
