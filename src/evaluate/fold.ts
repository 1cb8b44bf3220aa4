/** The places where many verdicts become one. A failure needs one witness; a pass needs all of them. */
import type { Counts, Quantifier, Verdict } from '../model.ts';

/** Kleene: fail > unknown > pass > not_applicable. No rows at all is unknown: nobody looked. */
export function foldAll(verdicts: Iterable<Verdict>): Verdict {
  let worst: Verdict | undefined;
  for (const verdict of verdicts) worst = worst === undefined || RANK[verdict] > RANK[worst] ? verdict : worst;
  return worst ?? 'unknown';
}
const RANK: Readonly<Record<Verdict, number>> = { not_applicable: 0, pass: 1, unknown: 2, fail: 3 };

/** How many resources the sentence is about, and what it says about them. `aside`: not what the sentence is about. */
export interface Tallied {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly aside: number;
}

/** One check over one population. An incomplete set can disprove `every`, never prove it; can prove `some`, never disprove it. */
export function foldCheck(holds: Quantifier, tallied: Tallied, complete: boolean, whenNone: Verdict): Verdict {
  const { pass, fail, unknown } = tallied;
  const doubt = unknown > 0 || !complete;
  if (holds === 'some') {
    if (pass > 0) return 'pass';
    if (doubt) return 'unknown';
    return fail > 0 ? 'fail' : whenNone;
  }
  if (fail > 0) return 'fail';
  if (doubt) return 'unknown';
  return pass > 0 ? 'pass' : whenNone;
}

export const NO_COUNTS: Counts = { pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0 };
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    pass: a.pass + b.pass,
    fail: a.fail + b.fail,
    unknown: a.unknown + b.unknown,
    not_applicable: a.not_applicable + b.not_applicable,
    waived: a.waived + b.waived,
  };
}

/** Proof trees: `all` is the least of fail < unknown < pass, `any` the greatest; not_applicable is neutral. */
export function foldProof(how: 'all' | 'any', verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = how === 'all' ? ['fail', 'unknown', 'pass'] : ['pass', 'unknown', 'fail'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'not_applicable';
}
