/** From Elastic Load Balancing's words to what checks read. Pure. */
import { type Known, missing, settle } from '../../../src/kit.ts';
import { and } from '../kleene.ts';
import type { Action, Listener, Raw, Rule, SslPolicy } from './answers.ts';

export const LISTENERS = 'elasticloadbalancing:DescribeListeners';
export const RULES = 'elasticloadbalancing:DescribeRules';
export const POLICIES = 'elasticloadbalancing:DescribeSSLPolicies';

/** Where the load balancer itself does TLS: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-listener.html */
export const hasPolicy = (protocol: string | undefined): boolean => protocol === 'HTTPS' || protocol === 'TLS';

export function normalise({ balancer, listener, rules, policies }: Raw) {
  const member = (name: string) => missing('elasticloadbalancing:DescribeLoadBalancers', `LoadBalancers[].${name}`);
  const name = balancer.LoadBalancerName ?? balancer.LoadBalancerArn;
  return {
    id: listener.ListenerArn,
    name: `${name} ${listener.Protocol ?? '(protocol not told)'}:${listener.Port ?? '?'}`,
    loadBalancer: name,
    type: balancer.Type ?? member('Type'),
    scheme: balancer.Scheme ?? member('Scheme'),
    protocol: listener.Protocol ?? missing(LISTENERS, 'Listeners[].Protocol'),
    onlyRedirectsToHttps: onlyRedirects(listener, rules),
    sslPolicy: policyName(listener),
    sslProtocols: protocolsOf(listener, policies),
  };
}

/** A forward in any rule serves clear text, whatever the default action is. */
function onlyRedirects({ Protocol: protocol, DefaultActions }: Listener, rules: Raw['rules']): Known<boolean> {
  if (protocol === undefined) return missing(LISTENERS, 'Listeners[].Protocol');
  if (protocol !== 'HTTP') return false;
  const byDefault = DefaultActions === undefined ? missing(LISTENERS, 'Listeners[].DefaultActions') : redirect(LISTENERS, DefaultActions);
  const byRules = settle(rules ?? missing(RULES, 'Rules'), {
    some: (all) => all.map(ofRule).reduce(and, true as Known<boolean>),
    none: missing(RULES, 'Rules'),
  });
  return and(byDefault, byRules);
}
function ofRule({ Actions }: Rule): Known<boolean> {
  return Actions === undefined ? missing(RULES, 'Rules[].Actions') : redirect(RULES, Actions);
}
/** No action at all is no redirect. `#{protocol}` keeps the protocol that was asked with, which here is HTTP. */
function redirect(operation: string, actions: readonly Action[]): Known<boolean> {
  if (actions.length === 0) return false;
  const each = actions.map(({ Type, RedirectConfig }): Known<boolean> => {
    if (Type !== 'redirect') return false;
    const protocol = RedirectConfig?.Protocol;
    return protocol === undefined ? missing(operation, 'RedirectConfig.Protocol') : protocol === 'HTTPS';
  });
  return each.reduce(and, true as Known<boolean>);
}

function policyName({ Protocol: protocol, SslPolicy: name }: Listener): Known<string | null> {
  if (protocol === undefined) return missing(LISTENERS, 'Listeners[].Protocol');
  return hasPolicy(protocol) ? (name ?? missing(LISTENERS, 'Listeners[].SslPolicy')) : null;
}

/** By what AWS says that the policy offers, not by what its name promises. */
function protocolsOf(listener: Listener, policies: Raw['policies']): Known<string[]> {
  const wanted = policyName(listener);
  if (wanted === null) return [];
  if (typeof wanted !== 'string') return wanted;
  const none = missing(POLICIES, 'SslPolicies');
  return settle(policies ?? none, {
    some: (all) => offered(all.find(({ Name }) => Name === wanted)) ?? missing(POLICIES, `SslPolicies[Name=${wanted}].SslProtocols`),
    none,
  });
}
const offered = (policy: SslPolicy | undefined): string[] | undefined => policy?.SslProtocols;
