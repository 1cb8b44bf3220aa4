/** The demo's database, in three worlds. */
import type { Class, World } from './world.ts';

/** Argon2id of 64 MiB and three passes, and bcrypt of cost 12. */
const slow: readonly Class[] = [
  { shape: 2, a: 65536, b: 3, c: 4, count: 4100 },
  { shape: 0, a: 12, b: null, c: null, count: 93 },
];

export const clean: World = {
  name: 'clean',
  user: 'claimcheck',
  settings: {
    archive_mode: 'on',
    log_connections: 'on',
    log_disconnections: 'on',
    log_statement: 'ddl',
    logging_collector: 'on',
    password_encryption: 'scram-sha-256',
    server_version_num: '170011',
    ssl: 'on',
    ssl_min_protocol_version: 'TLSv1.2',
    wal_level: 'replica',
  },
  sessions: { remote: 14, plain: 0, hidden: 0 },
  rules: [
    { type: 'local', address: null, method: 'peer' },
    { type: 'hostssl', address: '10.0.0.0', method: 'scram-sha-256' },
    { type: 'host', address: '127.0.0.1', method: 'scram-sha-256' },
  ],
  verifiers: { 'scram-sha-256': 5 },
  roles: [
    { name: 'postgres', superuser: true, login: true },
    { name: 'shop_app', superuser: false, login: true },
    { name: 'shop_owner', superuser: false, login: false },
    { name: 'claimcheck', superuser: false, login: true },
    { name: 'pg_monitor', superuser: false, login: false },
  ],
  archiver: { lastArchived: 0.5, lastFailed: 900 },
  replicas: [{ name: 'standby', state: 'streaming', lagSeconds: 0.4, caughtUp: false }],
  columns: { 'public.users.password_hash': { estimate: 4200, classes: slow } },
  tables: {
    'public.orders': {
      ...{ enabled: true, forced: true, owner: 'shop_owner', policies: 2 },
      past: [{ name: 'postgres', superuser: true, bypass: true, owns: true }],
    },
  },
  refusals: {},
};
/** Where the first shape that means MD5 stands among those that the statement asks for. */
const MD5 = 21;

export const drift = [
  {
    check: 'postgres.app-password-hashes',
    resource: 'public.users.password_hash',
    what: 'seven accounts from before the new shop are still stored with MD5',
  },
] as const;
export const drifted: World = {
  ...clean,
  name: 'drifted',
  columns: { 'public.users.password_hash': { estimate: 4200, classes: [...slow, { shape: MD5, a: null, b: null, c: null, count: 7 }] } },
};
export const denied: World = {
  ...clean,
  name: 'denied',
  sessions: { remote: 1, plain: 0, hidden: 13 },
  refusals: { 'hba-rules': '42501', 'role-verifiers': '42501', 'column-classes': '57014' },
};
export const declared = {
  database: 'shop',
  applicationRoles: ['shop_app'],
  passwordColumns: [{ schema: 'public', table: 'users', column: 'password_hash' }],
  rowSecurity: [{ schema: 'public', table: 'orders' }],
  walArchive: true,
  replicated: true,
};
