import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HetznerServer, startHetzner } from '../../src/demo/hetzner/server.ts';
import { drifted } from '../../src/demo/hetzner/worlds/drifted.ts';
import type { Report } from '../../src/model.ts';
import { parseCsv } from '../../src/questionnaire/csv.ts';
import { claimcheck, folder } from '../support/cli.ts';

const env = { TOKEN: 'hetzner-token-0123456789abcdef' };
const DAY = 86_400_000;
/** `part` passes, `broken` fails, `unseen` was not in the run, `elsewhere` is of a source that nobody configured. */
const MAP = (extra = '') => `title: Questions
version: "1"
publisher: Example
kind: questionnaire
questions:
  - id: Q-1
    about: where it stands
    covers: part
    remainder: Suppliers are left out of this.
    rests:
      - { check: hetzner.location.allowed, why: The location of each resource is compared }
  - id: Q-2
    about: who can come in
    covers: whole
    rests:
      - { check: hetzner.firewall.no-world-admin-ports, why: Rules of each firewall are read for it }${extra}
  - id: Q-3
    about: what nobody asked
    covers: whole
    rests:
      - { check: hetzner.server.backups-enabled, why: It was left out of the run on purpose }
  - id: Q-4
    about: what is elsewhere
    covers: whole
    rests:
      - { check: aws.rds.encrypted, why: There is no such source in this configuration }
`;
const QUESTIONS = `Domain;Question ID;Question;Answer
Places;;;
Places;Q-1;"Do you say; where?";
Doors;Q-2;"=HYPERLINK(""https://example.com"")";
Doors;Q-3;@SUM(1+1);
Doors;Q-4;Elsewhere?;
Doors;Q-5;Not mapped?;
`;
let hetzner: HetznerServer;
let cwd = '';
beforeAll(async () => {
  hetzner = await startHetzner({ world: drifted, now: () => new Date().toISOString() });
  cwd = folder({
    'claimcheck.yaml': `sources:\n  - { type: hetzner, project: p, token: { env: TOKEN }, baseUrl: "${hetzner.url}" }\nframeworks: [iso-27001-2022]\nparams:\n  hetzner.location.allowed: { allowedCountries: [DE, FI, US, SG] }\n`,
    'map.yaml': MAP(),
    'questions.csv': QUESTIONS,
  });
  const checks = 'hetzner.location.allowed,hetzner.firewall.no-world-admin-ports';
  const ran = await claimcheck(['run', '--format', 'json', '--log', 'none', '--checks', checks], { cwd, env });
  expect(ran.status, ran.said.join('\n')).not.toBe(2);
}, 60_000);
afterAll(() => hetzner.close());

const answers = (...argv: string[]) => claimcheck(['answers', ...argv], { cwd, env });
const table = (text: string) => {
  const [head = [], ...rows] = parseCsv(text, 'out.csv').map(({ cells }) => cells);
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name.replace('claimcheck: ', ''), row[index] ?? ''])));
};
const report = () => JSON.parse(readFileSync(join(cwd, 'claimcheck-report/report.json'), 'utf8')) as Report;

describe('claimcheck answers', () => {
  it('gives a workbook back with the answers in it, and says in both formats the same', async () => {
    const { openWorkbook, workbookOf } = await import('../../src/questionnaire/xlsx/workbook.ts');
    const asked = parseCsv(QUESTIONS, 'q.csv').map(({ cells }) => cells);
    writeFileSync(join(cwd, 'questions.xlsx'), workbookOf([['Please answer by Friday'], ...asked], 'Questions'));
    const expected = parseCsv((await answers('questions.csv', '--map', 'map.yaml')).out, 'a.csv').map(({ cells }) => cells);
    // the mark that keeps CSV from being a formula is not needed in a workbook
    const plain = (rows: readonly (readonly string[])[]) => rows.map((cells) => cells.map((cell) => cell.replace(/^'(?=[=@])/, '')));
    for (const [from, above] of [
      ['questions.xlsx', 1],
      ['questions.csv', 0],
    ] as const) {
      const { status, said } = await answers(from, '--map', 'map.yaml', '--out', 'answers.xlsx');
      expect(status, said.join('\n')).toBe(0);
      const { rows } = openWorkbook(readFileSync(join(cwd, 'answers.xlsx')), 'answers.xlsx');
      expect(rows.slice(above).map(({ cells }) => cells)).toEqual(plain(expected));
    }
    const shown = await answers('questions.xlsx', '--map', 'map.yaml');
    expect(plain(parseCsv(shown.out, 'a.csv').map(({ cells }) => cells))).toEqual(plain(expected));
    expect((await answers('questions.xlsx', '--map', 'map.yaml', '--out', 'questions.xlsx')).status).toBe(2);
    expect((await answers('questions.xlsx', '--map', 'map.yaml', '--sheet', 'Question')).said[0]).toContain('did you mean "Questions"?');
  });
  it('answers what the run proves, and no more; no row is lost', async () => {
    const { status, out, said } = await answers('questions.csv', '--map', 'map.yaml');
    expect(status, said.join('\n')).toBe(0);
    const rows = table(out);
    const of = (id: string) => rows.find((row) => row['Question ID'] === id);
    const verdicts = new Map(report().results.map(({ check, verdict }) => [check, verdict]));
    expect(verdicts.get('hetzner.location.allowed')).toBe('pass');
    expect(verdicts.get('hetzner.firewall.no-world-admin-ports')).toBe('fail');
    expect(rows).toHaveLength(6);
    expect(of('')).toMatchObject({ Domain: 'Places', answer: '', verdict: '' });
    expect(of('Q-1')).toMatchObject({
      answer: 'Yes, in part',
      verdict: 'supported',
      explanation: expect.stringMatching(/Suppliers are left out of this\.$/),
    });
    expect(of('Q-2')).toMatchObject({
      answer: 'No',
      verdict: 'contradicted',
      explanation: expect.stringMatching(/contradicts this: \d+ of \d+ findings?, by 1 check/),
    });
    expect(of('Q-3')).toMatchObject({ answer: 'Not verified', verdict: 'unproven' });
    expect(of('Q-4')?.explanation).toBe('Not verified: 1 of 1 check could not be determined (not part of the run).');
    expect(of('Q-5')).toMatchObject({ answer: 'Not verified', verdict: 'not bound', run: '', evidence: '' });
    for (const id of ['Q-1', 'Q-2']) {
      expect(of(id)?.evidence).toMatch(/^sha256:[0-9a-f]{64}/);
      expect(of(id)?.run).toMatch(/^1 sha256:[0-9a-f]{64}$/);
      expect(of(id)?.['evidence of']).toBe(report().run.finishedAt.slice(0, 10));
    }
    expect(said.join('\n')).toMatch(/`Q-5` is not mapped/);
    expect(said.at(-1)).toMatch(/^5 questions: 1 Yes, in part; 1 No; 3 Not verified\. Evidence of run 1/);
  });
  it('names nothing that was looked at', async () => {
    const { out } = await answers('questions.csv', '--map', 'map.yaml');
    const found = report().results.flatMap(({ subjects }) =>
      subjects.flatMap(({ label, id, findings }) => [label, id, ...findings.flatMap(({ resource }) => [resource.id, resource.name])]),
    );
    const names = [...new Set(found)].filter((name) => name.length > 2);
    expect(names.length).toBeGreaterThan(3);
    const given = table(out)
      .map(({ answer, explanation, verdict, strength }) => [answer, explanation, verdict, strength].join(' '))
      .join('\n');
    for (const name of names) expect(given.includes(name), name).toBe(false);
  });
  it('lets no question be a formula', async () => {
    const { out } = await answers('questions.csv', '--map', 'map.yaml');
    const rows = table(out);
    expect(rows[2]?.Question).toBe('\'=HYPERLINK("https://example.com")');
    expect(rows[3]?.Question).toBe("'@SUM(1+1)");
  });
  it('verifies nothing by a run that is too old', async () => {
    const now = () => new Date(Date.parse(report().run.finishedAt) + 91 * DAY).toISOString();
    const { out } = await claimcheck(['answers', 'questions.csv', '--map', 'map.yaml'], { cwd, env, now });
    const given = table(out).filter((row) => row['Question ID'] !== '');
    expect(new Set(given.map(({ answer }) => answer))).toEqual(new Set(['Not verified']));
    expect(given[0]).toMatchObject({ verdict: 'stale', explanation: expect.stringMatching(/more than 90 days old/) });
    const longer = await claimcheck(['answers', 'questions.csv', '--map', 'map.yaml', '--max-age', '100d'], { cwd, env, now });
    expect(table(longer.out)[1]?.answer).toBe('Yes, in part');
  });
  it('refuses a yes without proof, and writes nothing', async () => {
    writeFileSync(join(cwd, 'brave.yaml'), MAP('\n    answer: yes'));
    const { status, out, said } = await answers('questions.csv', '--map', 'brave.yaml', '--out', 'brave.csv');
    expect([status, out, existsSync(join(cwd, 'brave.csv'))]).toEqual([1, '', false]);
    expect(said[0]).toMatch(/^brave\.yaml:17:13 {2}`Q-2` answered `yes` by hand, and that is contradicted: /);
  });
  it('answers CAIQ by the mapping that ships, never with a plain yes', async () => {
    writeFileSync(join(cwd, 'caiq.csv'), 'Question ID,Question\r\nDSP-19.1,a\r\nIVS-03.3,b\r\nUEM-01.1,c\r\nDSP-19.9,d\r\n');
    const { status, said } = await answers('caiq.csv', '--map', 'caiq-4', '--out', 'caiq-answers.csv');
    expect(status, said.join('\n')).toBe(0);
    const rows = table(readFileSync(join(cwd, 'caiq-answers.csv'), 'utf8'));
    expect(rows[0]).toMatchObject({
      answer: 'Yes, in part',
      explanation: expect.stringMatching(/Not looked at, since the run has no such source: aws\./),
    });
    expect(rows.slice(1).map(({ answer }) => answer)).toEqual(['Not verified', 'Not verified', 'Not verified']);
    expect(said.join('\n')).toMatch(/`DSP-19\.9` is not mapped.*did you mean `DSP-/);
  });
  it.each<readonly [string, readonly string[], RegExp, string?]>([
    [
      'an unknown check',
      ['questions.csv', '--map', 'bad.yaml'],
      /^bad\.yaml:11:18 {2}no check is called .* \(did you mean `hetzner\.location\.allowed`\?\)/,
      MAP().replace('location.allowed', 'location.alowed'),
    ],
    [
      'an unknown key',
      ['questions.csv', '--map', 'bad.yaml'],
      /^bad\.yaml:7:5 {2}unknown key `abuot` \(did you mean `about`\?\)$/m,
      MAP().replace('about', 'abuot'),
    ],
    [
      'a missing column',
      ['questions.csv', '--map', 'map.yaml', '--id-column', 'Question No'],
      /^questions\.csv:1 {2}there is no column "Question No" \(did you mean "Question ID"\?\)/,
    ],
    ['no questions', ['none.csv', '--map', 'map.yaml'], /^none\.csv {2}cannot read the questions \(no such file\)/],
    ['no mapping', ['questions.csv', '--map', 'none.yaml'], /^none\.yaml {2}cannot read the file/],
    ['a mapping that does not ship', ['questions.csv', '--map', 'caiq-5'], /^no mapping is called `caiq-5` \(did you mean `caiq-4`\?\)/],
    ['a run that is not there', ['questions.csv', '--map', 'map.yaml', '--run', '9'], /holds no run/],
    ['an age that is none', ['questions.csv', '--map', 'map.yaml', '--max-age', 'soon'], /--max-age is a number of days/],
    [
      'itself as its output',
      ['questions.csv', '--map', 'map.yaml', '--out', './questions.csv'],
      /--out \.\/questions\.csv is what is read/,
    ],
    ['ten megabytes', ['large.csv', '--map', 'map.yaml'], /^large\.csv {2}the file has 10485760 bytes/],
  ])('%s is refused in a line', async (_, argv, words, mapping) => {
    if (mapping !== undefined) writeFileSync(join(cwd, 'bad.yaml'), mapping);
    writeFileSync(join(cwd, 'large.csv'), 'ID\n1\n');
    truncateSync(join(cwd, 'large.csv'), 10 * 1024 * 1024);
    const { status, said, out } = await answers(...argv);
    expect([status, said.join('\n'), out]).toEqual([2, expect.stringMatching(words), '']);
  });
});
