import { describe, expect, it } from 'vitest';
import coverage from '../../../collectors/aws/inspector-coverage/index.ts';
import findings from '../../../collectors/aws/inspector-finding/index.ts';
import scanning from '../../../collectors/aws/inspector-scanning/index.ts';
import managed from '../../../collectors/aws/managed-instance/index.ts';
import { PRODUCTION } from '../../../src/demo/aws/accounts.ts';
import { inspector } from '../../../src/demo/aws/parts/inspector.ts';
import { instances } from '../../../src/demo/aws/parts/instances/index.ts';
import { patching } from '../../../src/demo/aws/parts/patching.ts';
import type { World } from '../../../src/demo/aws/world.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { denied } from '../../../src/demo/aws/worlds/denied.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import type { Collector } from '../../../src/model.ts';
import { ask, byName, setOf } from './estate.ts';
import { bare, fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';
const WEB1 = 'i-00000000000000001';
const [EDGE1, EDGE2, EDGE3] = ['i-00000000000000011', 'i-00000000000000012', 'i-00000000000000013'];
const OFFICE = 'mi-00000000000000001';

fourWorlds({
  check: 'aws.inspector.enabled',
  collector: scanning,
  broken: withPart(inspector),
  fails: ['EC2 instances in eu-central-1'],
  passes: ['EC2 instances in eu-central-1', 'EC2 instances in us-east-1'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.inspector.coverage',
  collector: coverage,
  broken: withPart(inspector),
  fails: [EDGE1, EDGE2, EDGE3],
  passes: [WEB1, EDGE1],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.ssm.instances-managed',
  collector: managed,
  broken: withPart(patching),
  fails: [EDGE1],
  passes: [WEB1, EDGE1],
  whenNone: 'not_applicable',
  spare: { 'ssm:DescribeInstancePatchStates': 'what is lacking on a machine does not say whether it is reached' },
});
fourWorlds({
  check: 'aws.ssm.patch-compliance',
  collector: managed,
  broken: withPart(patching),
  fails: [OFFICE, EDGE1, EDGE2],
  passes: [WEB1, EDGE1, OFFICE],
  whenNone: 'not_applicable',
});

const SLA = 'aws.inspector.findings-sla';
describe(SLA, () => {
  it('passes the clean estate: what is old has no fix, is closed, or is not a matter of versions', async () => {
    const { verdict, rows, sets } = await judge(SLA, findings, { world: clean });
    expect(verdict).toBe('pass');
    expect(rows.filter((row) => row.includes('CVE')).sort()).toEqual([
      `pass CVE-2026-10001 - openssl ${WEB1}`,
      `pass CVE-2026-10002 - kernel ${WEB1}`,
    ]);
    // neither the medium one nor the closed one was sent
    expect(setOf(sets, FRANKFURT).resources).toHaveLength(4);
  });
  it('fails the broken one, and what drifted', async () => {
    const { rows } = await judge(SLA, findings, { world: withPart(inspector) });
    expect(rows).toEqual([`fail CVE-2026-10007 - curl ${WEB1}`, `fail CVE-2026-10008 - bash ${EDGE3}`]);
    const after = await judge(SLA, findings, { world: drifted });
    expect(after.rows.filter((row) => row.startsWith('fail'))).toEqual([`fail CVE-2026-10007 - curl ${EDGE1}`]);
  });
  it('passes a region without findings where Inspector is on, and is unknown where it is off', async () => {
    expect((await judge(SLA, findings, { world: clean, regions: [VIRGINIA] })).verdict).toBe('pass');
    const { verdict, reasons, findings: rows } = await judge(SLA, findings, { world: bare });
    expect([verdict, reasons]).toEqual(['unknown', ['no_results']]);
    expect(rows[0]?.because).toContain('Inspector is DISABLED');
  });
  it.each(findings.calls.map(({ operation }) => operation))('does not know when %s is refused', async (operation) => {
    for (const kind of ['denied', 'html', 'empty', 'truncated', 'garbled', 'throttled'] as const) {
      const { verdict, findings: rows } = await judge(SLA, findings, { world: clean, faults: [{ operation, kind }] });
      expect(verdict, kind).toBe('unknown');
      expect(rows.filter((row) => row.verdict === 'fail')).toEqual([]);
    }
  });
  it('fails on what the first page shows when the second is refused', async () => {
    const broken = inspector.broken[PRODUCTION];
    const held = { ...broken, regions: { ...broken?.regions, [FRANKFURT]: { ...broken?.regions[FRANKFURT] } } } as never;
    expect((await judge(SLA, findings, { world: withPart(inspector, { [PRODUCTION]: held }) })).verdict).toBe('fail');
    const faults = [{ operation: 'inspector2:ListFindings', kind: 'denied' as const, after: 1 }];
    const { verdict, sets } = await judge(SLA, findings, { world: clean, regions: [FRANKFURT], faults });
    expect(verdict).toBe('unknown');
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied' }] });
    expect(setOf(sets, FRANKFURT).resources).toHaveLength(2);
  });
  it('does not know of a finding without word of a fix, nor of an answer without a list', async () => {
    const silent = (json: string) => json.replaceAll('"fixAvailable":', '"other":');
    expect(await judge(SLA, findings, { world: clean, spoil: silent })).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
    for (const list of ['findings', 'accounts']) {
      const spoil = (json: string) => json.replaceAll(`"${list}":`, '"other":');
      expect(await judge(SLA, findings, { world: clean, spoil }), list).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
    }
  });
  it('does not know when Inspector says that it may not tell', async () => {
    const spoil = (json: string) =>
      json.includes('resourceState') ? '{"accounts":[],"failedAccounts":[{"accountId":"123456789012","errorCode":"ACCESS_DENIED"}]}' : json;
    expect(await judge(SLA, findings, { world: clean, spoil })).toMatchObject({ verdict: 'unknown', reasons: ['access_denied'] });
  });
});

describe('a delegated administrator', () => {
  it.each([
    ['inspector2:ListCoverage', coverage],
    ['inspector2:ListFindings', findings],
    ['inspector2:BatchGetAccountStatus', scanning],
  ] as [string, Collector][])('is asked by %s for this account alone', async (operation, collector) => {
    const { exchanges } = await ask(collector, { world: clean, regions: [VIRGINIA] });
    const [asked] = exchanges.filter((one) => one.operation === operation);
    expect(asked?.request.body).toContain(PRODUCTION);
  });
});

describe('scanning, of raw answers,', () => {
  const status = (lambda?: string) => ({
    accountId: PRODUCTION,
    state: { status: 'ENABLED' },
    resourceState: { ec2: { status: 'ENABLED' }, ecr: { status: 'DISABLED' }, ...(lambda !== undefined && { lambda: { status: lambda } }) },
  });
  const of = (kind: 'EC2' | 'ECR' | 'LAMBDA', lambda?: string) =>
    scanning.normalise({ id: 'x', kind, region: FRANKFURT, present: true, status: status(lambda) }, {} as never).status;
  it('tells the three kinds apart, and what is not told', () => {
    expect([of('EC2', 'SUSPENDED'), of('ECR', 'SUSPENDED'), of('LAMBDA', 'SUSPENDED')]).toEqual(['ENABLED', 'DISABLED', 'SUSPENDED']);
    expect(of('LAMBDA')).toMatchObject({ $unknown: { reason: 'missing_member' } });
  });
});

describe('scanning', () => {
  const of = (world: World, more: object = {}) => judge('aws.inspector.enabled', scanning, { world, regions: [FRANKFURT], ...more });
  it('that is off matters where there is something, and nobody knows where that is not known', async () => {
    const off = withPart(inspector, {});
    const [instancesRow] = (await of(off)).rows;
    expect(instancesRow).toBe('fail EC2 instances in eu-central-1');
    const faults = [{ operation: 'ec2:DescribeInstances', kind: 'denied' as const }];
    const { findings: rows } = await of(off, { faults });
    expect(rows.find(({ resource }) => resource.name === 'EC2 instances in eu-central-1')).toMatchObject({
      verdict: 'unknown',
      reason: 'access_denied',
    });
  });
  it('takes a terminated instance for gone, and a stopped one not', async () => {
    const world = (state: string) => {
      const held = instances.clean[PRODUCTION] as { regions: Record<string, { instances: object[] }> };
      const here = held.regions[FRANKFURT] as { instances: object[] };
      const changed = { ...here, instances: here.instances.map((one) => ({ ...one, state })) };
      return { ...withPart(instances as never, { [PRODUCTION]: { ...held, regions: { ...held.regions, [FRANKFURT]: changed } } }) };
    };
    const present = async (state: string) =>
      byName((await ask(scanning, { world: world(state), regions: [FRANKFURT] })).sets, FRANKFURT)['EC2 instances in eu-central-1'];
    expect(await present('terminated')).toMatchObject({ present: false });
    expect(await present('stopped')).toMatchObject({ present: true });
    // neither runs, so that neither has to be covered, managed or patched
    for (const [check, collector] of [
      ['aws.inspector.coverage', coverage],
      ['aws.ssm.instances-managed', managed],
    ] as const) {
      const { verdict, findings: rows } = await judge(check, collector, { world: world('stopped'), regions: [FRANKFURT] });
      expect(verdict, check).toBe('not_applicable');
      expect(rows.some(({ because }) => because === 'it is stopped')).toBe(true);
    }
  });
});

describe('coverage', () => {
  it('without the time of a scan is unknown, unless it waits for its first', async () => {
    const silent = (json: string) => json.replaceAll(/"lastScannedAt":[^,}]+,?/g, '').replaceAll(',}', '}');
    const of = (spoil: (json: string) => string) =>
      judge('aws.inspector.coverage', coverage, { world: clean, regions: [FRANKFURT], spoil });
    expect(await of(silent)).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
    expect((await of((json) => silent(json).replaceAll('"SUCCESSFUL"', '"PENDING_INITIAL_SCAN"'))).verdict).toBe('fail');
  });
  it('of the network alone is none', async () => {
    const spoil = (json: string) => json.replaceAll('"PACKAGE"', '"NETWORK"');
    const { rows } = await judge('aws.inspector.coverage', coverage, { world: clean, regions: [FRANKFURT], spoil });
    expect(rows.every((row) => row.startsWith('fail'))).toBe(true);
  });
  it('of which a page is refused leaves instances unknown, not uncovered', async () => {
    const faults = [{ operation: 'inspector2:ListCoverage', kind: 'denied' as const, after: 1 }];
    const { rows } = await judge('aws.inspector.coverage', coverage, { world: clean, regions: [VIRGINIA], faults });
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

describe('a machine', () => {
  const CHECKS = ['aws.ssm.instances-managed', 'aws.ssm.patch-compliance'] as const;
  it('that is not managed fails the one check and is unknown to the other', async () => {
    const world = withPart(patching, {});
    const [reached, patched] = await Promise.all(CHECKS.map((check) => judge(check, managed, { world, regions: [FRANKFURT] })));
    expect(reached?.rows.every((row) => row.startsWith('fail'))).toBe(true);
    expect(patched).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
    expect(patched?.asked.some((one) => one.includes('PatchStates'))).toBe(false);
  });
  it('outside EC2 is one of ours, and needs no EC2', async () => {
    const { sets } = await ask(managed, { world: clean, regions: [FRANKFURT] });
    expect(byName(sets, FRANKFURT)[OFFICE]).toMatchObject({ state: null, pingStatus: 'Online', securityNonCompliant: 0 });
  });
  it('on a page that is refused is unknown, and so is how many there are', async () => {
    const faults = [{ operation: 'ssm:DescribeInstanceInformation', kind: 'denied' as const, after: 1 }];
    const { rows, sets } = await judge('aws.ssm.instances-managed', managed, { world: clean, regions: [VIRGINIA], faults });
    expect(rows.slice(0, 3)).toEqual([`pass ${EDGE1}`, `pass ${EDGE2}`, `unknown ${EDGE3}`]);
    expect(setOf(sets, VIRGINIA)).toMatchObject({ complete: false });
  });
  it.each(['CriticalNonCompliantCount', 'SecurityNonCompliantCount', 'OperationEndTime'])('without %s is unknown', async (member) => {
    const spoil = (json: string) => json.replaceAll(`"${member}":`, '"Other":');
    const { verdict, reasons } = await judge('aws.ssm.patch-compliance', managed, { world: clean, spoil });
    expect([verdict, reasons]).toEqual(['unknown', ['missing_member']]);
  });
  it('is asked for with fifty others at most', async () => {
    const machine = (n: number) => ({
      id: `mi-${String(n).padStart(17, '0')}`,
      ping: 'Online',
      patched: { age: 1, critical: 0, security: 0 },
    });
    const held = { account: null, regions: {}, elsewhere: Array.from({ length: 120 }, (_, n) => machine(n)) };
    const world = { ...withPart(patching, { [PRODUCTION]: held }), pageSize: 100 };
    const { asked, rows, verdict } = await judge('aws.ssm.patch-compliance', managed, { world, regions: ['eu-west-1'] });
    expect(asked.filter((one) => one.includes('PatchStates'))).toHaveLength(3);
    expect([verdict, rows.length]).toEqual(['pass', 120]);
  });
});

describe('the demo worlds', () => {
  const all = [
    ['aws.inspector.enabled', scanning],
    ['aws.inspector.coverage', coverage],
    ['aws.inspector.findings-sla', findings],
    ['aws.ssm.instances-managed', managed],
    ['aws.ssm.patch-compliance', managed],
  ] as [string, Collector][];
  it.each(all)('%s fails where it has drifted and nowhere else', async (check, collector) => {
    const { rows } = await judge(check, collector, { world: drifted });
    const due = [...inspector.drift, ...patching.drift].filter((one) => one.check === check).map(({ resource }) => `fail ${resource}`);
    expect(rows.filter((row) => row.startsWith('fail'))).toEqual(due);
  });
  it.each(all)('%s fails nothing that is refused', async (check, collector) => {
    const { rows, verdict } = await judge(check, collector, { world: denied });
    expect(rows.filter((row) => row.startsWith('fail'))).toEqual([]);
    const refused = [...inspector.refusals, ...patching.refusals].some(({ operation }) =>
      collector.calls.some((call) => call.operation === operation),
    );
    const decides = check !== 'aws.ssm.instances-managed';
    expect(verdict).toBe(refused && decides ? 'unknown' : 'pass');
  });
});
