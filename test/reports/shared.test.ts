import { describe, expect, it } from 'vitest';
import { coverage, digest, findingCounts, gapGroups } from '../../reports/facts.ts';
import { proofLines } from '../../reports/proof.ts';
import { cut, linked, number, prose, safeLink, shown, visible, when } from '../../reports/text.ts';
import { STANDING_WORD, STRENGTH_BARS, STRENGTH_WORD, VERDICT_WORD } from '../../reports/words.ts';
import type { FindingRow } from '../../src/model.ts';
import { allWell, contradicted, finding, large } from './fixtures.ts';

describe('text', () => {
  it('writes out what does not show and leaves the rest', () => {
    expect(visible('Łódź 北京 ✓ e\u0301')).toBe('Łódź 北京 ✓ e\u0301');
    expect(visible('\u001b[0m\u009b\u007f')).toBe('\\x1b[0m\\x9b\\x7f');
    expect(visible('a\u202eb\u2066c\u200bd\ufeffe\u00adf\ufe0f')).toBe('a\\u202eb\\u2066c\\u200bd\\ufeffe\\xadf\\ufe0f');
    expect(visible('\u{e0041}\ud800\u2028\u3164\u00a0')).toBe('\\u{e0041}\\ud800\\u2028\\u3164\\xa0');
    expect(prose(' one\n  two\u202e ')).toBe('one two\\u202e');
  });
  it('says how much it cut, and cuts no character in half', () => {
    expect(cut('x'.repeat(12_345), 3)).toBe('xxx… [cut: 12,345 characters in all]');
    expect(cut('a🙂🙂', 2)).toBe('a… [cut: 5 characters in all]');
    expect(cut('abc', 3)).toBe('abc');
  });
  it('counts and dates in one way', () => {
    expect([0, 999, 1000, 1_234_567].map(number)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect(when('2026-11-21T10:00:00.123Z')).toBe('2026-11-21 10:00:00 UTC');
    expect(when('soon\u001b')).toBe('soon\\x1b');
  });
  it('tells null, absent and unknown apart', () => {
    expect([shown(null), shown(undefined), shown({ $unknown: { reason: 'access_denied' } }), shown([]), shown('')]).toEqual([
      'null',
      '(not there)',
      '(unknown: access_denied)',
      '[]',
      '""',
    ]);
  });
  it('trusts only plain links', () => {
    expect(safeLink('https://a.example/x')).toBe('https://a.example/x');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc', '//a.example', 'https://u:p@a.example', 'x']) {
      expect(safeLink(bad), bad).toBeUndefined();
    }
    const text = 'See https://a.example/x. And then.';
    expect(
      linked(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
    expect(linked(text).flatMap((piece) => piece.link ?? [])).toEqual(['https://a.example/x']);
  });
});

describe('facts', () => {
  it('counts a control as covered only when it has a check', () => {
    const report = contradicted();
    const iso = report.run.frameworks[1];
    if (iso === undefined) throw new Error('the fixture has two frameworks');
    expect(coverage(report, iso)).toEqual({ checked: 2, size: 93 });
  });
  it('adds findings without counting waived ones twice', () => {
    expect(findingCounts(contradicted().results)).toEqual({ pass: 1, fail: 9, unknown: 1, not_applicable: 0, waived: 1 });
  });
  it('keeps a subject or source that did not answer among the gaps, once', () => {
    expect(gapGroups(contradicted()).map((group) => [group.operation, group.reason, group.subjects])).toEqual([
      ['GET /orgs/{org}/members', 'access_denied', ['github/acme']],
      ['ec2:DescribeRegions', 'throttled', ['aws/production']],
    ]);
    expect(gapGroups({ ...contradicted(), gaps: [] }).map((group) => group.operation)).toEqual(['GET /orgs/{org}/members']);
    expect(gapGroups(allWell())).toEqual([]);
  });
  it('gives every check a share of the rows that are printed', async () => {
    const { rows } = large(3_000);
    const late: FindingRow = { ...finding('late', 'fail', 'x'), check: 'z.last', subject: { key: 'k', id: 'k', label: 'k' } };
    const all = async function* () {
      yield* rows();
      yield late;
    };
    const { fail, seen } = await digest(all, 100, 2);
    expect(seen).toBe(3_001);
    expect(fail).toMatchObject({ total: 2_001, kept: 100 });
    expect(fail.byCheck.get('z.last')).toEqual([late]);
  });
  it('keeps to the limit with more checks than rows', async () => {
    const all = async function* (): AsyncIterable<FindingRow> {
      for (let index = 0; index < 50; index++)
        yield { ...finding('x', 'fail', 'x'), check: `c${index}`, subject: { key: 'k', id: 'k', label: 'k' } };
    };
    expect((await digest(all, 10, 50)).fail).toMatchObject({ total: 50, kept: 10 });
  });
  it('reads a proof from the top', () => {
    const [claim] = contradicted().requirements;
    if (claim === undefined) throw new Error('the fixture has claims');
    expect(proofLines(claim.proof).map((line) => [line.depth, line.verdict, line.check])).toEqual([
      [0, 'fail', undefined],
      [1, 'fail', 'aws.iam.console-users-mfa'],
      [1, 'unknown', 'github.org.members-mfa'],
    ]);
  });
});

it('has one word for each thing', () => {
  for (const words of [VERDICT_WORD, STANDING_WORD, STRENGTH_WORD, STRENGTH_BARS]) {
    expect(new Set(Object.values(words)).size).toBe(Object.keys(words).length);
  }
});
