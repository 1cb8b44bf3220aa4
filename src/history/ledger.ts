/** What a folder of Parquet holds, and of which runs: `_claimcheck.json`. Athena and Trino pass over names that begin with an underscore. */
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { canonical } from '../locker/canonical.ts';
import { type Disk, errnoOf, writeNew } from '../locker/disk.ts';
import { ATTEMPT } from '../locker/manifest.ts';
import { TABLE_NAMES, type TableName } from './columns.ts';
import { RUN_LINE } from './rows.ts';

export const LEDGER = '_claimcheck.json';
const FORMAT = 'claimcheck-history/v1';
const count = z.int().nonnegative();
const PATH =
  /^(?:findings|runs|checks|requirements)\/date=(?:\d{4}-\d{2}-\d{2}|__HIVE_DEFAULT_PARTITION__)\/(?:source=[A-Za-z0-9%._~-]+\/)?part-\d+\.parquet$/;
const FILE = z.strictObject({
  table: z.enum(TABLE_NAMES as [TableName, ...TableName[]]),
  /** Relative to the folder, with slashes. Only names that we make: it is opened. */
  path: z.string().regex(PATH),
  rows: count,
  size: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DataFile = Readonly<z.infer<typeof FILE>>;
const RUN = z.strictObject({
  /** Of the manifest's bytes as they lie there, ours or not; null: they cannot be read. */
  digest: z.string().nullable(),
  line: RUN_LINE,
  attempts: z.array(ATTEMPT),
  files: z.array(FILE),
});
export type KnownRun = Readonly<z.infer<typeof RUN>>;
const DAY = z.strictObject({ lines: z.string(), file: FILE });
const SHAPE = z.strictObject({
  format: z.literal(FORMAT),
  origin: z.string(),
  /** By number. */
  runs: z.record(z.string().regex(/^[1-9]\d{0,7}$/), RUN),
  /** The file of `runs` for each day, and the digest of the lines in it. */
  days: z.record(z.string(), DAY),
});
export interface Ledger {
  readonly origin: string;
  readonly runs: Readonly<Record<string, KnownRun>>;
  readonly days: Readonly<Record<string, Readonly<z.infer<typeof DAY>>>>;
}

/** What the folder holds; undefined: it is not there, or empty. Anything else that is no history of ours is refused. */
export async function readLedger(folder: string, disk: Disk): Promise<Ledger | undefined> {
  const path = join(folder, LEDGER);
  let text: string;
  try {
    text = Buffer.from(await disk.read(path)).toString('utf8');
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT' && errnoOf(cause) !== 'ENOTDIR') throw unreadable(path, errnoOf(cause) ?? String(cause), cause);
    return insistEmpty(folder, disk);
  }
  const read = SHAPE.safeParse(parsed(text, path));
  if (read.success) return read.data;
  const { path: at = [], message } = read.error.issues[0] ?? { message: 'unknown format' };
  throw unreadable(path, `${at.join('.')}: ${message}`);
}
function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, 'it is not JSON', cause);
  }
}
const unreadable = (path: string, why: string, cause?: unknown) =>
  new Refusal('OUTPUT_UNWRITABLE', `${path} is no list of exported runs that we wrote: ${why}`, {
    hint: 'export into a new folder',
    ...(cause !== undefined && { cause }),
  });

async function insistEmpty(folder: string, disk: Disk): Promise<undefined> {
  const names = await disk.list(folder).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw new Refusal('OUTPUT_UNWRITABLE', `${folder} is no folder that can be read`, {
      hint: errnoOf(error) ?? String(error),
      cause: error,
    });
  });
  const foreign = names.find((name) => name !== WRITING);
  if (foreign === undefined) return undefined;
  throw new Refusal('OUTPUT_UNWRITABLE', `${folder} holds ${JSON.stringify(foreign)} and no ${LEDGER}: it is no history that we wrote`, {
    hint: 'name a new or an empty folder',
  });
}

/** Where files lie until they are whole. */
export const WRITING = '.writing';
/** Whole or as before; on the disk when this returns. */
export async function writeLedger(folder: string, ledger: Ledger, disk: Disk): Promise<void> {
  const draft = join(folder, WRITING, LEDGER);
  await disk.remove(draft);
  await writeNew(disk, draft, canonical({ format: FORMAT, ...ledger }), 0o644, true);
  await disk.rename(draft, join(folder, LEDGER));
  await disk.sync(folder);
}
export const filesOf = ({ runs, days }: Ledger): readonly DataFile[] => [
  ...Object.values(runs).flatMap(({ files }) => files),
  ...Object.values(days).map(({ file }) => file),
];
