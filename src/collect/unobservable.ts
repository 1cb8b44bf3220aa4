import type { Reason } from '../model.ts';

/** The transport's refusal to call something an answer. Becomes an Unknown in `ask`, whatever the SDK makes of it. */
export class Unobservable extends Error {
  override readonly name = 'Unobservable';
  readonly reason: Reason;
  /** A fault of the line rather than of the answer: worth one more try. */
  readonly retry: boolean;
  /** What the provider itself asks for: when to come again, and with which permission. */
  readonly advice: { readonly retryAfterMs?: number; readonly permission?: string };
  constructor(reason: Reason, detail: string, retry = false, advice: Unobservable['advice'] = {}) {
    super(detail);
    this.reason = reason;
    this.retry = retry;
    this.advice = advice;
  }
}
