/** What claimcheck.yaml may say about one database of MariaDB or MySQL. */
import { z } from 'zod';

const Variable = z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable') });
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;
const Name = z.string().min(1).max(64);
export const Column = z.strictObject({ schema: Name, table: Name, column: Name });
export type Column = z.infer<typeof Column>;

const Entry = z.strictObject({
  type: z.literal('mysql'),
  name: z.string().min(1).describe('What you call this server'),
  host: z
    .string()
    .regex(/^[\w.:-]+$/, 'a host name or an address')
    .describe('Where it listens; its certificate has to be for this name'),
  port: z.int().min(1).max(65_535).default(3306),
  user: z.string().min(1).describe('An account that only reads; `claimcheck permissions` says what it needs'),
  password: Variable.optional().describe('The environment variable that holds its password; absent where the server asks for none'),
  tls: z
    .union([z.literal('off'), z.strictObject({ ca: z.string().min(1).optional() })])
    .default({})
    .describe(
      'The server’s certificate is always verified, against `ca` (PEM, in an environment variable) where given. `off` on loopback only',
    ),
  statementTimeoutMs: z.int().min(100).max(3_600_000).default(30_000).describe('How long one statement may take, in ms'),
  passwordColumns: z
    .array(Column)
    .default([])
    .describe('Where applications store what they know of passwords; values never leave the database'),
  sampleAbove: z.int().min(1).default(5_000_000).describe('Tables of more rows are sampled down to about so many, and the report says so'),
});
export type MysqlConfig = z.infer<typeof Entry>;
export const MysqlConfig: typeof Entry = Entry.superRefine(({ host, tls }, ctx) => {
  if (tls === 'off' && !LOOPBACK.test(host))
    ctx.addIssue({ code: 'custom', path: ['tls'], message: 'passwords and answers would travel in the clear: `off` is for loopback only' });
});

export const baseOf = ({ host, port }: MysqlConfig): string => `mysql://${host.includes(':') ? `[${host}]` : host}:${port}`;
