/** The same tables for engines that read the folder where it was put: https://docs.aws.amazon.com/athena/latest/ug/create-table.html, https://trino.io/docs/current/connector/hive.html */
import { Refusal } from '../errors.ts';
import { type Column, type Kind, TABLE_NAMES, TABLES, type Table, type TableName } from './columns.ts';

export const DIALECTS = ['athena', 'trino'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** `location`: where the exported folder lies: `s3://example-audit/history`. */
export function ddl(dialect: Dialect, location: string): string {
  if (!/^[a-z0-9]+:\/\/[^\s'"`\\]+$/i.test(location))
    throw new Refusal('USAGE', `${JSON.stringify(location)} is no place that an engine could read`, { hint: 's3://example-audit/history' });
  const base = location.replace(/\/+$/, '');
  const make = dialect === 'athena' ? athena : trino;
  return `${[make.before, ...TABLE_NAMES.map((name) => make.table(name, TABLES[name], `${base}/${name}/`))].join('\n\n')}\n`;
}

const HIVE: Readonly<Record<Kind, string>> = {
  int: 'int',
  text: 'string',
  flag: 'boolean',
  time: 'timestamp',
  texts: 'array<string>',
  digests: 'array<binary>',
};
const athena = {
  before: '-- one statement at a time; the last one of each table again after every export\nCREATE DATABASE IF NOT EXISTS claimcheck;',
  table: (name: TableName, { about, columns, partitions }: Table, at: string) =>
    `CREATE EXTERNAL TABLE IF NOT EXISTS claimcheck.${name} (
${columns.map((column) => `  \`${column.name}\` ${HIVE[column.kind]} COMMENT ${text(aboutOf(column))}`).join(',\n')}
)
COMMENT ${text(about)}
PARTITIONED BY (${partitions.map((key) => `\`${key}\` ${key === 'date' ? 'date' : 'string'}`).join(', ')})
STORED AS PARQUET
LOCATION ${text(at)};
MSCK REPAIR TABLE claimcheck.${name};`,
};

const TRINO: Readonly<Record<Kind, string>> = {
  int: 'integer',
  text: 'varchar',
  flag: 'boolean',
  time: 'timestamp(3)',
  texts: 'array(varchar)',
  digests: 'array(varbinary)',
};
const trino = {
  before:
    '-- with a Hive catalog named `hive`; the last one of each table again after every export\nCREATE SCHEMA IF NOT EXISTS hive.claimcheck;',
  table: (name: TableName, { about, columns, partitions }: Table, at: string) =>
    `CREATE TABLE IF NOT EXISTS hive.claimcheck.${name} (
${[
  ...columns.map((column) => `  ${column.name} ${TRINO[column.kind]} COMMENT ${text(aboutOf(column))}`),
  ...partitions.map((key) => `  ${key} ${key === 'date' ? 'date' : 'varchar'}`),
].join(',\n')}
)
COMMENT ${text(about)}
WITH (external_location = ${text(at)}, format = 'PARQUET', partitioned_by = ARRAY[${partitions.map((key) => `'${key}'`).join(', ')}]);
CALL hive.system.sync_partition_metadata('claimcheck', '${name}', 'FULL');`,
};

/** Hive's catalogue keeps 255 characters of a column's comment; a semicolon is left to end statements, for whoever cuts there. */
const aboutOf = ({ about }: Column): string => (about.length <= 255 ? about : `${about.slice(0, 254)}…`).replaceAll(';', ',');
/** Hive and Trino quote a quote differently: there is none in ours. */
const text = (words: string): string => `'${words.replaceAll("'", '’')}'`;
