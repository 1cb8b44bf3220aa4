/** What claimcheck.yaml may say about one PostgreSQL database. */
import { z } from 'zod';

const Variable = z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable') });
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;
export const Column = z.strictObject({ schema: z.string().min(1).default('public'), table: z.string().min(1), column: z.string().min(1) });
export type Column = z.infer<typeof Column>;
export const Table = z.strictObject({ schema: z.string().min(1).default('public'), table: z.string().min(1) });
export type Table = z.infer<typeof Table>;

const Entry = z.strictObject({
  type: z.literal('postgres'),
  name: z.string().min(1).describe('What you call this database'),
  host: z
    .string()
    .regex(/^[\w.:-]+$/, 'a host name or an address')
    .describe('Where it listens'),
  port: z.int().min(1).max(65_535).default(5432),
  database: z.string().min(1),
  user: z.string().min(1).describe('A role that only reads; `claimcheck permissions` says what it needs'),
  password: Variable.optional().describe('The environment variable that holds its password; absent where the server asks for none'),
  tls: z
    .union([z.literal('off'), z.strictObject({ ca: z.string().min(1).optional(), serverName: z.string().min(1).optional() })])
    .default({})
    .describe(
      'The server’s certificate is always verified, against `ca` (PEM, in an environment variable) where given. `off` on loopback only',
    ),
  statementTimeoutMs: z.int().min(100).max(3_600_000).default(30_000).describe('How long one statement may take, in ms'),
  applicationRoles: z.array(z.string().min(1)).default([]).describe('Roles that applications sign in as; none of them may be a superuser'),
  passwordColumns: z
    .array(Column)
    .default([])
    .describe('Where applications store what they know of passwords; values never leave the database'),
  sampleAbove: z.int().min(1).default(5_000_000).describe('Tables of more rows are sampled down to about so many, and the report says so'),
  rowSecurity: z
    .array(Table)
    .default([])
    .describe('Tables in which each application may see some rows only, as where several tenants share them'),
  walArchive: z.boolean().default(false).describe('This database is backed up by archiving its write-ahead log'),
  replicated: z.boolean().default(false).describe('This database is meant to have a streaming replica'),
});
export type PostgresConfig = z.infer<typeof Entry>;
export const PostgresConfig: typeof Entry = Entry.superRefine(({ host, tls }, ctx) => {
  if (tls === 'off' && !LOOPBACK.test(host))
    ctx.addIssue({ code: 'custom', path: ['tls'], message: 'passwords and answers would travel in the clear: `off` is for loopback only' });
});

export const baseOf = ({ host, port, database }: PostgresConfig): string =>
  `postgres://${host.includes(':') ? `[${host}]` : host}:${port}/${encodeURIComponent(database)}`;
