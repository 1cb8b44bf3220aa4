/** Looks into the database: one connection and one read-only transaction for each question, with a deadline. */
import type { Connection, ConnectionOptions, RowDataPacket } from 'mysql2/promise';
import { openGate, seen, Unobservable } from '../../src/kit.ts';
import type { Instrument, Reason } from '../../src/model.ts';
import type { MysqlConfig } from './config.ts';
import { classifying, ESTIMATE, quoted } from './formats.ts';
import { COLUMN, QUESTIONS } from './queries.ts';

type Row = Readonly<Record<string, string | null>>;

export function instrumentOf(options: ConnectionOptions, config: MysqlConfig): Instrument {
  const gate = openGate(2);
  return ({ url }, signal) => gate(() => look(url, options, config, signal));
}
async function look(url: URL, options: ConnectionOptions, config: MysqlConfig, signal: AbortSignal) {
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  if (signal.aborted) throw new Unobservable('aborted', 'the run was interrupted');
  const { createConnection } = await import('mysql2/promise');
  let connection: Connection | undefined;
  const stop = () => connection?.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    connection = await createConnection(options);
    const mariadb = await begin(connection, config);
    const question = QUESTIONS[name];
    if (!question) return seen(await column(connection, url, config));
    const sql = typeof question.sql === 'string' ? question.sql : question.sql[mariadb ? 'mariadb' : 'mysql'];
    return seen({ rows: await rowsOf(connection, sql) });
  } catch (error) {
    throw error instanceof Unobservable ? error : unseen(error, name);
  } finally {
    signal.removeEventListener('abort', stop);
    connection?.destroy();
  }
}

/** MariaDB counts the deadline in seconds, MySQL in milliseconds: each has its own name for it. */
async function begin(connection: Connection, { statementTimeoutMs }: MysqlConfig): Promise<boolean> {
  const [found] = await rowsOf(connection, '/* claimcheck:version */ select version() as version');
  const mariadb = /mariadb/i.test(found?.['version'] ?? '');
  const deadline = mariadb ? `max_statement_time = ${statementTimeoutMs / 1000}` : `max_execution_time = ${statementTimeoutMs}`;
  await connection.query(`set session ${deadline}`);
  await connection.query('start transaction read only');
  return mariadb;
}
async function rowsOf(connection: Connection, sql: string, values: readonly string[] = []): Promise<readonly Row[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql, [...values]);
  return rows as readonly Row[];
}

/** Counts over all rows, or over a sample of them where they are too many to look at. */
async function column(connection: Connection, url: URL, { sampleAbove }: MysqlConfig): Promise<object> {
  const [schema = '', table = '', name = ''] = ['schema', 'table', 'column'].map((part) => url.searchParams.get(part) as string);
  const [found] = await rowsOf(connection, ESTIMATE, [schema, table, name]);
  if (!found)
    throw new Unobservable(
      'missing_member',
      `there is no column ${schema}.${table}.${name}, or it is not shown: is it misspelt in claimcheck.yaml?`,
    );
  const from = `${quoted(schema)}.${quoted(table)}`;
  const estimate = found['estimate'] ?? null;
  const sampled = estimate !== null && Number(estimate) > sampleAbove;
  const classes = await rowsOf(connection, classifying(name, from, sampled ? sampleAbove / Number(estimate) : undefined));
  return { estimate, sampled, classes };
}

/** https://mariadb.com/kb/en/mariadb-error-code-reference/ */
const CODES: Readonly<Record<string, readonly [Reason, retry?: true]>> = {
  ER_ACCESS_DENIED_ERROR: ['credentials_invalid'],
  ER_DBACCESS_DENIED_ERROR: ['access_denied'],
  ER_TABLEACCESS_DENIED_ERROR: ['access_denied'],
  ER_COLUMNACCESS_DENIED_ERROR: ['access_denied'],
  ER_SPECIFIC_ACCESS_DENIED_ERROR: ['access_denied'],
  ER_NO_SUCH_TABLE: ['missing_member'],
  ER_BAD_FIELD_ERROR: ['missing_member'],
  ER_STATEMENT_TIMEOUT: ['timeout'],
  ER_QUERY_TIMEOUT: ['timeout'],
  ER_LOCK_WAIT_TIMEOUT: ['timeout'],
  ER_CON_COUNT_ERROR: ['throttled', true],
  HANDSHAKE_NO_SSL_SUPPORT: ['tls_failure'],
  HANDSHAKE_SSL_ERROR: ['tls_failure'],
};
const SYSTEM = /^(?:ECONN|EPIPE|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|PROTOCOL_CONNECTION_LOST)/;
const TLS = /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH)/;

/** What the server says in words may quote a value: its code is told, and its words only where nothing of a table was read. */
function unseen(error: unknown, name: string): Unobservable {
  const { code = 'no code', errno, message = '' } = error as { code?: string; errno?: number; message?: string };
  const detail = `${name}: ${code}${name === COLUMN ? '' : ` ${message}`}`.slice(0, 300);
  if (errno === 1969 || errno === 3024) return new Unobservable('timeout', detail); // ER_STATEMENT_TIMEOUT, ER_QUERY_TIMEOUT
  if (Object.hasOwn(CODES, code)) {
    const [reason, retry] = CODES[code] as readonly [Reason, retry?: true];
    return new Unobservable(reason, detail, retry === true);
  }
  if (TLS.test(code)) return new Unobservable('tls_failure', detail);
  if (SYSTEM.test(code)) return new Unobservable('unreachable', detail, true);
  return new Unobservable('provider_error', detail);
}
