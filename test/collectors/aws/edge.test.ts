import { KeyAlgorithm } from '@aws-sdk/client-acm';
import { MinimumProtocolVersion } from '@aws-sdk/client-cloudfront';
import { describe, expect, it } from 'vitest';
import certificate, { KEY_TYPES } from '../../../collectors/aws/certificate/index.ts';
import distribution from '../../../collectors/aws/cloudfront-distribution/index.ts';
import { atLeast12, normalise } from '../../../collectors/aws/cloudfront-distribution/normalise.ts';
import { Distribution, distributionPages } from '../../../collectors/aws/distributions.ts';
import { leads } from '../../../collectors/aws/leading.ts';
import endpoint from '../../../collectors/aws/public-endpoint/index.ts';
import { actingRules, parseWebAclArn, type WebAcl } from '../../../collectors/aws/public-endpoint/web-acl.ts';
import { certificates } from '../../../src/demo/aws/parts/certificates.ts';
import { cloudfront } from '../../../src/demo/aws/parts/cloudfront.ts';
import { webAcls } from '../../../src/demo/aws/parts/web-acls.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { ask, byName, setOf } from './estate.ts';
import { fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';

fourWorlds({
  check: 'aws.cloudfront.https-tls',
  collector: distribution,
  broken: withPart(cloudfront),
  fails: ['www.example.com', 'api.example.com', 'shop.example.com', 'de1old00000001.cloudfront.net'],
  passes: ['www.example.com', 'api.example.com'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.wafv2.public-endpoints',
  collector: endpoint,
  broken: withPart(webAcls),
  fails: ['web', 'edge', 'www.example.com', 'api.example.com'],
  passes: ['web', 'edge', 'www.example.com', 'api.example.com'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.acm.certificate-expiry',
  collector: certificate,
  broken: withPart(certificates),
  fails: ['api.example.com', 'www.example.com', 'shop-2024'],
  passes: ['example.com', 'api.example.com', 'www.example.com', 'legacy-vpn'],
  whenNone: 'not_applicable',
  spare: { 'cloudfront:ListDistributions': 'asked only where us-east-1 is not looked at' },
});

it('what belongs to no region is told once, with the first region that is looked at', () => {
  expect(leads({ regions: [FRANKFURT, VIRGINIA] }, FRANKFURT)).toBe(true);
  expect(leads({ regions: [FRANKFURT, VIRGINIA] }, VIRGINIA)).toBe(false);
  expect(leads({ regions: [] }, undefined)).toBe(false);
});

describe('distributions', () => {
  const page = (list: object) => distributionPages({} as never, VIRGINIA).page.safeParse({ DistributionList: list }).success;
  const one = { Id: 'E', ARN: 'arn:e', DomainName: 'd.cloudfront.net' };
  it.each<[string, boolean, object]>([
    ['none at all', true, { Quantity: 0, IsTruncated: false }],
    ['one', true, { Quantity: 1, Items: [one], IsTruncated: false }],
    ['one that is not there', false, { Quantity: 1, IsTruncated: false }],
    ['a page of which nobody says whether it is the last', false, { Quantity: 1, Items: [one] }],
    ['a page that is not the last and points nowhere', false, { Quantity: 1, Items: [one], IsTruncated: true }],
    [
      'a behaviour fewer than counted',
      false,
      { Quantity: 1, Items: [{ ...one, CacheBehaviors: { Quantity: 2, Items: [{}] } }], IsTruncated: false },
    ],
  ])('%s', (_, whole, list) => expect(page(list)).toBe(whole));

  it('are read page by page, the disabled one too', async () => {
    const { sets, asked } = await ask(distribution, { world: clean });
    expect(Object.keys(byName(sets)).sort()).toEqual(['api.example.com', 'de1old00000001.cloudfront.net', 'www.example.com']);
    expect(asked).toHaveLength(4);
    expect(byName(sets)['api.example.com']).toMatchObject({
      minimumProtocolVersion: 'TLSv1.3_2025',
      tls12: true,
      defaultCertificate: false,
    });
  });

  it.each(['ViewerProtocolPolicy', 'MinimumProtocolVersion', 'Enabled', 'Origins'])(
    'of which <%s> is left out are unknown',
    async (member) => {
      const spoil = (xml: string) => xml.replace(new RegExp(`<${member}>.*?</${member}>`, 'gs'), '');
      const { verdict, reasons } = await judge('aws.cloudfront.https-tls', distribution, { world: clean, spoil });
      // a disabled one is then neither left out nor good
      expect([verdict, reasons]).toEqual(['unknown', ['missing_member']]);
    },
  );

  it.each(Object.values(MinimumProtocolVersion))('%s is known to be of TLS 1.2 or not', (version) => {
    expect(atLeast12(version)).toBe(/1\.[23]/.test(version));
  });
  it('speak no version that nobody knows', () => {
    for (const version of ['TLSv1.4_2030', 'TLSv1.2', '']) expect(atLeast12(version)).toHaveProperty('$unknown');
  });

  const origins = (...Items: object[]) =>
    normalise(Distribution.parse({ ...one, Origins: { Quantity: Items.length, Items } })).originsUseHttps;
  const custom = (OriginProtocolPolicy?: string) => ({ CustomOriginConfig: { OriginProtocolPolicy } });
  it.each<[string, boolean | 'unknown', object[]]>([
    ['asked over HTTPS', true, [custom('https-only'), custom('match-viewer'), { S3OriginConfig: {} }]],
    ['asked over HTTP, whatever else is not known', false, [custom(), custom('http-only')]],
    ['asked in a way that was not told', 'unknown', [custom('https-only'), custom()]],
    ['asked in a way that nobody knows', 'unknown', [custom('https-sometimes')]],
    ['within a VPC, of which another call would tell', 'unknown', [{ VpcOriginConfig: { VpcOriginId: 'vo' } }]],
    ['of no kind', 'unknown', [{}]],
  ])('origins %s', (_, due, items) => {
    if (due === 'unknown') expect(origins(...items)).toHaveProperty('$unknown');
    else expect(origins(...items)).toBe(due);
  });
});

describe('a web ACL', () => {
  const acl = (Rules: object[] | undefined, more: object = {}) =>
    actingRules('wafv2:GetWebACL', { Name: 'a', DefaultAction: { Allow: {} }, Rules, ...more } as WebAcl);
  const count = { Action: { Count: {} } };
  it.each<[string, number | 'unknown', object[] | undefined, object?]>([
    ['with rules that act', 3, [{ Action: { Block: {} } }, { OverrideAction: { None: {} } }, count, { Action: { Captcha: {} } }]],
    ['that counts', 0, [count, { OverrideAction: { Count: {} } }]],
    ['without rules', 0, []],
    ['whose rules were not told', 'unknown', undefined],
    ['that allows what is allowed', 0, [{ Action: { Allow: {} } }]],
    ['that lets through what it names alone', 1, [{ Action: { Allow: {} } }], { DefaultAction: { Block: {} } }],
    ['with the rules of Firewall Manager', 1, [], { PostProcessFirewallManagerRuleGroups: [{ OverrideAction: { None: {} } }] }],
    ['that counts, and does something new', 'unknown', [count, { Action: { Monetize: {} } }]],
    ['that acts, and does something new', 1, [{ Action: { Block: {} } }, { Action: { Monetize: {} } }]],
    ['whose rule has lost its action', 'unknown', [{}]],
    ['that names None where an action belongs', 'unknown', [{ Action: { None: {} } }]],
  ])('%s', (_, due, rules, more) => {
    if (due === 'unknown') expect(acl(rules, more)).toHaveProperty('$unknown');
    else expect(acl(rules, more)).toBe(due);
  });

  it('is asked for once, however many distributions it stands before, and where it lives', async () => {
    const { asked } = await ask(endpoint, { world: clean, regions: [FRANKFURT] });
    expect(asked.filter((call) => call.startsWith('wafv2:'))).toEqual([
      `wafv2:GetWebACLForResource ${FRANKFURT}`,
      `wafv2:GetWebACL ${VIRGINIA}`,
    ]);
  });
  it('of AWS WAF Classic is unknown', async () => {
    const spoil = (xml: string) => xml.replaceAll(/<WebACLId>arn:[^<]+</g, '<WebACLId>473e64fd-f30b-4765-81a0-62ad96dd167a<');
    const { rows } = await judge('aws.wafv2.public-endpoints', endpoint, { world: clean, regions: [FRANKFURT], spoil });
    expect(rows).toEqual(['pass web', 'unknown www.example.com', 'unknown api.example.com']);
    expect(parseWebAclArn('473e64fd-f30b-4765-81a0-62ad96dd167a')).toBeUndefined();
  });
  it('that CloudFront does not name is not none', async () => {
    const spoil = (xml: string) => xml.replaceAll(/<WebACLId>[^<]*<\/WebACLId>/g, '');
    const { rows } = await judge('aws.wafv2.public-endpoints', endpoint, { world: clean, regions: [FRANKFURT], spoil });
    expect(rows).toEqual(['pass web', 'unknown www.example.com', 'unknown api.example.com']);
  });
});

describe('certificates', () => {
  it('are asked for by every type of key that ACM has', () => {
    expect([...KEY_TYPES].sort()).toEqual(Object.values(KeyAlgorithm).sort());
  });
  it('of elliptic curves are seen', async () => {
    const { sets } = await ask(certificate, { world: clean });
    expect(Object.keys(byName(sets, FRANKFURT))).toContain('api.example.com');
  });
  it('that CloudFront uses are seen when us-east-1 is not looked at', async () => {
    const { sets, asked } = await ask(certificate, { world: withPart(certificates), regions: [FRANKFURT] });
    expect(byName(sets, FRANKFURT)['www.example.com']).toMatchObject({ id: expect.stringContaining(`:${VIRGINIA}:`), inUse: true });
    expect(asked).toContain(`acm:ListCertificates ${VIRGINIA}`);
  });
  it.each(['cloudfront:ListDistributions', 'acm:ListCertificates'])(
    'that CloudFront uses are missed when %s is refused',
    async (operation) => {
      const faults = [{ operation, kind: 'denied' as const, after: operation.startsWith('acm') ? 2 : 0 }];
      const { verdict, reasons } = await judge('aws.acm.certificate-expiry', certificate, { world: clean, regions: [FRANKFURT], faults });
      expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
    },
  );
  it('that CloudFront uses and ACM does not list are a mismatch', async () => {
    const gone = { [Object.keys(certificates.clean)[0] as string]: { account: [], regions: {}, elsewhere: [] } };
    const { sets } = await ask(certificate, { world: withPart(certificates, gone), regions: [FRANKFURT] });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'population_mismatch' }] });
  });
  it.each(['InUse', 'NotAfter'])('of which %s is left out are unknown', async (member) => {
    const spoil = (json: string) => json.replaceAll(new RegExp(`"${member}":[^,}]+,?`, 'g'), '').replaceAll(',}', '}');
    const { rows } = await judge('aws.acm.certificate-expiry', certificate, { world: clean, regions: [VIRGINIA], spoil });
    expect(rows.filter((row) => row.endsWith('www.example.com'))).toEqual(['unknown www.example.com']);
  });
  it('of IAM cut short without a marker are no population', async () => {
    const spoil = (xml: string) => xml.replace('<IsTruncated>false<', '<IsTruncated>true<');
    const { sets } = await ask(certificate, { world: clean, regions: [VIRGINIA], spoil });
    expect(setOf(sets, VIRGINIA)).toMatchObject({ complete: false, gaps: [{ operation: 'iam:ListServerCertificates' }] });
  });
});
