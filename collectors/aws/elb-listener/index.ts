import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { LOAD_BALANCERS, type LoadBalancer, loadBalancerPages, marked } from '../load-balancers.ts';
import { Listener, type Raw, Rule, SslPolicy } from './answers.ts';
import { hasPolicy, LISTENERS, normalise, POLICIES, RULES } from './normalise.ts';

const SERVICE = 'elastic-load-balancing-v2';

const Resource = z.object({
  id: z.string().describe('ListenerArn'),
  name: z.string().describe('LoadBalancerName, Protocol and Port: `web HTTPS:443`'),
  loadBalancer: z.string().describe('LoadBalancerName'),
  type: known(z.string()).describe('Type of the load balancer: `application` or `network`'),
  scheme: known(z.string()).describe('Scheme of the load balancer: `internet-facing` or `internal`'),
  protocol: known(z.string()).describe('Protocol: `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, …'),
  onlyRedirectsToHttps: known(z.boolean()).describe(
    'HTTP: the default action and every action of every rule redirect to the protocol HTTPS; false for every other protocol',
  ),
  sslPolicy: known(z.string().nullable()).describe('SslPolicy; null: the load balancer does no TLS here'),
  sslProtocols: known(z.array(z.string())).describe(
    'SslProtocols of that policy, as DescribeSSLPolicies lists them: `TLSv1.2`, …; empty: no TLS here',
  ),
});

export default defineCollector({
  id: 'aws/elb-listener',
  title: 'Listeners of application and network load balancers',
  scope: 'region',
  calls: [
    call(SERVICE, 'DescribeLoadBalancers'),
    call(SERVICE, 'DescribeListeners'),
    call(SERVICE, 'DescribeRules'),
    call(SERVICE, 'DescribeSSLPolicies'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const balancers = ask.pages(LOAD_BALANCERS, {}, loadBalancerPages(aws, region));
    for await (const found of parallel(balancers, (balancer) => listenersOf(balancer, aws, ask, region))) yield* found;
  },
  normalise,
});

/** Gateway load balancers pass packets on to appliances, and are reached through endpoints of a VPC alone. */
async function listenersOf(balancer: LoadBalancer, aws: Aws, ask: Ask, region: string | undefined): Promise<Raw[]> {
  if (balancer.Type === 'gateway') return [];
  const input = { LoadBalancerArn: balancer.LoadBalancerArn };
  const send = (token: object) => aws.send(SERVICE, 'DescribeListeners', { ...input, PageSize: 400, ...token }, region);
  const paging = marked('Listeners', Listener, ({ ListenerArn }) => ListenerArn, send);
  const listeners = await ask.list(LISTENERS, input, paging);
  if (listeners === null || isUnknown(listeners)) {
    ask.incomplete((listeners ?? missing(LISTENERS, 'Listeners')).$unknown);
    return [];
  }
  return Promise.all(listeners.map(async (listener) => ({ balancer, listener, ...(await detailsOf(listener, aws, ask, region)) })));
}

async function detailsOf({ ListenerArn, Protocol }: Listener, aws: Aws, ask: Ask, region: string | undefined) {
  if (Protocol === 'HTTP') {
    const send = (token: object) => aws.send(SERVICE, 'DescribeRules', { ListenerArn, PageSize: 400, ...token }, region);
    return {
      rules: await ask.list(
        RULES,
        { ListenerArn },
        marked('Rules', Rule, ({ RuleArn }) => RuleArn, send),
      ),
    };
  }
  if (!hasPolicy(Protocol)) return {};
  const send = (token: object) => aws.send(SERVICE, 'DescribeSSLPolicies', { PageSize: 400, ...token }, region);
  return {
    policies: await ask.list(
      POLICIES,
      {},
      marked('SslPolicies', SslPolicy, ({ Name }) => Name, send),
    ),
  };
}
