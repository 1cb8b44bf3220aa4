import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { documentIn } from '../../../collectors/import/client.ts';
import file from '../../../collectors/import/file/index.ts';
import finding from '../../../collectors/import/finding/index.ts';
import source from '../../../collectors/import/source.ts';
import { wholeOf } from '../../../src/cli/deliver.ts';
import { openImport } from '../../../src/demo/import/open.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import { checksDir } from '../../../src/home.ts';
import type { Finding } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { renderers } from '../../../src/registry.ts';
import { contradicted, rowsOf } from '../../reports/fixtures.ts';
import { collectAll } from '../../support/collect.ts';

const NOW = '2026-11-21T10:00:00.000Z';
const AT = '2026-11-20T10:00:00Z';
const dir = mkdtempSync(join(tmpdir(), 'claimcheck-import-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const policy = loadPolicy({
  checksDir,
  collectors: [file, finding],
  params: {},
  select: ['import.findings-closed', 'import.files-recent'],
  frameworks: [],
});

async function look(files: Readonly<Record<string, unknown>>, named: readonly string[] = Object.keys(files)) {
  for (const [name, value] of Object.entries(files))
    writeFileSync(join(dir, name), typeof value === 'string' ? value : JSON.stringify(value));
  const config = { type: 'import' as const, name: 'scanners', files: named.map((name) => resolve(dir, name)) };
  const collected = await collectAll({ source, collectors: [file, finding], config, now: NOW });
  const judged = (id: string) => {
    const ready = policy.checks.find(({ check }) => check.id === id);
    const set = collected.sets.find(({ collector }) => collector === ready?.check.about);
    if (!ready || !set) throw new Error(`${id} was not judged`);
    const rows: Finding[] = [];
    const { verdict, reasons } = judgeSet(ready, set, { now: Date.parse(NOW), waivers: [], emit: (row) => rows.push(row) });
    return { verdict, reasons, rows };
  };
  return { ...collected, closed: judged('import.findings-closed'), recent: judged('import.files-recent') };
}

const run = (results: unknown, more: object = {}) => ({
  tool: { driver: { name: 'scanner', semanticVersion: '1.0.0', rules: [{ id: 'R1', properties: { 'security-severity': '9.1' } }] } },
  invocations: [{ executionSuccessful: true, endTimeUtc: AT }],
  results,
  ...more,
});
const brokenOff = (executionSuccessful?: boolean) => ({ invocations: [{ executionSuccessful, endTimeUtc: AT }] });
const sarif = (...results: object[]) => ({
  version: '2.1.0',
  runs: [run(results.map((one) => ({ ruleId: 'R1', message: { text: 'bad' }, ...one })))],
});
const prowler = (status_code: string, severity_id = 4) => ({
  class_uid: 2004,
  category_uid: 2,
  severity_id,
  status_code,
  status_id: status_code === 'PASS' ? 4 : 1,
  time_dt: AT,
  metadata: { event_code: 'iam_1', product: { name: 'Prowler', version: '5.0.0' } },
  finding_info: { title: 'IAM' },
  resources: [{ uid: 'arn:1' }],
});
const asff = (more: object) => ({
  ProductArn: 'arn:p',
  ProductName: 'GuardDuty',
  GeneratorId: 'g',
  Title: 't',
  UpdatedAt: AT,
  RecordState: 'ACTIVE',
  Severity: { Label: 'HIGH' },
  Resources: [{ Id: 'arn:1' }],
  ...more,
});
const bom = (vulnerabilities: unknown) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { timestamp: AT, tools: { components: [{ name: 'grype', version: '0.9' }] } },
  vulnerabilities,
});
const flaw = (more: object = {}) => ({
  id: 'CVE-1',
  ratings: [{ severity: 'low' }, { severity: 'critical' }],
  affects: [{ ref: 'pkg:npm/a' }],
  ...more,
});
const trivy = (Results: unknown) => ({ SchemaVersion: 2, ArtifactName: 'image', CreatedAt: AT, Trivy: { Version: '0.60.0' }, Results });
const vulnerable = (Severity: string) => [{ Target: 'os', Vulnerabilities: [{ VulnerabilityID: 'CVE-1', PkgName: 'zlib', Severity }] }];

type Row = [what: string, document: unknown, verdict: string, reason?: string];
const ROWS: Row[] = [
  ['SARIF: an open result', sarif({}), 'fail'],
  ['SARIF: a suppressed result is open', sarif({ suppressions: [{ kind: 'external', status: 'accepted' }] }), 'fail'],
  ['SARIF: one that is gone', sarif({ baselineState: 'absent' }), 'pass'],
  ['SARIF: one that is not decided', sarif({ kind: 'open' }), 'unknown', 'missing_member'],
  ['SARIF: nothing found', sarif(), 'not_applicable'],
  ['SARIF: broken off, nothing found', { version: '2.1.0', runs: [run([], brokenOff(false))] }, 'unknown', 'population_incomplete'],
  ['SARIF: not said whether it was broken off', { version: '2.1.0', runs: [run([], brokenOff())] }, 'unknown', 'population_incomplete'],
  ['SARIF: nothing said of how it ran', { version: '2.1.0', runs: [run([], { invocations: undefined })] }, 'not_applicable'],
  [
    'SARIF: rules that cannot be read',
    { version: '2.1.0', runs: [run([{ ruleId: 'R1' }], { tool: { driver: { name: 'scanner', rules: 'gone' } } })] },
    'unknown',
    'malformed_response',
  ],
  [
    'SARIF: extensions that cannot be read',
    { version: '2.1.0', runs: [run([{ ruleId: 'R1' }], { tool: { driver: { name: 'scanner' }, extensions: [7] } })] },
    'unknown',
    'malformed_response',
  ],
  ['SARIF: nothing looked for', { version: '2.1.0', runs: [run(null)] }, 'unknown', 'malformed_response'],
  ['OCSF by Prowler: FAIL', [prowler('FAIL')], 'fail'],
  ['OCSF by Prowler: FAIL, low', [prowler('FAIL', 2)], 'not_applicable'],
  ['OCSF by Prowler: PASS', [prowler('PASS')], 'pass'],
  ['OCSF by Prowler: MANUAL', [prowler('MANUAL')], 'unknown', 'missing_member'],
  ['OCSF by Prowler: how severe is not said', [prowler('FAIL', 99)], 'unknown', 'missing_member'],
  ['OCSF, a line each', `${JSON.stringify(prowler('PASS'))}\n${JSON.stringify(prowler('FAIL'))}\n`, 'fail'],
  ['OCSF, the last line cut', `${JSON.stringify(prowler('PASS'))}\n{"class_uid":2004`, 'unknown', 'malformed_response'],
  ['ASFF: active', { Findings: [asff({})] }, 'fail'],
  ['ASFF: suppressed is open', { Findings: [asff({ Workflow: { Status: 'SUPPRESSED' } })] }, 'fail'],
  ['ASFF: resolved', { Findings: [asff({ Workflow: { Status: 'RESOLVED' } })] }, 'pass'],
  ['ASFF: archived', [asff({ RecordState: 'ARCHIVED' })], 'pass'],
  ['ASFF: neither active nor archived', [asff({ RecordState: undefined })], 'unknown', 'missing_member'],
  ['CycloneDX: a flaw', bom([flaw()]), 'fail'],
  [
    'CycloneDX: a rating that nobody understands beside a low one',
    bom([flaw({ ratings: [{ severity: 'low' }, { severity: 'dire' }] })]),
    'unknown',
    'missing_member',
  ],
  [
    'CycloneDX: a critical rating beside one that nobody understands',
    bom([flaw({ ratings: [{ severity: 'dire' }, { severity: 'critical' }] })]),
    'fail',
  ],
  ['CycloneDX: not affected', bom([flaw({ analysis: { state: 'not_affected' } })]), 'pass'],
  ['CycloneDX: in triage is open', bom([flaw({ analysis: { state: 'in_triage' } })]), 'fail'],
  ['CycloneDX: a list of components alone', bom(undefined), 'unknown', 'malformed_response'],
  ['CycloneDX: no flaw', bom([]), 'not_applicable'],
  ['Trivy: a flaw', trivy(vulnerable('CRITICAL')), 'fail'],
  ['Trivy: a flaw of unknown severity', trivy(vulnerable('UNKNOWN')), 'unknown', 'missing_member'],
  [
    'Trivy: an exception is open',
    trivy([{ Target: 'x', Misconfigurations: [{ ID: 'D1', Severity: 'HIGH', Status: 'EXCEPTION' }] }]),
    'fail',
  ],
  ['Trivy: no `Results` at all', trivy(undefined), 'unknown', 'malformed_response'],
  ['half a file', JSON.stringify(sarif({})).slice(0, 80), 'unknown', 'malformed_response'],
  ['nothing', '', 'unknown', 'malformed_response'],
  ['an empty list', [], 'unknown', 'malformed_response'],
  ['another format', { hello: 'world' }, 'unknown', 'malformed_response'],
];

describe('how severe a SARIF result is', () => {
  const grave = (score: string) => ({ id: 'R1', properties: { 'security-severity': score } });
  const inExtension = (result: object, rules = [grave('9.9')]) => {
    const tool = {
      driver: { name: 'CodeQL', semanticVersion: '2.0.0', rules: [{ id: 'other', properties: { 'security-severity': '1.0' } }] },
    };
    return { version: '2.1.0', runs: [run([result], { tool: { ...tool, extensions: [{ name: 'queries', rules }] } })] };
  };
  it.each([
    ['by index in the extension that it names', inExtension({ ruleId: 'R1', rule: { index: 0, toolComponent: { index: 0 } } })],
    ['by id alone, in whichever component', inExtension({ ruleId: 'R1' })],
    ['by an id that goes on after a slash', inExtension({ ruleId: 'R1/case-2' })],
    ['not by the index of another rule', inExtension({ ruleId: 'R1', ruleIndex: 0 })],
  ])('is found %s', async (_, document) => {
    const { sets } = await look({ 'tool.json': document });
    const found = sets.find(({ collector }) => collector === 'import/finding');
    expect(found?.resources[0]?.resource).toMatchObject({ severity: 'critical' });
  });
});

it('what is open in a scan that broke off is open', async () => {
  const broken = { version: '2.1.0', runs: [run([{ ruleId: 'R1', message: { text: 'bad' } }], brokenOff(false))] };
  const { closed } = await look({ 'tool.json': broken });
  expect(closed.verdict).toBe('fail');
});

describe('what another tool says', () => {
  it.each(ROWS)('%s', async (_, document, verdict, reason) => {
    const { closed } = await look({ 'tool.json': document });
    expect(closed.verdict).toBe(verdict);
    expect(closed.reasons).toEqual(reason === undefined ? [] : [reason]);
    expect(closed.rows.length).toBeGreaterThan(0);
  });
  it('is told as theirs, with the digest of their file and its recorded bytes', async () => {
    const { sets, closed, exchanges } = await look({ 'tool.json': sarif({}) });
    const found = sets.find(({ collector }) => collector === 'import/finding');
    expect(found?.resources[0]?.resource).toMatchObject({
      tool: 'scanner',
      version: '1.0.0',
      format: 'SARIF',
      severity: 'critical',
      closed: false,
    });
    expect(closed.rows[0]?.because).toMatch(/^scanner says, and it is open: R1 at /);
    expect(closed.rows[0]?.evidence.length).toBe(1);
    expect(exchanges.map(({ operation }) => operation)).toEqual(['import:GetFile']);
  });
  it('is unknown as a whole when one of several files cannot be read, and a failure stays one', async () => {
    const good = await look({ 'a.json': sarif(), 'b.json': '{' });
    expect([good.closed.verdict, good.recent.verdict]).toEqual(['unknown', 'unknown']);
    const bad = await look({ 'a.json': sarif({}), 'b.json': '{' });
    expect(bad.closed.verdict).toBe('fail');
  });
  it('of a file that is not there, is no file, or is too large: unknown, with the reason', async () => {
    mkdirSync(join(dir, 'folder'), { recursive: true });
    for (const [name, reason] of [
      ['absent.json', 'no_results'],
      ['folder', 'malformed_response'],
    ] as const) {
      const { closed, recent } = await look({}, [name]);
      expect([closed.verdict, closed.reasons], name).toEqual(['unknown', [reason]]);
      expect(recent.verdict, name).toBe('unknown');
    }
    const big = await look({ 'big.json': `"${'x'.repeat(13 * 1024 * 1024)}"` });
    expect(big.closed.reasons).toEqual(['too_large']);
    if (process.getuid?.() === 0) return;
    writeFileSync(join(dir, 'locked.json'), '{}');
    chmodSync(join(dir, 'locked.json'), 0);
    expect((await look({}, ['locked.json'])).closed.reasons).toEqual(['access_denied']);
  });
});

describe('the demo’s files', () => {
  it.each([
    ['clean', 'pass', 'pass'],
    ['drifted', 'pass', 'pass'],
    ['denied', 'unknown', 'unknown'],
  ] as const)('%s', async (world, closed, recent) => {
    const estate = await openImport(world, () => NOW);
    const files = JSON.parse(/files: (\[.*\])/.exec(estate.entry)?.[1] as string) as string[];
    const seen = await look({}, files);
    await estate.close();
    expect([seen.closed.verdict, seen.recent.verdict]).toEqual([closed, recent]);
  });
});

describe('how old it is', () => {
  it.each([
    ['yesterday', sarif({}), 'pass'],
    ['half a year ago', { ...trivy([]), CreatedAt: '2026-05-01T00:00:00Z' }, 'fail'],
    ['no time in it', { version: '2.1.0', runs: [run([], { invocations: undefined })] }, 'unknown'],
    ['a time that is none', { ...trivy([]), CreatedAt: 'soon' }, 'unknown'],
  ])('%s', async (_, document, verdict) => {
    expect((await look({ 'tool.json': document })).recent.verdict).toBe(verdict);
  });
});

it.each(['sarif', 'ocsf'])('our own %s is read back: what fails is open, what is unknown is unknown', async (id) => {
  const report = contradicted();
  const renderer = renderers.find((one) => one.id === id) as (typeof renderers)[number];
  const text = new TextDecoder().decode(await wholeOf((await renderer.render(report, rowsOf(report))).bytes));
  const document = documentIn(text, 'own');
  if ('$unknown' in document) throw new Error(document.$unknown.detail);
  const closed = document.said.map((one) => (typeof one.closed === 'boolean' ? one.closed : 'unknown'));
  expect(closed.filter((one) => one === false).length).toBe(9);
  expect(closed.filter((one) => one === 'unknown').length).toBe(id === 'sarif' ? 2 : 3);
  expect(document.tool).toBe('claimcheck');
});
