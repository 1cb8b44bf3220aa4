/** Asking again: full jitter, never sooner than the provider asked for, within a budget that is said when it is spent. */
import type { Classified } from '../model.ts';
import type { Clock } from './clock.ts';
import type { Tally } from './transport.ts';

export interface Retry {
  readonly attempts: number;
  /** The same for what was refused because there were too many: the pace sees to it that this is seldom twice. Absent: no more than others. */
  readonly patience?: number;
  /** First backoff window in ms; doubles each time. */
  readonly baseMs: number;
  readonly capMs: number;
  /** Longest time spent waiting for one answer, in ms. */
  readonly budgetMs: number;
}
export const RETRY: Retry = { attempts: 5, patience: 15, baseMs: 200, capMs: 20_000, budgetMs: 120_000 };

/** Ends the asking of one question, with what is known about why. */
export class DoNotAsk extends Error {
  override readonly name = 'DoNotAsk';
  readonly classified: Classified;
  constructor(classified: Classified) {
    super(classified.detail);
    this.classified = classified;
  }
}

/** Full jitter after https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  classify: (error: unknown) => Classified,
  { clock, retry, signal, tally }: { clock: Clock; retry: Retry; signal: AbortSignal; tally: Tally },
): Promise<T> {
  let waited = 0;
  for (let tries = 1; ; tries++) {
    if (signal.aborted) throw new DoNotAsk({ code: 'aborted', reason: 'aborted', detail: 'the run was interrupted before this was asked' });
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof DoNotAsk) throw error;
      const classified = classify(error);
      const pressed = classified.reason === 'throttled' && retry.patience !== undefined;
      const most = pressed ? retry.patience : retry.attempts;
      const window = pressed ? retry.baseMs : Math.min(retry.capMs, retry.baseMs * 2 ** (tries - 1));
      const wait = classified.retryAfterMs ?? clock.random() * window;
      if (!classified.retry || signal.aborted) throw new DoNotAsk(classified);
      if (tries >= most || waited + wait > retry.budgetMs)
        throw new DoNotAsk({ ...classified, detail: `${classified.detail} (${spent(tries, wait, most)})` });
      waited += wait;
      tally.retried += 1;
      await clock.sleep(wait, signal);
    }
  }
}

/** Says nothing of seconds waited: a replay must come to the same words. The recorded exchanges have the times. */
function spent(tries: number, wait: number, most: number): string {
  const asked = `asked ${tries} ${tries === 1 ? 'time' : 'times'}`;
  return tries >= most ? asked : `${asked}; the provider wants ${Math.ceil(wait / 1000)} s more than the budget allows`;
}
