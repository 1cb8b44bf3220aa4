/** One run of a locker as Parquet files: all of them, or none. */
import { dirname, join } from 'node:path';
import { Refusal } from '../errors.ts';
import type { Disk } from '../locker/disk.ts';
import type { SealedRun } from '../locker/index.ts';
import { type Row, TABLES, type TableName } from './columns.ts';
import type { DataFile } from './ledger.ts';
import { GROUP, openParquet, type ParquetFile } from './parquet.ts';
import { checkRows, digestBytes, findingOf, requirementRows, TOLD, type Told } from './rows.ts';

export interface Desk {
  /** Where the history lies. */
  readonly out: string;
  /** A folder of its own on the same file system; emptied before. */
  readonly draft: string;
  readonly disk: Disk;
  readonly signal: AbortSignal;
}
export const NO_DATE = '__HIVE_DEFAULT_PARTITION__';
const part = (run: number) => `part-${String(run).padStart(8, '0')}.parquet`;

/** Staged, then renamed one by one: until the ledger names them they are not part of the history. LOCKER_TAMPERED: nothing was renamed. */
export async function writeRun(run: SealedRun, desk: Desk): Promise<{ readonly told: Told; readonly files: readonly DataFile[] }> {
  const told = await toldBy(run);
  const { manifest } = run;
  const day = `date=${manifest.startedAt.slice(0, 10)}`;
  const open = opener(desk, { run: run.digest });
  try {
    await writeFindings(run, told, (source) => open('findings', `findings/${day}/source=${escaped(source)}/${part(run.seq)}`), desk.signal);
    await all(() => open('checks', `checks/${day}/${part(run.seq)}`), checkRows(manifest, told));
    await all(() => open('requirements', `requirements/${day}/${part(run.seq)}`), requirementRows(manifest, told));
    return { told, files: await open.publish() };
  } catch (error) {
    await open.abandon();
    throw error;
  }
}

/** Of all sources together no more than two groups are held in memory. */
async function writeFindings(
  run: SealedRun,
  { results }: Told,
  fileOf: (source: string) => Promise<ParquetFile>,
  signal: AbortSignal,
): Promise<void> {
  const severities = new Map(results.map(({ check, severity }) => [check, severity]));
  const bytesOf = digestBytes();
  const sourceOf = sources(run);
  const open = new Set<ParquetFile>();
  let waiting = 0;
  for await (const row of run.findings()) {
    const file = await fileOf(sourceOf(row.subject.key));
    open.add(file);
    file.add(findingOf(run.manifest, row, severities.get(row.check), bytesOf));
    waiting += 1;
    if (file.waiting < GROUP && waiting < 2 * GROUP) continue;
    const fullest = [...open].reduce((a, b) => (b.waiting > a.waiting ? b : a));
    waiting -= fullest.waiting;
    await fullest.flush();
    signal.throwIfAborted();
  }
}
/** Lines of `runs`, a file for each day. */
export async function writeDay(day: string, lines: readonly Row[], desk: Desk): Promise<DataFile> {
  const open = opener(desk, {});
  await all(() => open('runs', `runs/date=${day}/part-0.parquet`), lines);
  const [file] = await open.publish();
  return file as DataFile;
}

/** Nothing to write: no file. */
async function all(open: () => Promise<ParquetFile>, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const file = await open();
  for (const row of rows) file.add(row);
}

async function toldBy(run: SealedRun): Promise<Told> {
  const read = TOLD.safeParse(parsed(await run.file('report.json')));
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0] ?? { path: [], message: '' };
  throw new Refusal('LOCKER_TAMPERED', `the report of run ${run.seq} is not one that we can read (${path.join('.')}: ${message})`);
}
/** Undefined, which no shape accepts, when it is not JSON. */
export function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Which entry of the configuration a subject belongs to: `aws/production` for `aws/production/eu-central-1`. Files are divided by entry, not
 * by subject: an organisation of 5,000 accounts in 17 regions would make 85,000 files a day.
 */
function sources({ manifest }: SealedRun): (key: string) => string {
  const names = manifest.principals.map(({ source, name }) => `${source}/${name}`).sort((a, b) => b.length - a.length);
  const known = new Map<string, string>();
  return (key) => {
    const found =
      known.get(key) ?? names.find((name) => key === name || key.startsWith(`${name}/`)) ?? key.split('/').slice(0, 2).join('/');
    known.set(key, found);
    return found;
  };
}
/** As Hive, Athena, Trino and DuckDB undo it: https://github.com/apache/hive/blob/master/common/src/java/org/apache/hadoop/hive/common/FileUtils.java */
export const escaped = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** Files of one publication, each opened once. */
function opener({ out, draft, disk }: Desk, words: Readonly<Record<string, string>>) {
  const files = new Map<string, { readonly table: TableName; readonly staged: string; readonly file: ParquetFile }>();
  const open = async (table: TableName, path: string): Promise<ParquetFile> => {
    const known = files.get(path);
    if (known !== undefined) return known.file;
    const staged = join(draft, String(files.size));
    await disk.remove(staged);
    const file = await openParquet(staged, TABLES[table], { table, format: '1', ...words }, disk);
    files.set(path, { table, staged, file });
    return file;
  };
  const publish = async (): Promise<readonly DataFile[]> => {
    const written: DataFile[] = [];
    for (const [path, { table, file }] of files) written.push({ table, path, ...(await file.finish()) });
    for (const [path, { staged }] of files) {
      const folder = dirname(join(out, path));
      await disk.mkdir(folder);
      await disk.rename(staged, join(out, path));
      await disk.sync(folder);
    }
    return written;
  };
  const abandon = async () => {
    for (const { file, staged } of files.values()) {
      await file.abandon().catch(() => undefined);
      await disk.remove(staged);
    }
  };
  return Object.assign(open, { publish, abandon });
}
