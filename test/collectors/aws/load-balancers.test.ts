import { describe, expect, it } from 'vitest';
import { Listener, Rule, SslPolicy } from '../../../collectors/aws/elb-listener/answers.ts';
import listener from '../../../collectors/aws/elb-listener/index.ts';
import { normalise } from '../../../collectors/aws/elb-listener/normalise.ts';
import { listeners } from '../../../src/demo/aws/parts/listeners.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { unknown } from '../../../src/kit.ts';
import { ask, byName, setOf } from './estate.ts';
import { fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';

fourWorlds({
  check: 'aws.elbv2.https-listeners',
  collector: listener,
  broken: withPart(listeners),
  fails: ['web HTTP:80', 'edge HTTP:80', 'edge TCP:25'],
  passes: ['web HTTPS:443', 'web HTTP:80', 'web HTTPS:8443', 'edge HTTPS:443', 'edge HTTP:80'],
  whenNone: 'not_applicable',
  spare: { 'elasticloadbalancing:DescribeSSLPolicies': 'which TLS is offered does not say whether there is TLS' },
});
fourWorlds({
  check: 'aws.elbv2.tls-policy',
  collector: listener,
  broken: withPart(listeners),
  fails: ['web HTTPS:443', 'orders TLS:5432'],
  passes: ['web HTTPS:443', 'web HTTPS:8443', 'edge HTTPS:443'],
  whenNone: 'not_applicable',
  spare: { 'elasticloadbalancing:DescribeRules': 'rules are of HTTP listeners here' },
});

describe('listeners', () => {
  it('are those of every load balancer, page by page, with the rules of HTTP alone and one list of policies', async () => {
    const { sets, asked } = await ask(listener, { world: clean, regions: [FRANKFURT] });
    expect(Object.keys(byName(sets, FRANKFURT)).sort()).toEqual(['orders TCP:5432', 'web HTTP:80', 'web HTTPS:443', 'web HTTPS:8443']);
    expect(asked.filter((one) => one.includes('DescribeListeners'))).toHaveLength(3);
    expect(asked.filter((one) => one.includes('DescribeRules'))).toHaveLength(1);
    expect(asked.filter((one) => one.includes('DescribeSSLPolicies'))).toHaveLength(2);
    expect(byName(sets, FRANKFURT)['orders TCP:5432']).toMatchObject({ scheme: 'internal', sslPolicy: null, sslProtocols: [] });
  });

  it('of one load balancer that shuts us out are missing, and the set says so', async () => {
    const faults = [{ operation: 'elasticloadbalancing:DescribeListeners', kind: 'denied' as const, times: 1 }];
    const { sets } = await ask(listener, { world: clean, regions: [FRANKFURT], faults });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied' }] });
    expect(setOf(sets, FRANKFURT).resources.length).toBeGreaterThan(0);
  });

  it.each(['Listeners', 'LoadBalancers'])('without <%s> are not none', async (list) => {
    const spoil = (xml: string) => xml.replace(new RegExp(`<${list}>.*</${list}>`, 's'), '');
    const { sets } = await ask(listener, { world: clean, regions: [FRANKFURT], spoil });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false });
    for (const gap of setOf(sets, FRANKFURT).gaps)
      expect(gap).toMatchObject({ reason: 'missing_member', detail: expect.stringContaining(list) });
  });

  it('do not pass for a last page of rules that was not read', async () => {
    const faults = [{ operation: 'elasticloadbalancing:DescribeRules', kind: 'denied' as const, after: 1 }];
    const { rows } = await judge('aws.elbv2.https-listeners', listener, { world: clean, regions: ['us-east-1'], faults });
    expect(rows).toEqual(['pass edge HTTPS:443', 'unknown edge HTTP:80']);
  });

  it.each(['Protocol', 'SslPolicy', 'SslProtocols', 'Scheme'])('of which <%s> is left out do not pass', async (member) => {
    const spoil = (xml: string) => xml.replace(new RegExp(`<${member}>[^<]*(?:<member>[^<]*</member>)*</${member}>`, 'g'), '');
    for (const check of ['aws.elbv2.https-listeners', 'aws.elbv2.tls-policy']) {
      const { verdict } = await judge(check, listener, { world: clean, regions: [FRANKFURT], spoil });
      expect([check, ['pass', 'fail'].includes(verdict)]).toEqual([
        check,
        // what decides the other check is still there
        (check.endsWith('policy') && member === 'Scheme') || (check.endsWith('listeners') && member.startsWith('Ssl')),
      ]);
    }
  });

  it('that are declared to pass TLS through are left out', async () => {
    const { rows } = await judge(
      'aws.elbv2.https-listeners',
      listener,
      { world: withPart(listeners), regions: ['us-east-1'] },
      {
        passThrough: ['edge TCP:25'],
      },
    );
    expect(rows).toEqual(['pass edge HTTPS:443', 'fail edge HTTP:80']);
  });
});

describe('an HTTP listener only redirects to HTTPS', () => {
  const to = (Protocol?: string) => ({ Type: 'redirect', RedirectConfig: Protocol === undefined ? {} : { Protocol } });
  const forward = { Type: 'forward' };
  const denied = unknown({ operation: 'elasticloadbalancing:DescribeRules', reason: 'access_denied', detail: '' });
  const judged = (DefaultActions: object[] | undefined, rules: object[][] | undefined) =>
    normalise({
      balancer: { LoadBalancerArn: 'arn:b' },
      listener: Listener.parse({ ListenerArn: 'arn:l', Protocol: 'HTTP', Port: 80, DefaultActions }),
      rules: rules === undefined ? denied : rules.map((Actions, i) => Rule.parse({ RuleArn: `arn:${i}`, Actions })),
    }).onlyRedirectsToHttps;

  it.each<[string, boolean | 'unknown', object[] | undefined, object[][] | undefined]>([
    ['when all do', true, [to('HTTPS')], [[to('HTTPS')], [to('HTTPS')]]],
    ['not when a rule forwards', false, [to('HTTPS')], [[forward], [to('HTTPS')]]],
    ['not when the default forwards, whatever its rules', false, [forward], undefined],
    ['not when the protocol is kept', false, [to('#{protocol}')], [[to('#{protocol}')]]],
    ['not when it goes to HTTP', false, [to('HTTPS')], [[to('HTTP')]]],
    ['not when a fixed response is given', false, [to('HTTPS')], [[{ Type: 'fixed-response' }]]],
    ['not when there is no action', false, [], [[to('HTTPS')]]],
    ['unknown while the rules are', 'unknown', [to('HTTPS')], undefined],
    ['unknown while the default is', 'unknown', undefined, [[to('HTTPS')]]],
    ['unknown when the protocol of a redirect is', 'unknown', [to('HTTPS')], [[to()]]],
    ['not when one forwards, though another is unknown', false, [to('HTTPS')], [[to()], [forward]]],
  ])('%s', (_, due, byDefault, rules) => {
    const got = judged(byDefault, rules);
    if (due === 'unknown') expect(got).toHaveProperty('$unknown');
    else expect(got).toBe(due);
  });
});

describe('the protocols of a listener', () => {
  const of = (SslPolicyName: string, policies: object[]) =>
    normalise({
      balancer: { LoadBalancerArn: 'arn:b', LoadBalancerName: 'b' },
      listener: Listener.parse({ ListenerArn: 'arn:l', Protocol: 'HTTPS', Port: 443, SslPolicy: SslPolicyName }),
      policies: policies.map((one) => SslPolicy.parse(one)),
    }).sslProtocols;
  it('are those of its policy, whatever that is called', () => {
    expect(of('ELBSecurityPolicy-TLS13-1-3', [{ Name: 'ELBSecurityPolicy-TLS13-1-3', SslProtocols: ['TLSv1'] }])).toEqual(['TLSv1']);
  });
  it('are unknown when AWS does not list the policy, or lists it without protocols', () => {
    expect(of('new', [{ Name: 'old', SslProtocols: ['TLSv1.2'] }])).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(of('new', [{ Name: 'new' }])).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(SslPolicy.safeParse({ Name: 'new', SslProtocols: [] }).success).toBe(false);
  });
});
