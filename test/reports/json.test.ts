import { expect, it } from 'vitest';
import json from '../../reports/json/index.ts';
import { reportBytes } from '../../reports/ordered.ts';
import { wholeOf } from '../../src/cli/deliver.ts';
import type { Report } from '../../src/model.ts';
import { allWell, contradicted, finding, large, nothing, rowsOf } from './fixtures.ts';

const textOf = async (report: Report) => new TextDecoder().decode(await wholeOf((await json.render(report, rowsOf(report))).bytes));

it.each([
  ['all well', allWell],
  ['contradicted', contradicted],
  ['nothing', nothing],
] as const)('holds the whole report: %s', async (_, make) => {
  const text = await textOf(make());
  expect(JSON.parse(text)).toEqual(make());
  expect(text).toMatch(/^\{\n {2}"/);
  expect(text.endsWith('}\n')).toBe(true);
});

it.each([
  ['all well', allWell],
  ['contradicted', contradicted],
  ['nothing', nothing],
  ['large', () => large(2000).report],
] as const)('is in pieces what it is in one: %s', async (_, make) => {
  const [report, odd] = [make(), '\u202e\u0000 ≠ 🂡 "\\\n'];
  for (const one of [
    report,
    { ...report, [odd]: { deep: [[], {}, [odd, undefined, Number.NaN], { [odd]: { a: { b: { c: { d: [1, { e: odd }] } } } } }] } },
  ])
    expect(await textOf(one)).toBe(new TextDecoder().decode(reportBytes(one)));
});

it('is the same bytes in whatever order the members were set', async () => {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, turned(member)]),
    );
  };
  expect(await textOf(turned(contradicted()) as Report)).toBe(await textOf(contradicted()));
});

it('keeps a member called __proto__', async () => {
  const report = allWell();
  const observed: unknown = JSON.parse('{"__proto__":{"admin":true}}');
  const results = report.results.map((row) => ({
    ...row,
    subjects: row.subjects.map((subject) => ({
      ...subject,
      findings: [finding('ada', 'pass', 'odd', { observed: observed as Record<string, unknown> })],
    })),
  }));
  expect(await textOf({ ...report, results })).toContain('"__proto__": {');
});

it('points to findings.jsonl when the findings are not inline', async () => {
  const { report } = large(20_000);
  const read = JSON.parse(await textOf(report)) as Report;
  expect(read.run.findings).toEqual({ total: 20_000, inline: false, file: 'findings.jsonl' });
});
