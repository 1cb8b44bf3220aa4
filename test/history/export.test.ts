import { appendFileSync, chmodSync, cpSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitOf } from '../../src/cli/export-parquet.ts';
import { exportHistory } from '../../src/history/export.ts';
import { LEDGER } from '../../src/history/ledger.ts';
import type { RunLine } from '../../src/history/rows.ts';
import { type Disk, nodeDisk } from '../../src/locker/disk.ts';
import { openLocker } from '../../src/locker/index.ts';
import type { FindingRow, Report } from '../../src/model.ts';
import { claimcheck, folder, type Spoken } from '../support/cli.ts';
import { type Day, openShop, type Shop } from '../support/shop.ts';
import { parquetIn, rowsOf } from './reading.ts';

const at = (day: number, hour = 6) => `2026-11-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const DAYS: readonly Day[] = [
  { at: at(2), things: { a: {}, b: {} } },
  {
    at: at(3),
    things: { a: {}, 'b/ü "x"': { good: false } },
    waivers: `{ check: toy.good, resource: 'b/ü "x"', reason: known to us and to be mended, approvedBy: me, until: "2026-12-31" }`,
  },
  { at: at(4), things: { a: {}, b: { good: 403 } } },
  { at: at(4, 9), things: 403, shops: ['north', 'south'] },
  { at: at(5), things: { a: {} }, aborted: true },
  { at: at(6), things: {} },
];
let shop: Shop;
let out = '';
const now = () => '2026-11-21T10:00:00.000Z';
const to = (dir: string, ...more: readonly string[]): Promise<Spoken> =>
  claimcheck(['export', 'parquet', shop.locker, '--out', dir, ...more], { cwd: shop.dir, now });
const bytesOf = (dir: string) => Object.fromEntries(parquetIn(dir).map((path) => [path, readFileSync(join(dir, path)).toString('hex')]));
const fresh = () => join(folder(), 'history');
/** A locker of its own, to be spoilt. */
function copied(): string {
  const dir = join(folder(), 'locker');
  cpSync(shop.locker, dir, { recursive: true });
  return dir;
}

beforeAll(async () => {
  shop = openShop();
  for (const [index, day] of DAYS.entries()) {
    await shop.run(day);
    const line = (event: string, runId: string, when: string) =>
      `{"at":"${when}","detail":"","event":"${event}","pid":1,"runId":"${runId}"}\n`;
    if (index === 2)
      appendFileSync(
        join(shop.locker, 'attempts.jsonl'),
        `${line('started', 'lost-1', at(4, 7))}${line('killed', 'lost-1', at(4, 8))}${line('locked', 'lost-2', at(4, 7))}{"at":"2026-1\n`,
      );
  }
  appendFileSync(join(shop.locker, 'attempts.jsonl'), `{"at":"${at(7)}","detail":"","event":"started","pid":1,"runId":"lost-3"}\n`);
  out = fresh();
  expect(await to(out)).toMatchObject({ status: 0 });
}, 120_000);
afterAll(() => shop.close());

describe('the rows', () => {
  it('are those of findings.jsonl, one for one, as another reader sees them', async () => {
    const expected: unknown[] = [];
    const locker = await openLocker(shop.locker);
    for (const seq of await locker.runs()) {
      const run = await locker.run(seq);
      const report = JSON.parse(Buffer.from(await run.file('report.json')).toString('utf8')) as Report;
      for await (const row of run.findings()) expected.push(wanted(run.seq, run.manifest.runId, run.manifest.startedAt, row, report));
    }
    const found = await rowsOf(out, 'findings');
    const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(sorted(found.map(plain))).toEqual(sorted(expected));
    expect(found.filter(({ verdict }) => verdict === 'unknown').length).toBeGreaterThan(2);
    expect(found.filter(({ verdict, reason }) => verdict === 'unknown' && !reason)).toEqual([]);
  });
  it('tell of every run, and of those that left none', async () => {
    const runs = (await rowsOf(out, 'runs')).map(({ date, run, run_id, state, told_by, started_at }) => [
      date,
      state,
      run ?? run_id ?? '',
      told_by ?? '',
      started_at === undefined || started_at === null,
    ]);
    expect(runs).toEqual([
      ['2026-11-02', 'sealed', 1, '', false],
      ['2026-11-03', 'sealed', 2, '', false],
      ['2026-11-04', 'sealed', 3, '', false],
      ['2026-11-04', 'lost', 'lost-1', 4, false],
      ['2026-11-04', 'refused', 'lost-2', 4, false],
      ['2026-11-04', 'sealed', 4, '', false],
      ['2026-11-05', 'aborted', 5, '', false],
      ['2026-11-06', 'sealed', 6, '', false],
      ['2026-11-07', 'lost', 'lost-3', '', false],
      ['__HIVE_DEFAULT_PARTITION__', 'unreadable', '', 4, true],
    ]);
  });
  it('tell how much each check saw, and where each claim stood', async () => {
    const checks = (await rowsOf(out, 'checks')).filter(({ check_id }) => check_id === 'toy.good');
    expect(
      checks.map(({ run, verdict, population, complete, unknown, reasons }) => [run, verdict, population, complete, unknown, reasons]),
    ).toEqual([
      [1, 'pass', 2, true, 0, []],
      [2, 'fail', 2, true, 0, []],
      [3, 'unknown', 2, true, 1, ['access_denied']],
      [4, 'unknown', 0, false, 2, ['access_denied']],
      [5, 'unknown', 0, false, expect.any(Number), ['aborted']],
      [6, 'not_applicable', 0, true, 0, []],
    ]);
    const claims = (await rowsOf(out, 'requirements')).filter(({ requirement }) => requirement === 'all-good');
    expect(claims.map(({ framework, standing }) => [framework, standing])).toEqual(
      ['established', 'contradicted', 'unproven', 'unproven', 'unproven', 'unproven'].map((standing) => ['claims', standing]),
    );
  });
});

function wanted(seq: number, runId: string, startedAt: string, row: FindingRow, { results }: Report): unknown {
  return {
    date: startedAt.slice(0, 10),
    source: 'toy/shop',
    run: seq,
    run_id: runId,
    started_at: startedAt,
    check_id: row.check,
    severity: results.find(({ check }) => check === row.check)?.severity,
    subject: row.subject.key,
    subject_id: row.subject.id,
    subject_label: row.subject.label,
    resource_id: row.resource.id,
    resource_name: row.resource.name,
    verdict: row.verdict,
    reason: row.reason ?? null,
    because: row.because,
    observed: row.observed === undefined ? null : JSON.stringify(row.observed),
    evidence: row.evidence,
    waived: row.waiver !== undefined,
    waiver_until: row.waiver?.until ?? null,
    waiver_approved_by: row.waiver?.approvedBy ?? null,
    waiver_reason: row.waiver?.reason ?? null,
  };
}
function plain(row: Record<string, unknown>): unknown {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value instanceof Date) return [name, value.toISOString()];
      if (name === 'evidence') return [name, (value as Uint8Array[]).map((bytes) => `sha256:${Buffer.from(bytes).toString('hex')}`)];
      return [name, value ?? null];
    }),
  );
}

describe('the files', () => {
  it('are the same bytes each time, one for each run and source, where their names say', async () => {
    const again = fresh();
    await to(again);
    expect(bytesOf(again)).toEqual(bytesOf(out));
    expect(readFileSync(join(again, LEDGER))).toEqual(readFileSync(join(out, LEDGER)));
    expect(parquetIn(out)).toContain('findings/date=2026-11-04/source=toy%2Fshop/part-00000004.parquet');
  });
  it('are not written again, and what is lacking is', async () => {
    const dir = fresh();
    const first = await to(dir, '--to', '2026-11-03');
    expect(first.said.join()).toMatch(/2 runs, 2 of them written now, .*; 4 runs lie outside of the period/);
    const path = join(dir, 'findings/date=2026-11-02/source=toy%2Fshop/part-00000001.parquet');
    const { ino } = statSync(path);
    const second = await to(dir);
    expect(second.said.join()).toContain('6 runs, 4 of them written now');
    expect(statSync(path).ino).toBe(ino);
    expect(bytesOf(dir)).toEqual(bytesOf(out));
    truncateSync(path, 10);
    rmSync(join(dir, 'runs/date=2026-11-04/part-0.parquet'));
    expect((await to(dir)).said.join()).toContain('6 runs, 1 of them written now');
    expect(bytesOf(dir)).toEqual(bytesOf(out));
  });
});

/** Exports a spoilt copy of the locker. */
async function exported(locker: string, dir = fresh()): Promise<{ spoken: Spoken; dir: string; runs: readonly Record<string, unknown>[] }> {
  const spoken = await claimcheck(['export', 'parquet', locker, '--out', dir], { cwd: shop.dir, now });
  return { spoken, dir, runs: await rowsOf(dir, 'runs') };
}
const runsIn = async (dir: string) => [...new Set((await rowsOf(dir, 'findings')).map(({ run }) => run))].sort();
function spoil(locker: string, run: number, file: string, from: string, into: string): void {
  const path = join(locker, 'runs', String(run).padStart(8, '0'), file);
  chmodSync(path, 0o644);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, into));
}

/** A disk that will not let go of one file or folder. */
function refusing(code: string, what: string): Disk {
  const guard = (path: string, syscall: string) => {
    if (path.endsWith(`/${what}`)) throw Object.assign(new Error(`${code}: ${path}`), { code, path, syscall });
  };
  return {
    ...nodeDisk,
    read: async (path) => {
      guard(path, 'open');
      return nodeDisk.read(path);
    },
    async *stream(path) {
      guard(path, 'open');
      yield* nodeDisk.stream(path);
    },
    list: async (path) => {
      guard(path, 'scandir');
      return nodeDisk.list(path);
    },
  };
}
/** What is odd of an export over this disk, without the attempts that left no run. */
async function exporting(locker: string, dir: string, disk: Disk) {
  const options = { out: dir, at: now(), id: 'export-1', signal: new AbortController().signal, disk };
  const { odd } = await exportHistory(await openLocker(locker, disk), options);
  return odd.filter(({ run, state }) => run !== null && state !== 'aborted').map(({ run, state, detail }) => [run, state, detail]);
}

describe('what is broken is said', () => {
  it('findings that were changed: a row in runs, no word of it elsewhere, status 5', async () => {
    const locker = copied();
    spoil(locker, 2, 'findings.jsonl', '"verdict":"fail"', '"verdict":"pass"');
    const { spoken, dir, runs } = await exported(locker);
    expect(spoken.status).toBe(5);
    expect(spoken.said.join()).toContain('run 2 is altered: ');
    expect(runs.find(({ run }) => run === 2)).toMatchObject({ state: 'altered', date: '__HIVE_DEFAULT_PARTITION__' });
    expect(await runsIn(dir)).toEqual([1, 3, 4, 5, 6]);
    expect((await rowsOf(dir, 'checks')).filter(({ run }) => run === 2)).toEqual([]);
    expect(parquetIn(join(dir, '.writing'))).toEqual([]);
  });
  it('a manifest that another one was put in place of, though by itself it is whole', async () => {
    const locker = copied();
    const other = openShop();
    await other.run({ at: at(2), things: { a: {} } });
    await other.run({ at: at(3), things: { a: {}, b: {} } });
    for (const file of ['runs/00000002', 'objects']) cpSync(join(other.locker, file), join(locker, file), { recursive: true, force: true });
    other.close();
    const { spoken, dir } = await exported(locker);
    expect(spoken).toMatchObject({ status: 5 });
    expect(spoken.said.join()).toMatch(/run 2 is altered: (?:run 3 was sealed on top of another manifest|.*belongs to)/);
    expect(await runsIn(dir)).toEqual([1, 3, 4, 5, 6]);
  });
  it('a run that was cut out, and the newest one cut off after it was exported', async () => {
    const locker = copied();
    const { dir } = await exported(locker);
    rmSync(join(locker, 'runs/00000003'), { recursive: true, force: true });
    rmSync(join(locker, 'runs/00000006'), { recursive: true, force: true });
    const { spoken, runs } = await exported(locker, dir);
    expect(spoken.status).toBe(5);
    expect(runs.filter(({ state }) => state === 'missing').map(({ run, detail }) => [run, detail])).toEqual([
      [3, 'it was exported once, and the locker does not hold it any more'],
      [6, 'it was exported once, and the locker does not hold it any more'],
    ]);
    expect(await runsIn(dir)).toEqual([1, 2, 4, 5]);
  });
  it('what was altered after it was exported, and mended again', async () => {
    const locker = copied();
    const { dir } = await exported(locker);
    spoil(locker, 3, 'manifest.json', '"seq":3', '"seq":4');
    expect((await exported(locker, dir)).spoken.status).toBe(5);
    expect(await runsIn(dir)).toEqual([1, 2, 4, 5, 6]);
    spoil(locker, 3, 'manifest.json', '"seq":4', '"seq":3');
    expect((await exported(locker, dir)).spoken.status).toBe(0);
    expect(bytesOf(dir)).toEqual(bytesOf(out));
  });
  it.each(['EACCES', 'EIO'])('a manifest that may not be read (%s) is neither missing nor altered, and comes when it may', async (code) => {
    const locker = copied();
    const dir = fresh();
    expect(await exporting(locker, dir, refusing(code, 'runs/00000003/manifest.json'))).toEqual([
      [3, 'unread', expect.stringContaining(code)],
    ]);
    expect(await runsIn(dir)).toEqual([1, 2, 4, 5, 6]);
    expect((await exported(locker, dir)).spoken.status).toBe(0);
    expect(bytesOf(dir)).toEqual(bytesOf(out));
    // and once it was exported, its rows stay
    expect(await exporting(locker, dir, refusing(code, 'runs/00000003/manifest.json'))).toEqual([
      [3, 'unread', expect.stringContaining('an earlier export')],
    ]);
    expect(await runsIn(dir)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await rowsOf(dir, 'runs')).find(({ run }) => run === 3)).toMatchObject({ state: 'unread', date: '2026-11-04' });
    expect((await exported(locker, dir)).spoken.status).toBe(0);
    expect(bytesOf(dir)).toEqual(bytesOf(out));
  });
  it.each(['findings.jsonl', 'report.json'])('nor is a run of which %s may not be read', async (file) => {
    const dir = fresh();
    expect(await exporting(copied(), dir, refusing('EACCES', `runs/00000006/${file}`))).toEqual([
      [6, 'unread', expect.stringContaining('EACCES')],
    ]);
    expect(await runsIn(dir)).toEqual([1, 2, 3, 4, 5]);
  });
  it('a manifest that is not there, or is no file, is not the one that was sealed', async () => {
    for (const code of ['ENOENT', 'EISDIR', 'ELOOP'])
      expect(await exporting(copied(), fresh(), refusing(code, 'runs/00000003/manifest.json'))).toMatchObject([
        [3, 'altered', expect.anything()],
      ]);
  });
  it('runs that may not be listed are not said to be none', async () => {
    await expect(exporting(copied(), fresh(), refusing('EACCES', 'runs'))).rejects.toMatchObject({ code: 'RUN_UNKNOWN', hint: 'EACCES' });
  });
  it('what could not be read ends with 3, and with 5 beside what is altered', () => {
    const line = (state: 'unread' | 'altered' | 'lost') => ({ state }) as RunLine;
    expect([[], [line('unread')], [line('unread'), line('altered')], [line('lost')]].map(exitOf)).toEqual([0, 3, 5, 0]);
  });
  it('a pruned run keeps its rows and says when it was pruned', async () => {
    const locker = copied();
    const { dir } = await exported(locker);
    const { prune } = await import('../../src/locker/prune.ts');
    await prune(locker, { keep: 'P18D', at: now(), id: 'prune-1' });
    const { spoken, runs } = await exported(locker, dir);
    expect(spoken.status).toBe(0);
    expect(runs.filter(({ pruned_at }) => pruned_at).map(({ run }) => run)).toEqual([1, 2]);
    expect(await runsIn(dir)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('bad input', () => {
  it.each([
    ['no locker', () => ['export', 'parquet', join(folder(), 'none')], 'there is no locker at'],
    ['a day that is none', () => ['export', 'parquet', shop.locker, '--from', '2026-02-30'], 'is not a day'],
    [
      'a folder with something else in it',
      () => ['export', 'parquet', shop.locker, '--out', folder({ 'a.txt': '' })],
      'no history that we wrote',
    ],
    ['a ledger that is none', () => ['export', 'parquet', shop.locker, '--out', folder({ [LEDGER]: '{}' })], 'no list of exported runs'],
    [
      'a ledger that leads elsewhere',
      () => ['export', 'parquet', shop.locker, '--out', folder({ [LEDGER]: leading('runs/../../x.parquet') })],
      'no list of exported runs',
    ],
    ['a file in the way', () => ['export', 'parquet', shop.locker, '--out', join(folder({ a: '' }), 'a')], 'no folder that can be read'],
    ['a device in the way', () => ['export', 'parquet', shop.locker, '--out', '/dev/null/history'], 'no folder that can be read'],
    ['an engine that is none', () => ['export', 'parquet', '--ddl', 'athene'], 'did you mean `athena`?'],
    ['a place that is none', () => ['export', 'parquet', '--ddl', 'trino', '--location', "x'y"], 'no place that an engine could read'],
  ])('%s', async (_, argv, words) => {
    const { status, said, out: printed } = await claimcheck(argv(), { cwd: folder(), now });
    expect([status, printed, said.length]).toEqual([2, '', 1]);
    expect(said.join()).toContain(words);
  });
  it('a locker without a run', async () => {
    const locker = copied();
    rmSync(join(locker, 'runs'), { recursive: true });
    const dir = fresh();
    expect((await exported(locker, dir)).spoken).toMatchObject({ status: 2, said: [expect.stringContaining('holds no run')] });
  });
  it('the history of another locker', async () => {
    const dir = folder({ [LEDGER]: readFileSync(join(out, LEDGER), 'utf8').replace(/"origin":"[^"]*"/, '"origin":"somebody/else"') });
    expect(await to(dir)).toMatchObject({ status: 2, said: [expect.stringContaining('holds the history of somebody/else')] });
  });
  it.skipIf(process.getuid?.() === 0)('a folder that may not be written to', async () => {
    const dir = folder();
    chmodSync(dir, 0o555);
    expect(await to(join(dir, 'history'))).toMatchObject({ status: 2, said: [expect.stringContaining('EACCES')] });
  });
  it('an interrupted export leaves whole files, and the next one goes on', async () => {
    const dir = fresh();
    const stop = new AbortController();
    stop.abort();
    const cut = await claimcheck(['export', 'parquet', shop.locker, '--out', dir], { cwd: shop.dir, now, signal: stop.signal });
    expect(cut).toMatchObject({ status: 143, said: expect.arrayContaining([expect.stringContaining('interrupted')]) });
    await to(dir);
    expect(bytesOf(dir)).toEqual(bytesOf(out));
  });
});
function leading(path: string): string {
  const ledger = JSON.parse(readFileSync(join(out, LEDGER), 'utf8')) as { runs: Record<string, { files: { path: string }[] }> };
  for (const file of ledger.runs['1']?.files ?? []) file.path = path;
  return JSON.stringify(ledger);
}

describe('declarations for other engines', () => {
  it.each(['athena', 'trino'])('%s: every column of every file is declared, with its partitions', async (engine) => {
    const { out: text, status } = await claimcheck(['export', 'parquet', '--ddl', engine, '--location', 's3://bucket/h/'], {
      cwd: folder(),
    });
    expect(status).toBe(0);
    for (const table of ['findings', 'runs', 'checks', 'requirements']) {
      const declared = text.slice(text.indexOf(`claimcheck.${table} (`));
      const columns = Object.keys((await rowsOf(out, table))[0] ?? {});
      expect(columns.length).toBeGreaterThan(10);
      for (const column of columns) expect(declared.slice(0, declared.indexOf(';'))).toMatch(new RegExp(`\\b${column}\\b`));
      expect(text).toContain(`'s3://bucket/h/${table}/'`);
    }
  });
});
