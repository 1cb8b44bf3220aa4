import type { Instant } from '../model.ts';

const DURATION = /^P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$/;

/**
 * The instant so long ago, by the calendar in UTC: two years before the 29th of February is the 28th. RangeError for what is no duration of
 * whole days (`P2Y`, `P18M`, `P90D`), or for one of no length.
 */
export function earlier(at: Instant, keep: string): Instant {
  return shifted(at, keep, -1);
}
export function later(at: Instant, keep: string): Instant {
  return shifted(at, keep, 1);
}

function shifted(at: Instant, keep: string, sign: 1 | -1): Instant {
  const parts = DURATION.exec(keep)
    ?.slice(1)
    .map((part) => Number(part ?? '0'));
  const [years, months, weeks, days] = (parts ?? []) as [number, number, number, number];
  if (parts === undefined || years + months + weeks + days === 0) throw new RangeError(`not a duration of days or more: ${keep}`);
  const then = new Date(at);
  const day = then.getUTCDate();
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() + sign * (12 * years + months));
  const last = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(day, last));
  then.setUTCDate(then.getUTCDate() + sign * (7 * weeks + days));
  return then.toISOString();
}
