/** What makes an answer recorded rather than live: as of when it holds, and by whose word. It travels inside the answer. */
import { isUnknown, type Known } from '../../../src/kit.ts';
import type { Instant } from '../../../src/model.ts';

const RECORDED = '$recorded';
export interface Recorded {
  /** Unknown: the service itself says otherwise, or did not say. */
  readonly at: Known<Instant>;
  /** Answers that it rests on beside its own: the evidence is found in them. */
  readonly by: readonly object[];
}

/** The same object, marked: its evidence hangs on its identity. */
export function mark<T>(answer: T, recorded: Recorded): T {
  return Object.assign(answer as object, { [RECORDED]: recorded }) as T;
}

export function recordedIn(answer: unknown): Recorded | undefined {
  return typeof answer === 'object' && answer !== null ? (answer as { [RECORDED]?: Recorded })[RECORDED] : undefined;
}

/** The oldest of all that is recorded in a raw resource, or why nothing may be made of it. Undefined: all of it is live. */
export function recordedAt(raw: unknown, depth = 8): Known<Instant> | undefined {
  if (typeof raw !== 'object' || raw === null || depth < 0) return undefined;
  const own = recordedIn(raw)?.at;
  return Object.entries(raw)
    .filter(([name]) => name !== RECORDED)
    .reduce<Known<Instant> | undefined>((found, [, part]) => older(found, recordedAt(part, depth - 1)), own);
}
export function older(a: Known<Instant> | undefined, b: Known<Instant> | undefined): Known<Instant> | undefined {
  if (a === undefined || isUnknown(b)) return b;
  if (b === undefined || isUnknown(a)) return a;
  return a < b ? a : b;
}

/** `P1D`, as collectors write it; undefined: another form. */
export function daysOf(freshFor: string): number | undefined {
  const days = /^P(\d+)D$/.exec(freshFor)?.[1];
  return days === undefined ? undefined : Number(days);
}
