import { describe, expect, it } from 'vitest';
import { digest } from '../../reports/facts.ts';
import terminal from '../../reports/terminal/index.ts';
import { strength } from '../../reports/terminal/requirements.ts';
import { ROWS_PER_CHECK, summary } from '../../reports/terminal/summary.ts';
import { columns, wrap } from '../../reports/terminal/wrap.ts';
import { type Report, STRENGTHS } from '../../src/model.ts';
import { allWell, contradicted, large, nothing, rowsOf } from './fixtures.ts';

const textOf = async (report: Report, rows = rowsOf(report)) => new TextDecoder().decode((await terminal.render(report, rows)).bytes);
const at = async (report: Report, width: number) => summary(report, await digest(rowsOf(report), 100, report.results.length), width);
const flat = (text: string) => text.replace(/\s+/g, ' ');

describe('columns', () => {
  it.each([
    ['all well', allWell],
    ['contradicted', contradicted],
    ['nothing', nothing],
  ] as const)('fits 80 and 60: %s', async (_, make) => {
    expect(Math.max(...(await textOf(make())).split('\n').map(columns))).toBeLessThanOrEqual(80);
    expect(Math.max(...(await at(make(), 60)).split('\n').map(columns))).toBeLessThanOrEqual(60);
  });
  it('counts a Han character as two and a combining mark as none', () => {
    expect(columns('北京')).toBe(4);
    expect(columns('e\u0301')).toBe(1);
    expect(columns('Łódź ✓')).toBe(6);
  });
  it('loses no character when it breaks a word without spaces', () => {
    const word = `arn:aws:iam::123456789012:user/${'x'.repeat(200)}北京`;
    expect(
      wrap(word, 40, '  - ')
        .map((line) => line.slice(4))
        .join(''),
    ).toBe(word);
  });
});

describe('text', () => {
  it('holds no character that a terminal would obey', async () => {
    const text = await textOf(contradicted());
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(text).toContain('bob\\x1b[31m\\x1b]0;owned\\x07');
    expect(text).toContain('admin\\u202egnp.exe');
    expect(text).not.toMatch(/^PASS everything/m);
  });
  it('says what failed, what is unknown and why, what would help, and where the evidence is', async () => {
    const text = flat(await textOf(contradicted()));
    for (const words of [
      'DEMONSTRATION ESTATE, world "breach"',
      'as UNKNOWN (access_denied)',
      'Contradicted 1 of 4',
      'FAIL 1 of 4 checks, 9 of 11 findings (1 of them waived)',
      'FAIL critical aws.iam.console-users-mfa',
      'still FAIL, WAIVED until 2027-01-31',
      'UNKNOWN high github.org.members-mfa',
      'Grant Members: read',
      'nobody has signed for it (attestation_missing)',
      '2 of 93 controls have a check',
      'number 3, sealed, exit 4',
    ])
      expect(text).toContain(words);
  });
  it('is calm only when everything was answered', async () => {
    expect(await textOf(allWell())).toContain('Nothing. Hand over the report.');
    expect(await textOf(nothing())).not.toContain('Nothing. Hand over the report.');
    expect(await textOf(nothing())).not.toContain('Every question that was asked was answered');
  });
  it('does not say that questions were answered when none was asked', async () => {
    expect(await textOf({ ...nothing(), scope: [], gaps: [] })).toContain('No question was asked at all.');
    expect(await textOf({ ...allWell(), results: [] })).toContain('Nothing was judged');
  });
  it('names ten resources of a check and counts the rest', async () => {
    const { report, rows } = large(20_000);
    const text = await textOf(report, rows);
    expect(text.match(/- user-\d+ in aws\/production/g)).toHaveLength(ROWS_PER_CHECK);
    expect(text).toContain('and 13,324 more, in findings.jsonl');
  });
});

it('marks no two strengths alike', () => {
  const marks = STRENGTHS.map((value) => strength(value).slice(0, 6));
  expect(new Set(marks).size).toBe(STRENGTHS.length);
});
