import { describe, expect, it } from 'vitest';
import { MysqlConfig } from '../../../collectors/mysql/config.ts';
import { classifying, SHAPES } from '../../../collectors/mysql/formats.ts';
import { QUESTIONS } from '../../../collectors/mysql/queries.ts';
import { startMysql } from '../../../src/demo/mysql/server.ts';
import { clean, REFUSED, type Rows, type World, worlds } from '../../../src/demo/mysql/worlds.ts';
import type { Verdict } from '../../../src/model.ts';
import { checks, look, verdictsOf } from './support.ts';

const ids = checks.map(({ check }) => check.id);
async function at(world: World, entry: object = {}) {
  const server = await startMysql({ world });
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
const saying = (answers: Readonly<Record<string, Rows>>): World => ({ ...clean, answers: { ...clean.answers, ...answers } });
const variables = (name: string, Value: string | undefined) =>
  saying({
    variables: (clean.answers['variables'] as Rows).flatMap((row) =>
      row['Variable_name'] !== name ? [row] : Value === undefined ? [] : [{ ...row, Value }],
    ),
  });
const account = (change: object) => saying({ accounts: [{ ...(clean.answers['accounts'] as Rows)[0], ...change }] });
const shape = (format: string) =>
  saying({ 'column-classes': [{ shape: String(SHAPES.findIndex((one) => one.format === format)), count: '7' }] });

describe('the worlds', () => {
  it('clean: every check passes, over whole sets', async () => {
    const looked = await at(clean);
    expect(verdictsOf(looked)).toEqual(all('pass'));
    for (const one of looked.collected.sets) expect([one.collector, one.complete, one.gaps]).toEqual([one.collector, true, []]);
  });
  it.each([
    ['mysql.tls', variables('require_secure_transport', 'OFF')],
    ['mysql.tls', variables('tls_version', 'TLSv1.1,TLSv1.2')],
    ['mysql.no-empty-passwords', account({ stored: 'none' })],
    ['mysql.no-native-passwords', account({ stored: 'native', plugin: 'mysql_native_password' })],
    ['mysql.app-password-hashes', shape('md5')],
    ['mysql.app-password-hashes', shape('nothing that is known')],
  ] as const)('%s fails where something is wrong, and nothing else does', async (id, world) => {
    const looked = await at(world);
    expect(verdictsOf(looked)).toEqual(all('pass', { [id]: 'fail' }));
    for (const { because } of looked.judged.get(id)?.findings ?? []) expect(because).not.toMatch(/undefined|\[object|\{r\./);
  });
  it('denied knows what it does not know', async () => {
    expect(verdictsOf(await at(worlds.denied))).toEqual(
      all('pass', { 'mysql.no-empty-passwords': 'unknown', 'mysql.no-native-passwords': 'unknown' }),
    );
  });
  it('who is locked, a role, or known to the system needs no password', async () => {
    for (const change of [
      { plugin: 'unix_socket', stored: 'none' },
      { plugin: 'pam', stored: 'none' },
    ])
      expect(verdictsOf(await at(account(change)))['mysql.no-empty-passwords']).toBe('pass');
    for (const change of [
      { locked: 'Y', stored: 'none' },
      { role: 'Y', stored: 'none' },
    ])
      expect(verdictsOf(await at(account(change)))['mysql.no-empty-passwords']).toBe('unknown');
  });
  it('nothing declared: nobody says that passwords are stored well', async () => {
    expect(verdictsOf(await at(clean, { passwordColumns: [] }))).toEqual(all('pass', { 'mysql.app-password-hashes': 'unknown' }));
  });
});

describe('where the database will not say', () => {
  const accounts = ['mysql.no-empty-passwords', 'mysql.no-native-passwords'];
  const LOST: Readonly<Record<string, readonly string[]>> = {
    version: ids,
    identity: ids,
    variables: ['mysql.tls'],
    accounts,
    'column-estimate': ['mysql.app-password-hashes'],
    'column-classes': ['mysql.app-password-hashes'],
  };
  it.each(Object.entries(LOST))('%s: unknown, and nothing else moves', async (name, lost) => {
    const unknown = Object.fromEntries(lost.map((id) => [id, 'unknown' as const]));
    for (const [code, reason] of [
      [REFUSED, 'access_denied'],
      [1969, 'timeout'],
      [1146, 'missing_member'],
      [1040, 'throttled'],
    ] as const) {
      const looked = await at({ ...clean, refusals: { [name]: code } });
      expect(verdictsOf(looked), String(code)).toEqual(all('pass', unknown));
      for (const id of lost) expect([id, looked.judged.get(id)?.reasons]).toEqual([id, [reason]]);
    }
    // a list that comes empty is no list
    if (name !== 'column-classes' && name !== 'version') expect(verdictsOf(await at(saying({ [name]: [] })))).toEqual(all('pass', unknown));
  });
  it('a setting that is not listed is not off', async () => {
    expect((await at(variables('require_secure_transport', undefined))).judged.get('mysql.tls')).toMatchObject({
      verdict: 'unknown',
      reasons: ['missing_member'],
    });
  });
  it('nobody there, or nobody that speaks TLS: every row, with its reason', async () => {
    const server = await startMysql({ world: clean });
    const plain = await look({ port: server.port, tls: {} });
    await server.close();
    for (const id of ids) expect([id, plain.judged.get(id)?.reasons]).toEqual([id, ['tls_failure']]);
    const gone = await look({ port: server.port });
    for (const id of ids) expect([id, gone.judged.get(id)?.reasons]).toEqual([id, ['unreachable']]);
  });
  it('a large table is sampled, and the finding says so', async () => {
    const looked = await at(saying({ 'column-estimate': [{ estimate: '100000000' }] }));
    expect(looked.judged.get('mysql.app-password-hashes')?.findings[0]).toMatchObject({ verdict: 'pass', observed: { sampled: true } });
    expect(looked.statements.at(-1)).toContain('rand() < 0.050000000');
  });
});

describe('what may be asked', () => {
  it('only reads, each named in front', () => {
    const statements = [
      ...Object.values(QUESTIONS).flatMap(({ sql }) => (typeof sql === 'string' ? [sql] : Object.values(sql))),
      classifying('password', '`a`.`b`'),
    ];
    for (const sql of statements) {
      expect(sql).toMatch(/^\/\* claimcheck:[a-z-]+ \*\/ (?:select|show) /);
      expect(sql).not.toMatch(/\b(?:insert|update|delete|drop|alter|create|grant|truncate|load_file|outfile|dumpfile|set)\b/i);
    }
    expect(classifying('x` from y; --', '`a`.`b`')).toContain('`x`` from y; --`');
  });
  it('in the clear on loopback only, and strictly configured', () => {
    const faults = (entry: object) =>
      MysqlConfig.safeParse({ type: 'mysql', name: 'n', host: 'db.example.com', user: 'u', ...entry }).error?.issues.length ?? 0;
    expect([faults({}), faults({ tls: 'off' }), faults({ tls: 'off', host: '127.0.0.1' }), faults({ pasword: {} })]).toEqual([0, 1, 0, 1]);
  });
});
