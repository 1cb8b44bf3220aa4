import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import type { Instant } from '../model.ts';
import { recordAttempt } from './attempts.ts';
import { canonical } from './canonical.ts';
import { type Disk, errnoOf, nodeDisk, writeNew } from './disk.ts';
import { MOST_LISTED } from './items.ts';
import { acquire, type Lock, type TookOver } from './lock.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type Attempt, LOCKER_FORMAT } from './manifest.ts';
import { stagingOf } from './paths.ts';
import { preflight } from './preflight.ts';
import { readLocker, readRun, type SealedRun, seqsOf } from './read.ts';
import { RunWriter } from './run-writer.ts';
import type { Sealing } from './signer.ts';

export interface Beginning {
  /** Whose locker this is; the same in all of its runs. With `adopt`, only the name of a new one. */
  readonly origin: string;
  /** Take an existing locker's own origin instead of insisting on this one. */
  readonly adopt?: boolean;
  /** A UUID, made by the caller. */
  readonly runId: string;
  readonly at: Instant;
  /** Of the run, where an earlier attempt began it; absent: now. */
  readonly startedAt?: Instant;
  /** Said of this attempt, in the list of attempts. */
  readonly detail?: string;
  /** Absent: the run is sealed with hashes only. */
  readonly sealing?: Sealing;
  /** Bytes of chance, for the salts of the items; a test gives its own. */
  readonly chance?: (bytes: number) => Uint8Array;
  /** Beyond so many, items stand in a file of their own; a test has fewer. */
  readonly mostListed?: number;
  readonly disk?: Disk;
  readonly machine?: Machine;
}
export interface Begun {
  readonly writer: RunWriter;
  /** Set when the last run had ended without letting go of the lock. */
  readonly tookOver: TookOver | undefined;
  /** Run ids in staging/ that were never committed. Nothing is resumed or removed by itself. */
  readonly leftovers: readonly string[];
}

/**
 * Before the first request: tries the file system, takes the lock, checks the newest run, opens staging.
 * LOCKER_UNWRITABLE (2) · LOCKER_TAMPERED (5): the newest run is damaged, and nothing is put on top of it · LOCKER_LOCKED (8).
 */
export async function beginRun(root: string, beginning: Beginning): Promise<Begun> {
  const { runId, at, startedAt = at, detail = '', disk = nodeDisk, chance = randomBytes, mostListed = MOST_LISTED, sealing } = beginning;
  const machine = beginning.machine ?? (await thisMachine());
  await preflight(root, runId, disk);
  const attempt = (event: Attempt['event'], detail: string, whose = runId): Promise<void> =>
    recordAttempt(root, { at, runId: whose, event, pid: machine.pid, detail }, disk);
  const origin = await writing(root, () => insistOrigin(root, beginning, disk));
  const lock = await writing(root, () => acquire(root, { runId, at }, disk, machine)).catch(async (error: unknown) => {
    if (error instanceof Refusal && error.code === 'LOCKER_LOCKED') await Promise.allSettled([attempt('locked', error.message)]);
    throw error;
  });
  try {
    return await writing(root, () =>
      open(root, { startedAt, detail, origin, runId, at, sealing, chance, mostListed, disk, machine, lock, attempt }),
    );
  } catch (error) {
    await Promise.allSettled([lock.release()]);
    throw error;
  }
}

interface Opening extends Required<Omit<Beginning, 'adopt' | 'sealing'>> {
  readonly sealing: Sealing | undefined;
  readonly lock: Lock;
  attempt(event: Attempt['event'], detail: string, whose?: string): Promise<void>;
}

async function open(
  root: string,
  { origin, runId, startedAt, detail, sealing, chance, mostListed, disk, machine, lock, attempt }: Opening,
): Promise<Begun> {
  const head = await headOf(root, disk);
  const leftovers = (await disk.list(join(root, 'staging'))).filter((name) => !name.startsWith('.'));
  if (leftovers.includes(runId) || head?.manifest.runId === runId) {
    throw new Refusal('LOCKER_UNWRITABLE', `the locker knows run ${runId} already`, { hint: 'every run needs an id of its own' });
  }
  const { tookOver } = lock;
  // Killed between its commit and its letting go, a run is whole and needs no obituary.
  if (tookOver !== undefined && tookOver.runId !== head?.manifest.runId) {
    await attempt('killed', `process ${tookOver.pid} on ${tookOver.host} ${endOf(tookOver)}`, tookOver.runId);
  }
  await attempt('started', detail);
  const writer = await RunWriter.open({
    root,
    disk,
    origin,
    runId,
    startedAt,
    staging: stagingOf(root, runId),
    pid: machine.pid,
    previous: head,
    sealing,
    chance,
    mostListed,
    insist: () => lock.insist(),
    release: () => lock.release(),
  });
  return { writer, tookOver, leftovers };
}

/** What is known of a process whose lock was taken over. */
export const endOf = ({ silentMs }: TookOver): string =>
  silentMs === undefined
    ? 'ended without letting go of the lock'
    : `gave no sign of life for ${Math.floor(silentMs / 60_000)} minutes, and held the lock`;

/** The newest run, checked. A chain is not extended past a link that is missing or damaged. */
async function headOf(root: string, disk: Disk): Promise<SealedRun | undefined> {
  const seq = (await seqsOf(root, disk)).at(-1);
  return seq === undefined ? undefined : readRun(root, seq, disk);
}

async function insistOrigin(root: string, { origin, runId, at, adopt }: Beginning, disk: Disk): Promise<string> {
  const path = join(root, 'locker.json');
  const draft = join(root, 'staging', `.locker-${runId}`);
  if ((await disk.sizeOf(path)) === null) {
    if ((await seqsOf(root, disk)).length > 0) {
      throw new Refusal('LOCKER_TAMPERED', 'the locker holds runs and no locker.json', {
        at: { file: path },
        hint: 'bring it back from a copy',
      });
    }
    await disk.remove(draft);
    await writeNew(disk, draft, canonical({ format: LOCKER_FORMAT, origin, created: at }), 0o444, true);
    await disk.link(draft, path).catch((error: unknown) => {
      // Another first run was quicker; its word is read below.
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
    await disk.remove(draft);
    await disk.sync(root);
  }
  const there = await readLocker(root, disk);
  if (adopt || there.origin === origin) return there.origin;
  throw new Refusal('LOCKER_UNWRITABLE', `this locker belongs to ${JSON.stringify(there.origin)}, not to ${JSON.stringify(origin)}`, {
    at: { file: path },
    hint: 'choose another folder for this origin',
  });
}

/** What the file system refuses before anything was collected is a matter of set-up. */
async function writing<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (errnoOf(cause) === undefined || cause instanceof Refusal) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal('LOCKER_UNWRITABLE', `the locker ${root} cannot be written: ${message}`, { cause });
  }
}
