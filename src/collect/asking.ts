/** Which question the code is asking right now: carried beside the call, so that no SDK in between can lose it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Call, Digest, Subject } from '../model.ts';
import type { Answered } from './answered.ts';
import type { Exchange } from './tape.ts';
import type { Unobservable } from './unobservable.ts';

export interface Asking {
  readonly subject: string;
  readonly about?: Subject;
  readonly operation: string;
  /** What this collector declared. */
  readonly declared: ReadonlyMap<string, Call>;
  readonly signal: AbortSignal;
  /** What an interrupted attempt was told already. */
  readonly answered?: Pick<Answered, 'find'>;
  /** Evidence ids of all exchanges made for this question so far. */
  readonly evidence: Digest[];
  /** How often it has been asked, this time included. */
  tries?: number;
  last?: Exchange;
  refusal?: Unobservable;
}
export const asking = new AsyncLocalStorage<Asking>();
