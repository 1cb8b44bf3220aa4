/** Those who wait for a lane, in the order in which they came. */
import type { Clock } from './clock.ts';
import type { Lane } from './lane.ts';
import { Unobservable } from './unobservable.ts';

export interface Queue {
  /** Resolves when it is one's turn, to the time at which that was. `first`: before all others. Throws Unobservable. */
  enter(first: boolean, signal?: AbortSignal): Promise<number>;
  /** `pressed` as in Lane.back. */
  leave(began: number, pressed?: number): void;
  /** As Lane.hush. */
  hush(quietMs: number): void;
  readonly idle: boolean;
}
interface Waiting {
  readonly signal: AbortSignal | undefined;
  go(began: number): void;
  refuse(why: Unobservable): void;
}
/** For what has no rate, time does not matter. */
const TIMELESS: Pick<Clock, 'monotonic' | 'sleep'> = { monotonic: () => 0, sleep: async () => undefined };

export function openQueue(lane: Lane, clock = TIMELESS): Queue {
  const waiting: Waiting[] = [];
  let asleep = false;
  const sleep = (ms: number, signal: AbortSignal | undefined) => {
    if (asleep) return;
    asleep = true;
    void clock.sleep(ms, signal ?? new AbortController().signal).then(() => {
      asleep = false;
      pump();
    });
  };
  const pump = () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const now = clock.monotonic();
      const refusal = whyNot(next, lane, now);
      const wait = refusal ? 0 : lane.wait(now);
      if (wait === Number.POSITIVE_INFINITY) return;
      if (wait > 0) return sleep(wait, next.signal);
      waiting.shift();
      if (refusal) next.refuse(refusal);
      else {
        lane.sent(now);
        next.go(now);
      }
    }
  };
  return {
    enter: (first, signal) =>
      new Promise((go, refuse) => {
        waiting[first ? 'unshift' : 'push']({ signal, go, refuse });
        pump();
      }),
    leave(began, pressed) {
      lane.back(began, clock.monotonic(), pressed);
      pump();
    },
    hush: (quietMs) => lane.hush(clock.monotonic(), quietMs),
    get idle() {
      return waiting.length === 0 && lane.idle;
    },
  };
}

function whyNot({ signal }: Waiting, lane: Lane, now: number): Unobservable | undefined {
  if (signal?.aborted) return new Unobservable('aborted', 'the run was interrupted before this was sent');
  return lane.hopeless(now)
    ? new Unobservable('throttled', 'too many requests, says the provider, and let none through for a minute')
    : undefined;
}
