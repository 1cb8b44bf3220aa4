import { describe, expect, it } from 'vitest';
import { PostgresConfig } from '../../../collectors/postgres/config.ts';
import { classifying, SHAPES } from '../../../collectors/postgres/formats.ts';
import { QUESTIONS } from '../../../collectors/postgres/queries.ts';
import { isCurrent, isSupported, releaseOf } from '../../../collectors/postgres/settings/releases.ts';
import { rowSecurityOf } from '../../../collectors/postgres/table/statement.ts';
import { type PostgresOptions, startPostgres } from '../../../src/demo/postgres/server.ts';
import type { Secured, World } from '../../../src/demo/postgres/world.ts';
import { clean, denied, drift, drifted } from '../../../src/demo/postgres/worlds.ts';
import type { Verdict } from '../../../src/model.ts';
import { checks, type Looked, look, verdictsOf } from './support.ts';

/** Each check passes, fails where something is wrong, does not know when it could not look, and says so when there is nothing. */
const ids = checks.map(({ check }) => check.id);
async function at(
  world: World,
  entry: object = {},
  faults: PostgresOptions['faults'] = [],
): Promise<Looked & { asked: readonly string[]; statements: readonly string[] }> {
  const server = await startPostgres({
    world,
    now: () => new Date().toISOString(),
    faults: faults as NonNullable<PostgresOptions['faults']>,
  });
  try {
    return { ...(await look({ port: server.port, ...entry })), asked: server.requests, statements: server.statements };
  } finally {
    await server.close();
  }
}
const all = (verdict: Verdict, but: Readonly<Record<string, Verdict>> = {}) => ({
  ...Object.fromEntries(ids.map((id) => [id, verdict])),
  ...but,
});
const set = (settings: object): World => ({ ...clean, settings: { ...clean.settings, ...settings } });
const column = (shape: number, a: number | null = null, b: number | null = null): World => ({
  ...clean,
  columns: { 'public.users.password_hash': { estimate: 1, classes: [{ shape, a, b, c: null, count: 1 }] } },
});
const secured = (change: Partial<Secured>): World => ({
  ...clean,
  tables: { 'public.orders': { ...(clean.tables['public.orders'] as Secured), ...change } },
});
const shapeOf = (format: string) => SHAPES.findIndex((one) => one.format === format);

const BROKEN: Readonly<Record<string, World>> = {
  'postgres.password-encryption': set({ password_encryption: 'md5' }),
  'postgres.role-verifiers': { ...clean, verifiers: { md5: 1, 'scram-sha-256': 4 } },
  'postgres.app-password-hashes': column(shapeOf('sha1')),
  'postgres.app-hash-cost': column(shapeOf('bcrypt'), 8),
  'postgres.tls': { ...clean, sessions: { remote: 3, plain: 1, hidden: 0 } },
  'postgres.hba': { ...clean, rules: [{ type: 'host', address: '0.0.0.0', method: 'md5' }] },
  'postgres.superusers': { ...clean, roles: [{ name: 'shop_app', superuser: true, login: true }] },
  'postgres.row-security': secured({ enabled: false }),
  'postgres.wal-archive': { ...clean, archiver: { lastArchived: 30, lastFailed: null } },
  'postgres.replication': { ...clean, replicas: [] },
  'postgres.logging': set({ log_connections: 'off' }),
  'postgres.version': set({ server_version_num: '130022' }),
};

describe('the worlds', () => {
  it('clean: every check passes, over whole sets', async () => {
    const looked = await at(clean);
    expect(verdictsOf(looked)).toEqual(all('pass'));
    for (const one of looked.collected.sets) expect([one.collector, one.complete, one.gaps]).toEqual([one.collector, true, []]);
    // shared between collectors, so each is asked once
    expect([...looked.asked].sort()).toEqual([...Object.keys(QUESTIONS), 'column-classes', 'column-estimate', 'row-security'].sort());
  });
  it('has a broken one for each check', () => expect(Object.keys(BROKEN).sort()).toEqual([...ids].sort()));
  it.each(Object.entries(BROKEN))('%s fails there', async (id, world) => {
    const judged = (await at(world)).judged.get(id);
    expect(judged?.verdict).toBe('fail');
    for (const { verdict, because } of judged?.findings ?? [])
      if (verdict === 'fail') expect(because).not.toMatch(/undefined|\[object|\{r\./);
  });
  it('drifted fails what was planted, and nothing else', async () => {
    expect(verdictsOf(await at(drifted))).toEqual(all('pass', Object.fromEntries(drift.map(({ check }) => [check, 'fail' as const]))));
  });
  it('denied knows what it does not know', async () => {
    expect(verdictsOf(await at(denied))).toEqual(
      all('pass', {
        'postgres.hba': 'unknown',
        'postgres.role-verifiers': 'unknown',
        'postgres.app-password-hashes': 'unknown',
        'postgres.app-hash-cost': 'unknown',
        'postgres.tls': 'unknown',
      }),
    );
  });
  it('nothing declared: nobody says that passwords are stored, archived or replicated', async () => {
    const nothing = { passwordColumns: [], applicationRoles: [], rowSecurity: [], walArchive: false, replicated: false };
    expect(verdictsOf(await at(clean, nothing))).toEqual(
      all('pass', {
        'postgres.app-password-hashes': 'unknown',
        'postgres.app-hash-cost': 'unknown',
        'postgres.row-security': 'not_applicable',
        'postgres.wal-archive': 'not_applicable',
        'postgres.replication': 'not_applicable',
      }),
    );
  });
});

describe('where the database will not say', () => {
  /** What rests on each statement. */
  const LOST: Readonly<Record<string, readonly string[]>> = {
    identity: ids,
    settings: ['postgres.password-encryption', 'postgres.tls', 'postgres.wal-archive', 'postgres.logging', 'postgres.version'],
    sessions: ['postgres.tls'],
    'hba-rules': ['postgres.hba'],
    'role-verifiers': ['postgres.role-verifiers'],
    roles: ['postgres.superusers', 'postgres.row-security'],
    'row-security': ['postgres.row-security'],
    archiver: ['postgres.wal-archive'],
    replicas: ['postgres.replication'],
    'column-estimate': ['postgres.app-password-hashes', 'postgres.app-hash-cost'],
    'column-classes': ['postgres.app-password-hashes', 'postgres.app-hash-cost'],
  };
  const KINDS = ['42501', '57014', '53300', '42P01', 'reset', 'garbled', 'empty'] as const;
  it.each(Object.keys(LOST).flatMap((name) => KINDS.map((kind) => [name, kind] as const)))(
    '%s %s: unknown, and nothing else moves',
    async (name, kind) => {
      const code = /^\d/.test(kind);
      const looked = await at(
        code ? { ...clean, refusals: { [name]: kind } } : clean,
        {},
        code ? [] : [{ statement: name, kind: kind as 'reset' | 'garbled' | 'empty' }],
      );
      expect(verdictsOf(looked)).toEqual(all('pass', Object.fromEntries((LOST[name] as string[]).map((id) => [id, 'unknown' as const]))));
      if (kind === '42501')
        for (const id of LOST[name] as string[]) expect([id, looked.judged.get(id)?.reasons]).toEqual([id, ['access_denied']]);
    },
  );
  it('not even a list that cannot be empty, where it comes empty', async () => {
    expect((await at({ ...clean, roles: [] })).judged.get('postgres.superusers')).toMatchObject({
      verdict: 'unknown',
      reasons: ['no_results'],
    });
    const local = await at({ ...clean, rules: [{ type: 'local', address: null, method: 'peer' }] });
    expect(local.judged.get('postgres.hba')?.verdict).toBe('unknown');
    expect((await at({ ...clean, rules: [] })).judged.get('postgres.hba')?.verdict).toBe('unknown');
  });
  it('a setting that is not listed is not off', async () => {
    const { ssl: _, ...settings } = clean.settings;
    expect((await at({ ...clean, settings })).judged.get('postgres.tls')).toMatchObject({
      verdict: 'unknown',
      reasons: ['missing_member'],
    });
  });
  it('a column that is not there is a mistake of whoever named it, and no pass', async () => {
    const looked = await at(clean, { passwordColumns: [{ schema: 'public', table: 'users', column: 'pasword' }] });
    expect(looked.judged.get('postgres.app-password-hashes')).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
  });
  it('a file that was changed since it was read is not what is in force', async () => {
    expect((await at({ ...clean, rulesChanged: true })).judged.get('postgres.hba')).toMatchObject({
      verdict: 'unknown',
      reasons: ['stale_evidence'],
    });
  });
  it('a plain session that was seen is enough, whatever is hidden; none seen is not, while some are', async () => {
    const tls = async (sessions: World['sessions']) => (await at({ ...clean, sessions })).judged.get('postgres.tls')?.verdict;
    expect(await tls({ remote: 3, plain: 1, hidden: 4 })).toBe('fail');
    expect(await tls({ remote: 3, plain: 0, hidden: 4 })).toBe('unknown');
  });
  it('nobody there: every row, with its reason', async () => {
    const server = await startPostgres({ world: clean, now: () => new Date().toISOString() });
    await server.close();
    const { judged } = await look({ port: server.port });
    for (const id of ids) expect([id, judged.get(id)?.verdict, judged.get(id)?.reasons]).toEqual([id, 'unknown', ['unreachable']]);
  });
});

describe('a table of 100,000,000 rows', () => {
  const huge = (classes: World['columns'][string]['classes']): World => ({
    ...clean,
    columns: { 'public.users.password_hash': { estimate: 100_000_000, classes } },
  });
  const id = 'postgres.app-password-hashes';
  it('is sampled beyond the declared bound, and each finding says so', async () => {
    const good = await at(huge(clean.columns['public.users.password_hash']?.classes ?? []));
    expect(good.judged.get(id)?.findings[0]).toMatchObject({ verdict: 'pass', observed: { sampled: true } });
    const bad = await at(huge([{ shape: shapeOf('md5'), a: null, b: null, c: null, count: 7 }]));
    expect(bad.judged.get(id)?.findings[0]).toMatchObject({
      verdict: 'fail',
      because: expect.stringContaining('of 7 values in a sample, 7 md5'),
    });
    // what goes over the wire draws blocks: nobody reads a hundred million rows
    const statement = bad.statements.find((one) => one.includes('column-classes'));
    expect(statement).toMatch(/"public"\."users" tablesample system \(5\)/);
  });
  it('is looked at whole where the bound allows it', async () => {
    const looked = await at(huge(clean.columns['public.users.password_hash']?.classes ?? []), { sampleAbove: 200_000_000 });
    expect(looked.judged.get(id)?.findings[0]).toMatchObject({ verdict: 'pass', observed: { sampled: false } });
    expect(looked.statements.join()).not.toContain('tablesample');
  });
});

describe('row security', () => {
  const id = 'postgres.row-security';
  const by = (role: object) => [{ ...{ name: 'shop_app', superuser: false, bypass: false, owns: false }, ...role }];
  const verdict = async (change: Partial<Secured>, entry: object = {}) => (await at(secured(change), entry)).judged.get(id)?.verdict;
  it.each([
    ['off', { enabled: false }, 'fail'],
    ['without a policy', { policies: 0 }, 'fail'],
    ['an application that owns it', { forced: false, past: by({ owns: true }) }, 'fail'],
    ['an application that owns it, and is held to it', { past: by({ owns: true }) }, 'pass'],
    ['an application with BYPASSRLS', { past: by({ bypass: true }) }, 'fail'],
    ['an application that is a superuser', { past: by({ superuser: true }) }, 'fail'],
    ['somebody else with BYPASSRLS', { past: by({ name: 'backup', bypass: true }) }, 'pass'],
  ] as const)('%s: %o %s', async (_, change, due) => expect(await verdict(change)).toBe(due));
  it('without a declared application holds for all who may sign in and are no superusers', async () => {
    const nobody = { applicationRoles: [] };
    expect(await verdict({}, nobody)).toBe('pass');
    expect(await verdict({ past: by({ name: 'backup', bypass: true }) }, nobody)).toBe('fail');
  });
  it('is unknown where the declared application, or the table, is not there; a seen way round is enough', async () => {
    const typo = { applicationRoles: ['shop_ap', 'shop_app'] };
    expect(await verdict({}, typo)).toBe('unknown');
    expect(await verdict({ past: by({ bypass: true }) }, typo)).toBe('fail');
    expect((await at(clean, { rowSecurity: [{ schema: 'public', table: "ord'ers" }] })).judged.get(id)).toMatchObject({
      verdict: 'unknown',
      reasons: ['missing_member'],
    });
  });
});

describe('what may be asked', () => {
  it('only reads, each named in front', () => {
    const statements = [
      ...Object.values(QUESTIONS).map(({ sql }) => sql),
      classifying('password', '"public"."users"'),
      rowSecurityOf('public', 'orders'),
    ];
    for (const sql of statements) {
      expect(sql).toMatch(/^\/\* claimcheck:[a-z-]+ \*\/ select coalesce\(json_agg\(q\), '\[\]'\)::text as answer from \(select /);
      expect(sql).not.toMatch(/\b(?:insert|update|delete|drop|alter|create|grant|truncate|copy|set_config|lo_|dblink|pg_read_file)\b/i);
    }
  });
  it('names from claimcheck.yaml stay names', async () => {
    const evil = { schema: 'public', table: 'users"; drop table users; --', column: "x' or '1'='1" };
    const looked = await at(clean, { passwordColumns: [evil] });
    expect(looked.judged.get('postgres.app-password-hashes')).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
  });
  it('in the clear on loopback only, and strictly configured', () => {
    const faults = (entry: object) =>
      PostgresConfig.safeParse({
        type: 'postgres',
        name: 'n',
        host: 'db.example.com',
        database: 'd',
        user: 'u',
        ...entry,
      }).error?.issues.map(({ message }) => message) ?? [];
    expect(faults({})).toEqual([]);
    expect(faults({ tls: 'off' })).toEqual(['passwords and answers would travel in the clear: `off` is for loopback only']);
    expect(faults({ tls: 'off', host: '127.0.0.1' })).toEqual([]);
    expect(faults({ pasword: {} }).length).toBe(1);
  });
});

describe('releases', () => {
  const now = '2026-11-21T00:00:00.000Z';
  it.each([
    ['170011', '17.11', true, true],
    ['170010', '17.10', true, true],
    ['170009', '17.9', true, false],
    ['180007', '18.7', true, true],
    ['140024', '14.24', false, true],
    ['90624', '9.6.24', false, false],
  ])('%s is %s: supported %s, current %s', (number, version, supported, current) => {
    expect(releaseOf(number)).toBe(version);
    expect([isSupported(version, now), isCurrent(version, now)]).toEqual([supported, current]);
  });
  it('newer than the table, or judged by a table that is too old, is not known', () => {
    expect([isSupported('19.0', now), isCurrent('19.0', now), isCurrent('17.11', '2027-06-01T00:00:00.000Z')]).toMatchObject(
      Array.from({ length: 3 }, () => ({ $unknown: { reason: 'no_results' } })),
    );
    expect(isCurrent('17.2', '2027-06-01T00:00:00.000Z')).toBe(false);
    expect(releaseOf('seventeen')).toMatchObject({ $unknown: { reason: 'malformed_response' } });
  });
});
