/** The table `runs`, whole, and what no run refers to any more. */
import { join } from 'node:path';
import { attemptsSince } from '../locker/attempts.ts';
import { type Attempt, canonical, digestOf, type Locker } from '../locker/index.ts';
import { tombstonesIn } from '../locker/prune.ts';
import type { Instant } from '../model.ts';
import { filesOf, type KnownRun, type Ledger, writeLedger } from './ledger.ts';
import { attemptLines, missingLine, type RunLine, runRow } from './rows.ts';
import { type Desk, NO_DATE, writeDay } from './write.ts';

export type Window = (day: string | null) => boolean;
type Runs = Readonly<Record<string, KnownRun>>;
export interface Bounds {
  readonly window: Window;
  /** Ids of the runs that lie outside of it. */
  readonly outside: ReadonlySet<string>;
  /** Nothing that was written before is taken as it lies there. */
  readonly again: boolean;
}

/** Lines for every number up to the last one, and for every attempt that left no run. */
export async function finish(
  locker: Locker,
  seqs: readonly number[],
  before: Ledger,
  runs: Runs,
  bounds: Bounds,
  desk: Desk,
): Promise<readonly RunLine[]> {
  const { window, again } = bounds;
  const last = Math.max(...seqs, ...Object.keys(before.runs).map(Number));
  const gone = Array.from({ length: last }, (_, index) => index + 1).filter((seq) => !seqs.includes(seq));
  const lines = [...gone.map((seq) => missingLine(seq, seq in before.runs)), ...(await linesOf(locker, runs, bounds, desk))].filter(
    ({ startedAt }) => window(startedAt?.slice(0, 10) ?? null),
  );
  // days of earlier exports, outside of this one's period
  const days = Object.fromEntries(Object.entries(before.days).filter(([day]) => !window(day === NO_DATE ? null : day)));
  for (const [day, told] of byDay(lines)) {
    const fingerprint = digestOf(canonical(told));
    const known = before.days[day];
    const there = !again && known?.lines === fingerprint && (await desk.disk.sizeOf(join(desk.out, known.file.path))) === known.file.size;
    days[day] = there ? known : { lines: fingerprint, file: await writeDay(day, told.map(runRow), desk) };
  }
  const ledger = { origin: locker.origin, runs, days };
  await writeLedger(desk.out, ledger, desk.disk);
  const kept = new Set(filesOf(ledger).map(({ path }) => path));
  for (const { path } of filesOf(before)) if (!kept.has(path)) await desk.disk.remove(join(desk.out, path));
  return lines;
}

async function linesOf(locker: Locker, runs: Runs, { outside }: Bounds, { disk }: Desk): Promise<readonly RunLine[]> {
  const known = Object.values(runs);
  const committed = new Set([...outside, ...known.flatMap(({ line }) => line.runId ?? [])]);
  const pruned = await prunedAt(locker, disk);
  const told = new Set(known.flatMap(({ attempts }) => attempts.map(textOf)));
  const untold = (await attemptsSince(locker.root, undefined, disk)).filter((attempt) => !told.has(textOf(attempt)));
  return [
    ...known.map(({ line }) => ({ ...line, prunedAt: pruned.get(line.manifest ?? '') ?? null })),
    ...known.flatMap(({ line, attempts }) => attemptLines(attempts, line.run, committed)),
    ...attemptLines(untold, null, committed),
  ];
}
const textOf = (attempt: Attempt): string => Buffer.from(canonical(attempt)).toString('utf8');

/** By the digest of a run's manifest: when its evidence was forgotten. */
async function prunedAt({ root }: Locker, disk: Desk['disk']): Promise<ReadonlyMap<string, Instant>> {
  const stones = await tombstonesIn(root, disk);
  return new Map(stones.toReversed().flatMap(({ at, runs }) => runs.map(({ manifest }) => [manifest, at] as const)));
}

/** Each day's lines in the order of their time; what cannot be dated has a day of its own. */
function byDay(lines: readonly RunLine[]): ReadonlyMap<string, readonly RunLine[]> {
  const days = new Map<string, RunLine[]>();
  const key = ({ startedAt, run, runId, state }: RunLine) => `${startedAt} ${String(run ?? 0).padStart(8, '0')} ${runId} ${state}`;
  for (const line of [...lines].sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
    const day = line.startedAt?.slice(0, 10) ?? NO_DATE;
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return days;
}
