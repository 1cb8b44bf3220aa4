/**
 * IAM's credential report: one table of every user's password, MFA and keys, made by AWS at most every four hours.
 * Columns and tokens: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
import { z } from 'zod';
import { isUnknown, type Known, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Call, Instant, Unknown } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';
import { readCsv } from './csv.ts';

const GET = 'iam:GetCredentialReport';
const GENERATE = 'iam:GenerateCredentialReport';
export const REPORT_CALLS: readonly Call[] = [
  call('iam', 'GenerateCredentialReport', {
    readOnly: 'makes AWS write its own report about the account; no resource of the customer changes',
  }),
  call('iam', 'GetCredentialReport'),
];

/** One user's line, by column name, in AWS's own tokens. */
export type Row = Readonly<Record<string, string>>;
export interface Report {
  readonly generatedAt: Instant;
  /** A function, so that whoever looks for evidence in what a collector holds need not walk every line. */
  rows(): readonly Row[];
}

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
] as const;
type Column = (typeof COLUMNS)[number];
export const ROOT = '<root_account>';

const Table = z
  .looseObject({ Content: z.instanceof(Uint8Array), GeneratedTime: z.date() })
  .transform(({ Content, GeneratedTime }, ctx): Report => {
    const rows = rowsOf(new TextDecoder().decode(Content));
    if (typeof rows !== 'string') return { generatedAt: GeneratedTime.toISOString(), rows: () => rows };
    ctx.addIssue({ code: 'custom', path: ['Content'], message: rows });
    return z.NEVER;
  });

/** Rows, or what is wrong with the table. The same line twice is one line. */
export function rowsOf(text: string): readonly Row[] | string {
  const [header = [], ...lines] = readCsv(text);
  const lacking = COLUMNS.find((column) => header.filter((name) => name === column).length !== 1);
  if (lacking !== undefined) return `the report's header does not have one column ${lacking}`;
  const uneven = lines.findIndex((line) => line.length !== header.length);
  if (uneven >= 0) return `line ${uneven + 2} of the report has ${lines[uneven]?.length} fields, its header ${header.length}`;
  const distinct = new Map(lines.map((line) => [JSON.stringify(line), line]));
  return [...distinct.values()].map((line) => Object.fromEntries(header.map((name, index) => [name, line[index] as string])));
}

const Started = z.looseObject({ State: z.enum(['STARTED', 'INPROGRESS', 'COMPLETE']) });
/** While it is in progress, each poll asks for it five times, three seconds apart (`classify`, the retry budget): two minutes in all. */
const POLLS = 11;

/** Asks AWS to make the report, then for the report, until it is there. `read` tells a second reading from the first. */
export async function credentialReport(aws: Aws, ask: Ask, read = 1): Promise<Known<Report>> {
  let report: Answer<Report> = null;
  for (let poll = 1; poll <= POLLS; poll++) {
    const asked = { read, poll };
    const started = await ask(GENERATE, asked, Started, () => aws.send('iam', 'GenerateCredentialReport', {}));
    if (poll === 1 && started !== null && !isUnknown(started) && started.State === 'STARTED') continue; // a small one is ready at once
    report = await ask(GET, asked, Table as unknown as z.ZodType<Report>, () => aws.send('iam', 'GetCredentialReport', {}));
    if (report !== null && !isUnknown(report)) return report;
    // who may not make a report can still read one that somebody else had made; if there is none, the refusal to make it is the reason
    if (isUnknown(started)) return started;
    if (report === null || report.$unknown.reason !== 'timeout') break;
  }
  return report ?? unreadable('answered nothing');
}
function unreadable(what: string): Unknown {
  return unknown({ operation: GET, reason: 'malformed_response', detail: `${GET} ${what}` });
}

/** For what stands beside answers of now: only what is read from the report becomes unknown with its age. */
export function fresh(report: Known<Report>, now: Instant): Known<Report> {
  if (isUnknown(report) || Date.parse(now) - Date.parse(report.generatedAt) <= 864e5) return report;
  return unknown({ operation: GET, reason: 'stale_evidence', detail: `the credential report was made at ${report.generatedAt}` });
}

export function rootRow(report: Known<Report>): Known<Row> {
  if (isUnknown(report)) return report;
  const [row, ...more] = report.rows().filter(({ user }) => user === ROOT);
  return row && more.length === 0 ? row : unreadable(row ? `has ${more.length + 1} different lines ${ROOT}` : `has no line ${ROOT}`);
}
export function userRows(report: Report): readonly Row[] {
  return report.rows().filter(({ user }) => user !== ROOT);
}

/** `true` and `false` in any case. `not_supported` and whatever else AWS may come to write say neither. */
export function truth(row: Row, column: Column): Known<boolean> {
  const token = (row[column] as string).toLowerCase();
  return token === 'true' || token === 'false' ? token === 'true' : strange(row, column);
}

const NO_DATE = new Set(['N/A', 'no_information']);
/** A date; or null for `N/A` (no such thing, or never used) and for `no_information` (never used since AWS began to note it). */
export function date(row: Row, column: Column): Known<Instant | null> {
  const token = row[column] as string;
  if (NO_DATE.has(token)) return null;
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(token) ? Date.parse(token) : Number.NaN;
  return Number.isNaN(at) ? strange(row, column) : new Date(at).toISOString();
}
function strange(row: Row, column: Column): Unknown {
  const reason = row[column] === 'not_supported' ? 'missing_member' : 'malformed_response';
  return unknown({
    operation: GET,
    reason,
    detail: `${GET}: ${row['user']}: ${column} is ${JSON.stringify((row[column] as string).slice(0, 40))}`,
  });
}
