import { EVIDENCE_TYPE } from '../collect/evidence.ts';
import type { Exchange } from '../collect/tape.ts';
import type { Item, Locker, SealedRun } from '../locker/index.ts';
import type { Digest } from '../model.ts';

/** An exchange as it lies in the locker: its body by digest. */
export type Stored = Omit<Exchange, 'response'> & {
  readonly response?: Omit<NonNullable<Exchange['response']>, 'body'> & { readonly body: Digest };
};
export interface Record {
  readonly id: Digest;
  readonly record: Stored;
}

/** Undefined for an object that is no record of an exchange. */
export async function recordOf(locker: Locker, { mediaType, sha256 }: Item): Promise<Record | undefined> {
  if (mediaType !== EVIDENCE_TYPE) return undefined;
  const id: Digest = `sha256:${sha256}`;
  return { id, record: JSON.parse(new TextDecoder().decode(await locker.get(id))) as Stored };
}

/** All of a run, in the order in which they were asked. */
export async function recordsOf(locker: Locker, sealed: SealedRun): Promise<readonly Record[]> {
  const found: Record[] = [];
  for await (const item of sealed.items()) {
    const record = await recordOf(locker, item);
    if (record !== undefined) found.push(record);
  }
  return found.sort((a, b) => a.record.order - b.record.order);
}
