import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import type { Digest, Instant } from '../model.ts';
import { bundleBytes, signStatement } from './bundle.ts';
import { canonical, digestOf, parseCanonical } from './canonical.ts';
import { Digests } from './digests.ts';
import { type Disk, errnoOf, nodeDisk, writeNew } from './disk.ts';
import { acquire, type Lock } from './lock.ts';
import { type Machine, thisMachine } from './machine.ts';
import { hexOf, objectPath, stagingOf } from './paths.ts';
import { readLocker, readRun, type SealedRun, seqsOf } from './read.ts';
import { earlier } from './retention.ts';
import type { Signer } from './signer.ts';
import { tampered } from './store.ts';
import {
  MOST_OBJECTS,
  PRUNE_FORMAT,
  PRUNES,
  pruneStatement,
  TOMBSTONE,
  TOMBSTONE_BUNDLE,
  TOMBSTONE_SCHEMA,
  type Tombstone,
  tombstoneName,
} from './tombstone.ts';

export interface Pruning {
  /** ISO 8601: `P2Y`. */
  readonly keep: string;
  readonly at: Instant;
  /** Names the holder of the lock meanwhile. */
  readonly id: string;
  /** Absent: the tombstone is not signed, and `verify` says so. */
  readonly signer?: Signer;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
  readonly disk?: Disk;
  readonly machine?: Machine;
}
export interface Pruned {
  readonly cutoff: Instant;
  /** Runs that this time may go, beside those that went before. */
  readonly runs: readonly number[];
  /** Objects that only pruned runs refer to and that were still there, and their bytes. */
  readonly objects: number;
  readonly bytes: number;
  /** Relative to the locker. */
  readonly tombstones: readonly string[];
}
const KEEP = 1;
const GO = 2;
/** So many objects are removed between two looks at the lock. */
const EACH = 64;
const RECORD = 'application/vnd.claimcheck.evidence.v1+json';

/**
 * Forgets the objects that only runs beyond the retention refer to. Manifests, signatures and rows stay: the chain is whole, and what was
 * found is still told. The newest run is never pruned.
 *
 * Tombstones first, durable and signed, then the objects, one after the other: whenever this is killed, nothing that a kept run refers to
 * is gone, everything that is gone stands in a tombstone, and the next call goes on. Under the locker's lock: no run begins to refer to an
 * object that is about to go.
 *
 * USAGE · RUN_UNKNOWN · LOCKER_TAMPERED (5): nothing is pruned out of a locker that is damaged · LOCKER_LOCKED (8)
 */
export async function prune(root: string, pruning: Pruning): Promise<Pruned> {
  const { at, id, disk = nodeDisk } = pruning;
  const cutoff = cutoffOf(pruning);
  const { origin } = await readLocker(root, disk);
  const lock = await acquire(root, { runId: id, at }, disk, pruning.machine ?? (await thisMachine()));
  try {
    const plan = await planOf(root, cutoff, disk);
    const told = { cutoff, runs: plan.due.map(({ seq }) => seq), objects: plan.there.length, bytes: plan.bytes };
    if (pruning.dryRun || plan.head === undefined) return { ...told, tombstones: [] };
    if (plan.signed && pruning.signer === undefined)
      throw new Refusal('KEY_UNREADABLE', 'the runs of this locker are signed, and a tombstone that nobody signs excuses nothing', {
        hint: 'prune with the configuration that names the key',
      });
    const head = { seq: plan.head.seq, manifest: plan.head.digest };
    await lock.insist();
    const written = await bury(root, { ...plan, origin, cutoff, head }, pruning, disk);
    await remove(root, plan.there, lock, disk);
    return { ...told, tombstones: written };
  } finally {
    await lock.release();
  }
}

function cutoffOf({ at, keep }: Pruning): Instant {
  try {
    return earlier(at, keep);
  } catch (cause) {
    throw new Refusal('USAGE', `--keep is a duration of whole days, not ${JSON.stringify(keep)}`, { hint: 'P2Y, P18M or P730D', cause });
  }
}

interface Plan {
  readonly head: SealedRun | undefined;
  readonly due: readonly SealedRun[];
  /** To be named in a tombstone: they were not before. */
  readonly fresh: readonly string[];
  /** To be removed, the fresh ones and those that an earlier call was killed before. */
  readonly there: readonly string[];
  readonly bytes: number;
  /** Some run is. */
  readonly signed: boolean;
  /** Tombstones so far. */
  readonly count: number;
}

async function planOf(root: string, cutoff: Instant, disk: Disk): Promise<Plan> {
  const seqs = await seqsOf(root, disk);
  const runs: SealedRun[] = [];
  for (const seq of seqs) runs.push(await readRun(root, seq, disk));
  const stones = await tombstonesIn(root, disk);
  const gone = new Set(stones.flatMap((stone) => stone.runs.map(({ manifest }) => manifest)));
  const head = runs.at(-1);
  const due = runs.filter((run) => run !== head && run.manifest.finishedAt < cutoff && !gone.has(run.digest));
  const going = new Set<SealedRun>(runs.filter((run) => run !== head && (gone.has(run.digest) || due.includes(run))));
  const marks = new Digests();
  for (const run of runs) await mark(run, going.has(run) ? GO : KEEP, marks, root, disk);
  const named = new Digests();
  for (const { objects } of stones) for (const hex of objects) named.mark(hex, 1);
  const fresh: string[] = [];
  const there: string[] = [];
  let bytes = 0;
  for (const hex of marks.sorted(GO)) {
    if ((marks.marks(hex) & KEEP) !== 0) continue;
    const size = await disk.sizeOf(join(root, objectPath(hex)));
    if (size === 'other') throw tampered(join(root, objectPath(hex)), 'this is no regular file');
    if (named.marks(hex) === 0) {
      if (size === null) throw tampered(join(root, objectPath(hex)), 'this object is missing, and no tombstone names it');
      fresh.push(hex);
    }
    if (size === null) continue;
    there.push(hex);
    bytes += size;
  }
  return { head, due, fresh, there, bytes, signed: runs.some(({ manifest }) => manifest.sealed === 'signed'), count: stones.length };
}

/** What a run refers to; and, of a kept run, the earlier records whose answers its providers confirmed. */
async function mark(run: SealedRun, as: typeof KEEP | typeof GO, marks: Digests, root: string, disk: Disk): Promise<void> {
  for await (const { sha256, mediaType, path } of run.items()) {
    marks.mark(sha256, as);
    if (as === GO || mediaType !== RECORD) continue;
    const { confirms } = JSON.parse(Buffer.from(await disk.read(join(root, path))).toString('utf8')) as { confirms?: { evidence: Digest } };
    if (confirms !== undefined) marks.mark(hexOf(confirms.evidence), KEEP);
  }
}

/** Their signatures are a matter of `verify`; here only what we wrote ourselves is read again. */
export async function tombstonesIn(root: string, disk: Disk): Promise<readonly Tombstone[]> {
  const names = await disk.list(join(root, PRUNES)).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  const found: Tombstone[] = [];
  for (const name of [...names].sort()) {
    const path = join(root, PRUNES, name, TOMBSTONE);
    const read = TOMBSTONE_SCHEMA.safeParse(parseCanonical(await disk.read(path)));
    if (!read.success) throw tampered(path, 'this is no tombstone that we wrote');
    found.push(read.data);
  }
  return found;
}

/** As many as it takes: one holds no more than a reader can. */
async function bury(
  root: string,
  { origin, cutoff, head, due, fresh, count }: Omit<Plan, 'head'> & Pick<Tombstone, 'origin' | 'cutoff' | 'head'>,
  { at, keep, id, signer }: Pruning,
  disk: Disk,
): Promise<readonly string[]> {
  const runs = due.map(({ seq, digest }) => ({ seq, manifest: digest }));
  if (runs.length === 0) return [];
  const written: string[] = [];
  for (let from = 0; from < Math.max(1, fresh.length); from += MOST_OBJECTS) {
    const number = count + written.length + 1;
    const objects = fresh.slice(from, from + MOST_OBJECTS);
    const stone: Tombstone = { format: PRUNE_FORMAT, origin, number, at, keep, cutoff, head, runs, objects };
    written.push(await raise(root, stone, id, signer, disk));
  }
  return written;
}

async function raise(root: string, stone: Tombstone, id: string, signer: Signer | undefined, disk: Disk): Promise<string> {
  const draft = join(stagingOf(root, id), tombstoneName(stone.number));
  const bytes = canonical(TOMBSTONE_SCHEMA.parse(stone));
  await disk.mkdir(draft);
  await writeNew(disk, join(draft, TOMBSTONE), bytes, 0o444, true);
  if (signer !== undefined) {
    const envelope = await signStatement(pruneStatement(stone, hexOf(digestOf(bytes))), signer);
    await writeNew(disk, join(draft, TOMBSTONE_BUNDLE), await bundleBytes(envelope), 0o444, true);
  }
  await disk.sync(draft);
  await disk.mkdir(join(root, PRUNES));
  const name = `${PRUNES}/${tombstoneName(stone.number)}`;
  await disk.rename(draft, join(root, name));
  await disk.sync(join(root, PRUNES));
  await disk.sync(root);
  return name;
}

/** What is left when somebody took us for dead goes with the next call: a run that began meanwhile may refer to it. */
async function remove(root: string, hexes: readonly string[], lock: Lock, disk: Disk): Promise<void> {
  const folders = new Set<string>();
  for (const [index, hex] of hexes.entries()) {
    if (index % EACH === 0) await lock.insist();
    const path = join(root, objectPath(hex));
    await disk.remove(path);
    folders.add(join(path, '..'));
  }
  for (const folder of folders) await disk.sync(folder);
}
