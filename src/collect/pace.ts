/** When a request may be sent: not before its lane and its origin have room. First come, first served; who was refused goes first. */
import type { Limit } from '../model.ts';
import type { Clock } from './clock.ts';
import { type Lane, openLane } from './lane.ts';
import { openQueue, type Queue } from './queue.ts';

export interface Pace {
  /**
   * Runs `work` when there is room. Throws Unobservable: `aborted`, or `throttled` when nothing has been let through for a minute. The origin
   * keeps the place until `kept` of the answer has ended: what was answered and not yet written down would be asked again after a kill, and
   * is held in memory until then. The lane, which learns from how long the provider takes, does not.
   */
  through<T>(asked: Asked<T>, work: () => Promise<T>, kept?: (answer: T) => Promise<void>): Promise<T>;
}
export interface Asked<T> {
  readonly origin: string;
  /** What it counts against; absent: its origin. */
  readonly lane?: { readonly key: string; readonly limit?: Limit } | undefined;
  /** It was refused before: it has waited. */
  readonly again?: boolean;
  readonly signal?: AbortSignal;
  /** Of an answer that says "too many": for how many ms at least to send nothing. Of any other: undefined. */
  readonly pressed?: (answer: T) => number | undefined;
  /** Of an answer that says "no more until then": for how many ms. Of any other: undefined. */
  readonly spent?: (answer: T) => number | undefined;
}

/** How much of what the provider lets through is ours: production asks the same account, and its requests come first. */
export const SHARES = { gentle: 0.25, normal: 0.5, full: 0.95 } as const;
export type PaceName = keyof typeof SHARES;
export interface PaceOptions {
  /** Absent: no rates, only how many are under way. */
  readonly clock?: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly share?: number;
  readonly width?: number;
}

/** Half of GitHub's hundred concurrent requests, and within the sockets that the wire keeps per origin: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export const WIDTH = 50;
const UNKNOWN = Number.POSITIVE_INFINITY;

export function openPace({ clock, share = SHARES.normal, width = WIDTH }: PaceOptions = {}): Pace {
  const origins = remembered(() => openQueue(openLane({ ceiling: UNKNOWN, burst: 1, width, window: width })));
  const lanes = remembered((limit?: Limit) => openQueue(laneOf(limit, share, width), clock));
  return {
    async through({ origin, lane, again = false, signal, pressed, spent }, work, kept) {
      const own = clock && lanes(lane?.key ?? origin, lane?.limit);
      const host = origins(origin);
      const began = own ? await own.enter(again, signal) : 0;
      let quietMs: number | undefined;
      let since: number | undefined;
      try {
        let answer: Awaited<ReturnType<typeof work>>;
        try {
          since = await host.enter(again, signal);
          answer = await work();
          quietMs = pressed?.(answer);
          const until = spent?.(answer);
          if (until !== undefined) own?.hush(until);
        } finally {
          own?.leave(began, quietMs);
        }
        await kept?.(answer);
        return answer;
      } finally {
        if (since !== undefined) host.leave(since);
      }
    },
  };
}

function laneOf(limit: Limit | undefined, share: number, width: number): Lane {
  if (!limit) return openLane({ ceiling: UNKNOWN, burst: 1, width });
  // a second more: they may take longer on their way than those before them
  if (limit.seconds !== undefined)
    return openLane({ ceiling: UNKNOWN, burst: Math.max(1, limit.burst * share), span: (limit.seconds + 1) * 1000, width });
  return openLane({ ceiling: limit.perSecond * share, burst: Math.max(1, limit.burst * share), width });
}

/** An organisation has more lanes than are worth remembering: those used longest ago go first, unless somebody is in them. */
const MOST = 1024;
function remembered<T>(open: (about?: T) => Queue): (key: string, about?: T) => Queue {
  const queues = new Map<string, Queue>();
  return (key, about) => {
    const queue = queues.get(key) ?? open(about);
    queues.delete(key);
    queues.set(key, queue);
    for (const [oldest, { idle }] of queues) {
      if (queues.size <= MOST || !idle || oldest === key) break;
      queues.delete(oldest);
    }
    return queue;
  };
}
