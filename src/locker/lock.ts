import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '../errors.ts';
import type { Instant } from '../model.ts';
import { canonical, digestOf, parseCanonical } from './canonical.ts';
import { type Disk, errnoOf, writeNew } from './disk.ts';
import type { Machine } from './machine.ts';
import { BEAT_MS, beating, pulseOf, SILENT_MS, silence } from './pulse.ts';

const HOLDER = z.strictObject({
  pid: z.int().positive(),
  host: z.string(),
  boot: z.string().nullable(),
  space: z.string().nullable(),
  start: z.string().nullable(),
  since: z.string(),
  runId: z.string(),
  released: z.boolean(),
});
/** What the lock says about the process that holds it. */
export type Holder = Readonly<z.infer<typeof HOLDER>>;
export interface TookOver extends Holder {
  /** Set where its process cannot be seen from here: for so long it gave no sign of life. */
  readonly silentMs?: number;
}
export interface Lock {
  /** A run that ended without letting go (kill -9, reboot): its lock was taken over, and the user is told. */
  readonly tookOver: TookOver | undefined;
  /** Throws LOCKER_LOCKED where somebody took us for dead: before whatever only the holder of the lock may do. */
  insist(): Promise<void>;
  release(): Promise<void>;
}

/**
 * One writer at a time.
 *
 * `lock/` holds numbered records; the highest one is the lock. To acquire is to hard-link a finished record to the next number, which
 * the file system grants to one process only. The highest number is never removed, only superseded: a process that judged a lock stale
 * and was then suspended can therefore not take away the lock that somebody else has acquired meanwhile, which remove-and-retry allows.
 *
 * Whose process cannot be seen from here is taken for dead after a quarter of an hour without a sign of life. Should it only have slept, it
 * finds that out: `insist` comes before its commit.
 */
export async function acquire(root: string, claim: { runId: string; at: Instant }, disk: Disk, machine: Machine): Promise<Lock> {
  const folder = join(root, 'lock');
  await disk.mkdir(folder);
  const { pid, host, boot, space, start } = machine;
  const mine: Holder = { pid, host, boot, space, start, since: claim.at, runId: claim.runId, released: false };
  const draft = await write(disk, folder, mine);
  try {
    const { number, tookOver } = await contend(folder, draft, disk, machine);
    const rest = beating(join(folder, nameOf(number)), disk);
    return {
      tookOver,
      insist: () => insistMine(folder, number, disk),
      release: () => {
        rest();
        return release(folder, number, mine, disk);
      },
    };
  } finally {
    await disk.remove(draft);
  }
}

/** Whether the process that wrote the record still runs. Not being able to tell is an answer of its own, and refuses. */
export async function stateOf(holder: Holder, machine: Machine): Promise<'held' | 'gone' | 'cannot tell'> {
  if (holder.released) return 'gone';
  const known = holder.boot !== null && machine.boot !== null;
  const sameKernel = known && holder.boot === machine.boot;
  if (holder.host !== machine.host && !sameKernel) return 'cannot tell';
  if (known && !sameKernel) return 'gone';
  if (holder.space !== machine.space) return 'cannot tell';
  if (!known || holder.start === null) return machine.alive(holder.pid) ? 'held' : 'gone';
  return (await machine.startOf(holder.pid)) === holder.start ? 'held' : 'gone';
}

/** What the lock says, for whoever only reads; undefined where nobody holds it, or what lies there is none of ours. */
export async function current(root: string, disk: Disk): Promise<Holder | undefined> {
  const folder = join(root, 'lock');
  if ((await disk.writtenAt(folder)) === null) return undefined;
  const top = await highest(folder, disk);
  const bytes = top === 0 ? undefined : await disk.read(join(folder, nameOf(top)));
  const holder = HOLDER.safeParse(bytes && parseCanonical(bytes));
  return holder.success && !holder.data.released ? holder.data : undefined;
}

async function contend(folder: string, draft: string, disk: Disk, machine: Machine) {
  for (let turn = 0; turn < 100; turn += 1) {
    const top = await highest(folder, disk);
    const holder = top === 0 ? undefined : await read(folder, top, disk);
    if (holder === 'superseded') continue;
    const silentMs = holder && (await insistGone(holder, join(folder, nameOf(top)), draft, disk, machine));
    if (!(await linked(draft, join(folder, nameOf(top + 1)), disk))) continue;
    if ((await highest(folder, disk)) !== top + 1) {
      // We were suspended for so long that our number had come, gone and been swept. The highest record rules.
      await disk.remove(join(folder, nameOf(top + 1)));
      continue;
    }
    await sweep(folder, top, disk);
    const left = holder === undefined || holder.released ? undefined : holder;
    return { number: top + 1, tookOver: left && { ...left, ...(silentMs !== undefined && { silentMs }) } };
  }
  throw new Refusal('LOCKER_LOCKED', `too many processes contend for ${folder}`, { hint: 'let the other runs finish' });
}

/** How long it was silent, where nothing else tells that its process has ended. */
async function insistGone(holder: Holder, path: string, fresh: string, disk: Disk, machine: Machine): Promise<number | undefined> {
  const state = await stateOf(holder, machine);
  if (state === 'gone') return undefined;
  const who = `process ${holder.pid} on ${holder.host}, run ${holder.runId}, since ${holder.since}`;
  if (state === 'held') throw new Refusal('LOCKER_LOCKED', `another run holds the locker: ${who}`, { hint: 'wait until it has ended' });
  const silentMs = await silence(path, fresh, disk);
  if (silentMs >= SILENT_MS) return silentMs;
  const left = Math.ceil((SILENT_MS - silentMs) / 60_000);
  throw new Refusal('LOCKER_LOCKED', `the locker is held by a process that cannot be seen from here: ${who}`, {
    at: { file: path },
    hint:
      `another container or host; it gives a sign of life every ${BEAT_MS / 1000} s, the last ${Math.round(silentMs / 1000)} s ago. ` +
      `If it was killed, a run in ${left} min takes its place`,
  });
}

async function insistMine(folder: string, number: number, disk: Disk): Promise<void> {
  const top = await highest(folder, disk);
  if (top === number) return;
  const other = top === 0 ? 'superseded' : await read(folder, top, disk);
  const who = other === 'superseded' ? 'somebody' : `process ${other.pid} on ${other.host}, run ${other.runId}, at ${other.since}`;
  throw new Refusal('LOCKER_LOCKED', `this process was silent for so long that its lock was taken over: ${who}`, {
    at: { file: join(folder, nameOf(number)) },
    hint: 'nothing was committed; let the other one end, and run again',
  });
}

async function release(folder: string, number: number, mine: Holder, disk: Disk): Promise<void> {
  const draft = await write(disk, folder, { ...mine, released: true });
  await disk.rename(draft, join(folder, nameOf(number)));
}

/** Records below the last but one can no longer matter. */
async function sweep(folder: string, top: number, disk: Disk): Promise<void> {
  try {
    for (const name of await disk.list(folder)) {
      const number = numberOf(name);
      if (number === 0 || number >= top) continue;
      await disk.remove(join(folder, name));
      await disk.remove(pulseOf(join(folder, name)));
    }
  } catch {
    // Old records are small and harmless; the lock is ours with or without them.
  }
}

async function read(folder: string, number: number, disk: Disk): Promise<Holder | 'superseded'> {
  const path = join(folder, nameOf(number));
  let bytes: Uint8Array;
  try {
    bytes = await disk.read(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'superseded';
    throw error;
  }
  const holder = HOLDER.safeParse(parseCanonical(bytes));
  if (holder.success) return holder.data;
  throw new Refusal('LOCKER_LOCKED', `the lock ${path} is not one that we wrote`, {
    hint: 'make sure that no run is going on, then remove that file',
  });
}

/** A record is complete and on the disk before it gets a name that counts. The run id makes the draft's name ours alone. */
async function write(disk: Disk, folder: string, holder: Holder): Promise<string> {
  const bytes = canonical(holder);
  const draft = join(folder, `.${digestOf(bytes).slice('sha256:'.length, 39)}`);
  await disk.remove(draft);
  await writeNew(disk, draft, bytes, 0o600, true);
  return draft;
}

async function linked(from: string, to: string, disk: Disk): Promise<boolean> {
  try {
    await disk.link(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

const highest = async (folder: string, disk: Disk): Promise<number> => Math.max(0, ...(await disk.list(folder)).map(numberOf));
const nameOf = (number: number): string => String(number).padStart(10, '0');
const numberOf = (name: string): number => (/^[0-9]{10}$/.test(name) ? Number(name) : 0);
