import type { Instant } from '../model.ts';

/** Time and chance, handed in from the command line's edge so that everything below can be replayed. */
export interface Clock {
  now(): Instant;
  /** Milliseconds that only ever grow; for durations and deadlines. */
  monotonic(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** In [0, 1). For jitter only. */
  random(): number;
}

/** For replay: the recorded time, no waiting. */
export function stoppedClock(at: Instant): Clock {
  return { now: () => at, monotonic: () => 0, sleep: async () => undefined, random: () => 0 };
}
