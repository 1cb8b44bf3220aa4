import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HetznerServer, startHetzner } from '../../src/demo/hetzner/server.ts';
import { drifted } from '../../src/demo/hetzner/worlds/drifted.ts';
import type { Report } from '../../src/model.ts';
import { parseCsv } from '../../src/questionnaire/csv.ts';
import { claimcheck, folder } from '../support/cli.ts';

const CHECKS = 'hetzner.server.backups-enabled,hetzner.location.allowed,hetzner.firewall.no-world-admin-ports';
const env = { TOKEN: 'hetzner-token-0123456789abcdef' };
const OWN = `title: Rules of the house | with a bar
version: "1"
publisher: Acme
kind: controls
size: 3
requirements:
  - id: H-1
    title: "=cmd() \\e[31mrestore\\u202e what is lost"
    covers: part
    remainder: Whether a backup can be restored is not tried here.
    proof:
      all:
        - check: hetzner.server.backups-enabled
          why: Without backups there is nothing to restore from
  - id: H-2
    title: Stay where we said
    covers: part
    remainder: Copies with suppliers lie elsewhere and are not seen.
    proof:
      all:
        - check: hetzner.location.allowed
          why: The location of each resource is compared with the list
`;
let hetzner: HetznerServer;
let cwd = '';
const csv = (text: string) => parseCsv(text, 'out.csv').map(({ cells }) => cells);
const config = (frameworks: string) =>
  `sources:\n  - { type: hetzner, project: p, token: { env: TOKEN }, baseUrl: "${hetzner.url}" }\nframeworks: ${frameworks}\n`;
const say = (...argv: string[]) => claimcheck(argv, { cwd, env });

beforeAll(async () => {
  hetzner = await startHetzner({ world: drifted, now: () => new Date().toISOString() });
  cwd = folder({ 'claimcheck.yaml': config('[./own/house.yaml, iso-27001-2022]') });
  mkdirSync(join(cwd, 'own'));
  writeFileSync(join(cwd, 'own/house.yaml'), OWN);
  const ran = await say('run', '--format', 'json', '--log', 'none', '--checks', CHECKS);
  expect(ran.said.join('\n')).not.toMatch(/cannot/);
}, 60_000);
afterAll(() => hetzner.close());

describe("a framework of one's own", () => {
  it('is assessed in the run, and judged again by what was sealed', async () => {
    const report = JSON.parse(readFileSync(join(cwd, 'claimcheck-report/report.json'), 'utf8')) as Report;
    expect(report.run.frameworks.map(({ id }) => id)).toEqual(['house', 'iso-27001-2022']);
    const own = report.requirements.filter(({ framework }) => framework === 'house');
    expect(own.map(({ id }) => id)).toEqual(['H-1', 'H-2']);
    writeFileSync(join(cwd, 'own/house.yaml'), OWN.replace('Stay where we said', 'Something else'));
    const again = await say('evaluate', '--format', 'json', '--checks', CHECKS, '--out', 'again');
    writeFileSync(join(cwd, 'own/house.yaml'), OWN);
    expect(again.said.join('\n')).toMatch(/judged again/);
    const judged = JSON.parse(readFileSync(join(cwd, 'again/report.json'), 'utf8')) as Report;
    expect(judged.requirements.find(({ id }) => id === 'H-2')?.title).toBe('Stay where we said');
  });
  it('needs not be there any more to be verified', async () => {
    rmSync(join(cwd, 'own'), { recursive: true });
    const verified = await say('verify', '.claimcheck', '--re-evaluate');
    mkdirSync(join(cwd, 'own'));
    writeFileSync(join(cwd, 'own/house.yaml'), OWN);
    expect(verified.out + verified.said.join('\n')).not.toMatch(/NOT_RE_EVALUATED|NOT_REPRODUCIBLE/);
  });
  it.each([
    ['[./own/house.yaml, house.yaml]', /claimcheck\.yaml:3:\d+ {2}two frameworks are called `house`/],
    ['[gdpr, gdpr]', /claimcheck\.yaml:3:\d+ {2}two frameworks are called `gdpr`/],
    ['[./own/gdpr.yaml]', /two frameworks are called `gdpr`: \.\/own\/gdpr\.yaml and the one that ships/],
    ['[./own/none.yaml]', /claimcheck\.yaml:3:\d+ {2}no such framework file: \.\/own\/none\.yaml/],
    ['[gdrp]', /no framework is called `gdrp` \(did you mean `gdpr`\?\)/],
  ])('%s is refused', async (list, words) => {
    const other = folder({ 'claimcheck.yaml': config(list), 'house.yaml': OWN });
    mkdirSync(join(other, 'own'));
    writeFileSync(join(other, 'own/house.yaml'), OWN);
    writeFileSync(join(other, 'own/gdpr.yaml'), OWN);
    const { status, said } = await claimcheck(['run'], { cwd: other, env });
    expect([status, said.join('\n')]).toEqual([2, expect.stringMatching(words)]);
  });
});

describe('claimcheck frameworks lint', () => {
  it('finds nothing in what argues everything, by name or by configuration', async () => {
    for (const files of [['own/house.yaml'], []]) {
      const { status, out } = await say('frameworks', 'lint', ...files);
      expect([status, out]).toEqual([0, '2 controls of 1 framework: 0 faults, 0 notes\n']);
    }
  });
  it('says each fault with its place, and exits with 1', async () => {
    writeFileSync(
      join(cwd, 'bad.yaml'),
      OWN.replace('backups-enabled', 'backup-enabled').replace('H-2', 'H-1').replace('size: 3', 'size: 1'),
    );
    const { status, out } = await say('frameworks', 'lint', 'bad.yaml', 'own/house.yaml');
    expect(status).toBe(1);
    expect(out).toMatch(
      /^bad\.yaml:13:18 {2}no check is called `hetzner\.server\.backup-enabled` \(did you mean `hetzner\.server\.backups?-/m,
    );
    expect(out).toMatch(/^bad\.yaml:15:9 {2}the id `H-1` stands already in line 7$/m);
    expect(out).toMatch(/4 controls of 2 frameworks: 2 faults, 0 notes\n$/);
    const json = JSON.parse((await say('frameworks', 'lint', 'bad.yaml', '--json')).out) as { faults: number };
    expect(json.faults).toBe(2);
  });
  it.each([
    ['no file', undefined, /none\.yaml {2}cannot read the file \(no such file\)/],
    ['no YAML', 'a: [', /none\.yaml:1:\d+ /],
    ['a key that we do not know', OWN.replace('covers', 'cover'), /none\.yaml:9:5 {2}unknown key `cover` \(did you mean `covers`\?\)/],
    ['a reason that is missing', OWN.replace(/ +why: Without.*\n/, ''), /none\.yaml:1[1-4]:\d+ .*why/],
    ['a page of claims', 'kind: claims\n', /none\.yaml:1:7 {2}this is a page of claims/],
    ['nothing', '', /none\.yaml/],
  ])('%s is 2', async (_, text, words) => {
    const other = folder(text === undefined ? {} : { 'none.yaml': text });
    const { status, said } = await claimcheck(['frameworks', 'lint', 'none.yaml'], { cwd: other });
    expect([status, said.join('\n')]).toEqual([2, expect.stringMatching(words)]);
  });
  it('wants something to look at', async () => {
    expect(await claimcheck(['frameworks', 'lint'], { cwd: folder() })).toMatchObject({ status: 2 });
  });
});

describe('claimcheck frameworks coverage', () => {
  it('has a line for each framework, one’s own among them', async () => {
    const { status, out } = await say('frameworks', 'coverage', '--format', 'csv');
    const [head, ...rows] = csv(out);
    expect(status).toBe(0);
    expect(head).toEqual(['framework', 'controls', 'machine-checked', 'partly', 'attested', 'not covered', 'title']);
    expect(rows.map(([id]) => id)).toEqual(expect.arrayContaining(['house', 'cis-aws-7.0', 'iso-27001-2022']));
    for (const [id, size, ...counts] of rows)
      expect(
        counts.slice(0, 4).reduce((sum, one) => sum + Number(one), 0),
        id,
      ).toBe(Number(size));
    expect(rows.find(([id]) => id === 'house')?.slice(1, 6)).toEqual(['3', '2', '0', '0', '1']);
  });
  it('lists what no check speaks to', async () => {
    const [, ...rows] = csv((await say('frameworks', 'coverage', 'iso-27001-2022', '--format', 'csv')).out);
    expect(rows).toHaveLength(93);
    for (const [id, covered, , checks, left] of rows) {
      expect(checks === '', id).toBe(covered === 'not covered');
      expect(left, id).not.toBe('');
    }
  });
  it('never calls a control met, and shows no hostile title as it is', async () => {
    for (const format of ['text', 'markdown', 'csv']) {
      const { out } = await say('frameworks', 'coverage', './own/house.yaml', '--format', format);
      expect(out).not.toMatch(/\bcompliant|\u202e/i);
      expect(out).not.toContain('\u001b');
      expect(out).toMatch(/restore/);
      if (format === 'csv') expect(csv(out)[1]?.[2]).toMatch(/^'=cmd\(\) \\x1b/);
      if (format === 'markdown') expect(out).toContain('with a bar'.replace('with', '\\| with'));
    }
  });
  it.each([
    [['coverage', 'iso-27001-202'], /did you mean `iso-27001-2022`/],
    [['coverage', '--format', 'cvs'], /did you mean `csv`/],
    [['coverage', 'none.yaml'], /none\.yaml {2}cannot read/],
    [['crosswalk', '--from', 'gdpr', '--to', 'gdpr'], /--from and --to are both gdpr/],
    [['crosswalk', '--from', 'gdpr', '--to', 'soc2'], /no framework is called `soc2`/],
    [['crosswalk', '--from', 'gdpr'], /--to/],
    [['soa', '--run', '99'], /holds no run/],
    [['soa', '--decisions', 'none.yaml'], /none\.yaml {2}cannot read/],
    [['soa', '--out', 'no/such/folder/soa.csv'], /cannot be written/],
    [['coverage', '--config', 'none.yaml'], /there is no none\.yaml here/],
  ])('frameworks %j is refused', async (argv, words) => {
    const { status, said, out } = await say('frameworks', ...argv);
    expect([status, said.join('\n'), out]).toEqual([2, expect.stringMatching(words), '']);
  });
});

describe('claimcheck frameworks crosswalk', () => {
  it('joins by shared checks, in words that say no more than that', async () => {
    const { out } = await say('frameworks', 'crosswalk', '--from', 'iso-27001-2022', '--to', 'nist-csf-2.0');
    const [head, ...rows] = csv(out);
    expect(head?.[2]).toBe('relation');
    expect(rows.length).toBeGreaterThan(100);
    for (const [from, , relation, to, , count, checks = ''] of rows) {
      if (from !== '' && to !== '') expect(relation).toBe('the same evidence is relevant to');
      expect(checks.split(' ').filter((one) => one !== '')).toHaveLength(Number(count));
    }
    const relations = new Set(rows.map((row) => row[2]));
    expect([...relations].join()).not.toMatch(/equivalent|equals|satisf|complian/i);
  });
  it('takes one’s own, and says what shares nothing', async () => {
    const { out } = await say('frameworks', 'crosswalk', '--from', 'house', '--to', 'gdpr', '--format', 'json');
    const walk = JSON.parse(out) as { note: string; crossings: { from: { id: string } }[]; alone: { to: string[] } };
    expect(walk.note).toMatch(/neither is met/);
    expect(new Set(walk.crossings.map(({ from }) => from.id)).size).toBeGreaterThan(0);
    expect(walk.alone.to.length).toBeGreaterThan(0);
  });
});

describe('claimcheck frameworks soa', () => {
  it('has 93 controls, decides none of them, and says what the run found', async () => {
    const { status, out, said } = await say('frameworks', 'soa');
    expect([status, said[0]]).toEqual([0, 'there is no soa.yaml: whether each control applies is still to be decided']);
    const [head = [], ...rows] = csv(out);
    const at = (name: string) => head.indexOf(name);
    expect(rows).toHaveLength(93);
    expect(new Set(rows.map((row) => row[at('applicable')]))).toEqual(new Set(['to be decided']));
    expect(new Set(rows.map((row) => row[at('justification')]))).toEqual(new Set(['']));
    const seen = rows.filter((row) => Number(row[at('recorded answers')]) > 0);
    expect(seen.length).toBeGreaterThan(0);
    expect(rows.filter((row) => row[at('standing in the run')] === 'no check').length).toBeGreaterThan(30);
    expect(rows.some((row) => row[at('standing in the run')] === 'contradicted')).toBe(true);
    expect(rows.some((row) => row[at('standing in the run')] === 'established')).toBe(false);
  });
  it('takes decisions from soa.yaml, formulas as text', async () => {
    writeFileSync(join(cwd, 'soa.yaml'), 'soa:\n  A.7.4: { applicable: false, because: "=HYPERLINK(1) we rent no rooms at all" }\n');
    const { out, said } = await say('frameworks', 'soa', '--out', 'soa.csv');
    expect([out, said[0]]).toEqual(['', 'written: soa.csv']);
    const row = csv(readFileSync(join(cwd, 'soa.csv'), 'utf8')).find(([id]) => id === 'A.7.4');
    expect(row?.slice(3, 5)).toEqual(['no', "'=HYPERLINK(1) we rent no rooms at all"]);
    const page = await say('frameworks', 'soa', '--format', 'markdown');
    expect(page.out).toMatch(/never that the control is met/);
    rmSync(join(cwd, 'soa.yaml'));
  });
  it('makes no statement of a run that did not assess Annex A', async () => {
    const other = folder({ 'claimcheck.yaml': config('[gdpr]') });
    await claimcheck(['run', '--format', 'json', '--log', 'none', '--checks', CHECKS], { cwd: other, env });
    const { status, said } = await claimcheck(['frameworks', 'soa'], { cwd: other, env });
    expect([status, said.join('\n')]).toEqual([2, expect.stringMatching(/did not assess Annex A .*iso-27001-2022/)]);
  });
});
