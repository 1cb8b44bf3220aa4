/**
 * How fast one thing may be asked: what the provider documents, less what its other clients need, and what its refusals teach.
 * A token bucket where a rate is known or learned, a count of the last minute where that is what is known, a window of requests under way
 * where nothing is. Pure: time comes in, in ms.
 */

export interface Bounds {
  /** Requests a second, never more; Infinity: not known. */
  readonly ceiling: number;
  /** Requests that may come at once, where the ceiling is known. */
  readonly burst: number;
  /** ms in which no more than `burst` may be sent, however they are spread. Absent: it is a bucket, filled at `ceiling`. */
  readonly span?: number;
  /** Requests under way at once, at most. */
  readonly width: number;
  /** Of them, how many to begin with. Absent: few, where the ceiling is not known. */
  readonly window?: number;
}
export interface Lane {
  /** ms until one more may be sent; 0: now; Infinity: not before one that is under way has come back. */
  wait(now: number): number;
  sent(now: number): void;
  /** `pressed`: it was refused because there were too many, and for how many ms at least nothing should be sent. */
  back(began: number, now: number, pressed?: number): void;
  /** A quota is spent until a time that the provider named: the rate is not at fault, so nothing is sent for so many ms, and nothing is cut. */
  hush(now: number, quietMs: number): void;
  /** Everything has been refused for so long that asking on is no use. */
  hopeless(now: number): boolean;
  readonly idle: boolean;
}

/** An unknown limit is approached from here, twice as many with each round. */
const FIRST_WINDOW = 8;
/** Requests a second: slower than this nobody is asked. */
const SLOWEST = 1;
/** What is left of a rate that was refused. 0.7 loses more of the limit than it saves refusals. */
const CUT = 0.8;
/** Refusals in a row, and ms since the first of them. */
const PATIENCE = { refusals: 5, ms: 60_000 };
/** Longest silence that one refusal brings about, in ms: a question that has to wait longer is given up by who asks it. */
const LONGEST_QUIET = 15_000;

export function openLane({ ceiling, burst, span, width, ...bounds }: Bounds): Lane {
  const known = Number.isFinite(ceiling) || span !== undefined;
  let [rate, room, tokens, filledAt] = [ceiling, burst, burst, 0];
  let window = bounds.window ?? (known ? width : Math.min(FIRST_WINDOW, width));
  let [underWay, quietUntil] = [0, 0];
  let [peak, cutAt] = [0, Number.NEGATIVE_INFINITY];
  let refused = { inARow: 0, since: 0 };
  const answered: number[] = [];
  /** When those were sent that the span still counts. */
  const counted: number[] = [];

  const fill = (now: number) => {
    if (Number.isFinite(rate)) tokens = Math.min(room, tokens + ((now - filledAt) / 1000) * rate);
    filledAt = now;
  };
  const lately = (now: number) => {
    while (answered.length > 0 && (answered[0] as number) <= now - 1000) answered.shift();
    return answered.length;
  };
  const crowded = (now: number) => {
    if (span === undefined) return 0;
    while (counted.length > 0 && (counted[0] as number) <= now - span) counted.shift();
    return counted.length < Math.floor(burst) ? 0 : (counted[0] as number) + span - now;
  };
  /** Requests a second that were let through since the last refusal: where that came with a burst, the rate was taken to be far too high. */
  const seen = (now: number) => {
    const since = Math.min(1000, now - cutAt);
    if (since < 100) return rate;
    lately(now);
    return (answered.filter((at) => at > cutAt).length / since) * 1000;
  };
  const refusal = (began: number, now: number, quietMs: number) => {
    refused = { inARow: refused.inARow + 1, since: refused.inARow === 0 ? now : refused.since };
    quietUntil = Math.max(quietUntil, now + Math.min(quietMs, LONGEST_QUIET));
    // those that were under way already say nothing new
    if (began <= cutAt) return;
    peak = Number.isFinite(rate) ? Math.min(rate, Math.max(seen(now) * 1.25, rate * 0.3)) : lately(now) || 1;
    rate = Math.max(SLOWEST, peak * CUT);
    [cutAt, tokens, filledAt, room, window] = [now, 0, now, Math.min(room, 2), width];
  };
  const answer = (now: number) => {
    refused = { inARow: 0, since: 0 };
    answered.push(now);
    lately(now);
    if (!Number.isFinite(rate)) window = Math.min(width, window + 1);
    else if (rate < ceiling) rate = Math.min(ceiling, grown(rate, peak, (now - cutAt) / 1000));
  };

  return {
    wait(now) {
      if (underWay >= window) return Number.POSITIVE_INFINITY;
      if (now < quietUntil) return quietUntil - now;
      const full = crowded(now);
      if (full > 0) return full;
      fill(now);
      return !Number.isFinite(rate) || tokens > 1 - 1e-6 ? 0 : ((1 - tokens) / rate) * 1000;
    },
    sent(now) {
      fill(now);
      underWay += 1;
      if (span !== undefined) counted.push(now);
      if (Number.isFinite(rate)) tokens -= 1;
    },
    back(began, now, pressed) {
      underWay -= 1;
      fill(now);
      if (pressed === undefined) answer(now);
      else refusal(began, now, pressed);
    },
    hush(now, quietMs) {
      quietUntil = Math.max(quietUntil, now + Math.min(quietMs, LONGEST_QUIET));
    },
    hopeless: (now) => refused.inARow >= PATIENCE.refusals && now - refused.since >= PATIENCE.ms,
    get idle() {
      return underWay === 0;
    },
  };
}

/** CUBIC's curve: fast back to where it was refused, slowly past it (RFC 9438, section 4.2). Never more than 2 % at a time. */
function grown(rate: number, peak: number, seconds: number): number {
  const steep = 0.4 * Math.max(1, peak / 20);
  const plateau = Math.cbrt((peak * (1 - CUT)) / steep);
  return Math.max(rate, Math.min(steep * (seconds - plateau) ** 3 + peak, rate * 1.02));
}
