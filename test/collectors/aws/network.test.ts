import { describe, expect, it } from 'vitest';
import instance from '../../../collectors/aws/ec2-instance/index.ts';
import networkAcl from '../../../collectors/aws/network-acl/index.ts';
import securityGroup from '../../../collectors/aws/security-group/index.ts';
import vpc from '../../../collectors/aws/vpc/index.ts';
import { PRODUCTION } from '../../../src/demo/aws/accounts.ts';
import { instances } from '../../../src/demo/aws/parts/instances/index.ts';
import { frankfurt } from '../../../src/demo/aws/parts/network/clean.ts';
import { network } from '../../../src/demo/aws/parts/network/index.ts';
import { EMPTY, id, type Network, type Rule } from '../../../src/demo/aws/parts/network/network.ts';
import type { World } from '../../../src/demo/aws/world.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { denied } from '../../../src/demo/aws/worlds/denied.ts';
import { drift, drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import { ask, byName, setOf } from './estate.ts';
import { type Expected, fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const ENTRIES = 'ec2:GetManagedPrefixListEntries';
const INTERFACES = 'ec2:DescribeNetworkInterfaces';
const twice = (name: string) => [name, name];

const LISTS = { [ENTRIES]: 'the only prefix list opens SSH alone' };
const USE = { [INTERFACES]: 'groups in use and out of use are judged alike' };
const JOINS = Object.fromEntries(
  ['VpcPeeringConnections', 'TransitGatewayVpcAttachments', 'TransitGateways'].map((what) => [`ec2:Describe${what}`, 'what joins VPCs']),
);
const checks: readonly Omit<Expected, 'broken' | 'whenNone'>[] = [
  {
    check: 'aws.ec2.sg-no-world-admin-ports',
    collector: securityGroup,
    fails: twice('web'),
    passes: ['web', 'old-bastion', 'operations', 'default'],
    spare: USE,
  },
  {
    check: 'aws.ec2.sg-no-world-data-ports',
    collector: securityGroup,
    fails: twice('web'),
    passes: ['web', 'orders-database'],
    spare: { ...USE, ...LISTS },
  },
  { check: 'aws.ec2.sg-only-authorised-world-ports', collector: securityGroup, fails: twice('web'), passes: ['web', 'operations'] },
  {
    check: 'aws.ec2.default-sg-closed',
    collector: securityGroup,
    fails: ['default', ...twice('default'), 'default'],
    passes: ['default'],
    spare: { ...USE, ...LISTS },
  },
  {
    check: 'aws.ec2.nacl-admin-ports',
    collector: networkAcl,
    fails: [id('acl', 1), id('acl', 2), id('acl', 11)],
    passes: [id('acl', 1), id('acl', 2), id('acl', 11)],
  },
  {
    check: 'aws.ec2.flow-logs',
    collector: vpc,
    fails: [id('vpc', 1), id('vpc', 2), id('vpc', 11)],
    passes: [id('vpc', 1), id('vpc', 2), id('vpc', 11)],
    spare: JOINS,
  },
  {
    check: 'aws.ec2.env-networks-separate',
    collector: vpc,
    fails: [1, 2, 3, 11, 12].map((n) => id('vpc', n)),
    passes: [1, 2, 3, 11].map((n) => id('vpc', n)),
    spare: { [INTERFACES]: 'an empty VPC is joined all the same', 'ec2:DescribeFlowLogs': 'what is logged joins nothing' },
  },
];
for (const check of checks) fourWorlds({ ...check, broken: withPart(network), whenNone: 'not_applicable' });

const MACHINES = [1, 2, 11, 12, 13].map((n) => id('i', n));
fourWorlds({
  check: 'aws.ec2.imdsv2',
  collector: instance,
  broken: withPart(instances),
  fails: MACHINES,
  passes: MACHINES,
  whenNone: 'not_applicable',
  spare: { 'ec2:GetInstanceMetadataDefaults': 'what new instances get says nothing about those that exist' },
});

it.each([...checks, { check: 'aws.ec2.imdsv2', collector: instance }])(
  '$check fails in the drifted world where something was planted, and nowhere in the denied one',
  async ({ check, collector }) => {
    const planted = drift.filter((one) => one.check === check).map(({ resource }) => `fail ${resource}`);
    const failing = async (world: World) => (await judge(check, collector, { world })).rows.filter((row) => row.startsWith('fail'));
    expect(await failing(drifted)).toEqual(planted);
    expect(await failing(denied)).toEqual([]);
  },
);
it('every check of the parts is held to four worlds', () => {
  expect([...checks.map(({ check }) => check)].sort()).toEqual([...network.checks].sort());
  expect(instances.checks).toEqual(['aws.ec2.imdsv2']);
});

/** One region with this network and nothing else. */
function only(change: Partial<Network>) {
  const held = { account: null, regions: { [FRANKFURT]: { ...EMPTY, ...change } }, elsewhere: EMPTY };
  return { world: withPart(network, { [PRODUCTION]: held }), regions: [FRANKFURT] };
}
function groupWith(inbound: readonly Rule[], more: Partial<Network> = {}) {
  const group = { id: id('sg', 1), name: 'one', vpc: id('vpc', 1), inbound, outbound: [] };
  return only({ groups: [group], interfaces: [{ id: id('eni', 1), vpc: id('vpc', 1), subnet: 's', groups: [group.id] }], ...more });
}
const ADMIN = 'aws.ec2.sg-no-world-admin-ports';

describe('a security group', () => {
  const tcp = (from: number, to: number, sources: Partial<Rule>): Rule => ({ protocol: 'tcp', ports: [from, to], ...sources });
  it.each<[string, 'pass' | 'fail', Rule[], Partial<Network>?]>([
    ['that names the world', 'fail', [tcp(22, 22, { v4: ['0.0.0.0/0'] })]],
    ['that names the world of IPv6', 'fail', [tcp(3389, 3389, { v6: ['::/0'] })]],
    ['that names all of IPv6 that is in use', 'fail', [tcp(22, 22, { v6: ['2000::/3'] })]],
    ['that names the world in halves, in two rules', 'fail', [tcp(22, 22, { v4: ['0.0.0.0/1'] }), tcp(20, 30, { v4: ['128.0.0.0/1'] })]],
    ['that leaves one address out', 'fail', [tcp(22, 22, { v4: allBut('8.8.8.8') })]],
    ['that names a quarter', 'pass', [tcp(22, 22, { v4: ['64.0.0.0/2'] })]],
    [
      'that names all private addresses',
      'pass',
      [tcp(22, 22, { v4: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], v6: ['fc00::/7'] })],
    ],
    ['that opens every protocol', 'fail', [{ protocol: '-1', v4: ['0.0.0.0/0'] }]],
    ['whose port is -1', 'fail', [tcp(-1, -1, { v4: ['0.0.0.0/0'] })]],
    ['that opens UDP', 'fail', [{ protocol: 'udp', ports: [3000, 4000], v4: ['0.0.0.0/0'] }]],
    ['that opens ICMP of type 22', 'pass', [{ protocol: 'icmp', ports: [22, 22], v4: ['0.0.0.0/0'] }]],
    ['that opens GRE', 'pass', [{ protocol: '47', v4: ['0.0.0.0/0'] }]],
    ['that opens to groups', 'pass', [tcp(22, 22, { groups: [id('sg', 1)] })]],
    [
      'that opens to a list',
      'pass',
      [tcp(22, 22, { prefixLists: ['pl-1'] })],
      { prefixLists: { 'pl-1': ['8.8.8.0/24', '2001:db8::/32'] } },
    ],
    ['whose list holds the world', 'fail', [tcp(22, 22, { prefixLists: ['pl-1'] })], { prefixLists: { 'pl-1': ['0.0.0.0/0'] } }],
    [
      'whose lists and rules make up the world',
      'fail',
      [tcp(22, 22, { prefixLists: ['pl-1', 'pl-2'] }), tcp(0, 22, { v4: ['192.0.0.0/3'] })],
      { prefixLists: { 'pl-1': ['0.0.0.0/2', '128.0.0.0/3', '64.0.0.0/2'], 'pl-2': ['160.0.0.0/3'] } },
    ],
    ['without a rule', 'pass', []],
  ])('%s: %s', async (_, due, rules, more) => {
    expect((await judge(ADMIN, securityGroup, groupWith(rules, more))).rows).toEqual([`${due} one`]);
  });

  it('that is open for certain fails, whatever is on a list that is not shown', async () => {
    const rules = [tcp(22, 22, { v4: ['0.0.0.0/0'] }), tcp(22, 22, { prefixLists: ['pl-1'] })];
    const faults = [{ operation: ENTRIES, kind: 'denied' as const }];
    expect((await judge(ADMIN, securityGroup, { ...groupWith(rules), faults })).rows).toEqual(['fail one']);
  });
  it('is unknown when the list it opens SSH to is gone, and passes when that list opens another port', async () => {
    const gone = await judge(ADMIN, securityGroup, groupWith([tcp(22, 22, { prefixLists: ['pl-9'] })]));
    expect(gone).toMatchObject({ rows: ['unknown one'], reasons: ['provider_error'] });
    expect((await judge(ADMIN, securityGroup, groupWith([tcp(443, 443, { prefixLists: ['pl-9'] })]))).rows).toEqual(['pass one']);
  });
  it('is unknown when the last page of its list was not read', async () => {
    const more = { prefixLists: { 'pl-1': ['8.8.8.0/24', '8.8.4.0/24', '1.1.1.0/24'] } };
    const asking = groupWith([tcp(22, 22, { prefixLists: ['pl-1'] })], more);
    expect((await judge(ADMIN, securityGroup, asking)).rows).toEqual(['pass one']);
    const faults = [{ operation: ENTRIES, kind: 'denied' as const, after: 1 }];
    expect((await judge(ADMIN, securityGroup, { ...asking, faults })).rows).toEqual(['unknown one']);
  });

  it.each(['ipRanges', 'ipv6Ranges', 'prefixListIds', 'ipProtocol', 'fromPort', 'toPort'])('without <%s> is unknown', async (member) => {
    const spoil = (xml: string) => xml.replace(new RegExp(`<${member}>.*?</${member}>|<${member}\\s*/>`, 'gs'), '');
    const web = groupWith([tcp(443, 443, { v4: ['0.0.0.0/0'] })]);
    // whoever the sources are, they get to 443 alone; but which ports the world gets to could be any
    const due = /ranges|prefix/i.test(member) ? 'pass one' : 'unknown one';
    expect((await judge(ADMIN, securityGroup, { ...web, spoil })).rows).toEqual([due]);
    const ssh = groupWith([tcp(22, 22, { v4: ['8.8.8.8/32'] })]);
    const said = await judge(ADMIN, securityGroup, { ...ssh, spoil });
    expect(said.rows.filter((row) => row.startsWith('fail'))).toEqual([]);
    if (/ranges|prefix/i.test(member)) expect(said).toMatchObject({ rows: ['unknown one'], reasons: ['missing_member'] });
  });
  it('whose rules are left out is unknown in each check', async () => {
    const spoil = (xml: string) => xml.replace(/<ipPermissions>.*?<\/ipPermissions>|<ipPermissions\s*\/>/gs, '');
    for (const check of network.checks.filter((one) => one.includes('sg-')))
      expect((await judge(check, securityGroup, { world: clean, regions: [FRANKFURT], spoil })).verdict, check).toBe('unknown');
  });

  it('is found in two halves in the drifted world, and said to be out of use', async () => {
    const { findings, rows } = await judge(ADMIN, securityGroup, { world: drifted });
    expect(rows.filter((row) => !row.startsWith('pass'))).toEqual(['fail old-bastion']);
    expect(findings.find(({ verdict }) => verdict === 'fail')?.because).toBe(
      'old-bastion (sg-00000000000000005) opens port 22 to the internet; it is attached to nothing at present, which makes it a low risk',
    );
  });
  it('is asked for once, as are interfaces and each list, page by page', async () => {
    const { asked } = await ask(securityGroup, { world: clean, regions: [FRANKFURT] });
    const times = (operation: string) => asked.filter((one) => one.startsWith(`ec2:${operation}`)).length;
    expect([times('DescribeSecurityGroups'), times('DescribeNetworkInterfaces'), times('GetManagedPrefixListEntries')]).toEqual([4, 2, 2]);
  });
  it('that opens GRE to the world opens more than what was declared', async () => {
    const check = 'aws.ec2.sg-only-authorised-world-ports';
    const judged = await judge(check, securityGroup, groupWith([{ protocol: '47', v4: ['0.0.0.0/0'] }]));
    expect(judged.findings[0]).toMatchObject({ verdict: 'fail', because: expect.stringContaining('protocol 47') });
    expect((await judge(check, securityGroup, groupWith([{ protocol: '58', v6: ['::/0'] }]))).rows).toEqual(['pass one']);
  });
});
/** 32 blocks: each bit of the address turned, and what follows it free. */
function allBut(address: string): string[] {
  const number = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return Array.from({ length: 32 }, (_, i) => {
    const size = 2 ** (31 - i);
    const block = (Math.floor(number / size) % 2 === 0 ? Math.floor(number / size) + 1 : Math.floor(number / size) - 1) * size;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(block / 2 ** shift) % 256).join('.')}/${i + 1}`;
  });
}

describe('a network ACL', () => {
  it.each(['ruleNumber', 'ruleAction', 'protocol', 'egress', 'cidrBlock', 'portRange'])('without <%s> is unknown', async (member) => {
    const spoil = (xml: string) => xml.replace(new RegExp(`<${member}>.*?</${member}>`, 'gs'), '');
    const { verdict, reasons } = await judge('aws.ec2.nacl-admin-ports', networkAcl, { world: clean, regions: [FRANKFURT], spoil });
    expect([verdict, reasons]).toEqual(['unknown', ['missing_member']]);
  });
  it('is not none without a list of them', async () => {
    const spoil = (xml: string) => xml.replace(/<networkAclSet>.*<\/networkAclSet>/s, '');
    expect(setOf((await ask(networkAcl, { world: clean, regions: [FRANKFURT], spoil })).sets, FRANKFURT)).toMatchObject({
      complete: false,
    });
  });
  it('that guards no subnet is left out, whatever it allows', async () => {
    const { rows, sets } = await judge('aws.ec2.nacl-admin-ports', networkAcl, { world: clean, regions: [FRANKFURT] });
    expect(rows).not.toContainEqual(expect.stringContaining(id('acl', 3)));
    expect(byName(sets, FRANKFURT)[id('acl', 3)]).toMatchObject({
      subnets: 0,
      openPorts: [{ protocol: 'tcp', from: 0, to: 65535, open: true }, {}],
    });
  });
  it('opens high ports around the one that it denies', async () => {
    const { sets } = await ask(networkAcl, { world: clean, regions: [FRANKFURT] });
    expect((byName(sets, FRANKFURT)[id('acl', 1)] as { openPorts: object[] }).openPorts).toEqual(
      [
        [80, 80],
        [443, 443],
        [1024, 3388],
        [3390, 65535],
      ].map(([from, to]) => ({ protocol: 'tcp', from, to, open: true })),
    );
  });
});

describe('flow logs', () => {
  const CHECK = 'aws.ec2.flow-logs';
  const eni = (n: number, subnet: string) => ({ id: id('eni', n), vpc: id('vpc', 1), subnet, groups: [] });
  const on = (resource: string, more: Partial<Network['flowLogs'][number]> = {}) => ({
    id: `fl-${resource}`,
    resource,
    traffic: 'ALL' as const,
    delivery: 'SUCCESS' as const,
    ...more,
  });
  const world = (flowLogs: Network['flowLogs']) =>
    only({ vpcs: [{ id: id('vpc', 1), tags: {} }], interfaces: [eni(1, 'a'), eni(2, 'b')], flowLogs });
  it.each<[string, 'pass' | 'fail', Network['flowLogs']]>([
    ['on the VPC', 'pass', [on(id('vpc', 1))]],
    ['of rejected traffic', 'pass', [on(id('vpc', 1), { traffic: 'REJECT' })]],
    ['of accepted traffic alone', 'fail', [on(id('vpc', 1), { traffic: 'ACCEPT' })]],
    ['that are not delivered', 'fail', [on(id('vpc', 1), { delivery: 'FAILED' })]],
    ['on every subnet', 'pass', [on('a'), on('b')]],
    ['on a subnet and on the interface of the other', 'pass', [on('a'), on(id('eni', 2))]],
    ['on one subnet of two', 'fail', [on('a')]],
    ['on every subnet, one of them not delivered', 'fail', [on('a'), on('b', { delivery: 'FAILED' })]],
    ['on another VPC', 'fail', [on(id('vpc', 2))]],
    ['that do not exist', 'fail', []],
  ])('%s: %s', async (_, due, logs) => {
    expect((await judge(CHECK, vpc, world(logs))).rows).toEqual([`${due} ${id('vpc', 1)}`]);
  });
  it.each(['flowLogStatus', 'trafficType', 'deliverLogsStatus'])('of which <%s> is left out are unknown', async (member) => {
    const spoil = (xml: string) => xml.replace(new RegExp(`<${member}>.*?</${member}>`, 'g'), '');
    expect(await judge(CHECK, vpc, { ...world([on(id('vpc', 1))]), spoil })).toMatchObject({
      verdict: 'unknown',
      reasons: ['missing_member'],
    });
  });
  it('of a VPC that another account shares are not all shown', async () => {
    const spoil = (xml: string) => xml.replaceAll(`<ownerId>${PRODUCTION}`, '<ownerId>999999999999');
    expect(await judge(CHECK, vpc, { ...world([]), spoil })).toMatchObject({ verdict: 'unknown', reasons: ['population_incomplete'] });
    expect((await judge(CHECK, vpc, { ...world([on(id('vpc', 1))]), spoil })).verdict).toBe('pass');
  });
  it('are not looked for in a VPC without interfaces', async () => {
    expect((await judge(CHECK, vpc, only({ vpcs: [{ id: id('vpc', 1), tags: {} }] }))).verdict).toBe('not_applicable');
  });
});

describe('environments', () => {
  const CHECK = 'aws.ec2.env-networks-separate';
  const tagged = (n: number, environment: string) => ({ id: id('vpc', n), tags: { environment } });
  const side = (n: number, more = {}) => ({ vpc: id('vpc', n), account: PRODUCTION, region: FRANKFURT, ...more });
  const peering = (a: object, b: object, status = 'active') =>
    ({ id: id('pcx', 1), requester: a, accepter: b, status }) as Network['peerings'][number];
  const attached = (...vpcs: number[]) =>
    vpcs.map((n) => ({ id: `att-${n}`, gateway: 'tgw-1', vpc: id('vpc', n), state: 'available' as const }));
  const mine = [{ id: 'tgw-1', owner: PRODUCTION }];
  const both = [tagged(1, 'production'), tagged(2, 'development')];
  const P = `${id('vpc', 1)}`;
  const D = `${id('vpc', 2)}`;
  it.each<[string, string[], Partial<Network>]>([
    ['are separate when nothing joins them', [`pass ${P}`, `pass ${D}`], { vpcs: both }],
    ['are joined by a peering connection', [`fail ${P}`, `fail ${D}`], { vpcs: both, peerings: [peering(side(1), side(2))] }],
    [
      'are not joined by one that was not accepted',
      [`pass ${P}`, `pass ${D}`],
      { vpcs: both, peerings: [peering(side(1), side(2), 'pending-acceptance')] },
    ],
    ['are joined by a transit gateway', [`fail ${P}`, `fail ${D}`], { vpcs: both, attachments: attached(1, 2), gateways: mine }],
    [
      'are not joined by an attachment that is gone',
      [`pass ${P}`, `pass ${D}`],
      {
        vpcs: both,
        attachments: attached(1, 2).map((one, i) => ({ ...one, state: i === 0 ? ('available' as const) : ('deleted' as const) })),
        gateways: mine,
      },
    ],
    [
      'may have other VPCs behind a transit gateway of somebody else',
      [`unknown ${P}`],
      {
        vpcs: [tagged(1, 'production')],
        attachments: attached(1),
        gateways: [{ id: 'tgw-1', owner: '999999999999' }],
      },
    ],
    [
      'of another account are not known',
      [`unknown ${P}`],
      { vpcs: [tagged(1, 'production')], peerings: [peering(side(1), side(9, { account: '999999999999' }))] },
    ],
    [
      'of another region are not known',
      [`unknown ${P}`],
      { vpcs: [tagged(1, 'production')], peerings: [peering(side(9, { region: 'us-east-1' }), side(1))] },
    ],
    [
      'of a transit gateway that is ours, but with a VPC of another account, are not known',
      [`unknown ${P}`],
      {
        vpcs: [tagged(1, 'production')],
        attachments: attached(1, 9),
        gateways: mine,
      },
    ],
    ['are unknown without the tag, joined or not', [`unknown ${P}`], { vpcs: [{ id: P, tags: { Name: 'x' } }] }],
    [
      'are unknown beside a VPC without the tag',
      [`unknown ${P}`, `unknown ${D}`],
      {
        vpcs: [tagged(1, 'production'), { id: D, tags: {} }],
        peerings: [peering(side(1), side(2))],
      },
    ],
    [
      'are different for certain, whatever else is not known',
      [`fail ${P}`, `fail ${D}`],
      {
        vpcs: both,
        peerings: [peering(side(1), side(9, { account: '999999999999' })), { ...peering(side(1), side(2)), id: id('pcx', 2) }],
      },
    ],
  ])('%s', async (_, due, change) => {
    expect((await judge(CHECK, vpc, only(change))).rows).toEqual(due);
  });
  it('differ in the drift that one refused list cannot hide', async () => {
    const faults = [{ operation: 'ec2:DescribeTransitGatewayVpcAttachments', kind: 'denied' as const }];
    const asking = { ...only({ vpcs: both, peerings: [peering(side(1), side(2))] }), faults };
    expect((await judge(CHECK, vpc, asking)).rows).toEqual([`fail ${P}`, `fail ${D}`]);
  });
  it.each(['status', 'accepterVpcInfo', 'requesterVpcInfo', 'tagSet'])('are unknown without <%s>', async (member) => {
    const spoil = (xml: string) => xml.replace(new RegExp(`<${member}>.*?</${member}>|<${member}\\s*/>`, 'gs'), '');
    const asking = only({ vpcs: [tagged(1, 'production'), tagged(2, 'production')], peerings: [peering(side(1), side(2))] });
    expect((await judge(CHECK, vpc, asking)).verdict).toBe('pass');
    expect((await judge(CHECK, vpc, { ...asking, spoil })).verdict).toBe('unknown');
  });
  it('says what is joined to what', async () => {
    const { findings } = await judge(CHECK, vpc, only({ vpcs: both, peerings: [peering(side(1), side(2))] }));
    expect(findings[0]?.because).toBe(`${P} (production) is joined to ${D} (development) by ${id('pcx', 1)}`);
  });
});

describe('instances', () => {
  const of = (spoil: (xml: string) => string) => judge('aws.ec2.imdsv2', instance, { world: clean, regions: [FRANKFURT], spoil });
  it('that are terminated are left out, and none is left', async () => {
    expect((await of((xml) => xml.replaceAll('<name>running</name>', '<name>terminated</name>'))).verdict).toBe('not_applicable');
  });
  it('whose options are being changed are unknown until they are', async () => {
    const said = await of((xml) => xml.replaceAll('<state>applied</state>', '<state>pending</state>'));
    expect(said).toMatchObject({ verdict: 'unknown', reasons: ['changed_during_collection'] });
  });
  it('without an endpoint need no tokens', async () => {
    const off = (xml: string) =>
      xml.replaceAll('<httpTokens>required', '<httpTokens>optional').replaceAll('<httpEndpoint>enabled', '<httpEndpoint>disabled');
    expect((await of(off)).verdict).toBe('pass');
  });
  it.each(['httpTokens', 'metadataOptions'])('without <%s> are unknown, whatever new ones get', async (member) => {
    const said = await of((xml) => xml.replace(new RegExp(`<${member}>.*?</${member}>`, 'gs'), ''));
    expect(said).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
  });
  it('are not none without a list of them', async () => {
    const { sets } = await of((xml) => xml.replace(/<reservationSet>.*<\/reservationSet>/s, ''));
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'missing_member' }] });
  });
  it('are read page by page, and those of a first page stand', async () => {
    const world = { ...clean, pageSize: 1 };
    expect(setOf((await ask(instance, { world, regions: [FRANKFURT] })).sets, FRANKFURT).resources).toHaveLength(2);
    const faults = [{ operation: 'ec2:DescribeInstances', kind: 'truncated' as const, after: 1 }];
    expect(setOf((await ask(instance, { world, regions: [FRANKFURT], faults })).sets, FRANKFURT)).toMatchObject({
      complete: false,
      gaps: [{ reason: 'truncated' }],
      resources: [{}],
    });
  });
  it('tell what new ones get, and that nobody chose', async () => {
    const chosen = await ask(instance, { world: clean, regions: [FRANKFURT] });
    expect(byName(chosen.sets, FRANKFURT)[id('i', 1)]).toMatchObject({ tokensOfNewInstances: 'required' });
    const { findings } = await judge('aws.ec2.imdsv2', instance, { world: withPart(instances), regions: [FRANKFURT] });
    expect(findings[0]?.because).toContain('(new instances here: no-preference)');
  });
});

it('the tidy network has what it takes to tell right from wrong', () => {
  expect(frankfurt.groups.flatMap(({ inbound }) => inbound).some(({ prefixLists }) => prefixLists !== undefined)).toBe(true);
  expect(frankfurt.peerings.some(({ status }) => status !== 'active')).toBe(true);
});
