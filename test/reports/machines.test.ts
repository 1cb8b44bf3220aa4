import { beforeAll, describe, expect, it } from 'vitest';
import { wholeOf } from '../../src/cli/deliver.ts';
import type { FindingRow, Report, Verdict } from '../../src/model.ts';
import { renderers } from '../../src/registry.ts';
import { type Kept, keptRun, WORLDS, type WorldName } from '../support/reports.ts';
import { allWell, check, contradicted, finding, large, nothing, rowsOf } from './fixtures.ts';
import { assessment, counts, run } from './parts.ts';
import * as read from './reading-rows.ts';

const runs = new Map<string, Kept>();
const fixture = (report: Report): Kept => ({ report, findings: rowsOf(report) });
const names = [...(Object.keys(WORLDS) as WorldName[]), 'fixture: all well', 'fixture: contradicted', 'fixture: nothing', 'in between'];
beforeAll(async () => {
  for (const name of Object.keys(WORLDS) as WorldName[]) runs.set(name, await keptRun(name));
  runs.set('fixture: all well', fixture(allWell()));
  runs.set('fixture: contradicted', fixture(contradicted()));
  runs.set('fixture: nothing', fixture(nothing()));
  runs.set('in between', fixture(inBetween()));
});

/** A failure beside an unknown; a check that nobody was asked for; one that passes with nothing to look at; names that break formats. */
function inBetween(): Report {
  const denied = { reason: 'access_denied' as const };
  const results = [
    check({
      check: 'toy.both',
      title: 'Both',
      verdict: 'fail',
      reasons: ['access_denied'],
      severity: 'info',
      findings: [finding('a', 'fail', 'a is not'), finding('b', 'unknown', 'b will not say', denied), finding('c', 'pass', 'c is')],
    }),
    check({
      check: 'toy.some',
      title: 'Some',
      verdict: 'pass',
      findings: [finding('b', 'unknown', 'b will not say', denied), finding('c', 'pass', 'c is')],
    }),
    { ...check({ check: 'toy.nobody', title: 'Nobody', verdict: 'unknown', reasons: ['not_run'], findings: [] }), subjects: [] },
    check({ check: 'toy.empty', title: 'Empty', verdict: 'pass', findings: [] }),
    check({ check: 'toy.none', title: 'None', verdict: 'not_applicable', severity: 'critical', findings: [] }),
  ];
  const requirement = assessment({
    framework: 'example-claims',
    id: 'both',
    title: 'Both',
    standing: 'contradicted',
    proof: { check: 'toy.both', why: 'so', verdict: 'fail', evidence: 'config' },
  });
  return { ...allWell(), results, requirements: [requirement], run: run({ exit: 4 }, results, [requirement]) };
}

const text = async (id: string, { report, findings }: Kept): Promise<string> => {
  const renderer = renderers.find((one) => one.id === id);
  if (!renderer) throw new Error(`no format is called ${id}`);
  return new TextDecoder('utf-8', { fatal: true }).decode(await wholeOf((await renderer.render(report, findings)).bytes));
};
/** What must be told: each row, and each subject of which no row says what is said of it. Worked out here from the report alone. */
async function expected({
  report,
  findings,
}: Kept): Promise<readonly (read.Told & { readonly verdict: Verdict; readonly idle: boolean })[]> {
  const rows: FindingRow[] = [];
  for await (const row of findings()) rows.push(row);
  return report.results.flatMap((result) => {
    const own = rows.filter(({ check: id }) => id === result.check);
    const told = own.map(({ check: id, verdict, reason = '', subject }) => {
      const whole = result.subjects.find(({ key }) => key === subject.key)?.verdict;
      return { check: id, says: verdict, verdict, why: reason, idle: whole === 'pass' && verdict === 'unknown' };
    });
    const asked = result.subjects.length > 0 ? result.subjects : [{ key: '', verdict: result.verdict, reasons: result.reasons }];
    const silent = asked
      .filter(({ key, verdict }) => !own.some((row) => row.subject.key === key && row.verdict === verdict))
      .map(({ verdict, reasons }) => ({
        check: result.check,
        says: verdict,
        verdict,
        why: verdict === 'unknown' ? (reasons[0] ?? 'no_results') : '',
        idle: false,
      }));
    return [...told, ...silent];
  });
}
const sorted = (rows: readonly read.Told[]) => rows.map(({ check: id, says, why }) => `${id} ${says} ${why}`).sort();
const kept = (name: string) => runs.get(name) as Kept;

describe.each(names)('%s: what is unknown stays unknown', (name) => {
  it('in the table', async () => {
    expect(sorted(read.csv(await text('csv', kept(name))))).toEqual(sorted(await expected(kept(name))));
  });
  it('in OCSF', async () => {
    const WORD = { pass: 'Pass', fail: 'Fail', unknown: 'Unknown', not_applicable: 'Not Applicable' };
    const want = (await expected(kept(name))).map((row) => ({ ...row, says: WORD[row.verdict] }));
    expect(sorted(read.ocsf(await text('ocsf', kept(name))))).toEqual(sorted(want));
  });
  it('in SARIF, which is told what fails and what is open', async () => {
    const WORD: Partial<Record<Verdict, string>> = { fail: 'fail', unknown: 'open' };
    const want = (await expected(kept(name))).flatMap((row) => {
      const says = WORD[row.verdict];
      return says === undefined ? [] : [{ ...row, says }];
    });
    const log = await text('sarif', kept(name));
    expect(sorted(read.sarif(log))).toEqual(sorted(want));
    for (const result of JSON.parse(log).runs[0].results) expect(result.level === 'none').toBe(result.kind !== 'fail');
    const rules = JSON.parse(log).runs[0].tool.driver.rules.map((rule: { id: string; properties: { verdict: string } }) => [
      rule.id,
      rule.properties.verdict,
    ]);
    expect(rules).toEqual(kept(name).report.results.map(({ check: id, verdict }) => [id, verdict]));
  });
  it('in JUnit, as an error and never as skipped, and each suite counts what it holds', async () => {
    const WORD = { pass: 'passed', fail: 'failure', unknown: 'error', not_applicable: 'skipped' };
    const want = (await expected(kept(name))).map((row) => ({ ...row, says: row.idle ? 'skipped' : WORD[row.verdict] }));
    const document = await text('junit', kept(name));
    const told = read.junit(document);
    expect(told.map(({ check: id, says }) => `${id} ${says}`).sort()).toEqual(want.map(({ check: id, says }) => `${id} ${says}`).sort());
    for (const error of told.filter(({ says }) => says === 'error')) expect(error.why).toMatch(/^unknown: \w+$/);
    for (const suite of read.suites(document)) expect(suite.told).toEqual(suite.held);
  });
  it('in Heimdall, as an error, and a failure beside it is still one', async () => {
    const all = await expected(kept(name));
    const controls = read.hdf(await text('hdf', kept(name)));
    const said = (id: string) => controls.filter((one) => one.check === id).map(({ says }) => says);
    for (const { check: id, verdict, subjects } of kept(name).report.results) {
      const unknown = all.some((row) => row.check === id && row.verdict === 'unknown' && !row.idle);
      expect(said(id).includes('Profile Error'), id).toBe(unknown);
      expect(said(id).includes('Failed'), id).toBe(verdict === 'fail');
      expect(said(id).includes('Passed'), id).toBe(subjects.some((subject) => subject.verdict === 'pass'));
      expect(said(id).includes('Not Applicable'), id).toBe(subjects.some((subject) => subject.verdict === 'not_applicable'));
    }
  });
  it('in OSCAL, where only what is established is satisfied', async () => {
    const document = await text('oscal', kept(name));
    expect(sorted(read.oscal(document))).toEqual(sorted(await expected(kept(name))));
    const [result] = JSON.parse(document)['assessment-results'].results;
    const { requirements } = kept(name).report;
    const judged = requirements.filter(({ standing }) => standing !== 'not-assessed');
    const states = (result.findings ?? []).map((one: { target: { status: { state: string; reason: string } } }) => one.target.status);
    expect(states.map(({ state }: { state: string }) => state === 'satisfied')).toEqual(
      judged.map(({ standing }) => standing === 'established'),
    );
    expect(states.map(({ reason }: { reason: string }) => reason === 'fail')).toEqual(
      judged.map(({ standing }) => standing === 'contradicted'),
    );
    const apart = result['reviewed-controls']['control-selections'].flatMap(
      (one: { 'exclude-controls'?: unknown[] }) => one['exclude-controls'] ?? [],
    );
    expect(apart.length).toBe(requirements.length - judged.length);
  });
});

describe('a waived failure is a failure', () => {
  it('in every format, with who accepted it', async () => {
    const run = kept('contradicted');
    const who = 'Head of Toys';
    const row = read.csvRows(await text('csv', run)).find((cells) => cells.includes(who));
    expect(row).toContain('fail');
    const events = (await text('ocsf', run))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const accepted = events.filter(({ status }) => status === 'Risk Accepted');
    expect(accepted.map(({ compliance, status_id, status_detail }) => [compliance.status, status_id, status_detail.includes(who)])).toEqual(
      [['Fail', 99, true]],
    );
    const [sarif] = JSON.parse(await text('sarif', run)).runs[0].results.filter((one: { suppressions?: unknown }) => one.suppressions);
    expect(sarif).toMatchObject({ kind: 'fail', level: 'error', suppressions: [{ kind: 'external', status: 'accepted' }] });
    expect(await text('junit', run)).toMatch(/<failure type="fail \(waived\)"[^>]*>[^<]*Head of Toys/);
    const [control] = JSON.parse(await text('hdf', run)).profiles[0].controls;
    expect(control.waiver_data.skipped_due_to_waiver).toBe(false);
    const { risks, findings } = JSON.parse(await text('oscal', run))['assessment-results'].results[0];
    const deviations = risks.filter(({ status }: { status: string }) => status === 'deviation-approved');
    expect(deviations.map(({ deadline }: { deadline: string }) => deadline.slice(0, 10))).toEqual(['2027-01-31']);
    expect(findings.every((one: { target: { status: { reason: string } } }) => one.target.status.reason === 'fail')).toBe(true);
  });
});

describe('rows', () => {
  const formats = ['csv', 'ocsf', 'sarif', 'junit', 'hdf', 'oscal'];
  it.each(formats)('that are missing are no shorter %s report, but none', async (id) => {
    const report = contradicted();
    const short = async function* () {
      let left = 3;
      for await (const row of rowsOf(report)()) if (left-- > 0) yield row;
    };
    await expect(text(id, { report, findings: short })).rejects.toThrow(/counts 11 findings, and 3 could be read/);
  });
  it.each(formats)('are read as %s is written, not before', async (id) => {
    const size = 200_000;
    const { report, rows } = large(size);
    let read = 0;
    const counted = async function* () {
      for await (const row of rows()) {
        read += 1;
        yield row;
      }
    };
    const renderer = renderers.find((one) => one.id === id) as (typeof renderers)[number];
    const { bytes } = (await renderer.render(report, counted)) as { bytes: AsyncIterable<Uint8Array> };
    let chunks = 0;
    for await (const chunk of bytes) {
      expect(chunk.length).toBeLessThan(300_000);
      chunks += 1;
      if (chunks === 5) break;
    }
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(size / 10);
  });
  it('counts of a run that has none are all there is', async () => {
    const base = nothing();
    const report: Report = {
      ...base,
      results: [],
      requirements: [],
      scope: [],
      gaps: [],
      run: { ...base.run, frameworks: [], verdicts: counts(), findings: { ...base.run.findings, total: 0 } },
    };
    const bare = fixture(report);
    expect(read.csv(await text('csv', bare))).toEqual([]);
    expect(await text('ocsf', bare)).toBe('');
    expect(read.sarif(await text('sarif', bare))).toEqual([]);
    expect(read.junit(await text('junit', bare))).toEqual([]);
    expect(read.oscal(await text('oscal', bare))).toEqual([]);
    expect(await text('markdown', bare)).toContain('No check was run: nothing is known.');
  });
});
