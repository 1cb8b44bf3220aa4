/** The names under which TLS hosts are known to their provider: facts for whoever compares them with declared endpoints. */
import { describe, expect, it } from 'vitest';
import certificate from '../../../collectors/aws/certificate/index.ts';
import { hostNamesOf } from '../../../collectors/aws/distributions.ts';
import endpoint from '../../../collectors/aws/public-endpoint/index.ts';
import hetzner from '../../../collectors/hetzner/certificate/index.ts';
import type { Context } from '../../../src/model.ts';

const context = {} as Context;
const missing = { $unknown: { reason: 'missing_member' } };

describe('host names', () => {
  it('of certificates of ACM: all, or nobody knows', () => {
    const of = (more: object) =>
      certificate.normalise({ acm: { CertificateArn: 'arn', DomainName: 'example.com', ...more } }, context).hostNames;
    const names = { SubjectAlternativeNameSummaries: ['www.example.com', 'example.com'] };
    expect(of({ ...names, HasAdditionalSubjectAlternativeNames: false })).toEqual(['example.com', 'www.example.com']);
    expect(of({ ...names, HasAdditionalSubjectAlternativeNames: true })).toMatchObject(missing);
    expect(of(names)).toMatchObject(missing);
    expect(of({ HasAdditionalSubjectAlternativeNames: false })).toMatchObject(missing);
    expect(certificate.normalise({ iam: { Arn: 'arn', ServerCertificateName: 'old' } }, context).hostNames).toMatchObject(missing);
  });
  it('of distributions and load balancers', () => {
    const distribution = { Id: 'E1', ARN: 'arn', DomainName: 'd1.cloudfront.net' };
    expect(hostNamesOf({ ...distribution, Aliases: ['www.example.com'] })).toEqual(['www.example.com', 'd1.cloudfront.net']);
    expect(hostNamesOf(distribution)).toMatchObject(missing);
    const balancer = (more: object) =>
      endpoint.normalise({ balancer: { LoadBalancerArn: 'arn', Type: 'application', Scheme: 'internal', ...more }, acl: null }, context);
    expect(balancer({ DNSName: 'web-1.eu-central-1.elb.amazonaws.com' }).hostNames).toEqual(['web-1.eu-central-1.elb.amazonaws.com']);
    expect(balancer({}).hostNames).toMatchObject(missing);
  });
  it('of certificates at Hetzner', () => {
    expect(hetzner.normalise({ id: 1, name: 'web', domain_names: ['www.example.com'] } as never, context).hostNames).toEqual([
      'www.example.com',
    ]);
    expect(hetzner.normalise({ id: 1, name: 'web' } as never, context).hostNames).toMatchObject(missing);
  });
});
