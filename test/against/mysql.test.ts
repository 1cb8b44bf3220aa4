/** MariaDB itself, with accounts of every kind and every way in which somebody stored a password. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Looked, look, verdictsOf } from '../collectors/mysql/support.ts';
import { type MariaDb, present, startMariaDb } from './mariadb-server.ts';

if (!present) console.warn('SKIPPED: no MariaDB (apt-get install mariadb-server): the statements are tried on the simulator only');

const BCRYPT = `$2b$12$${'N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'.slice(0, 53)}`;
const GOOD = [BCRYPT, `$argon2id$v=19$m=65536,t=3,p=4$${'c2FsdA'.repeat(3)}$${'aGFzaA'.repeat(6)}`];
const CANARY = 'hunter2-canary-in-plain-text';
const BAD = [CANARY, 'd41d8cd98f00b204e9800998ecf8427e', 'da39a3ee5e6b4b0d3255bfef95601890afd80709', "o'clock\\\\"];

describe.skipIf(!present)('a real MariaDB', () => {
  let server: MariaDb;
  const as = (user: string, more: object = {}): Promise<Looked> =>
    look(
      { ...{ host: 'localhost', port: server.port, user, tls: { ca: 'CA' }, password: { env: 'PW' }, passwordColumns: [] }, ...more },
      { CA: server.ca, PW: 'a-word-of-the-day' },
    );
  const column = (table: string) => ({ passwordColumns: [{ schema: 'shop', table, column: 'password' }] });
  beforeAll(async () => {
    server = await startMariaDb();
    const literal = (value: string) => `('${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}')`;
    const table = (name: string, values: readonly string[]) =>
      `create table shop.${name}(password varchar(200)); insert into shop.${name} values ${values.map(literal).join(',')}, (null);`;
    server.sql(`install soname 'auth_ed25519'; create database shop character set latin1; ${table('good', GOOD)} ${table('bad', [...GOOD, ...BAD])}
      create user auditor@'%' identified by 'a-word-of-the-day'; grant select on mysql.* to auditor@'%'; grant select on shop.* to auditor@'%';
      create user plain@'%' identified by 'a-word-of-the-day'; grant select (password) on shop.good to plain@'%';
      create role readers; alter user root@localhost account lock`);
  }, 60_000);
  afterAll(() => server?.stop());

  it('tells formats and counts, and lets no value out', async () => {
    expect(verdictsOf(await as('plain', column('good')))['mysql.app-password-hashes']).toBe('pass');
    const looked = await as('auditor', column('bad'));
    expect(looked.judged.get('mysql.app-password-hashes')?.findings[0]?.because).toBe(
      'shop.bad.password: of 6 values, 2 unrecognised, 1 md5, 1 sha1',
    );
    for (const value of [...GOOD, ...BAD]) expect(looked.written).not.toContain(value.slice(0, 12));
    expect(looked.written).not.toContain('a-word-of-the-day');
  });
  it('shows accounts to whoever may see them', async () => {
    const looked = await as('auditor');
    expect(verdictsOf(looked)).toMatchObject({ 'mysql.no-native-passwords': 'fail', 'mysql.tls': 'fail' });
    expect(looked.written).not.toMatch(/\*[0-9A-F]{40}/);
    const plain = await as('plain', column('bad'));
    for (const id of ['mysql.no-empty-passwords', 'mysql.no-native-passwords', 'mysql.app-password-hashes'])
      expect([id, plain.judged.get(id)?.verdict]).toEqual([id, 'unknown']);
  });
  it('answers nobody who cannot prove who he is, and nobody whose certificate cannot be', async () => {
    const reasons = async (looking: Promise<Looked>) => [...new Set([...(await looking).judged.values()].flatMap((one) => one.reasons))];
    expect(await reasons(as('nobody'))).toEqual(['credentials_invalid']);
    expect(await reasons(as('auditor', { tls: {} }))).toEqual(['tls_failure']);
  });
});
