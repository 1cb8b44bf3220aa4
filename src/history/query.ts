/** Questions in SQL to a folder of Parquet. One SELECT, which reads the files that the ledger names, and nothing else on this machine or beyond it. */
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBResult, DuckDBType } from '@duckdb/node-api';
import { Refusal } from '../errors.ts';
import { type Column, TABLE_NAMES, TABLES, type TableName } from './columns.ts';
import { type DataFile, filesOf, type Ledger } from './ledger.ts';

type Duck = typeof import('@duckdb/node-api');
export interface Answered {
  readonly columns: readonly string[];
  /** In pieces, as they come. Values are those of JSON. */
  readonly rows: AsyncIterable<readonly (readonly unknown[])[]>;
}
export interface History {
  /** USAGE: it is no single SELECT, or DuckDB refuses it. LOCKER_TAMPERED is never the word here: these files are no evidence. */
  ask(sql: string): Promise<Answered>;
  close(): void;
}

/** The version that claimcheck is tested with; 70 MB, which is why it does not come with it. */
const INSTALL = 'npm install @duckdb/node-api@1.5.5-r.5';
export async function loadDuck(load: () => Promise<Duck> = () => import('@duckdb/node-api')): Promise<Duck> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND')
      throw new Refusal('USAGE', 'a query needs DuckDB, which is not installed', {
        hint: `${INSTALL}, where claimcheck is installed`,
        cause,
      });
    throw new Refusal('USAGE', 'DuckDB is installed and cannot be loaded', { hint: message, cause });
  }
}

export async function openHistory(folder: string, ledger: Ledger, signal: AbortSignal, duck: Duck): Promise<History> {
  insistPlain(folder);
  const instance = await duck.DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    temp_directory: '',
  });
  const connection = await instance.connect();
  const close = () => {
    signal.removeEventListener('abort', stop);
    connection.closeSync();
    instance.closeSync();
  };
  const stop = () => connection.interrupt();
  signal.addEventListener('abort', stop);
  try {
    const files = filesOf(ledger);
    const paths = `[${files.map(({ path }) => quoted(join(folder, path))).join(', ')}]`;
    await connection.run("SET TimeZone = 'UTC'");
    // a question reads each footer twice, once for its types and once for its rows
    await connection.run('SET parquet_metadata_cache = true');
    await connection.run(`SET allowed_paths = ${paths}`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    for (const name of TABLE_NAMES) await connection.run(viewOf(name, folder, files));
  } catch (error) {
    close();
    throw refusalOf(error);
  }
  return { ask: (sql) => ask(connection, sql, duck), close };
}

/** DuckDB takes `run=7` for the column `run`, wherever in a path it stands. */
function insistPlain(folder: string): void {
  const names = new Set(Object.values(TABLES).flatMap(({ partitions, columns }) => [...partitions, ...columns.map(({ name }) => name)]));
  const taken = folder.split(/[/\\]/).find((part) => names.has(part.split('=')[0]?.toLowerCase() ?? '') && part.includes('='));
  if (taken !== undefined)
    throw new Refusal('USAGE', `\`${taken}\` in ${folder} would be read as a column`, { hint: 'move the history to another folder' });
}

async function ask(connection: DuckDBConnection, sql: string, duck: Duck): Promise<Answered> {
  if (sql.replaceAll(/--.*$|\/\*[\s\S]*?\*\//gm, '').replaceAll(/[\s;]/g, '') === '') throw new Refusal('USAGE', 'the question is empty');
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw new Refusal('USAGE', 'a query is one SELECT', { hint: `these are ${statements.count} statements` });
    const prepared = await statements.prepare(0);
    if (prepared.statementType !== duck.StatementType.SELECT)
      throw new Refusal('USAGE', 'a query is one SELECT: nothing is written, loaded or set', {
        hint: duck.StatementType[prepared.statementType],
      });
    const result = await prepared.stream();
    return { columns: result.deduplicatedColumnNames(), rows: rowsOf(result, duck) };
  } catch (error) {
    throw refusalOf(error);
  }
}

async function* rowsOf(result: DuckDBResult, duck: Duck): AsyncGenerator<readonly (readonly unknown[])[]> {
  const read = result.columnTypes().map((type) => reader(type, duck));
  try {
    for await (const rows of result.yieldRowsJson())
      yield rows.map((row) => row.map((cell, index) => (cell === null ? null : read[index]?.(cell))));
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Whole numbers as numbers where they fit, times as everywhere in claimcheck: they are UTC. */
function reader(type: DuckDBType, { DuckDBTypeId: id }: Duck): (cell: unknown) => unknown {
  const { typeId } = type;
  if (typeId === id.BIGINT || typeId === id.UBIGINT || typeId === id.HUGEINT || typeId === id.UHUGEINT || typeId === id.DECIMAL)
    return (cell) => {
      const number = Number(cell);
      return !Number.isInteger(number) || Number.isSafeInteger(number) ? number : cell;
    };
  const times: readonly number[] = [id.TIMESTAMP, id.TIMESTAMP_S, id.TIMESTAMP_MS, id.TIMESTAMP_NS];
  if (!times.includes(typeId)) return (cell) => cell;
  return (cell) => {
    const [, day, clock, fraction = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(String(cell)) ?? [];
    return day === undefined ? cell : `${day}T${clock}.${fraction.padEnd(3, '0')}Z`;
  };
}

function viewOf(name: TableName, folder: string, all: readonly DataFile[]): string {
  const { partitions, columns } = TABLES[name];
  const files = all.filter(({ table }) => table === name).map(({ path }) => quoted(join(folder, path)));
  if (files.length === 0) {
    const none = [...partitions.map((key) => `CAST(NULL AS ${partitionType(key)}) AS ${key}`), ...columns.map(nothing)];
    return `CREATE VIEW ${name} AS SELECT ${none.join(', ')} WHERE false`;
  }
  const types = partitions.map((key) => `'${key}': ${partitionType(key)}`).join(', ');
  const from = `read_parquet([${files.join(', ')}], hive_partitioning = true, hive_types = {${types}})`;
  return `CREATE VIEW ${name} AS SELECT ${[...partitions, ...columns.map(shown)].join(', ')} FROM ${from}`;
}
const partitionType = (key: 'date' | 'source') => (key === 'date' ? 'DATE' : 'VARCHAR');
/** Digests as they are written elsewhere, made when somebody asks for them. */
const shown = ({ name, kind }: Column): string =>
  kind === 'digests' ? `list_transform(${name}, lambda x: 'sha256:' || lower(hex(x))) AS ${name}` : name;
const TYPE: Readonly<Record<Column['kind'], string>> = {
  int: 'INTEGER',
  text: 'VARCHAR',
  flag: 'BOOLEAN',
  time: 'TIMESTAMP',
  texts: 'VARCHAR[]',
  digests: 'VARCHAR[]',
};
const nothing = ({ name, kind }: Column): string => `CAST(NULL AS ${TYPE[kind]}) AS ${name}`;
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** DuckDB's own words, on one line: what is wrong, and the candidates that it names. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [words = '', place] = message
    .replace(/^Failed to (?:extract statements|execute prepared statement|prepare): /, '')
    .split(/\n\nLINE \d+: /);
  const caret = /\n( *)\^/.exec(place ?? '')?.[1]?.length;
  const near = place === undefined || caret === undefined ? undefined : place.split('\n')[0]?.slice(Math.max(0, caret - 8), caret + 32);
  return new Refusal('USAGE', words.replaceAll(/\s*\n\s*/g, '; ').trim(), {
    ...(near && { hint: `near \`${near.trim()}\`` }),
    cause: error,
  });
}
