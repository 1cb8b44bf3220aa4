/** An access review from end to end: three sealed runs of simulated GitHub and Hetzner, and a table that a person fills in. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { tableOf } from '../../src/access/table.ts';
import { csv } from '../../src/cli/csv.ts';
import { startGithub } from '../../src/demo/github/server.ts';
import { clean as github } from '../../src/demo/github/worlds/clean.ts';
import { startHetzner } from '../../src/demo/hetzner/server.ts';
import { clean as hetzner } from '../../src/demo/hetzner/worlds/clean.ts';
import { claimcheck, folder, type Spoken } from '../support/cli.ts';

const env = {
  PATH: process.env['PATH'],
  GITHUB_TOKEN: 'github_pat_00000000000000000000000000000000000000000000',
  HCLOUD_TOKEN: 'a-token-of-a-simulated-project-that-opens-nothing-0000000000000000',
};
const CHECKS = 'github.org.members-have-2fa,github.org.collaborators-have-2fa,github.repo.deploy-keys,hetzner.sshkeys.*';
const keys = hetzner.sshKeys;
/** As its CSV would hold it: what a spreadsheet takes for a formula. */
const FORMULA = '=HYPERLINK("https://example.com";"x"), "quoted"';
const first = { ...hetzner, sshKeys: [...keys, { ...keys[0], id: 12009, name: FORMULA, publicKey: keyOf('formula') }] } as typeof hetzner;
const later = { ...hetzner, sshKeys: [keys[0], { ...keys[0], id: 12010, name: 'mallory', publicKey: keyOf('mallory') }] } as typeof hetzner;
function keyOf(name: string): string {
  const blob = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const type = Buffer.from('ssh-ed25519');
  return `ssh-ed25519 ${Buffer.concat([blob(type), blob(createHash('sha256').update(name).digest())]).toString('base64')} ${name}`;
}
const worlds = [
  { github, hetzner: first },
  { github: { ...github, collaborators: github.collaborators.slice(0, 1) }, hetzner: later },
  {
    github: { ...github, refusals: [{ operation: 'GET /orgs/{org}/outside_collaborators', how: 'denied' as const }] },
    hetzner: { ...later, refusals: [{ operation: 'GET /ssh_keys', kind: 'denied' as const }] },
  },
];

let cwd = '';
beforeAll(async () => {
  cwd = folder();
  for (const [index, world] of worlds.entries()) {
    const now = () => `2031-03-0${index + 1}T12:00:00.000Z`;
    const servers = [await startGithub({ world: world.github, now }), await startHetzner({ world: world.hetzner, now })] as const;
    const entries = [
      `{ type: github, organization: example-company, baseUrl: '${servers[0].url}' }`,
      `{ type: hetzner, project: production, token: { env: HCLOUD_TOKEN }, baseUrl: '${servers[1].url}' }`,
    ];
    const text = `sources:\n${entries.map((one) => `  - ${one}\n`).join('')}claims: []\nframeworks: []\nlocker: locker\n`;
    writeFileSync(join(cwd, 'claimcheck.yaml'), text);
    // the last run is of GitHub alone: Hetzner is not configured any more
    if (index === 2) {
      const ran = await claimcheck(['run', '--checks', CHECKS, '--format', 'json', '--log', 'none'], { cwd, env, now });
      expect(ran.status, ran.said.join('\n')).toBeGreaterThan(0);
      writeFileSync(join(cwd, 'claimcheck.yaml'), text.replace(`  - ${entries[1]}\n`, ''));
    }
    const ran = await claimcheck(['run', '--checks', CHECKS, '--format', 'json', '--log', 'none'], { cwd, env, now: atTheEnd(index, now) });
    expect([0, 1, 3, 4], ran.said.join('\n')).toContain(ran.status);
    await Promise.all(servers.map((server) => server.close()));
  }
}, 180_000);
const atTheEnd = (index: number, now: () => string) => (index === 2 ? () => '2031-03-04T12:00:00.000Z' : now);

const NOW = '2031-03-05T08:00:00.000Z';
const say = (...argv: string[]): Promise<Spoken> => claimcheck(['access-review', ...argv], { cwd, env, now: () => NOW });
let tables = 0;
type Filled = Partial<Record<'decision' | 'reviewer' | 'note', string>>;
const cell = (row: readonly string[], column: string) => row[COLUMNS.indexOf(column)] as string;
const COLUMNS = 'row,source,subject,kind,principal,right,since,last used,evidence,decision,reviewer,note'.split(',');
const KEEP = { decision: 'keep', reviewer: 'Ada Example' };
const ELSEWHERE = { decision: 'elsewhere', reviewer: 'Ada Example', note: 'in the console, screenshots in ticket 42' };
/** Exports run 1 and fills it in as a reviewer would; `undefined` leaves a row out. */
async function filled(fill: (row: readonly string[]) => Filled | undefined, again = (text: string) => text): Promise<string> {
  const table = `review-${++tables}.csv`;
  expect((await say('export', '--run', '1', '--out', table)).status).toBe(0);
  const [head, ...rows] = tableOf(readFileSync(join(cwd, table), 'utf8'), table).map(({ cells }) => [...cells]);
  expect(head).toEqual(COLUMNS);
  const written = rows.flatMap((row) => {
    const filling = fill(row);
    if (filling === undefined) return [];
    for (const [column, text] of Object.entries(filling)) row[COLUMNS.indexOf(column)] = text;
    return [row];
  });
  writeFileSync(join(cwd, table), again(csv([head as string[], ...written])));
  return table;
}
const isHole = (row: readonly string[]) => cell(row, 'right').startsWith('not seen: ');
/** Keeps all, and goes through the rest elsewhere, but for what is said. */
const but = (principals: Readonly<Record<string, Filled>>) => (row: readonly string[]) =>
  isHole(row) ? ELSEWHERE : { ...KEEP, ...principals[cell(row, 'principal')] };
const revoke = { decision: 'revoke' };

describe('claimcheck access-review export', () => {
  it('has a row for each principal and right, its evidence, and what no collector shows', async () => {
    const table = await filled(() => ({}));
    const [, ...rows] = tableOf(readFileSync(join(cwd, table), 'utf8'), table).map(({ cells }) => cells);
    const seen = rows.map((row) => `${cell(row, 'kind')} ${cell(row, 'principal')}: ${cell(row, 'right')}`);
    for (const { login, role } of github.members) {
      expect(seen).toContain(`member ${login}: member of the organization`);
      expect(seen.includes(`member ${login}: owner of the organization`)).toBe(role === 'admin');
    }
    for (const { login } of github.collaborators) expect(seen).toContain(`outside collaborator ${login}: outside collaborator`);
    for (const { name } of keys) expect(seen).toContain(`SSH key ${name}: is put on new servers that name it`);
    expect(seen.some((one) => /not seen: members of the project and API tokens/.test(one))).toBe(true);
    // not asked in this run: told, not left out
    expect(seen.filter((one) => /not seen: all of .*not asked in this run/.test(one)).length).toBeGreaterThan(2);
    for (const row of rows.filter((one) => !isHole(one))) expect(cell(row, 'evidence')).toMatch(/^sha256:[0-9a-f]{64}/);
    const deploy = rows.find((row) => cell(row, 'kind') === 'deploy key');
    expect(cell(deploy ?? [], 'since')).toMatch(/^20\d\d-/);
  });
  it('is no formula in any spreadsheet, and is written over nothing', async () => {
    const table = await filled(() => ({}));
    const text = readFileSync(join(cwd, table), 'utf8');
    expect(text).toContain(`"'${FORMULA.replaceAll('"', '""')}"`);
    const twice = await say('export', '--run', '1', '--out', table);
    expect(twice).toMatchObject({ status: 2 });
    expect(twice.said.join()).toMatch(/it is there already/);
    expect(readFileSync(join(cwd, table), 'utf8')).toBe(text);
  });
});

describe('claimcheck access-review check', () => {
  it('is content with a table in which each row is decided by somebody, as spreadsheets write it', async () => {
    const all = but({});
    const gaps = (row: readonly string[]) => (isHole(row) && /not asked in this run/.test(cell(row, 'right')) ? {} : all(row));
    const plain = await say('check', await filled(gaps));
    expect(plain.said, plain.said.join('\n')).toHaveLength(1);
    expect(plain.status).toBe(0);
    const german = (text: string) => {
      const rows = tableOf(text, 'x').map(({ cells }) =>
        cells.map((one) => `"${one.replace(/^'=/, '=').replaceAll('"', '""')}"`).join(';'),
      );
      return `\uFEFF${rows.join('\n')}\n;;;\n`;
    };
    const other = await say('check', await filled(gaps, german));
    expect(other, other.said.join('\n')).toMatchObject({ status: 0 });
  });
  it.each<[string, Filled, RegExp]>([
    [
      'nobody has decided',
      { decision: '' },
      /:\d+ .*ken-example: member of the organization: nobody has decided \(decision: keep, revoke, change\)/,
    ],
    ['no decision', { decision: 'maybe' }, /`maybe` is no decision/],
    ['no reviewer', { reviewer: ' ' }, /`reviewer` names nobody/],
  ])('open: %s', async (_, filling, message) => {
    const table = await filled((row) => (isHole(row) ? {} : cell(row, 'principal') === 'ken-example' ? { ...KEEP, ...filling } : KEEP));
    const { status, said } = await say('check', table);
    expect(said.join('\n')).toMatch(message);
    expect(said).toHaveLength(1);
    expect(status).toBe(1);
    expect((await say('close', table, '--run', '2')).status).toBe(2);
  });
  it('nothing is decided about what was not seen; elsewhere counts only with a reason', async () => {
    const wrong = await say('check', await filled((row) => (isHole(row) ? { decision: 'keep', reviewer: 'Ada' } : KEEP)));
    expect(wrong.status).toBe(1);
    expect(wrong.said.join('\n')).toMatch(/nothing can be decided about what was not seen/);
    const short = await say('check', await filled((row) => (isHole(row) ? { ...ELSEWHERE, note: 'yes' } : KEEP)));
    expect(short.said.join('\n')).toMatch(/at least 20 characters/);
  });
  it.each<[string, (row: readonly string[]) => Filled | undefined, (text: string) => string, RegExp]>([
    [
      'vanished',
      (row) => (cell(row, 'principal') === 'deploy' ? undefined : KEEP),
      (text) => text,
      /has vanished: hetzner\/production: SSH key deploy/,
    ],
    ['changed', () => KEEP, (text) => text.replace('ken-example', 'sue-example'), /`principal` was exported as "ken-example"/],
    ['twice', () => KEEP, (text) => `${text}${text.split('\r\n')[1]}\r\n`, /stands here twice/],
    ['invented', () => KEEP, (text) => text.replace(/\r\ng/, '\r\ngg'), /no row `gg.*was exported/],
  ])('a row %s', async (_, fill, again, message) => {
    const { status, said } = await say('check', await filled(fill, again));
    expect(said.join('\n')).toMatch(message);
    expect(status).toBe(2);
  });
  it('refuses what is no table, one without its export, and an export that somebody changed', async () => {
    const table = await filled(
      () => KEEP,
      () => 'row,"never closed\n',
    );
    expect((await say('check', table)).said.join()).toMatch(/csv:1 .*never closed/);
    writeFileSync(join(cwd, table), 'a,b\n1,2\n');
    expect((await say('check', table)).said.join()).toMatch(/the first line lacks `row`/);
    const sidecar = join(cwd, `${table}.json`);
    writeFileSync(sidecar, readFileSync(sidecar, 'utf8').replace('ken-example', 'sue-example'));
    expect((await say('check', table)).said.join()).toMatch(/its digest is another/);
    expect((await say('check', 'nowhere.csv')).said.join()).toMatch(/nowhere\.csv\.json .*no such file/);
  });
});

describe('claimcheck access-review close', () => {
  const decisions = but({ deploy: revoke, 'contractor-two-example': revoke, [`'${FORMULA}`]: { decision: 'change' } });
  const closable = (row: readonly string[]) => (/not asked in this run/.test(cell(row, 'right')) ? {} : decisions(row));

  it('what was to go is gone; what is new is told; what was not seen stays so', async () => {
    const { status, out } = await say('close', await filled(closable), '--run', '2');
    expect(out).toMatch(/gone +hetzner\/production: SSH key deploy/);
    expect(out).toMatch(/gone +github\/example-company: outside collaborator contractor-two-example/);
    expect(out).toMatch(/3 to go or to change: 3 gone, 0 still there, 0 not known/);
    expect(out).toMatch(/new +hetzner\/production: SSH key mallory/);
    expect(out).toMatch(/elsewhere .*members of the project.*ticket 42/);
    expect(out).toMatch(/NOT complete: not all of it could be seen\./);
    expect(status).toBe(3);
  });
  it('what was to go and is there fails, by name', async () => {
    const table = await filled((row) => (cell(row, 'principal') === 'ken-example' ? { ...KEEP, ...revoke } : closable(row)));
    const { status, out } = await say('close', table, '--run', '2');
    expect(out).toMatch(/STILL THERE +github\/example-company: member ken-example: member of the organization \(revoke\)/);
    expect(out).toMatch(/3 gone, 1 still there/);
    expect(status).toBe(4);
  });
  it.each(['3', '4'])('a population that run %s was refused, or did not look at, is not one without access', async (run) => {
    const { status, out } = await say('close', await filled(closable), '--run', run);
    expect(out).toMatch(/NOT KNOWN +hetzner\/production: SSH key deploy/);
    expect(out).toMatch(/NOT KNOWN +github\/example-company: outside collaborator contractor-two-example/);
    expect(out).not.toMatch(/^gone .*(?:deploy|contractor-two)/m);
    expect(status).toBe(3);
  });
  it('refuses a run that is not later, and an export that the run does not hold', async () => {
    const table = await filled(closable);
    expect((await say('close', table, '--run', '1')).said.join()).toMatch(/is not later than run 1/);
    const content = JSON.parse(readFileSync(join(cwd, `${table}.json`), 'utf8')) as {
      rows: { id: string; principal: string }[];
      digest?: string;
    };
    // somebody takes a row out of both files and makes the digest anew
    const gone = content.rows.find(({ principal }) => principal === 'ken-example')?.id as string;
    const { canonical, digestOf } = await import('../../src/locker/index.ts');
    const { digest: _, ...rest } = { ...content, rows: content.rows.filter(({ id }) => id !== gone) };
    writeFileSync(join(cwd, `${table}.json`), JSON.stringify({ ...rest, digest: digestOf(canonical(rest)) }));
    const text = readFileSync(join(cwd, table), 'utf8');
    writeFileSync(
      join(cwd, table),
      text
        .split('\r\n')
        .filter((line) => !line.startsWith(gone))
        .join('\r\n'),
    );
    expect((await say('check', table)).status).toBe(0);
    const closed = await say('close', table, '--run', '2');
    expect(closed.status).toBe(2);
    expect(closed.said.join()).toMatch(/not what run 1 holds: its rows are others/);
  });
  it('drafts the statement, which is signed once its owner has filled in what only people know', async () => {
    const table = await filled(closable);
    const named = ['--owner', 'Grace Example', '--role', 'CISO', '--principal', 'ada@example.com'];
    const { said } = await say('close', table, '--run', '2', '--statement', 'access-review-2031.yaml', ...named);
    expect(said).toContain('written: access-review-2031.yaml');
    const text = readFileSync(join(cwd, 'access-review-2031.yaml'), 'utf8');
    expect(text).toMatch(/^# NOT COMPLETE/m);
    const { facts, documents, statement } = parse(text) as {
      facts: {
        population: number;
        reviewer: string;
        systems: string[];
        decisions: { account: string; decision: string; doneAt: string | null }[];
      };
      documents: { path: string; sha256: string }[];
      statement: string;
    };
    expect(documents).toEqual([
      {
        path: table,
        sha256: createHash('sha256')
          .update(readFileSync(join(cwd, table)))
          .digest('hex'),
      },
    ]);
    expect(facts.population).toBe(facts.decisions.length);
    expect(facts.reviewer).toBe('Ada Example');
    expect(facts.decisions).toContainEqual({
      system: 'hetzner/production',
      account: 'SSH key deploy',
      decision: 'revoke',
      doneAt: '2031-03-02',
    });
    expect(facts.decisions).toContainEqual({ system: 'hetzner/production', account: 'SSH key ada@laptop', decision: 'keep', doneAt: null });
    expect(statement).toMatch(/Not seen: .*not asked in this run/);
    const bare = folder({});
    cpSync(join(cwd, table), join(bare, table));
    cpSync(join(cwd, 'access-review-2031.yaml'), join(bare, 'access-review-2031.yaml'));
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(bare, 'key')]);
    const attest = (...argv: string[]) => claimcheck(['attest', ...argv], { cwd: bare, env, now: () => NOW });
    const signed = await attest('sign', 'access-review-2031.yaml', '--key', 'key');
    expect(signed.said.join('\n')).toMatch(/written: access-review-2031\.yaml\.sig/);
    expect(signed.status).toBe(0);
    // without the owner it is refused
    await say('close', table, '--run', '2', '--statement', 'access-review-empty.yaml');
    const empty = await claimcheck(['attest', 'check', 'access-review-empty.yaml'], { cwd, env, now: () => NOW });
    expect(empty.said.join('\n')).toMatch(/owner.*not filled in/);
  });
  it('tells machines the same', async () => {
    const { status, out } = await say('close', await filled(closable), '--run', '2', '--json');
    const told = JSON.parse(out) as { exit: number; complete: boolean; rows: { outcome: string; name: string }[]; unseen: unknown[] };
    expect(told.exit).toBe(status);
    expect(told.complete).toBe(false);
    expect(told.rows.filter(({ outcome }) => outcome === 'gone').length).toBe(3);
    expect(told.unseen.length).toBeGreaterThan(0);
  });
});
