/** A report whose subjects stand in a file of their own says what the same report says that holds them. */
import { describe, expect, it } from 'vitest';
import { gapGroups } from '../../reports/facts.ts';
import { type Line, lines } from '../../reports/lines.ts';
import type { FindingRow, Report, SubjectRow } from '../../src/model.ts';
import { renderers } from '../../src/registry.ts';
import { allWell, contradicted, crowded, rowsOf } from './fixtures.ts';

function apart(report: Report): { readonly report: Report; readonly rows: SubjectRow[] } {
  const rows = report.results.flatMap(({ check, subjects }) => subjects.map(({ findings: _, ...row }) => ({ check, ...row })));
  return {
    rows,
    report: {
      ...report,
      run: {
        ...report.run,
        findings: { ...report.run.findings, inline: false },
        subjects: { total: rows.length, inline: false, file: 'subjects.jsonl' },
      },
      results: report.results.map((result) => ({
        ...result,
        ...(result.subjects.length > 0 && { subjectCount: result.subjects.length }),
        subjects: [],
      })),
    },
  };
}
async function* each<T>(rows: Iterable<T>): AsyncIterable<T> {
  yield* rows;
}
async function told(all: AsyncIterable<Line>): Promise<string[]> {
  const said: string[] = [];
  for await (const { result, subject, finding, whole } of all)
    said.push(JSON.stringify([result.check, subject.key, subject.verdict, subject.counts, finding.resource, finding.verdict, whole]));
  return said.sort();
}

describe.each([
  ['all well', allWell()],
  ['contradicted', contradicted()],
  ['crowded', crowded()],
])('%s', (_, report) => {
  const { report: without, rows } = apart(report);
  const findings = rowsOf(report);

  it('has the same lines', async () => {
    expect(await told(lines(without, findings, () => each(rows)))).toEqual(await told(lines(report, findings)));
  });
  it('misses none of them unsaid', async () => {
    await expect(told(lines(without, findings, () => each(rows.slice(1))))).rejects.toThrow(/could be read/);
    const few = async function* (): AsyncIterable<FindingRow> {
      let at = 0;
      for await (const row of findings()) if (at++ > 0) yield row;
    };
    await expect(told(lines(without, few, () => each(rows)))).rejects.toThrow(/could be read/);
  });
  it.each(renderers.map((renderer) => [renderer.id, renderer] as const))('is rendered as %s', async (_id, renderer) => {
    const { bytes } = await renderer.render(without, findings, () => each(rows));
    let size = 0;
    if (bytes instanceof Uint8Array) size = bytes.length;
    else for await (const chunk of bytes) size += chunk.length;
    expect(size).toBeGreaterThan(0);
  });
});

describe('gaps that are too many for the report', () => {
  it('are counted as they were, not as they are listed', () => {
    const report = contradicted();
    const [gap] = report.gaps;
    const { operation, reason, permission } = gap as (typeof report.gaps)[number];
    const kind = { operation, reason, ...(permission !== undefined && { permission }), gaps: 90_000, subjects: 85_000 };
    const groups = gapGroups({ ...report, run: { ...report.run, gaps: { total: 90_000, kinds: [kind] } } });
    expect(groups[0]).toMatchObject({ operation, reason, inSubjects: 85_000, count: 90_000 });
    expect(gapGroups(report).find((one) => one.operation === operation)?.inSubjects).toBeLessThan(100);
  });
});
