import { Runtime } from '@aws-sdk/client-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import repository from '../../../collectors/aws/ecr-repository/index.ts';
import { isImmutable, matchesFilter, type Scanning, scanned } from '../../../collectors/aws/ecr-repository/scanning.ts';
import { openToInternet, secretsKey } from '../../../collectors/aws/eks-cluster/exposure.ts';
import cluster from '../../../collectors/aws/eks-cluster/index.ts';
import { exposureOf } from '../../../collectors/aws/lambda-function/exposure.ts';
import lambda from '../../../collectors/aws/lambda-function/index.ts';
import firewall from '../../../collectors/aws/network-firewall/index.ts';
import runtime from '../../../collectors/aws/runtime/index.ts';
import { AS_OF, DEPRECATED_ON } from '../../../collectors/aws/runtime/lambda-runtimes.ts';
import { endOfMajor, endOfRuntime, endOfVersion } from '../../../collectors/aws/runtime/normalise.ts';
import { ecr } from '../../../src/demo/aws/parts/ecr.ts';
import { eks } from '../../../src/demo/aws/parts/eks.ts';
import { engineVersions } from '../../../src/demo/aws/parts/engine-versions.ts';
import { functions } from '../../../src/demo/aws/parts/functions.ts';
import { networkFirewalls, params } from '../../../src/demo/aws/parts/network-firewalls.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { unknown } from '../../../src/kit.ts';
import { ask, byName, setOf } from './estate.ts';
import { fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';
const isUnknownValue = expect.objectContaining({ $unknown: expect.anything() });
function is(got: unknown, due: unknown): void {
  expect(got).toEqual(due === 'unknown' ? isUnknownValue : due);
}

fourWorlds({
  check: 'aws.lambda.not-public',
  collector: lambda,
  broken: withPart(functions),
  fails: ['resize-images', 'render-invoices', 'nightly'],
  passes: ['resize-images', 'render-invoices', 'nightly', 'rewrite-paths'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.eks.api-private-and-secrets-encrypted',
  collector: cluster,
  broken: withPart(eks),
  fails: ['platform', 'batch', 'tools'],
  passes: ['platform', 'batch', 'tools'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.ecr.scan-and-immutable',
  collector: repository,
  broken: withPart(ecr),
  fails: ['web', 'jobs/nightly', 'mirror-web'],
  passes: ['web', 'jobs/nightly', 'tools/lint', 'mirror-web', 'edge'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.runtime.supported-versions',
  collector: runtime,
  broken: withPart(engineVersions),
  fails: ['invoices', 'edge-sessions'],
  passes: ['orders', 'invoices', 'orders-replica', 'accounts-1', 'accounts-2', 'platform', 'batch', 'tools', 'resize-images', 'nightly'],
  // the bare account of the tests keeps its databases
  whenNone: 'pass',
});
fourWorlds({
  check: 'aws.network-firewall.ips',
  collector: firewall,
  broken: withPart(networkFirewalls),
  fails: [FRANKFURT],
  passes: [FRANKFURT],
  // a declared VPC without any firewall is not one with nothing to look at
  whenNone: 'fail',
  params: params['aws.network-firewall.ips'],
});

describe('functions', () => {
  const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
  const allow = (Principal: unknown, Condition?: object) => ({ Effect: 'Allow', Action: 'lambda:InvokeFunction', Principal, Condition });
  it.each<[string, { open: boolean; onlyIf: string[] } | 'unknown', string]>([
    ['*', { open: true, onlyIf: [] }, policy(allow('*'))],
    ['AWS: *', { open: true, onlyIf: [] }, policy(allow({ AWS: ['arn:aws:iam::123456789012:root', '*'] }))],
    ['a service', { open: false, onlyIf: [] }, policy(allow({ Service: 's3.amazonaws.com' }))],
    [
      'everyone but one',
      { open: true, onlyIf: [] },
      policy({ ...allow(undefined), NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' } }),
    ],
    [
      'everyone of an organisation',
      { open: false, onlyIf: ['aws:PrincipalOrgID'] },
      policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })),
    ],
    ['everyone from anywhere', { open: true, onlyIf: [] }, policy(allow('*', { ArnLike: { 'aws:SourceArn': '*' } }))],
    [
      'everyone, as nobody',
      { open: false, onlyIf: ['aws:PrincipalArn'] },
      policy(allow('*', { StringNotLike: { 'aws:PrincipalArn': '*' } })),
    ],
    [
      'one with a condition, one without',
      { open: true, onlyIf: ['aws:SourceIp'] },
      policy(allow('*', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }), allow('*')),
    ],
    ['a denial of everyone', { open: false, onlyIf: [] }, policy({ ...allow('*'), Effect: 'Deny' })],
    ['nobody at all', 'unknown', policy({ Effect: 'Allow', Action: '*' })],
    ['half a policy', 'unknown', '{"Statement":['],
  ])('%s', (_, due, text) => is(exposureOf('lambda:GetPolicy', text), due));

  it('are known by their conditions, too', async () => {
    const { sets } = await ask(lambda, { world: clean, regions: [FRANKFURT] });
    expect(byName(sets, FRANKFURT)['nightly']).toMatchObject({ publicByPolicy: false, publicOnlyIf: ['aws:PrincipalOrgID'] });
  });
  it('with an open URL on a later page are open', async () => {
    const { findings } = await judge('aws.lambda.not-public', lambda, { world: withPart(functions), regions: [FRANKFURT] });
    expect(findings.find(({ resource }) => resource.name === 'render-invoices')).toMatchObject({
      observed: { publicByPolicy: false, publicUrl: true },
    });
  });
  it('that are declared public are left out', async () => {
    const publicFunctions = ['resize-images', 'render-invoices', 'nightly'];
    expect(await judge('aws.lambda.not-public', lambda, { world: withPart(functions) }, { publicFunctions })).toMatchObject({
      verdict: 'pass',
    });
  });
  it('whose URLs have no AuthType are unknown', async () => {
    const spoil = (json: string) => json.replaceAll(/"AuthType":"AWS_IAM",?/g, '').replaceAll(',}', '}');
    const { rows } = await judge('aws.lambda.not-public', lambda, { world: clean, regions: [FRANKFURT], spoil });
    expect(rows.sort()).toEqual(['pass nightly', 'pass resize-images', 'unknown render-invoices']);
  });
  it.each(['Functions', 'FunctionUrlConfigs'])('without the list %s are not none', async (list) => {
    const spoil = (json: string) => (json.includes(`"${list}"`) ? '{}' : json);
    const { verdict, reasons } = await judge('aws.lambda.not-public', lambda, { world: clean, regions: [FRANKFURT], spoil });
    expect([verdict, reasons]).toEqual(['unknown', ['missing_member']]);
  });
});

describe('clusters', () => {
  const to = (endpointPublicAccess?: boolean, publicAccessCidrs?: string[]) =>
    openToInternet({ resourcesVpcConfig: { endpointPublicAccess, publicAccessCidrs } });
  it.each<[boolean | 'unknown', boolean | undefined, string[] | undefined]>([
    [false, false, []],
    [false, false, ['0.0.0.0/0']],
    [true, true, ['0.0.0.0/0']],
    [true, true, ['::/0']],
    [true, true, ['192.0.2.0/24', '0.0.0.0/1', '128.0.0.0/1']],
    [true, true, ['what', '0.0.0.0/0']],
    [false, true, ['203.0.113.0/24', '10.0.0.0/8', '2001:db8::/32']],
    ['unknown', true, ['what']],
    ['unknown', true, []],
    ['unknown', true, undefined],
    ['unknown', undefined, ['10.0.0.0/8']],
  ])('open %s: public %s to %o', (due, isPublic, cidrs) => is(to(isPublic, cidrs), due));
  it('of which nothing is told are unknown', () => is(openToInternet({}), 'unknown'));

  const key = { resources: ['secrets'], provider: { keyArn: 'arn:k' } };
  it.each<[string, object]>([
    ['customer', { version: '1.27', encryptionConfig: [key] }],
    ['customer', { encryptionConfig: [key] }],
    ['aws', { version: '1.28' }],
    ['aws', { version: '2.0', encryptionConfig: [] }],
    ['none', { version: '1.27' }],
    ['none', { version: '1.9', encryptionConfig: [{ resources: [], provider: { keyArn: 'arn:k' } }] }],
    ['unknown', { encryptionConfig: [] }],
    ['unknown', { version: 'latest' }],
    ['unknown', { version: '1.34', encryptionConfig: [{ provider: { keyArn: 'arn:k' } }] }],
  ])('%s key: %o', (due, told) => is(secretsKey(told), due));

  it('say whose key it is', async () => {
    const { sets } = await ask(cluster, { world: clean, regions: [FRANKFURT] });
    expect(byName(sets, FRANKFURT)).toMatchObject({
      platform: {
        secretsKey: 'customer',
        secretsKeyArn: expect.stringMatching(/^arn:aws:kms:/),
        endpointPublicAccess: true,
        openToInternet: false,
      },
      batch: { secretsKey: 'aws', secretsKeyArn: null },
    });
  });
  it('must have a key of their own where one is claimed', async () => {
    const { rows } = await judge(
      'aws.eks.api-private-and-secrets-encrypted',
      cluster,
      { world: clean, regions: [FRANKFURT] },
      { customerKey: true },
    );
    expect(rows).toEqual(['pass platform', 'fail batch', 'pass tools']);
  });
  it('are there, and unknown, when they may not be described', async () => {
    const { sets } = await ask(cluster, {
      world: clean,
      regions: [FRANKFURT],
      faults: [{ operation: 'eks:DescribeCluster', kind: 'denied' }],
    });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: true });
    expect(byName(sets, FRANKFURT)['batch']).toMatchObject({
      id: 'arn:aws:eks:eu-central-1:123456789012:cluster/batch',
      openToInternet: isUnknownValue,
    });
  });
});

describe('repositories', () => {
  const names = ['prod', 'repo-prod', 'prod-repo', 'repo-prod-repo', 'prodrepo'];
  // the table of https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
  it.each([
    ['prod', [true, true, true, true, true]],
    ['*prod', [true, true, false, false, false]],
    ['prod*', [true, false, true, false, true]],
    ['*prod*', [true, true, true, true, true]],
    ['prod*repo', [false, false, true, false, true]],
  ])('the filter %s', (filter, due) => expect(names.map((name) => matchesFilter(filter, name))).toEqual(due));
  it('a filter with stars means what a regular expression would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 }).filter((one) => one.includes('*'));
    fc.assert(
      fc.property(pattern, text, (filter, name) => {
        expect(matchesFilter(filter, name)).toBe(new RegExp(`^${filter.replaceAll('*', '.*')}$`).test(name));
      }),
    );
  });

  const denied = unknown({ operation: 'ecr:DescribeRepositories', reason: 'missing_member', detail: '' });
  const rule = (scanFrequency: string, filter = '*', filterType = 'WILDCARD') => ({
    scanFrequency,
    repositoryFilters: [{ filter, filterType }],
  });
  it.each<[boolean | 'unknown', boolean | 'own unknown', Scanning]>([
    [true, false, { scanType: 'BASIC', rules: [rule('SCAN_ON_PUSH')] }],
    [true, true, { scanType: 'BASIC', rules: [] }],
    [true, true, { scanType: 'BASIC' }],
    [false, false, { scanType: 'BASIC', rules: [rule('MANUAL')] }],
    [false, true, { scanType: 'ENHANCED', rules: [] }],
    [false, true, { scanType: 'ENHANCED', rules: [rule('SCAN_ON_PUSH', 'other')] }],
    [true, false, { scanType: 'ENHANCED', rules: [rule('SCAN_ON_PUSH', 'other'), rule('CONTINUOUS_SCAN')] }],
    [true, 'own unknown', { scanType: 'ENHANCED', rules: [rule('SCAN_ON_PUSH')] }],
    ['unknown', 'own unknown', { scanType: 'BASIC', rules: [] }],
    ['unknown', false, { scanType: 'BASIC' }],
    ['unknown', true, { scanType: 'ENHANCED' }],
    ['unknown', true, { rules: [rule('SCAN_ON_PUSH')] }],
    ['unknown', true, { scanType: 'THOROUGH', rules: [rule('SCAN_ON_PUSH')] }],
    ['unknown', false, { scanType: 'ENHANCED', rules: [rule('SCAN_WEEKLY')] }],
    ['unknown', false, { scanType: 'ENHANCED', rules: [rule('SCAN_ON_PUSH', 'web', 'PREFIX')] }],
  ])('scanned %s: own flag %s, %o', (due, own, scanning) => is(scanned('web', own === 'own unknown' ? denied : own, scanning), due));
  it.each<[string | undefined, boolean | 'unknown']>([
    ['IMMUTABLE', true],
    ['IMMUTABLE_WITH_EXCLUSION', true],
    ['MUTABLE', false],
    ['MUTABLE_WITH_EXCLUSION', false],
    ['IMMUTABLE_SOMETIMES', 'unknown'],
    [undefined, 'unknown'],
  ])('tags %s', (word, due) => is(isImmutable('ecr:DescribeRepositories', word), due));

  it('ask their registry once, and not at all where there are none', async () => {
    const { asked } = await ask(repository, { world: clean, regions: [FRANKFURT, 'eu-west-1'] });
    expect(asked.filter((one) => one.startsWith('ecr:GetRegistry'))).toEqual([`ecr:GetRegistryScanningConfiguration ${FRANKFURT}`]);
  });
});

describe('versions', () => {
  const lifecycle = (end: string, name = 'open-source-rds-standard-support') => ({
    LifecycleSupportName: name,
    LifecycleSupportEndDate: new Date(end),
  });
  const major = (Engine: string, MajorEngineVersion: string, ...SupportedEngineLifecycles: ReturnType<typeof lifecycle>[]) => ({
    Engine,
    MajorEngineVersion,
    SupportedEngineLifecycles,
  });
  const all = [
    major('mysql', '8.0', lifecycle('2029-07-31', 'open-source-rds-extended-support'), lifecycle('2026-07-31')),
    major('aurora-mysql', '8.0', lifecycle('2027-04-30')),
    major('postgres', '1', lifecycle('2001-01-01')),
    major('postgres', '16', lifecycle('2029-02-28')),
    major('oracle-ee', '19'),
    { Engine: 'mariadb', MajorEngineVersion: '10.11' },
  ];
  it.each([
    ['mysql', '8.0.39', '2026-07-31T00:00:00.000Z'],
    ['aurora-mysql', '8.0.mysql_aurora.3.05.2', '2027-04-30T00:00:00.000Z'],
    ['postgres', '16.4', '2029-02-28T00:00:00.000Z'],
    ['postgres', '16', '2029-02-28T00:00:00.000Z'],
    ['postgres', '15.2', 'unknown'],
    ['mysql', '8', 'unknown'],
    ['oracle-ee', '19.0.0.0.ru-2024-01.rur-2024-01.r1', 'unknown'],
    ['mariadb', '10.11.8', 'unknown'],
  ])('%s %s', (engine, version, due) => is(endOfMajor(engine, version, all), due));
  it('of Kubernetes are those of EKS', () => {
    const versions = [
      { clusterVersion: '1.34', clusterType: 'hybrid', endOfStandardSupportDate: new Date('2020-01-01') },
      { clusterVersion: '1.34', clusterType: 'eks', endOfStandardSupportDate: new Date('2026-12-02') },
      { clusterVersion: '1.35' },
    ];
    is(endOfVersion('1.34', versions), '2026-12-02T00:00:00.000Z');
    is(endOfVersion('1.35', versions), 'unknown');
    is(endOfVersion('1.3', versions), 'unknown');
  });

  it('of Lambda have a day each, and none is invented', () => {
    for (const [name, day] of Object.entries(DEPRECATED_ON))
      expect([name, new Date(day).toISOString()]).toEqual([name, endOfRuntime(name)]);
    expect(AS_OF).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(endOfRuntime('nodejs99.x')).toMatchObject({ $unknown: { reason: 'stale_evidence', detail: expect.stringContaining(AS_OF) } });
    expect(endOfRuntime('constructor')).toEqual(isUnknownValue);
  });
  it('of Lambda that the SDK knows are on the list, but for those in preview', () => {
    const missing = Object.values(Runtime).filter((name) => !(name in DEPRECATED_ON));
    expect(missing.sort()).toEqual(['nodejs26.x', 'python3.15']);
  });

  it("of images are nobody's to judge here", async () => {
    const { findings } = await judge('aws.runtime.supported-versions', runtime, { world: clean, regions: [FRANKFURT] });
    expect(findings.find(({ resource }) => resource.name === 'render-invoices')).toMatchObject({
      verdict: 'not_applicable',
      because: 'a container image has no runtime of Lambda',
    });
  });
  it('that nobody raises by themselves fail', async () => {
    const spoil = (xml: string) =>
      xml.replace(/(<DBInstanceIdentifier>invoices<.*?)<AutoMinorVersionUpgrade>true</s, '$1<AutoMinorVersionUpgrade>false<');
    const { rows } = await judge('aws.runtime.supported-versions', runtime, { world: clean, regions: [FRANKFURT], spoil });
    expect(rows.filter((row) => !row.startsWith('pass'))).toEqual(['fail invoices']);
  });
  it.each(['AutoMinorVersionUpgrade', 'EngineVersion'])('of a database without <%s> are unknown', async (member) => {
    const spoil = (xml: string) => xml.replaceAll(new RegExp(`<${member}>[^<]*</${member}>`, 'g'), '');
    const { rows, reasons } = await judge('aws.runtime.supported-versions', runtime, { world: clean, regions: [VIRGINIA], spoil });
    expect([rows.sort(), reasons]).toEqual([['pass rewrite-paths', 'unknown edge-sessions'], ['missing_member']]);
  });
  it('of a function without PackageType and Runtime are unknown', async () => {
    const spoil = (json: string) => json.replaceAll(/"(?:PackageType|Runtime)":"[^"]+",?/g, '').replaceAll(',}', '}');
    const { rows } = await judge('aws.runtime.supported-versions', runtime, { world: clean, regions: [VIRGINIA], spoil });
    expect(rows).toContain('unknown rewrite-paths');
  });
  it('of Kubernetes that no new cluster may have are told as well', async () => {
    const { rows } = await judge('aws.runtime.supported-versions', runtime, { world: withPart(eks), regions: [FRANKFURT] });
    expect(rows.filter((row) => !row.startsWith('pass')).sort()).toEqual(['fail batch', 'fail tools']);
  });
  it('are asked for where there is something to have one', async () => {
    const { asked } = await ask(runtime, { world: clean, regions: ['eu-west-1'] });
    expect(asked.filter((one) => /Versions/.test(one))).toEqual([]);
  });
});

describe('network firewalls', () => {
  const check = 'aws.network-firewall.ips';
  const declared = (...vpcs: string[]) => ({ vpcs });
  it('are not asked of VPCs that nobody declares', async () => {
    expect(await judge(check, firewall, { world: clean })).toMatchObject({ verdict: 'not_applicable' });
    expect(await judge(check, firewall, { world: clean }, declared('eu-west-1/vpc-1'))).toMatchObject({ verdict: 'not_applicable' });
  });
  it('are lacking from a VPC that is declared and does not exist', async () => {
    const { rows } = await judge(check, firewall, { world: clean }, declared(...params[check].vpcs, `${FRANKFURT}/vpc-gone`));
    expect(rows).toEqual([`fail ${FRANKFURT}`]);
  });
  it('that may stand in further VPCs leave those unknown, and their own one covered', async () => {
    const spoil = (json: string) => json.replace('"NumberOfAssociations":0', '"NumberOfAssociations":2');
    const asking = { world: clean, regions: [FRANKFURT], spoil };
    expect(await judge(check, firewall, asking, params[check])).toMatchObject({ verdict: 'pass' });
    expect(await judge(check, firewall, asking, declared(`${FRANKFURT}/vpc-other`))).toMatchObject({
      verdict: 'unknown',
      reasons: ['not_run'],
    });
  });
  it('at a transit gateway leave it unknown', async () => {
    const spoil = (json: string) => json.replace(/"VpcId":"[^"]+"/, '"TransitGatewayId":"tgw-1"');
    expect(await judge(check, firewall, { world: clean, spoil }, params[check])).toMatchObject({
      verdict: 'unknown',
      reasons: ['not_run'],
    });
  });
  it.each(['VpcId', 'StatefulRuleGroupReferences', 'LogDestinationConfigs'])('without %s are unknown', async (member) => {
    const spoil = (json: string) => json.replace(`"${member}"`, '"Other"');
    expect(await judge(check, firewall, { world: clean, spoil }, params[check])).toMatchObject({
      verdict: 'unknown',
      reasons: ['missing_member'],
    });
  });
});
