import type { Digest, Gap, Reason } from '../model.ts';

export interface Told {
  /** The source, as configured: aws/production. */
  readonly entry: string;
  readonly subject: string;
  readonly operation: string;
  readonly reason: Reason;
  /** The record of the refusal; absent where nobody was reached. */
  readonly record?: Digest;
}

/**
 * Questions of a run that ended without an answer. Whoever makes the report takes note of what rests on each: one that nothing rests on was
 * swallowed. Only those are kept, so that what a run has told costs it no memory.
 */
export interface Refused {
  add(told: Told): void;
  /** By source: how many there were. */
  count(entry: string): number;
  /** Something that is told rests on this record. */
  restsOn(record: Digest): void;
  /** The same where there is no record: whatever tells why something is not known there names the operation. */
  named(by: { readonly entry: string; readonly subject?: string; readonly operations: () => ReadonlySet<string> }): void;
  /** Those on which nothing rests so far. */
  pending(): Iterable<Told>;
}

export function openRefused(): Refused {
  const counts = new Map<string, number>();
  const recorded = new Map<Digest, Told>();
  /** By subject, then by operation. */
  const unrecorded = new Map<string, Map<string, Told>>();
  const settle = (subject: string, entry: string, operations: ReadonlySet<string>) => {
    const here = unrecorded.get(subject);
    for (const [operation, told] of here ?? []) if (told.entry === entry && operations.has(operation)) here?.delete(operation);
    if (here?.size === 0) unrecorded.delete(subject);
  };
  return {
    add(told) {
      const { entry, subject, operation, record } = told;
      const here = unrecorded.get(subject) ?? new Map<string, Told>();
      if (record === undefined ? here.has(operation) : recorded.has(record)) return;
      counts.set(entry, (counts.get(entry) ?? 0) + 1);
      if (record !== undefined) recorded.set(record, told);
      else unrecorded.set(subject, here.set(operation, told));
    },
    count: (entry) => counts.get(entry) ?? 0,
    restsOn: (record) => void recorded.delete(record),
    named({ entry, subject, operations }) {
      const subjects = subject === undefined ? [...unrecorded.keys()] : unrecorded.has(subject) ? [subject] : [];
      if (subjects.length === 0) return;
      const all = operations();
      for (const one of subjects) settle(one, entry, all);
    },
    *pending() {
      yield* recorded.values();
      for (const here of unrecorded.values()) yield* here.values();
    },
  };
}

export function noteRefused(refused: Refused, about: Pick<Told, 'entry' | 'subject'>, { operation, reason, evidence }: Gap): void {
  // the run as a whole says that it was interrupted
  if (reason === 'aborted') return;
  const record = evidence?.at(-1);
  refused.add({ ...about, operation, reason, ...(record !== undefined && { record }) });
}
