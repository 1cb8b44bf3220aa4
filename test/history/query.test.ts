import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEDGER } from '../../src/history/ledger.ts';
import { loadDuck } from '../../src/history/query.ts';
import { openLocker } from '../../src/locker/index.ts';
import { claimcheck, folder, type Spoken } from '../support/cli.ts';
import { type Day, openShop, type Shop } from '../support/shop.ts';

const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T06:00:00.000Z`;
const DAYS: readonly Day[] = [
  { at: at(2), things: { a: {}, b: {} } },
  { at: at(3), things: { a: {}, 'b\'s, "x"\n': { good: false } } },
  { at: at(4), things: { a: {}, b: { good: false }, c: { good: 403 } } },
  { at: at(5), things: 403, shops: ['north', 'south'] },
  { at: at(7), things: { a: {}, b: { good: false } } },
];
let shop: Shop;
let data = '';
const now = () => '2026-11-21T10:00:00.000Z';
const ask = (sql: string, ...more: readonly string[]): Promise<Spoken> =>
  claimcheck(['query', sql, '--data', data, ...more], { cwd: shop.dir, now });
const rows = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
  const { out, said, status } = await ask(sql, '--json');
  expect([said, status]).toEqual([[], 0]);
  return JSON.parse(out) as Record<string, unknown>[];
};

beforeAll(async () => {
  shop = openShop();
  for (const day of DAYS) await shop.run(day);
  // a folder's name may look like a partition of another kind, and hold a quote
  data = join(folder(), "env=test o'clock");
  await claimcheck(['export', 'parquet', shop.locker, '--out', data], { cwd: shop.dir, now });
}, 120_000);
afterAll(() => shop.close());

describe('answers', () => {
  it('agree with the sealed files, row by row', async () => {
    const expected: unknown[] = [];
    const locker = await openLocker(shop.locker);
    for (const seq of await locker.runs()) {
      const { manifest, findings } = await locker.run(seq);
      for await (const { check, subject, resource, verdict, reason, because, observed, evidence } of findings())
        expected.push({
          date: manifest.startedAt.slice(0, 10),
          source: 'toy/shop',
          run: seq,
          started_at: manifest.startedAt,
          check_id: check,
          subject: subject.key,
          resource_id: resource.id,
          verdict,
          reason: reason ?? null,
          because,
          observed: observed === undefined ? null : JSON.stringify(observed),
          evidence,
        });
    }
    const columns = 'date, source, run, started_at, check_id, subject, resource_id, verdict, reason, because, observed, evidence';
    const sorted = (all: readonly unknown[]) => all.map((row) => JSON.stringify(row)).sort();
    expect(sorted(await rows(`select ${columns} from findings`))).toEqual(sorted(expected));
  });
  it('agree with what each manifest counts', async () => {
    const locker = await openLocker(shop.locker);
    const manifests = await Promise.all((await locker.runs()).map(async (seq) => (await locker.run(seq)).manifest));
    const counted = await rows(
      `select run, count(*) filter (verdict = 'pass') as pass, count(*) filter (verdict = 'fail') as fail,
              count(*) filter (verdict = 'unknown') as "unknown", count(*) filter (verdict = 'not_applicable') as not_applicable
       from findings group by run order by run`,
    );
    expect(counted).toEqual(manifests.map(({ seq, counts: { waived: _, ...counts } }) => ({ run: seq, ...counts })));
    expect(await rows('select run, pass, fail, unknown, not_applicable from runs order by run')).toEqual(counted);
  });
  it.each(questions())('the questions of docs/history.md can be asked: %s', async (_, sql) => {
    const { status, out, said } = await ask(sql);
    expect([status, said]).toEqual([0, []]);
    expect(out.split('\n').length).toBeGreaterThan(2);
  });
  it('as a table, as CSV and as JSON', async () => {
    const sql =
      "select resource_id, true as yes, null as nothing, [1, 2] as list, 5::bigint as n from findings where resource_id like 'b''s%' limit 1";
    expect((await ask(sql)).out).toBe('resource_id  yes   nothing  list   n\nb\'s, "x"     true  NULL     [1,2]  5\n');
    expect((await ask(sql, '--format', 'csv')).out).toBe('resource_id,yes,nothing,list,n\r\n"b\'s, ""x""\n",true,,"[1,2]",5\r\n');
    expect(JSON.parse((await ask(sql, '--json')).out)).toEqual([
      { resource_id: 'b\'s, "x"\n', yes: true, nothing: null, list: [1, 2], n: 5 },
    ]);
    expect((await ask('select 1 as a where false', '--json')).out).toBe('[]\n');
  });
  it('come from a locker too, and then nothing is left behind', async () => {
    const { out, status } = await claimcheck(['query', 'select count(*) as n from runs', '--locker', shop.locker, '--json'], {
      cwd: shop.dir,
      now,
    });
    expect([status, JSON.parse(out)]).toEqual([0, [{ n: 5 }]]);
  });
  it('from a locker of which a run is missing, they say so', async () => {
    const locker = join(folder(), 'locker');
    cpSync(shop.locker, locker, { recursive: true });
    rmSync(join(locker, 'runs/00000002'), { recursive: true, force: true });
    const { out, status, said } = await claimcheck(
      ['query', 'select run from runs where state = $$missing$$', '--locker', locker, '--json'],
      {
        cwd: shop.dir,
        now,
      },
    );
    expect([status, JSON.parse(out), said.join()]).toEqual([5, [{ run: 2 }], expect.stringContaining('run 2 is missing')]);
  });
});

/** The blocks of SQL on the page, by the line above each. */
function questions(): readonly (readonly [string, string])[] {
  const page = readFileSync(join(import.meta.dirname, '../../docs/history.md'), 'utf8');
  const found = [...page.matchAll(/^([^\n]+)\n\n```sql\n([\s\S]*?)```/gm)].map(([, title = '', sql = '']) => [title, sql] as const);
  if (found.length < 8) throw new Error('docs/history.md has lost its questions');
  return found;
}

describe('a question may read the exported rows, and do nothing else', () => {
  const parquet = () => join(data, 'runs/date=2026-11-02/part-0.parquet').replaceAll("'", "''");
  it.each([
    ['write a file', () => "copy (select 1) to '/tmp/claimcheck-query-test.csv'"],
    ['write one of the files', () => `copy (select 1) to '${parquet()}'`],
    ['write while it explains', () => `explain analyze copy (select 1) to '${parquet()}'`],
    ['read a file', () => "select * from read_text('/etc/hostname')"],
    ['read a file by its name', () => "select * from '/etc/hostname.csv'"],
    ['read the ledger', () => `select * from read_text('${join(data, LEDGER).replaceAll("'", "''")}')`],
    ['look at a folder', () => "select * from glob('/*')"],
    ['reach the network', () => "select * from read_parquet('http://127.0.0.1:9/x.parquet')"],
    ['install an extension', () => 'install httpfs'],
    ['load an extension', () => 'load httpfs'],
    ['attach a database', () => "attach '/tmp/claimcheck-query-test.db'"],
    ['unlock itself', () => 'set enable_external_access = true'],
    ['unlock itself as a pragma', () => 'pragma enable_external_access = true'],
    ['make a table', () => 'create table x as select 1'],
    ['drop a view', () => 'drop view findings'],
    ['do two things', () => 'select 1; select 2'],
    ['run a procedure', () => 'call pragma_version()'],
  ])('it may not %s', async (_, sql) => {
    const before = readFileSync(parquet().replaceAll("''", "'"));
    const { status, out, said } = await ask(sql());
    expect([status, out, said.length]).toEqual([2, '', 1]);
    expect(said.join()).toMatch(/one SELECT|Permission Error|Catalog Error/);
    expect(readFileSync(parquet().replaceAll("''", "'"))).toEqual(before);
  });
});

describe('bad input', () => {
  it.each([
    ['selec 1', /syntax error at or near "selec" \(near `selec/],
    ['select nope from findings', /"nope" not found.*Candidate bindings: /],
    ['select * from finding', /finding does not exist!.*Did you mean "findings/],
    ['', /the question is empty/],
    [' ; -- nothing', /the question is empty/],
    ['select $1', /./],
    ['select cast(check_id as integer) from findings', /Conversion Error/],
  ])('%j is one line and status 2', async (sql, words) => {
    const { status, said, out } = await ask(sql);
    expect([status, out, said.length]).toEqual([2, '', 1]);
    expect(said[0]).toMatch(words);
  });
  it.each([
    [['query', 'select 1', '--data', '/nowhere/at/all'], 'holds no exported runs'],
    [['query', 'select 1', '--locker', '/nowhere/at/all'], 'there is no locker at'],
    [['query', 'select 1', '--locker', 'a', '--data', 'b'], 'two places to ask'],
    [['query', 'select 1', '--format', 'jsn'], 'did you mean `json`?'],
    [['query', 'select 1', '--format', 'csv', '--json'], 'say two different things'],
  ])('%j', async (argv, words) => {
    const { status, said, out } = await claimcheck(argv, { cwd: folder(), now });
    expect([status, out, said.length]).toEqual([2, '', 1]);
    expect(said.join()).toContain(words);
  });
  it.each([
    ['is gone', (path: string) => rmSync(path)],
    ['is no Parquet', (path: string) => writeFileSync(path, 'PAR1 and then nothing of it')],
    ['is another table', (path: string) => copyFileSync(path.replace('findings/', 'runs/').replace(/source=.*/, 'part-0.parquet'), path)],
  ])('a file that %s is named in one line', async (_, break_) => {
    const dir = join(folder(), 'history');
    cpSync(data, dir, { recursive: true });
    break_(join(dir, 'findings/date=2026-11-03/source=toy%2Fshop/part-00000002.parquet'));
    const { status, said, out } = await claimcheck(['query', 'select count(check_id) from findings', '--data', dir], {
      cwd: folder(),
      now,
    });
    expect([status, out, said.length]).toEqual([2, '', 1]);
    expect(said[0]).toContain('part-00000002.parquet');
  });
  it('a folder whose name DuckDB would take for a column is refused', async () => {
    const dir = join(folder(), 'Run=7');
    cpSync(data, dir, { recursive: true });
    const { status, said } = await claimcheck(['query', 'select 1', '--data', dir], { cwd: folder(), now });
    expect([status, said]).toEqual([2, [expect.stringContaining('would be read as a column')]]);
  });
  it('what lies beside the exported files is not read', async () => {
    const dir = join(folder(), 'history');
    cpSync(data, dir, { recursive: true });
    copyFileSync(join(dir, 'runs/date=2026-11-02/part-0.parquet'), join(dir, 'runs/date=2026-11-02/part-1.parquet'));
    const { out } = await claimcheck(['query', 'select count(*) as n from runs', '--data', dir, '--json'], { cwd: folder(), now });
    expect(JSON.parse(out)).toEqual([{ n: 5 }]);
  });
  it('without DuckDB it says what to install', async () => {
    const absent = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadDuck(() => Promise.reject(absent))).rejects.toMatchObject({
      exit: 2,
      line: expect.stringMatching(/needs DuckDB, which is not installed \(npm install @duckdb\/node-api@/),
    });
    const torn = Object.assign(new Error('libduckdb.so: cannot open shared object file'), { code: 'ERR_DLOPEN_FAILED' });
    await expect(loadDuck(() => Promise.reject(torn))).rejects.toMatchObject({
      exit: 2,
      line: expect.stringContaining('cannot open shared'),
    });
  });
  it('and names the version that it is tested with', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const source = readFileSync(join(import.meta.dirname, '../../src/history/query.ts'), 'utf8');
    expect(source).toContain(`@duckdb/node-api@${devDependencies['@duckdb/node-api']}'`);
  });
});
