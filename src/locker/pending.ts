/** What happened after the newest run: told by attempts.jsonl alone, until the next run seals it. */
import { join } from 'node:path';
import { attemptsSince } from './attempts.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { current, stateOf } from './lock.ts';
import { type Machine, thisMachine } from './machine.ts';
import type { Attempt } from './manifest.ts';
import { readRun, seqsOf } from './read.ts';

export interface Pending {
  readonly attempts: readonly Attempt[];
  /** The run that holds the lock, where its process lives or cannot be seen from here: begun, and not lost. */
  readonly underway: { readonly runId: string; readonly since: string } | undefined;
}

/** Undefined where this copy of the locker has no attempts.jsonl: then nothing is known. Reads only. LOCKER_TAMPERED of a damaged newest run. */
export async function pendingIn(root: string, disk: Disk = nodeDisk, machine?: Machine): Promise<Pending | undefined> {
  if ((await disk.sizeOf(join(root, 'attempts.jsonl'))) === null) return undefined;
  const seq = (await seqsOf(root, disk)).at(-1);
  const head = seq === undefined ? undefined : (await readRun(root, seq, disk)).manifest;
  const holder = await current(root, disk);
  const lives = holder !== undefined && (await stateOf(holder, machine ?? (await thisMachine()))) !== 'gone';
  return {
    attempts: await attemptsSince(root, head, disk),
    underway: lives ? { runId: holder.runId, since: holder.since } : undefined,
  };
}
