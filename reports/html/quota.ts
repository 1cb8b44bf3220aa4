/** How many rows of each check go into the page: all of them while there is room; then what failed first, and no check crowded out. */
import type { Counts, FindingRow, Report, Verdict } from '../../src/model.ts';

/** What is wrong goes in before what is well. */
const ORDER: readonly Verdict[] = ['fail', 'unknown', 'pass', 'not_applicable'];

export interface Quota {
  /** Is there room for this row? Takes the room. */
  admits(row: FindingRow): boolean;
}

export function openQuota(report: Report, most: number): Quota {
  const left = new Map<string, number>();
  let room = most;
  for (const verdict of ORDER) {
    const wanted = report.results.map(({ check, counts }) => ({ key: keyOf(check, verdict), count: counts[verdict as keyof Counts] }));
    for (const [key, count] of shared(wanted, room)) {
      left.set(key, count);
      room -= count;
    }
  }
  return {
    admits({ check, verdict }) {
      const key = keyOf(check, verdict);
      const open = left.get(key) ?? 0;
      left.set(key, open - 1);
      return open > 0;
    },
  };
}
const keyOf = (check: string, verdict: Verdict): string => `${verdict} ${check}`;

/** Everybody gets what they want, or an equal part of what those who want little leave. */
function shared(wanted: readonly { readonly key: string; readonly count: number }[], room: number): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  const modest = [...wanted].sort((a, b) => a.count - b.count || (a.key < b.key ? -1 : 1));
  let open = room;
  for (const [index, { key, count }] of modest.entries()) {
    const take = Math.min(count, Math.floor(open / (modest.length - index)));
    given.set(key, take);
    open -= take;
  }
  return given;
}
