/** What the load balancers of the estate listen on, and the security policies that AWS has for them. */
import type * as Elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Listener {
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP' | 'TLS';
  readonly port: number;
  /** HTTPS and TLS alone. */
  readonly policy?: string;
  readonly does: Does;
  /** Of application load balancers, before the default one. */
  readonly rules?: readonly Does[];
}
/** A redirect goes to the protocol that it names. */
type Does = 'forward' | 'redirect-to-HTTPS' | 'redirect-to-#{protocol}';
/** By load balancer. */
type InRegion = Readonly<Record<string, readonly Listener[]>>;
type Held = Holding<null, InRegion>;
const nothing: Held = { account: null, regions: {}, elsewhere: {} };

/** A few of https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const POLICIES: Readonly<Record<string, readonly string[]>> = {
  'ELBSecurityPolicy-2016-08': ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  'ELBSecurityPolicy-TLS-1-2-2017-01': ['TLSv1.2'],
  'ELBSecurityPolicy-TLS13-1-2-2021-06': ['TLSv1.2', 'TLSv1.3'],
  'ELBSecurityPolicy-TLS13-1-0-2021-06': ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
};

const badMarker = () => new AwsRefusal('ValidationError', 'The marker is not valid', 400);
function sizeOf({ PageSize: size }: { PageSize?: number | undefined }): number | undefined {
  if (size !== undefined && (size < 1 || size > 400))
    throw new AwsRefusal('ValidationError', 'The page size must be between 1 and 400', 400);
  return size;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html */
function DescribeListeners(input: Elb.DescribeListenersInput, ask: Ask): Elb.DescribeListenersOutput {
  const { LoadBalancerArn: arn, ListenerArns } = input;
  if (arn === undefined || ListenerArns) throw new AwsRefusal('ValidationError', 'The simulator lists by load balancer', 400);
  const name = arn.split('/')[2];
  const all = name === undefined ? undefined : here(ask)[name];
  if (!all) throw new AwsRefusal('LoadBalancerNotFound', `Load balancer '${arn}' not found`, 400);
  const { items, next } = page(all, ask, { size: sizeOf(input), token: input.Marker }, badMarker);
  const Listeners = items.map((one) => ({
    ListenerArn: listenerArn(arn, one),
    LoadBalancerArn: arn,
    Port: one.port,
    Protocol: one.protocol,
    Certificates: one.policy === undefined ? undefined : [{ CertificateArn: certificateOf(ask) }],
    SslPolicy: one.policy,
    DefaultActions: [actionOf(one.does, ask)],
  }));
  return { Listeners, NextMarker: next };
}
const certificateOf = ({ account, regionName }: Ask) => `arn:aws:acm:${regionName}:${account.id}:certificate/web`;
const listenerArn = (balancer: string, { port }: Listener) =>
  `${balancer.replace(':loadbalancer/', ':listener/')}/${String(port).padStart(16, '0')}`;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html: AWS fills in what a redirect keeps. */
function actionOf(does: Does, { account, regionName }: Ask): Elb.Action {
  const TargetGroupArn = `arn:aws:elasticloadbalancing:${regionName}:${account.id}:targetgroup/web/0000000000000001`;
  if (does === 'forward') return { Type: 'forward', TargetGroupArn, Order: 1 };
  const Protocol = does.slice('redirect-to-'.length);
  const RedirectConfig = { Protocol, Port: '443', Host: '#{host}', Path: '/#{path}', Query: '#{query}', StatusCode: 'HTTP_301' as const };
  return { Type: 'redirect', Order: 1, RedirectConfig };
}

/** The default rule is among them: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html */
function DescribeRules(input: Elb.DescribeRulesInput, ask: Ask): Elb.DescribeRulesOutput {
  const { ListenerArn: arn = '' } = input;
  const [, , balancer = '', , port] = arn.split('/');
  const listener = here(ask)[balancer]?.find((one) => one.port === Number(port));
  if (!listener) throw new AwsRefusal('ListenerNotFound', `Listener '${arn}' not found`, 400);
  const all = [...(listener.rules ?? []), listener.does].map((does, i, { length }) => ({
    RuleArn: `${arn.replace(':listener/', ':listener-rule/')}/${String(i).padStart(16, '0')}`,
    Priority: i === length - 1 ? 'default' : String(i + 1),
    IsDefault: i === length - 1,
    Conditions: [],
    Actions: [actionOf(does, ask)],
  }));
  const { items, next } = page(all, ask, { size: sizeOf(input), token: input.Marker }, badMarker);
  return { Rules: [...items], NextMarker: next };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeSSLPolicies.html */
function DescribeSSLPolicies(input: Elb.DescribeSSLPoliciesInput, ask: Ask): Elb.DescribeSSLPoliciesOutput {
  const { items, next } = page(Object.entries(POLICIES), ask, { size: sizeOf(input), token: input.Marker }, badMarker);
  const SslPolicies = items.map(([Name, protocols]) => ({
    Name,
    SslProtocols: [...protocols],
    Ciphers: [{ Name: 'ECDHE-RSA-AES128-GCM-SHA256', Priority: 1 }],
    SupportedLoadBalancerTypes: ['application', 'network'],
  }));
  return { SslPolicies, NextMarker: next };
}

const here = (ask: Ask) => see(ask, listeners.id, nothing).region;

const https: Listener = { protocol: 'HTTPS', port: 443, policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', does: 'forward' };
const http: Listener = { protocol: 'HTTP', port: 80, does: 'redirect-to-HTTPS' };
const web = [https, http, { ...https, port: 8443, policy: 'ELBSecurityPolicy-TLS-1-2-2017-01' }];
const clean: Held = {
  account: null,
  regions: {
    'eu-central-1': { web, orders: [{ protocol: 'TCP', port: 5432, does: 'forward' }] },
    'us-east-1': { edge: [https, { ...http, rules: ['redirect-to-HTTPS', 'redirect-to-HTTPS'] }] },
  },
  elsewhere: {},
};
const broken: Held = {
  account: null,
  regions: {
    'eu-central-1': {
      web: [
        { ...https, policy: 'ELBSecurityPolicy-TLS13-1-0-2021-06' },
        { ...http, rules: ['redirect-to-HTTPS', 'redirect-to-HTTPS', 'forward'] },
      ],
      orders: [{ protocol: 'TLS', port: 5432, policy: 'ELBSecurityPolicy-2016-08', does: 'forward' }],
    },
    'us-east-1': { edge: [https, { ...http, does: 'redirect-to-#{protocol}' }, { protocol: 'TCP', port: 25, does: 'forward' }] },
  },
  elsewhere: {},
};
/** Named by the finding as the listener is: load balancer, protocol and port. */
const drifted: Held = {
  ...clean,
  regions: {
    ...clean.regions,
    'us-east-1': {
      edge: [
        { ...https, policy: 'ELBSecurityPolicy-2016-08' },
        { ...http, rules: ['redirect-to-HTTPS', 'redirect-to-HTTPS'] },
      ],
    },
  },
};

export const listeners: Part<null, InRegion> = {
  id: 'listeners',
  answers: { elasticloadbalancing: { DescribeListeners, DescribeRules, DescribeSSLPolicies } },
  nothing,
  clean: { [PRODUCTION]: clean },
  drifted: { [PRODUCTION]: drifted },
  drift: [
    {
      check: 'aws.elbv2.tls-policy',
      resource: 'edge HTTPS:443',
      what: 'a listener was given the default policy of 2016 for an old client',
    },
  ],
  checks: ['aws.elbv2.https-listeners', 'aws.elbv2.tls-policy'],
  broken: { [PRODUCTION]: broken },
  refusals: [{ operation: 'elasticloadbalancing:DescribeSSLPolicies', how: 'denied', region: 'us-east-1' }],
};
