/** Looks into the database: one read-only transaction for each question, with a deadline, in which nothing but our own statements run. */
import type { ClientBase, Pool } from 'pg';
import { seen, Unobservable } from '../../src/kit.ts';
import type { Instrument, Reason } from '../../src/model.ts';
import type { PostgresConfig } from './config.ts';
import { classifying, literal, quoted } from './formats.ts';
import { COLUMN, QUESTIONS, TABLE } from './queries.ts';
import { rowSecurityOf } from './table/statement.ts';

export interface Looking {
  readonly pool: Pool;
  readonly config: PostgresConfig;
}

export function instrumentOf({ pool, config }: Looking): Instrument {
  return async ({ url }, signal) => {
    const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
    if (signal.aborted) throw new Unobservable('aborted', 'the run was interrupted');
    const client = await pool.connect().catch((error: unknown) => {
      throw unseen(error, 'connect');
    });
    let broken: Error | undefined;
    const stop = () => client.release(new Error('aborted'));
    signal.addEventListener('abort', stop, { once: true });
    try {
      await client.query('begin transaction read only');
      await client.query(`set local statement_timeout = ${config.statementTimeoutMs}`);
      await client.query('set local lock_timeout = 2000');
      const question = QUESTIONS[name];
      const answer = question
        ? { rows: await rowsOf(client, question.sql) }
        : name === TABLE
          ? await table(client, url)
          : await column(client, url, config);
      await client.query('rollback');
      return seen(answer);
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      throw error instanceof Unobservable ? error : unseen(error, name);
    } finally {
      signal.removeEventListener('abort', stop);
      // a connection on which something went wrong is not used again
      if (!signal.aborted) client.release(broken);
    }
  };
}

async function rowsOf(client: ClientBase, sql: string): Promise<readonly unknown[]> {
  const { rows } = await client.query<{ answer: string }>(sql);
  return JSON.parse((rows[0] as { answer: string }).answer) as unknown[];
}

async function table(client: ClientBase, url: URL): Promise<object> {
  const [schema = '', name = ''] = ['schema', 'table'].map((part) => url.searchParams.get(part) as string);
  const [found] = await rowsOf(client, rowSecurityOf(schema, name));
  if (!found) throw new Unobservable('missing_member', `there is no table ${schema}.${name}: is it misspelt in claimcheck.yaml?`);
  return found;
}

/** Counts over all rows, or over a sample of them where they are too many to look at. */
async function column(client: ClientBase, url: URL, { sampleAbove }: PostgresConfig): Promise<object> {
  const named = (part: string) => url.searchParams.get(part) as string;
  const [schema, table, name] = [named('schema'), named('table'), named('column')];
  const [found] = (await rowsOf(
    client,
    `/* claimcheck:column-estimate */ select coalesce(json_agg(q), '[]')::text as answer from (select c.reltuples::bigint as estimate
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_attribute a on a.attrelid = c.oid
     where n.nspname = ${literal(schema)} and c.relname = ${literal(table)} and a.attname = ${literal(name)} and not a.attisdropped) q`,
  )) as { estimate: number }[];
  if (!found) throw new Unobservable('missing_member', `there is no column ${schema}.${table}.${name}: is it misspelt in claimcheck.yaml?`);
  const from = `${quoted(schema)}.${quoted(table)}`;
  if (found.estimate <= sampleAbove)
    return { estimate: found.estimate, sampled: false, classes: await rowsOf(client, classifying(name, from)) };
  const share = Math.max(0.000001, (100 * sampleAbove) / found.estimate);
  const sample = await rowsOf(client, classifying(name, `${from} tablesample system (${share})`));
  // whole blocks are drawn, and of few blocks perhaps none
  const classes =
    sample.length > 0
      ? sample
      : await rowsOf(client, classifying(name, `(select * from ${from} order by random() limit ${sampleAbove}) s`));
  return { estimate: found.estimate, sampled: true, classes };
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CODES: Readonly<Record<string, readonly [Reason, retry?: true]>> = {
  '28000': ['credentials_invalid'],
  '28P01': ['credentials_invalid'],
  '42501': ['access_denied'],
  '3D000': ['access_denied'],
  '42P01': ['missing_member'],
  '42703': ['missing_member'],
  '57014': ['timeout'],
  '55P03': ['timeout'],
  '53300': ['throttled', true],
  '57P03': ['provider_error', true],
  '57P01': ['provider_error', true],
  '25006': ['plugin_crashed'],
};
const SYSTEM = /^(?:ECONN|EPIPE|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT)/;
const TLS = /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH)/;

/** What the server says in words may quote a value: its code is told, and its words only where nothing of a table was read. */
function unseen(error: unknown, name: string): Unobservable {
  const { code, message } = error as { code?: string; message?: string };
  const detail = `${name}: ${code ?? 'no code'}${name === COLUMN ? '' : ` ${message ?? ''}`}`.slice(0, 300);
  if (code !== undefined && SYSTEM.test(code)) return new Unobservable('unreachable', detail, true);
  if (code !== undefined && TLS.test(code)) return new Unobservable('tls_failure', detail);
  if (code !== undefined && Object.hasOwn(CODES, code)) {
    const [reason, retry] = CODES[code] as readonly [Reason, retry?: true];
    return new Unobservable(reason, detail, retry === true);
  }
  if (/does not support SSL/.test(message ?? '')) return new Unobservable('tls_failure', detail);
  if (/timeout|terminated|ended unexpectedly/i.test(message ?? '')) return new Unobservable('unreachable', detail, true);
  return new Unobservable('provider_error', detail);
}
