import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csv } from '../../src/cli/csv.ts';
import { drawn } from '../../src/cli/sample.ts';
import { rowOf } from '../../src/cli/worksheet.ts';
import { seeded } from '../../src/demo/github/parts/changes/seeded.ts';
import { type GithubServer, startGithub } from '../../src/demo/github/server.ts';
import type { FindingRow } from '../../src/model.ts';
import { worldOf } from '../collectors/github/changes-look.ts';
import { claimcheck, folder, type Spoken } from '../support/cli.ts';

const CHECK = 'github.repo.merged-prs-reviewed';
const SEED = "an auditor's seed, 2031";
const history = seeded({ seed: 'sample', count: 160, repositories: ['api', 'web'], wrong: 8 });
const now = () => '2031-03-01T12:00:00.000Z';
let server: GithubServer;
let cwd = '';
beforeAll(async () => {
  server = await startGithub({ world: worldOf(history.changes), now });
  cwd = folder({
    'claimcheck.yaml': `sources:\n  - { type: github, organization: example-company, baseUrl: '${server.url}' }\nclaims: []\nframeworks: []\nlocker: locker\n`,
  });
  const env = { GITHUB_TOKEN: 'github_pat_00000000000000000000000000000000000000000000' };
  const ran = await claimcheck(['run', '--checks', 'github.repo.*merged-prs-*', '--format', 'json', '--log', 'none'], { cwd, env, now });
  expect(ran.status, ran.said.join('\n')).toBe(1);
}, 60_000);
afterAll(() => server.close());

const sample = (...more: string[]): Promise<Spoken> => claimcheck(['sample', '--check', CHECK, '--seed', SEED, ...more], { cwd });
/** RFC 4180, as another reader would. */
function parsed(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('claimcheck sample', () => {
  it('is drawn again by a shell and coreutils, as it says itself', async () => {
    const said = await sample('--size', '25', '--ids', 'ids', '--out', 'sample.csv');
    expect(said.status).toBe(0);
    const how = said.said.filter((line) => line.startsWith('  ')).map((line) => line.slice(2));
    expect(how.join('\n')).toMatch(/sha256sum/);
    const again = execFileSync('sh', ['-c', how.join('\n')], { cwd, encoding: 'utf8' });
    const ids = again
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(66));
    const [head, ...rows] = parsed(readFileSync(join(cwd, 'sample.csv'), 'utf8'));
    expect(head).toEqual(['id', 'author', 'approver', 'checks', 'deployed', 'dates', 'link', 'verdict', 'evidence']);
    expect(rows.map(([id]) => id)).toEqual(ids);
    expect(ids).toHaveLength(25);
    expect(new Set(ids).size).toBe(25);
  });

  it('draws from all that the check judged', async () => {
    await sample('--size', '9999', '--ids', 'all', '--out', 'all.csv');
    const judged = Object.entries(history.changes).flatMap(([name, { pulls }]) =>
      pulls.filter(({ base }) => base === 'main').map(({ number }) => `example-company/${name}#${number}`),
    );
    expect(readFileSync(join(cwd, 'all'), 'utf8').trimEnd().split('\n').sort()).toEqual(judged.sort());
    expect(parsed(readFileSync(join(cwd, 'all.csv'), 'utf8'))).toHaveLength(judged.length + 1);
  });

  it('says of each who, when, what and where, and what it rests on', async () => {
    const { out } = await sample('--size', '40');
    const [, ...rows] = parsed(out);
    for (const [id = '', author, approver = '', checks, deployed, dates, link, verdict = '', evidence = ''] of rows) {
      const [, name = '', number] = /^example-company\/(\w+)#(\d+)$/.exec(id) ?? [];
      const pull = history.changes[name]?.pulls.find((one) => one.number === Number(number));
      expect(deployed).toBe('no deployments declared');
      expect(author).toBe(pull?.author?.login ?? '(deleted account)');
      expect(link).toBe(`https://github.com/example-company/${name}/pull/${number}`);
      expect(checks).toBe(pull?.rollup ?? 'NONE');
      expect(dates).toMatch(/merged 20\d\d-/);
      if (verdict === 'pass') expect(pull?.reviews.map(({ by }) => by?.login)).toEqual(expect.arrayContaining(approver.split(' ')));
      expect(verdict).toMatch(/^(?:pass|fail|unknown \(missing_member\))$/);
      for (const digest of evidence.split(' ')) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    }
    expect(rows).toHaveLength(40);
  });

  it('the same seed draws the same, another draws others', async () => {
    const [one, same, other] = [await sample(), await sample(), await claimcheck(['sample', '--check', CHECK, '--seed', 'other'], { cwd })];
    expect(one.out).toBe(same.out);
    expect(other.out).not.toBe(one.out);
  });

  it('prints pages, each time the same bytes', async () => {
    await sample('--pdf', 'one.pdf', '--out', 'x.csv');
    await sample('--pdf', 'two.pdf', '--out', 'x.csv');
    const [one, two] = ['one.pdf', 'two.pdf'].map((name) => readFileSync(join(cwd, name)));
    expect(one?.subarray(0, 5).toString()).toBe('%PDF-');
    expect(one?.equals(two as Buffer)).toBe(true);
  });

  it.each([
    [['--check', 'github.repo.merged-prs-reviewd'], /did you mean `github\.repo\.merged-prs-reviewed`/],
    [['--size', '0'], /--size is a number/],
    [['--size', 'x'], /--size is a number/],
    [['--seed', ''], /--seed/],
    [['--run', '99'], /holds no run/],
    [['--out', 'no/such/folder/x.csv'], /cannot be written/],
  ])('%j is refused', async (more, words) => {
    const said = await sample(...more);
    expect(said.status).toBe(2);
    expect(said.said.join('\n')).toMatch(words);
    expect(said.out).toBe('');
  });

  it('draws nothing from a run that was altered', async () => {
    const runs = join(cwd, 'locker', 'runs');
    const [seq = ''] = readdirSync(runs);
    const path = join(runs, seq, 'findings.jsonl');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, whole.replace('"verdict":"fail"', '"verdict":"pass"'));
    const said = await sample();
    writeFileSync(path, whole);
    expect(said.status).toBe(5);
    expect(said.out).toBe('');
  });
});

describe('the order of a sample', () => {
  it('is that of the digests', () => {
    const ids = ['b', 'a', 'ä', ''];
    const digest = (id: string) =>
      createHash('sha256')
        .update('s')
        .update(Buffer.from([0]))
        .update(id)
        .digest('hex');
    expect(drawn(ids, 's')).toEqual([...ids].sort((a, b) => (digest(a) < digest(b) ? -1 : 1)));
  });
});

describe('a worksheet’s cells', () => {
  it('are RFC 4180, and no formula', () => {
    expect(
      csv([
        ['a', 'b,c', 'd"e', 'f\r\ng'],
        ['=1+1', '+1', '-1', '@x'],
      ]),
    ).toBe('a,"b,c","d""e","f\r\ng"\r\n\'=1+1,\'+1,\'-1,\'@x\r\n');
    expect(csv([[' =1', '\t=1', '']])).toBe("' =1,'\t=1,\r\n");
  });
  it('say what nobody told us', () => {
    const gap = { $unknown: { operation: 'x', reason: 'access_denied', detail: '' } };
    const finding = { verdict: 'unknown', reason: 'access_denied', evidence: ['sha256:00'] } as unknown as FindingRow;
    const row = rowOf('a', finding, {
      review: { author: 'ada', approvals: gap, mergedAt: '2031', link: 'l' },
      checks: { rollup: gap },
      deployed: { declared: gap, deployments: gap },
    });
    expect(row).toEqual([
      'a',
      'ada',
      'unknown (access_denied)',
      'unknown (access_denied)',
      'unknown (access_denied)',
      'merged 2031',
      'l',
      'unknown (access_denied)',
      'sha256:00',
    ]);
    expect(rowOf('b', { ...finding, verdict: 'pass', reason: undefined } as never, {})).toEqual([
      'b',
      '',
      '',
      '',
      '',
      '',
      '',
      'pass',
      'sha256:00',
    ]);
  });
  it('say where a change went, and tell none declared from none yet', () => {
    const finding = { verdict: 'pass', evidence: [] } as unknown as FindingRow;
    const cell = (deployed: object) => rowOf('a', finding, { deployed })[4];
    const [staging, production] = ['staging', 'production'].map((environment) => ({ environment, at: '2031' }));
    expect(cell({ declared: true, deployments: [staging, production] })).toBe('staging 2031; production 2031');
    expect(cell({ declared: true, deployments: [] })).toBe('not yet');
    expect(cell({ declared: false, deployments: [] })).toBe('no deployments declared');
  });
});
