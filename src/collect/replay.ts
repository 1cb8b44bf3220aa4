/** Answers of an earlier run instead of the network: same question, same bytes, in the same order. */
import type { Digest } from '../model.ts';
import { asking } from './asking.ts';
import { type Exchange, question } from './tape.ts';
import type { DoorOptions, Played } from './transport.ts';
import { Unobservable } from './unobservable.ts';

export interface Recorded {
  readonly id: Digest;
  readonly exchange: Exchange;
}

export function replayWire(recorded: Iterable<Recorded>): DoorOptions<unknown>['wire'] {
  const waiting = new Map<string, Recorded[]>();
  for (const one of recorded) {
    const { subject, operation, request } = one.exchange;
    const asked = question(subject, operation, {
      method: request.method,
      url: new URL(request.url),
      ...(request.body !== undefined && { body: request.body }),
    });
    waiting.set(asked, [...(waiting.get(asked) ?? []), one]);
  }
  const nothing = (operation: string) => new Unobservable('not_run', `${operation}: this question was not asked in the recorded run`);
  return {
    send: () => Promise.reject(nothing('(network)')),
    played(request): Played {
      const current = asking.getStore();
      const operation = current?.operation ?? '';
      const next = waiting.get(question(current?.subject ?? '', operation, request))?.shift();
      if (!next) throw nothing(operation);
      return next;
    },
  };
}
