import { pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatOf } from '../../collectors/postgres/formats.ts';
import { type Looked, look, verdictsOf } from '../collectors/postgres/support.ts';
import { bin, type Cluster, startCluster } from './postgres-cluster.ts';

/** PostgreSQL itself, with roles that see less and less, and every way in which somebody stored a password. */
if (bin === undefined)
  console.warn(
    'SKIPPED: no PostgreSQL under /usr/lib/postgresql (apt-get install postgresql): the statements are tried on the simulator only',
  );

const salt = randomBytes(16);
const b64 = (bytes: Buffer) => bytes.toString('base64');
const ab64 = (bytes: Buffer) => b64(bytes).replaceAll('+', '.').replaceAll('=', '');
const unpadded = (bytes: Buffer) => b64(bytes).replaceAll('=', '');
const derived = (hash: string, length: number) => pbkdf2Sync('correct horse', salt, 1000, length, hash);
/** By format: what a framework would store of a password; argon2 in its published form, around random bytes. */
const GOOD: readonly (readonly [format: string, value: string])[] = [
  ['argon2id', `$argon2id$v=19$m=65536,t=3,p=4$${unpadded(salt)}$${unpadded(randomBytes(32))}`],
  ['argon2id', `argon2$argon2id$v=19$m=102400,t=2,p=8$${unpadded(salt)}$${unpadded(randomBytes(32))}`],
  ['argon2i', `$argon2i$m=65536,t=3,p=4$${unpadded(salt)}$${unpadded(randomBytes(32))}`],
  ['scrypt', `$scrypt$ln=17,r=8,p=1$${unpadded(salt)}$${unpadded(scryptSync('correct horse', salt, 32))}`],
  ['scrypt', `scrypt:131072:8:1$${salt.toString('hex')}$${scryptSync('correct horse', salt, 64).toString('hex')}`],
  ['pbkdf2-sha256', `pbkdf2_sha256$600000$${salt.toString('hex')}$${b64(derived('sha256', 32))}`],
  ['pbkdf2-sha256', `$pbkdf2-sha256$650000$${ab64(salt)}$${ab64(derived('sha256', 32))}`],
  ['pbkdf2-sha256', `pbkdf2:sha256:1000000$${salt.toString('hex')}$${derived('sha256', 32).toString('hex')}`],
  ['pbkdf2-sha512', `$pbkdf2-sha512$250000$${ab64(salt)}$${ab64(derived('sha512', 64))}`],
  ['scram-sha-256', `SCRAM-SHA-256$4096:${b64(salt)}$${b64(randomBytes(32))}:${b64(randomBytes(32))}`],
  ['no-password', `!${'aB3'.repeat(13)}z`],
];
const CANARIES = ['hunter2-canary-in-plain-text', 'Tr0ub4dor&3-canary', "o'clock--canary"];
const BAD: readonly (readonly [format: string, value: string])[] = [
  ...CANARIES.map((value) => ['unrecognised', value] as const),
  ['md5', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['sha1', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['sha256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['sha512-crypt', `$6$rounds=5000$${salt.toString('hex')}$${'x'.repeat(86)}`],
  // what looks like one from afar, and is none
  ['unrecognised', '$2b$12$short'],
  ['unrecognised', ''],
  ['unrecognised', `$argon2id$v=19$m=65536,t=3,p=4$${unpadded(salt)}$`],
];

describe.skipIf(bin === undefined)('a real PostgreSQL', () => {
  let cluster: Cluster;
  const HOSTS = ['hostssl all all 127.0.0.1/32 scram-sha-256', 'hostssl all all 10.0.0.0/8 scram-sha-256'];
  const entry = { database: 'shop', rowSecurity: [], tls: { ca: 'CA', serverName: 'localhost' }, password: { env: 'PW' } };
  const as = (user: string, more: object = {}): Promise<Looked> =>
    look({ ...entry, port: cluster.port, user, ...more }, { CA: cluster.ca, PW: `${user}-word-of-the-day` });
  const column = (name: string) => ({ passwordColumns: [{ schema: 'public', table: name, column: 'password' }] });
  const fields = ({ collected }: Looked, collector: string) =>
    collected.sets.find((set) => set.collector === collector)?.resources.map(({ resource }) => resource) as never;

  beforeAll(async () => {
    cluster = await startCluster();
    cluster.sql('create database shop');
    const create = (name: string, more = '') => cluster.sql(`create role ${name} login password '${name}-word-of-the-day' ${more}`);
    create('plain');
    create('monitor', 'in role pg_monitor');
    create('auditor', 'superuser');
    create('shop_app');
    const literal = (value: string) => `('${value.replaceAll("'", "''")}')`;
    const table = (name: string, values: readonly string[]) =>
      cluster.sql(
        `create table ${name}(password text); insert into ${name} values ${values.map(literal).join(',')}, (null); grant select (password) on ${name} to plain`,
        'shop',
      );
    table(
      'good',
      GOOD.map(([, value]) => value),
    );
    cluster.sql(
      `create extension pgcrypto; insert into good select crypt('correct horse', gen_salt('bf', 4)) from generate_series(1, 3)`,
      'shop',
    );
    table(
      'bad',
      [...GOOD, ...BAD].map(([, value]) => value),
    );
    table('secret', ['hidden']);
    cluster.sql(
      'revoke all on secret from plain; create table "odd ""name"" of $tables$"("pass word" text); insert into "odd ""name"" of $tables$" values (\'abc\')',
      'shop',
    );
    cluster.sql(
      `create table many(password text); insert into many select md5(g::text) from generate_series(1, 50000) g; analyze many`,
      'shop',
    );
    cluster.rules(HOSTS);
  });
  afterAll(() => cluster?.stop());

  it('tells a superuser everything', async () => {
    const looked = await as('auditor', { ...column('good'), applicationRoles: ['shop_app'], walArchive: true, replicated: true });
    expect(looked.collected.scope.principal).toMatchObject({ id: `auditor@127.0.0.1:${cluster.port}/shop` });
    expect(verdictsOf(looked)).toEqual({
      'postgres.app-hash-cost': 'fail', // bcrypt of cost 4, and iterations of long ago
      'postgres.app-password-hashes': 'pass',
      'postgres.hba': 'pass',
      'postgres.logging': 'fail', // log_connections is off by default
      'postgres.password-encryption': 'pass',
      'postgres.replication': 'fail',
      'postgres.role-verifiers': 'pass',
      'postgres.row-security': 'not_applicable',
      'postgres.superusers': 'pass',
      'postgres.tls': 'pass',
      'postgres.version': verdictsOf(looked)['postgres.version'],
      'postgres.wal-archive': 'fail',
    });
    expect(verdictsOf(looked)['postgres.version']).not.toBe('not_applicable');
  });
  it('knows each format, and the cost of each that has one', async () => {
    const [{ formats, costs, values }] = fields(await as('plain', column('good')), 'postgres/password-column') as [
      { formats: { format: string; count: number }[]; costs: object[]; values: number },
    ];
    const counts = new Map<string, number>([['bcrypt', 3]]);
    for (const [format] of GOOD) counts.set(format, (counts.get(format) ?? 0) + 1);
    expect(Object.fromEntries(formats.map(({ format, count }) => [format, count]))).toEqual(Object.fromEntries(counts));
    expect(values).toBe(GOOD.length + 3);
    expect(costs).toEqual(
      expect.arrayContaining([
        { format: 'bcrypt', cost: 4, passes: 0, count: 3 },
        { format: 'argon2id', cost: 102400, passes: 2, count: 1 },
        { format: 'scrypt', cost: 131072, passes: 0, count: 2 },
        { format: 'pbkdf2-sha256', cost: 1000000, passes: 0, count: 1 },
      ]),
    );
    expect(formatOf(-1)).toBe('unrecognised');
  });
  it('finds what is stored badly, and lets no value out', async () => {
    const looked = await as('plain', column('bad'));
    const judged = looked.judged.get('postgres.app-password-hashes');
    expect(judged?.verdict).toBe('fail');
    expect(judged?.findings[0]?.because).toBe(
      `public.bad.password: of ${GOOD.length + BAD.length} values, 6 unrecognised, 1 md5, 1 sha1, 1 sha256, 1 sha512-crypt`,
    );
    for (const [, value] of [...GOOD, ...BAD]) if (value !== '') expect(looked.written).not.toContain(value.slice(0, 12));
    for (const secret of ['plain-word-of-the-day', 'correct horse']) expect(looked.written).not.toContain(secret);
  });
  it('samples what is too large, and says so', async () => {
    const [sampled] = fields(await as('auditor', { ...column('many'), sampleAbove: 5000 }), 'postgres/password-column') as [
      { sampled: boolean; values: number; formats: object[] },
    ];
    expect(sampled).toMatchObject({ sampled: true, formats: [{ format: 'md5' }] });
    expect(sampled.values).toBeGreaterThan(0);
    expect(sampled.values).toBeLessThan(50_000);
    const [all] = fields(await as('auditor', column('many')), 'postgres/password-column') as [object];
    expect(all).toMatchObject({ sampled: false, values: 50_000 });
  });
  it('shows a plain role less, and none of it becomes a verdict', async () => {
    const looked = await as('plain', column('secret'));
    expect(verdictsOf(looked)).toMatchObject({
      'postgres.app-password-hashes': 'unknown',
      'postgres.hba': 'unknown',
      'postgres.role-verifiers': 'unknown',
      'postgres.password-encryption': 'pass',
      'postgres.superusers': 'pass',
    });
    for (const id of ['postgres.app-password-hashes', 'postgres.hba', 'postgres.role-verifiers'])
      expect([id, looked.judged.get(id)?.reasons]).toEqual([id, ['access_denied']]);
    // pg_monitor sees the sessions of others, and still not what only a superuser may
    expect(verdictsOf(await as('monitor'))).toMatchObject({
      'postgres.tls': 'pass',
      'postgres.hba': 'unknown',
      'postgres.role-verifiers': 'unknown',
    });
  });
  it('judges rules as they are in force', async () => {
    cluster.rules([...HOSTS, 'host all all 0.0.0.0/0 md5', 'hostssl all all 192.0.2.0/24 nonsense'], false);
    expect((await as('auditor')).judged.get('postgres.hba')).toMatchObject({ verdict: 'unknown', reasons: ['stale_evidence'] });
    cluster.rules([...HOSTS, 'host all all 0.0.0.0/0 md5']);
    expect((await as('auditor')).judged.get('postgres.hba')?.verdict).toBe('fail');
    cluster.rules(HOSTS);
  });
  it('sees an md5 verifier, a superuser too many and a plain connection', async () => {
    cluster.sql(`set password_encryption = md5; create role old login password 'old'`);
    cluster.sql('alter role shop_app superuser');
    const looked = await as('auditor', { applicationRoles: ['shop_app'] });
    expect(verdictsOf(looked)).toMatchObject({ 'postgres.role-verifiers': 'fail', 'postgres.superusers': 'fail' });
    cluster.sql('alter role shop_app nosuperuser; drop role old');
  });
  it('answers nobody who cannot prove who he is, and nobody whose certificate cannot be', async () => {
    const reasons = async (looking: Promise<Looked>) => [...new Set([...(await looking).judged.values()].flatMap((one) => one.reasons))];
    const wrong = look({ ...entry, port: cluster.port, user: 'plain' }, { CA: cluster.ca, PW: 'not-the-word-of-the-day' });
    expect(await reasons(wrong)).toEqual(['credentials_invalid']);
    expect(await reasons(as('plain', { tls: {} }))).toEqual(['tls_failure']);
    expect(await reasons(as('plain', { tls: { ca: 'CA', serverName: 'db.example.com' } }))).toEqual(['tls_failure']);
    expect(await reasons(as('plain', { database: 'nowhere' }))).toEqual(['access_denied']);
  });
  it('is not waited for longer than was said', async () => {
    cluster.sql('create view slow as select pg_sleep(30)::text as password; grant select on slow to plain', 'shop');
    const looked = await as('plain', { ...column('slow'), statementTimeoutMs: 200 });
    expect(looked.judged.get('postgres.app-password-hashes')).toMatchObject({ verdict: 'unknown', reasons: ['timeout'] });
  });
  it('takes any name for a name', async () => {
    const odd = { schema: 'public', table: 'odd "name" of $tables$', column: 'pass word' };
    const looked = await as('auditor', { passwordColumns: [odd] });
    expect(looked.judged.get('postgres.app-password-hashes')?.findings[0]?.because).toContain('1 unrecognised');
  });
  it('says from whom a table holds rows back, and from whom it does not', async () => {
    cluster.sql('create role shop_owner; create role tenant login in role shop_owner; create role dump login bypassrls');
    cluster.sql('create table orders(tenant text); alter table orders owner to shop_owner; grant select on orders to shop_app', 'shop');
    const orders = { rowSecurity: [{ schema: 'public', table: 'orders' }] };
    const said = async (...applicationRoles: string[]) => {
      const { verdict, findings } = (await as('plain', { ...orders, applicationRoles })).judged.get('postgres.row-security') ?? {};
      return [verdict, findings?.[0]?.because];
    };
    expect(await said('shop_app')).toEqual(['fail', 'public.orders: row security is off']);
    cluster.sql('alter table orders enable row level security', 'shop');
    expect(await said('shop_app')).toEqual(['fail', 'public.orders: row security is on without a policy']);
    cluster.sql('create policy own on orders using (tenant = current_user)', 'shop');
    expect((await said('shop_app'))[0]).toBe('pass');
    // what PostgreSQL itself lets them see
    const seen = (role: string) => cluster.sql(`set role ${role}; select count(*) from orders`, 'shop').split('\n').at(-1);
    cluster.sql(`insert into orders values ('shop_app'), ('somebody'); grant select on orders to dump`, 'shop');
    expect([seen('shop_app'), seen('tenant'), seen('dump')]).toEqual(['1', '2', '2']);
    expect(await said('shop_app', 'tenant')).toEqual(['fail', 'public.orders: row security is on, and passed round by tenant']);
    expect(await said('dump')).toEqual(['fail', 'public.orders: row security is on, and passed round by dump']);
    expect((await said())[1]).toMatch(/passed round by dump, tenant$/);
    cluster.sql('alter table orders force row level security', 'shop');
    expect(seen('tenant')).toBe('0');
    expect((await said('shop_app', 'tenant'))[0]).toBe('pass');
    expect((await as('plain', { rowSecurity: [{ schema: 'public', table: 'order' }] })).judged.get('postgres.row-security')).toMatchObject({
      verdict: 'unknown',
      reasons: ['missing_member'],
    });
    cluster.sql('drop table orders', 'shop');
  });
  it('was written to by nobody', () => {
    expect(cluster.sql('select coalesce(sum(n_tup_ins), 0) from pg_stat_user_tables', 'shop')).toBe(
      String(GOOD.length * 2 + BAD.length + 3 + 2 + 2 + 1 + 50_000),
    );
  });
});
