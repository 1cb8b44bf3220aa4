import { z } from 'zod';
import { type Answer, defineCollector, type Known, known, missing, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { DISTRIBUTIONS, type Distribution, distributionPages, hostNamesOf, nameOf } from '../distributions.ts';
import { and } from '../kleene.ts';
import { leads } from '../leading.ts';
import { LOAD_BALANCERS, type LoadBalancer, loadBalancerPages } from '../load-balancers.ts';
import { actingRules, parseWebAclArn, WebAcl } from './web-acl.ts';

const OF_RESOURCE = 'wafv2:GetWebACLForResource';
const BY_NAME = 'wafv2:GetWebACL';
/** "If there is no associated resource, WAF returns a null web ACL": API_GetWebACLForResource.html */
const OfResource = z.looseObject({ WebACL: WebAcl.nullish() });
const ByName = z.looseObject({ WebACL: WebAcl });
type Acl = Known<WebAcl | null>;
type Raw = { readonly balancer: LoadBalancer; readonly acl: Acl } | { readonly distribution: Distribution; readonly acl: Acl };

const Resource = z.object({
  id: z.string().describe('LoadBalancerArn, or ARN of the distribution'),
  name: z.string().describe('LoadBalancerName, or the first alias or DomainName of the distribution'),
  hostNames: known(z.array(z.string())).describe('DNSName of the load balancer, or Aliases and DomainName of the distribution'),
  kind: z.enum(['load-balancer', 'distribution']).describe('An application load balancer, or a CloudFront distribution'),
  public: known(z.boolean()).describe('Application load balancer: Scheme is `internet-facing`; distribution: Enabled'),
  webAcl: known(z.string().nullable()).describe('Name of its web ACL; null: none'),
  actingRules: known(z.int()).describe(
    'How many rules of that web ACL are seen to do more than count: Block, Captcha, Challenge, a group whose override is None, Allow where Block is the default',
  ),
});

export default defineCollector({
  id: 'aws/public-endpoint',
  title: 'What web requests arrive at: application load balancers, and with the first region also CloudFront distributions',
  scope: 'region',
  calls: [
    call('elastic-load-balancing-v2', 'DescribeLoadBalancers'),
    call('wafv2', 'GetWebACLForResource'),
    call('cloudfront', 'ListDistributions'),
    call('wafv2', 'GetWebACL'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const balancers = ask.pages(LOAD_BALANCERS, {}, loadBalancerPages(aws, region));
    const distributions = leads(aws, region) ? ask.pages(DISTRIBUTIONS, {}, distributionPages(aws, region)) : [];
    for await (const found of parallel(balancers, (one) => aroundBalancer(one, aws, ask, region))) yield* found;
    yield* parallel(distributions, async (distribution) => ({ distribution, acl: await ofDistribution(distribution, aws, ask) }));
  },
  normalise(raw) {
    const operation = 'balancer' in raw ? OF_RESOURCE : BY_NAME;
    return {
      ...('balancer' in raw ? balancerOf(raw.balancer) : distributionOf(raw.distribution)),
      webAcl: settle(raw.acl as Answer<WebAcl>, { some: ({ Name }): Known<string | null> => Name, none: null }),
      actingRules: settle(raw.acl as Answer<WebAcl>, { some: (acl) => actingRules(operation, acl), none: 0 }),
    };
  },
});

function balancerOf({ LoadBalancerArn: id, LoadBalancerName, DNSName, Type, Scheme }: LoadBalancer) {
  const member = (name: string) => missing(LOAD_BALANCERS, `LoadBalancers[].${name}`);
  const is = (found: string | undefined, word: string, name: string) => (found === undefined ? member(name) : found === word);
  const isPublic = and(is(Type, 'application', 'Type'), is(Scheme, 'internet-facing', 'Scheme'));
  const hostNames = DNSName === undefined ? member('DNSName') : [DNSName];
  return { id, name: LoadBalancerName ?? id, hostNames, kind: 'load-balancer' as const, public: isPublic };
}
function distributionOf(distribution: Distribution) {
  const enabled = distribution.Enabled ?? missing(DISTRIBUTIONS, 'DistributionList.Items[].Enabled');
  return {
    id: distribution.ARN,
    name: nameOf(distribution),
    hostNames: hostNamesOf(distribution),
    kind: 'distribution' as const,
    public: enabled,
  };
}

/** Network load balancers have no web ACL, and what is internal is not asked about. */
async function aroundBalancer(balancer: LoadBalancer, aws: Aws, ask: Ask, region: string | undefined): Promise<Raw[]> {
  const { LoadBalancerArn: ResourceArn, Type, Scheme } = balancer;
  if (Type === 'network' || Type === 'gateway' || Scheme === 'internal') return [];
  const answer = await ask(OF_RESOURCE, { ResourceArn }, OfResource, () =>
    aws.send('wafv2', 'GetWebACLForResource', { ResourceArn }, region),
  );
  const acl: Acl = settle(answer, { some: ({ WebACL }): Acl => WebACL ?? null, none: missing(OF_RESOURCE, 'WebACL') });
  return [{ balancer, acl }];
}

/** CloudFront itself says which web ACL; AWS WAF tells its rules in the region that stands in the ARN. */
async function ofDistribution({ WebACLId: arn }: Distribution, aws: Aws, ask: Ask): Promise<Acl> {
  if (arn === undefined) return missing(DISTRIBUTIONS, 'DistributionList.Items[].WebACLId');
  if (arn === '') return null;
  const acl = parseWebAclArn(arn);
  if (acl === undefined)
    return unknown({
      operation: BY_NAME,
      reason: 'not_run',
      detail: `${arn} is a web ACL of AWS WAF Classic, whose rules are not asked for`,
    });
  const input = { Name: acl.name, Scope: 'CLOUDFRONT', Id: acl.id };
  const answer = await ask(BY_NAME, input, ByName, () => aws.send('wafv2', 'GetWebACL', input, acl.region));
  return settle(answer, { some: ({ WebACL }): Acl => WebACL, none: missing(BY_NAME, 'WebACL') });
}
