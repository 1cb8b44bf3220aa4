/** A locker as a folder of Parquet. What was exported before and is the same is not read again; nothing is passed over in silence. */
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { type Disk, errnoOf, nodeDisk } from '../locker/disk.ts';
import { digestOf, type Locker, type Manifest, thisMachine } from '../locker/index.ts';
import { acquire } from '../locker/lock.ts';
import { runPath } from '../locker/paths.ts';
import type { Digest, Instant } from '../model.ts';
import { finish, type Window } from './finish.ts';
import { type KnownRun, type Ledger, readLedger, WRITING, writeLedger } from './ledger.ts';
import { alteredLine, lineOf, type RunLine, unreadLine } from './rows.ts';
import { refusedBy } from './unread.ts';
import { type Desk, parsed, writeRun } from './write.ts';

export interface Exporting {
  readonly out: string;
  /** Days, both included; absent: no bound. What cannot be dated is always in. */
  readonly from?: string;
  readonly to?: string;
  /** Reads every run again, whatever was exported before. */
  readonly again?: boolean;
  readonly at: Instant;
  /** Names the holder of the folder meanwhile. */
  readonly id: string;
  readonly signal: AbortSignal;
  readonly disk?: Disk;
}
export interface Exported {
  /** Runs of the period whose rows are there, and how many of them were written this time. */
  readonly runs: number;
  readonly written: number;
  /** Runs of the locker outside of the period. */
  readonly outside: number;
  readonly findings: number;
  readonly bytes: number;
  /** Lines of `runs` that are no ordinary run. */
  readonly odd: readonly RunLine[];
  /** It was interrupted: what is there is whole, and not all. */
  readonly interrupted: boolean;
}
/** So many runs may have to be written once more when it is killed. */
const SAVED_EVERY = 25;

export async function exportHistory(locker: Locker, exporting: Exporting): Promise<Exported> {
  const { out, disk = nodeDisk } = exporting;
  const before = await readLedger(out, disk);
  if (before !== undefined && before.origin !== locker.origin)
    throw new Refusal('USAGE', `${out} holds the history of ${before.origin}, and this locker is ${locker.origin}`, {
      hint: 'one folder for each locker',
    });
  return written(out, async () => {
    await disk.mkdir(join(out, WRITING));
    const lock = await acquire(join(out, WRITING), { runId: exporting.id, at: exporting.at }, disk, await thisMachine()).catch(busy(out));
    const draft = join(out, WRITING, 'draft');
    await disk.remove(draft);
    await disk.mkdir(draft);
    try {
      const desk = { out, draft, disk, signal: exporting.signal };
      return await carryOver(locker, before ?? { origin: locker.origin, runs: {}, days: {} }, exporting, desk);
    } finally {
      await disk.remove(draft);
      await lock.release();
    }
  });
}
/** What the disk will not do is the user's to mend. */
async function written<T>(out: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Refusal || errnoOf(cause) === undefined || (cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new Refusal('OUTPUT_UNWRITABLE', `the history cannot be written to ${out}`, { hint: errnoOf(cause) as string, cause });
  }
}
const busy = (out: string) => (error: unknown) => {
  if (!(error instanceof Refusal) || error.code !== 'LOCKER_LOCKED') throw error;
  throw new Refusal('LOCKER_LOCKED', `another export writes to ${out}`, { hint: error.message, cause: error });
};

async function carryOver(locker: Locker, before: Ledger, exporting: Exporting, desk: Desk): Promise<Exported> {
  const seqs = await runsOf(locker);
  if (seqs.length === 0) throw new Refusal('RUN_UNKNOWN', `the locker ${locker.root} holds no run`, { hint: 'run `claimcheck run` first' });
  const runs: Record<string, KnownRun> = Object.fromEntries(Object.entries(before.runs).filter(([seq]) => seqs.includes(Number(seq))));
  const outside = new Set<string>();
  const window = windowOf(exporting);
  let written = 0;
  /** What the run after this one was sealed on top of; undefined: there is none, or it does not verify itself. */
  let expected: string | null | undefined;
  for (const seq of seqs.toReversed()) {
    if (exporting.signal.aborted) break;
    const lying = await lyingAt(locker.root, seq, desk.disk);
    const found = { ...lying, broken: lying.refused === undefined && expected !== undefined && lying.digest !== expected };
    const known = exporting.again ? undefined : runs[seq];
    const next = await seen(locker, seq, found, known, window, desk);
    if (next === 'interrupted') break;
    if (next === 'outside') outside.add(lying.peek?.runId ?? '');
    else if (next !== known) {
      runs[seq] = next;
      written += 1;
      if (written % SAVED_EVERY === 0) await writeLedger(desk.out, { ...before, runs }, desk.disk);
    }
    const vouchedFor = next === 'outside' || next.line.state !== 'altered' || (expected !== undefined && !found.broken);
    expected = vouchedFor && seqs.includes(seq - 1) ? lying.peek?.previous : undefined;
  }
  if (exporting.signal.aborted) await writeLedger(desk.out, { ...before, runs }, desk.disk);
  const all = exporting.signal.aborted
    ? []
    : await finish(locker, seqs, before, runs, { window, outside, again: exporting.again === true }, desk);
  const inside = Object.values(runs).filter(({ line }) => window(line.startedAt?.slice(0, 10) ?? null));
  return {
    runs: inside.length,
    written,
    outside: outside.size,
    findings: inside.reduce((sum, { line }) => sum + (line.findings ?? 0), 0),
    bytes: inside.flatMap(({ files }) => files).reduce((sum, { size }) => sum + size, 0),
    odd: all.filter(({ state }) => state !== 'sealed'),
    interrupted: exporting.signal.aborted,
  };
}

/** What may not be listed holds no fewer runs for that. */
async function runsOf(locker: Locker): Promise<readonly number[]> {
  try {
    return await locker.runs();
  } catch (cause) {
    const why = refusedBy(locker.root, cause);
    if (why === undefined) throw cause;
    throw new Refusal('RUN_UNKNOWN', `which runs the locker ${locker.root} holds cannot be seen`, { hint: why, cause });
  }
}

const windowOf =
  ({ from, to }: Exporting): Window =>
  (day) =>
    day === null || ((from === undefined || day >= from) && (to === undefined || day <= to));

/** A manifest as it lies there, by its own word. */
interface Lying {
  readonly digest: Digest | null;
  readonly peek: Pick<Manifest, 'runId' | 'startedAt' | 'previous'> | undefined;
  /** Why it could not be read, though it may be there. */
  readonly refused?: string;
}
async function lyingAt(root: string, seq: number, disk: Disk): Promise<Lying> {
  let bytes: Uint8Array;
  try {
    bytes = await disk.read(join(root, runPath(seq), 'manifest.json'));
  } catch (error) {
    const refused = refusedBy(root, error);
    return { digest: null, peek: undefined, ...(refused !== undefined && { refused }) };
  }
  return { digest: digestOf(bytes), peek: PEEK.safeParse(parsed(bytes)).data };
}
const PEEK = z.looseObject({
  runId: z.string(),
  startedAt: z.string(),
  previous: z.templateLiteral(['sha256:', z.string()]).nullable(),
});

/** The same as before, or one run as it lies there now. What does not verify is one line that says so, and no other row. */
async function seen(
  locker: Locker,
  seq: number,
  { digest, peek, refused, broken }: Lying & { readonly broken: boolean },
  known: KnownRun | undefined,
  window: Window,
  desk: Desk,
): Promise<KnownRun | 'outside' | 'interrupted'> {
  if (refused !== undefined) return unread(seq, digest, refused, known);
  const same = known?.digest === digest && known.line.state !== 'unread' && (known.line.state === 'altered') === broken;
  if (known !== undefined && same && (await allThere(known, desk))) return known;
  const altered = (detail: string): KnownRun => ({
    digest,
    line: { ...alteredLine(seq, detail), manifest: digest },
    attempts: [],
    files: [],
  });
  if (broken) return altered(`run ${seq + 1} was sealed on top of another manifest than this one`);
  if (peek !== undefined && !window(peek.startedAt.slice(0, 10))) return 'outside';
  try {
    const run = await locker.run(seq);
    const { told, files } = await writeRun(run, desk);
    const { manifest } = run;
    return { digest: run.digest, line: lineOf(manifest, run.digest, told), attempts: [...manifest.attempts], files: [...files] };
  } catch (error) {
    if (desk.signal.aborted) return 'interrupted';
    const why = refusedBy(locker.root, error);
    if (why !== undefined) return unread(seq, digest, why, known);
    if (!(error instanceof Refusal) || (error.code !== 'LOCKER_TAMPERED' && error.code !== 'RUN_UNKNOWN')) throw error;
    return altered(error.message);
  }
}

/** What was exported of it when it could be read stays. */
function unread(seq: number, digest: Digest | null, why: string, known: KnownRun | undefined): KnownRun {
  const exported = known !== undefined && known.files.length > 0;
  const line = unreadLine(seq, why, exported ? known.line : undefined);
  return exported ? { ...known, line } : { digest, line: { ...line, manifest: digest }, attempts: [], files: [] };
}

async function allThere({ files }: KnownRun, { out, disk }: Desk): Promise<boolean> {
  for (const { path, size } of files) if ((await disk.sizeOf(join(out, path))) !== size) return false;
  return true;
}
