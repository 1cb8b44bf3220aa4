import { describe, expect, it } from 'vitest';
import { examplesOf } from '../../reports/examples.ts';
import terminal from '../../reports/terminal/index.ts';
import { strength } from '../../reports/terminal/requirements.ts';
import { clip, firstOf, listed } from '../../reports/terminal/short.ts';
import { summary } from '../../reports/terminal/summary.ts';
import { columns, wrap } from '../../reports/terminal/wrap.ts';
import { type Report, SEVERITIES, STRENGTHS } from '../../src/model.ts';
import { allWell, check, contradicted, finding, large, nothing, rowsOf } from './fixtures.ts';
import { assessment, DENIED, FRAMEWORKS } from './parts.ts';

const textOf = async (report: Report, rows = rowsOf(report)) => new TextDecoder().decode((await terminal.render(report, rows)).bytes);
const at = async (report: Report, width: number) => summary(report, await examplesOf(rowsOf(report)), width);
const flat = (text: string) => text.replace(/\s+/g, ' ');

/** Failed checks with three counter-examples of eight each, and unknown ones; 30 kinds of questions refused. */
function many(fails: number, unknowns = 3): Report {
  const base = allWell();
  const failing = Array.from({ length: fails }, (_, index) =>
    check({
      check: `aws.area-${index % 7}.fails-as-number-${index}`,
      title: `Sentence ${index}`,
      verdict: 'fail',
      severity: SEVERITIES[index % SEVERITIES.length] ?? 'info',
      findings: Array.from({ length: 8 }, (_, row) =>
        finding(`thing-${row}`, row < 3 ? 'fail' : 'pass', `counter-example ${index}/${row}`),
      ),
    }),
  );
  const unknown = Array.from({ length: unknowns }, (_, index) =>
    check({
      check: `github.area-${index % 7}.unseen-${index}`,
      title: `Question ${index}`,
      verdict: 'unknown',
      key: 'github/acme',
      reasons: [index % 2 === 0 ? 'access_denied' : 'rate_limited'],
      findings: [],
      population: { size: 0, complete: false, proof: 'refused' },
    }),
  );
  const gaps = Array.from({ length: 30 }, (_, index) => ({
    ...DENIED,
    operation: `GET /thing/${index}`,
    subject: 'github/acme',
    collector: 'x',
  }));
  return { ...base, results: [...failing, ...unknown], gaps };
}

describe('columns', () => {
  it.each([
    ['all well', allWell],
    ['contradicted', contradicted],
    ['nothing', nothing],
    ['60 failed', () => many(60)],
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

describe('cuts', () => {
  it('clips by columns, marks the cut, and never leaves half an escape', () => {
    expect(clip('北京北京', 8)).toBe('北京北京');
    expect(clip('北京北京', 7)).toBe('北京北…');
    expect(clip('bob\\x1b[31m', 8)).toBe('bob\\x1b…');
    expect(clip('bob\\x1b[31m', 7)).toBe('bob…');
    expect(clip('a\\u202eb', 5)).toBe('a…');
  });
  it('counts what a list leaves out, and keeps at least its first', () => {
    expect(firstOf(['a', 'b', 'c', 'd'], 100, { most: 3 })).toBe('a, b, c and 1 more');
    expect(firstOf(['a', 'b', 'c'], 100)).toBe('a, b, c');
    expect(firstOf(['long-name', 'b', 'c'], 3)).toBe('long-name and 2 more');
  });
  it('breaks a list between its items and loses none', () => {
    const items = ['(high) aa.bb', 'cc.dd', '(low) ee.ff'];
    expect(listed(items, 24, '  ')).toEqual(['  (high) aa.bb, cc.dd,', '  (low) ee.ff']);
  });
});

describe('length', () => {
  // 15 checks told in 2 lines and 45 named, 2 a line; 13 lines of what was not seen; some 40 of all the rest
  it.each([
    [3, 110],
    [40, 130],
  ])('holds 60 failed and %i unknown checks in %i lines, and names every one', async (unknowns, most) => {
    const report = many(60, unknowns);
    const text = await textOf(report);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(most);
    const words = new Set((await at(report, 60)).split(/[\s,]+/));
    for (const { check: id } of report.results) {
      expect(text).toContain(id);
      expect(words).toContain(id);
    }
    expect(text).toContain('and 45 more failed checks:');
    expect(text).toContain('and 18 more, in the report');
    expect(text).toContain('; and 57 more');
  });
  it('tells of each of 25 failed checks in two lines, critical first', async () => {
    const text = await textOf(many(25));
    expect(text).not.toContain('more failed check');
    expect(text.match(/, 3 of 8\n {4}thing-0: counter-example \d+\/0; and 2 more\n/g)).toHaveLength(25);
    const order = [...text.matchAll(/^ {2}(critical|high|medium|low|info) +aws/gm)].map((match) => match[1]);
    expect(order).toEqual(SEVERITIES.flatMap((severity) => Array(5).fill(severity)));
  });
  it('names claims beyond the fortieth and those without a check', async () => {
    const proof = { check: 'aws.x', why: 'because', verdict: 'pass' as const, evidence: 'config' as const };
    const none = { none: 'a document', verdict: 'unknown' as const };
    const one = (id: string, part: object) =>
      assessment({ framework: 'example-claims', id, title: id, standing: 'supported', proof, ...part });
    const claims = Array.from({ length: 90 }, (_, index) => one(`claim-${index}`, index % 2 === 0 ? {} : { standing: 'contradicted' }));
    const papers = Array.from({ length: 9 }, (_, index) => one(`paper-${index}`, { standing: 'unproven', strength: 'none', proof: none }));
    const report = { ...allWell(), run: { ...allWell().run, frameworks: FRAMEWORKS }, requirements: [...claims, ...papers] };
    const text = await textOf(report);
    for (const { id } of report.requirements) expect(text).toMatch(new RegExp(`\\b${id}\\b`));
    expect(text.match(/^ {2}CONTRADICTED \[###\.] claim-\d+ "/gm)).toHaveLength(40);
    expect(text).toContain('CONTRADICTED, 5 claims more: [###.] claim-81');
    expect(text).toContain('SUPPORTED, 45 claims more');
    expect(text).toContain('UNPROVEN, 9 claims without any check: paper-0');
    expect(text.indexOf('CONTRADICTED')).toBeLessThan(text.indexOf('UNPROVEN'));
  });
  it('counts what was not looked at by reason, and names the first three', async () => {
    const base = allWell();
    const out = (id: string, because: string) => ({ id, because });
    const regions = ['r-1', 'r-2', 'r-3', 'r-4', 'r-5'].map((id) => out(id, 'not in `regions`'));
    const others = ['a', 'b', 'c', 'd'].map((id) => out(id, `reason ${id}`));
    const scope = base.scope.map((entry) => ({ ...entry, excluded: [...others, ...regions] }));
    const text = flat(await textOf({ ...base, scope }));
    expect(text).toContain('5 not looked at (not in `regions`): r-1, r-2, r-3 and 2 more');
    expect(text).toContain('1 not looked at (reason a): a');
    expect(text).toContain('2 more not looked at, for 2 other reasons');
  });
});

describe('text', () => {
  it('holds no character that a terminal would obey', async () => {
    const report = contradicted();
    const attacked = report.requirements.map((row) => ({ ...row, id: `${row.id}\u001b[2J`, quote: 'calm\u202e\r\nPASS everything' }));
    for (const text of [await textOf(report), await textOf({ ...report, requirements: attacked }), await at(report, 60)]) {
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/u);
      expect(text).not.toMatch(/^PASS everything/m);
    }
    const bidi = { ...report, results: report.results.map((row) => ({ ...row, check: `${row.check}\u202e` })) };
    expect(await textOf(bidi)).toContain('\\u202e');
  });
  it('shows the first failing resource with what would not show in it written out', async () => {
    const report = contradicted();
    const rows = rowsOf(report);
    const terminalFirst = async function* () {
      for await (const row of rows()) if (row.resource.name.startsWith('bob')) yield row;
    };
    expect(await textOf(report, terminalFirst)).toContain('bob\\x1b[31m\\x1b]0;owned\\x07 signs in');
  });
  it('says what failed, what is unknown and why, what would help, and where the evidence is', async () => {
    const text = flat(await textOf(contradicted()));
    for (const words of [
      'DEMONSTRATION ESTATE, world "breach"',
      'This is a summary: the PDF report says more, the JSON report says everything.',
      'as UNKNOWN (access_denied)',
      '1 subject, 1 of them could not be looked at',
      '1 not looked at (Declared out of scope: nothing is kept there.): us-gov-west-1',
      'of 4: 0 established, 1 supported, 1 contradicted, 1 unproven, 1 not assessed',
      'PASS 0 of 4, FAIL 1 of 4, UNKNOWN 2 of 4, N/A 1 of 4',
      'FAIL 9 of 11, UNKNOWN 1 of 11, N/A 0 of 11; 1 of the failed ones waived',
      'CONTRADICTED [###.] mfa "All employees use multi-factor authentication."',
      'critical aws.iam.console-users-mfa, 9 of 10, 1 WAIVED until 2027-01-31',
      'and 8 more',
      'github.org.members-mfa (high): access_denied; would help: Members: read',
      'attest.pentest (medium): attestation_missing',
      'ec2:DescribeRegions: throttled, in 1 subject',
      'Grant Members: read; then run again',
      'claimcheck explain aws.iam.console-users-mfa (critical)',
      'Attest, with an end date: attest.pentest',
      '2 waivers expired or matching nothing',
      '2 of 93 in iso-27001-2022',
      'number 3, sealed',
      'exit 4: something fails and something is unknown',
      'claimcheck evaluate --run 3',
      'sha256sum -c runs/00000003/SHA256SUMS',
    ])
      expect(text).toContain(words);
  });
  it('shows a failure without a waiver before one with, and a waived one as still failing', async () => {
    const report = contradicted();
    const rows = rowsOf(report);
    const waivedFirst = async function* (and: boolean) {
      for await (const row of rows()) if (row.waiver !== undefined) yield row;
      if (and) for await (const row of rows()) if (row.waiver === undefined) yield row;
    };
    expect(await textOf(report, () => waivedFirst(false))).toContain('(WAIVED, still FAIL) break-glass');
    expect(await textOf(report, () => waivedFirst(true))).not.toContain('break-glass');
  });
  it('keeps a failed check that names no resource, and a population that was not read whole', async () => {
    const base = allWell();
    const [row] = base.results;
    if (row === undefined) throw new Error('the fixture has a check');
    const population = { ...row.population, size: 7, complete: false };
    const failed = { ...row, verdict: 'fail' as const, population, counts: { ...row.counts, fail: 0, unknown: 2 } };
    const text = flat(await textOf({ ...base, results: [failed] }));
    expect(text).toContain(`${row.check}, 0 of at least 7, 2 unknown no resource is named`);
    expect(text).toContain('UNKNOWN, 0 of 1 check, and 1 others in part');
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
  it('shows one of 13,334 failing resources and counts the rest', async () => {
    const { report, rows } = large(20_000);
    const text = await textOf(report, rows);
    expect(text.match(/user-\d+ signs in/g)).toHaveLength(1);
    expect(text).toContain('and 13,333 more');
    expect(flat(text)).toContain('the JSON report and findings.jsonl say everything');
  });
});

it('marks no two strengths alike', () => {
  const marks = STRENGTHS.map((value) => strength(value).slice(0, 6));
  expect(new Set(marks).size).toBe(STRENGTHS.length);
});
