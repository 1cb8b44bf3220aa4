/** Rows into one Parquet file, a row group at a time. Same rows, same bytes: no clock, no chance, one zstd for every version of Node. */
import { createHash } from 'node:crypto';
import type { ByteWriter, ColumnSource } from 'hyparquet-writer';
import { type Disk, writeAll } from '../locker/disk.ts';
import type { Cell, Column, Kind, Row, Table } from './columns.ts';

/** Rows that are held in memory of one file, and that DuckDB reads in one piece. */
export const GROUP = 50_000;
/** zstd's own default. */
const LEVEL = 3;

export interface Written {
  readonly rows: number;
  readonly size: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}
export interface ParquetFile {
  /** Rows that are in memory alone. */
  readonly waiting: number;
  add(row: Row): void;
  /** Those rows, as a group of their own. */
  flush(): Promise<void>;
  /** The file is on the disk, whole. */
  finish(): Promise<Written>;
  /** Lets go of it, unfinished. */
  abandon(): Promise<void>;
}

/** A new file at `path`. `told` are words for its footer. */
export async function openParquet(
  path: string,
  { columns }: Table,
  told: Readonly<Record<string, string>>,
  disk: Disk,
): Promise<ParquetFile> {
  const { bytes, parquet } = await encoder(columns, told);
  const file = await disk.create(path, 0o644);
  const hash = createHash('sha256');
  const spill = async () => {
    const piece = bytes.getBytes();
    hash.update(piece);
    await writeAll(file, piece);
    bytes.index = 0;
  };
  bytes.flush = spill;
  bytes.finish = spill;
  let held: Cell[][] = columns.map(() => []);
  let [rows, waiting] = [0, 0];
  const flush = async () => {
    if (waiting === 0) return;
    const data = held;
    held = columns.map(() => []);
    const rowGroupSize = waiting;
    waiting = 0;
    await parquet.write({ columnData: columns.map((column, index) => source(column, data[index] as Cell[])), rowGroupSize });
  };
  return {
    get waiting() {
      return waiting;
    },
    add(row) {
      for (let index = 0; index < row.length; index += 1) (held[index] as Cell[]).push(row[index] as Cell);
      rows += 1;
      waiting += 1;
    },
    flush,
    async finish() {
      await flush();
      await parquet.finish();
      await file.sync();
      await file.close();
      return { rows, size: bytes.offset, sha256: hash.digest('hex') };
    },
    abandon: () => file.close(),
  };
}

/** Once for all files: a second `init` takes the memory away from under the first. */
let zstd: Promise<typeof import('@bokuweb/zstd-wasm')> | undefined;
function readyZstd(): NonNullable<typeof zstd> {
  zstd ??= import('@bokuweb/zstd-wasm').then(async (module) => {
    await module.init();
    return module;
  });
  return zstd;
}

type Bytes = InstanceType<typeof ByteWriter> & { flush?: () => Promise<void> };
async function encoder(columns: readonly Column[], told: Readonly<Record<string, string>>) {
  const [{ ByteWriter, ParquetWriter }, { compress }] = await Promise.all([import('hyparquet-writer'), readyZstd()]);
  const bytes: Bytes = new ByteWriter(1 << 16);
  const parquet = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    codec: 'ZSTD',
    compressors: { ZSTD: (input) => compress(input, LEVEL) },
    createdBy: 'claimcheck',
    kvMetadata: Object.entries(told).map(([key, value]) => ({ key: `claimcheck.${key}`, value })),
  });
  return { bytes, parquet };
}

function source({ name, sought }: Column, data: Cell[]): ColumnSource {
  return { name, data, ...(sought && { bloomFilter: true }) };
}

type Element = ConstructorParameters<typeof import('hyparquet-writer').ParquetWriter>[0]['schema'][number];
/** Times carry the older annotation, which says UTC and which DuckDB, Athena and Trino all read as a timestamp without a zone. */
const LEAF: Readonly<Record<Kind, Omit<Element, 'name'>>> = {
  int: { type: 'INT32' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  flag: { type: 'BOOLEAN' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  texts: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  digests: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 32 },
};
function schemaOf(columns: readonly Column[]): Element[] {
  return [{ name: 'claimcheck', num_children: columns.length }, ...columns.flatMap(elements)];
}
/** Lists in three levels, as https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists has them. */
function elements({ name, kind, optional }: Column): Element[] {
  if (kind !== 'texts' && kind !== 'digests') return [{ name, ...LEAF[kind], repetition_type: optional ? 'OPTIONAL' : 'REQUIRED' }];
  return [
    { name, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', ...LEAF[kind], repetition_type: 'REQUIRED' },
  ];
}
