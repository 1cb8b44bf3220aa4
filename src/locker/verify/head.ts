import type { Instant } from '../../model.ts';
import { CHECKPOINT } from '../log.ts';
import { rootOf } from '../merkle.ts';
import { type Checkpoint, notedBy, readCheckpoint, readNote } from '../note.ts';
import type { Ledger } from './codes.ts';
import { blame, isProblem, type Shelf } from './shelf.ts';

/** The run log as it is found: digests of the manifests in their order. */
export interface Log {
  readonly origin: string;
  /** Hex. */
  readonly digests: readonly string[];
  /** The verifier key that the newest signed run names. */
  readonly key: string | undefined;
  readonly finishedAt: Instant | undefined;
}
export interface Memory {
  /** What somebody outside remembers. */
  readonly checkpoint: Checkpoint | undefined;
  /** In ms: how old the newest run may be. */
  readonly maxAgeMs: number | undefined;
  readonly now: Instant;
}

export const rootAt = (digests: readonly string[], size: number): string =>
  rootOf(digests.slice(0, size).map((hex) => Buffer.from(hex, 'hex')));

/** Whether runs were cut off or exchanged behind a head that somebody remembers. */
export function checkHead(log: Log, { checkpoint, maxAgeMs, now }: Memory, ledger: Ledger): void {
  if (checkpoint !== undefined) checkMemory(log, checkpoint, 'the checkpoint that you hold', ledger);
  if (maxAgeMs !== undefined && log.finishedAt !== undefined && Date.parse(now) - Date.parse(log.finishedAt) > maxAgeMs)
    ledger.add(
      'STALE_HEAD',
      'runs',
      `the newest run ended at ${log.finishedAt}, longer ago than --max-age allows: either none was made since, or it was cut off`,
    );
  if (checkpoint === undefined && maxAgeMs === undefined && log.digests.length > 0)
    ledger.add(
      'TAIL_NOT_ANCHORED',
      'runs',
      'whether later runs were cut off, or the last ones exchanged by the holder of the key, cannot be seen from inside; pass --checkpoint or --max-age',
    );
}

function checkMemory({ origin, digests }: Log, checkpoint: Checkpoint, what: string, ledger: Ledger): void {
  if (checkpoint.origin !== origin) {
    ledger.add('ORIGIN_MISMATCH', 'log', `${what} is of ${JSON.stringify(checkpoint.origin)}, this locker is ${JSON.stringify(origin)}`);
    return;
  }
  if (checkpoint.size > digests.length) {
    ledger.add('ROLLBACK_DETECTED', 'runs', `${what} has seen ${checkpoint.size} runs; here are ${digests.length}`);
    return;
  }
  if (rootAt(digests, checkpoint.size) !== checkpoint.root)
    ledger.add('FORK_DETECTED', 'runs', `runs 1 to ${checkpoint.size} are not those that ${what} has seen`);
}

/** The locker's own checkpoint: no memory from outside, but it must not contradict what lies beside it. */
export function checkOwnCheckpoint(shelf: Shelf, log: Log, ledger: Ledger): void {
  if (log.key === undefined) return;
  const bytes = shelf.whole(CHECKPOINT, 1 << 16);
  if (isProblem(bytes)) {
    if (bytes.problem === 'missing')
      ledger.add('CHECKPOINT_BEHIND', CHECKPOINT, 'there is none: the last run may have been killed before it wrote one');
    else blame(ledger, CHECKPOINT, bytes, 'CHECKPOINT_INVALID');
    return;
  }
  const note = readNote(Buffer.from(bytes).toString('utf8'));
  const checkpoint = note && readCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) {
    ledger.add('CHECKPOINT_INVALID', CHECKPOINT, 'this is no signed checkpoint');
    return;
  }
  if (!notedBy(note, log.key)) {
    ledger.add('CHECKPOINT_INVALID', CHECKPOINT, 'the key that the newest run names has not signed it');
    return;
  }
  checkMemory(log, checkpoint, CHECKPOINT, ledger);
  if (checkpoint.size < log.digests.length)
    ledger.add('CHECKPOINT_BEHIND', CHECKPOINT, `it counts ${checkpoint.size} of ${log.digests.length} runs; the next run catches up`);
}
