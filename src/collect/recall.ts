/**
 * Answers of the run before, which their provider may confirm by a 304 instead of sending them again (RFC 9110 sections 13.1.2 and 15.4.5).
 * Only what was recorded whole, unredacted and for the same principal is offered: an ETag is told to whoever asked, and may vary with that.
 */
import { parallel } from '../kit.ts';
import { canonical, digestOf, type Item, type SealedRun } from '../locker/index.ts';
import type { Digest, Instant, Known, Principal } from '../model.ts';
import { EVIDENCE_TYPE } from './evidence.ts';
import { answerOf, type Exchange } from './tape.ts';

/** An answer that came over the wire once, as it was recorded. */
export interface Earlier {
  /** The record of the answer itself, whatever has confirmed it since. */
  readonly id: Digest;
  readonly receivedAt: Instant;
  readonly etag: string;
  /** Those that were recorded with it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
/** Of one entry of the configuration. */
export interface Recalled {
  /** As whom it was asked then. */
  readonly principal: Known<Principal>;
  /** Its body hashes to its name at this moment; undefined: there is none, or none that does. */
  find(asked: Pick<Exchange, 'subject' | 'operation' | 'request'>): Promise<Earlier | undefined>;
}
/** By the user's name of the source. */
export type Recall = (name: string) => Promise<Recalled | undefined>;

type Recorded = Omit<Exchange, 'response'> & {
  readonly response?: Omit<NonNullable<Exchange['response']>, 'body'> & { readonly body: Digest };
};
type Kept = Omit<Earlier, 'body'> & { readonly body: Digest };

/** `get` throws for an object that is not what its name says. Nothing is read before the first question. */
export function recallFrom(run: Pick<SealedRun, 'manifest' | 'items'> | undefined, get: (digest: Digest) => Promise<Uint8Array>): Recall {
  const indices = new Map<string, Promise<ReadonlyMap<string, Kept>>>();
  return async (name) => {
    const entry = run?.manifest.principals.find((one) => one.name === name);
    if (!run || !entry) return undefined;
    const index = indices.get(name) ?? indexOf(run.items(), `evidence/${entry.source}/${name}`, name, get);
    indices.set(name, index);
    return {
      principal: entry.principal as Known<Principal>,
      async find(asked) {
        const kept = (await index).get(keyOf(asked));
        if (!kept) return undefined;
        const body = await whole(kept.body, get);
        return body && { ...kept, body };
      },
    };
  };
}

async function indexOf(
  items: AsyncIterable<Item>,
  prefix: string,
  source: string,
  get: (digest: Digest) => Promise<Uint8Array>,
): Promise<ReadonlyMap<string, Kept>> {
  const index = new Map<string, Kept>();
  const records = async function* () {
    for await (const item of items) if (item.mediaType === EVIDENCE_TYPE && item.name.startsWith(prefix)) yield item;
  };
  for await (const [id, bytes] of parallel(records(), async ({ sha256 }) => {
    const digest: Digest = `sha256:${sha256}`;
    return [digest, await whole(digest, get)] as const;
  })) {
    if (!bytes) continue;
    const record = JSON.parse(new TextDecoder().decode(bytes)) as Recorded;
    const kept = record.source === source ? keptOf(id, record) : undefined;
    if (kept) index.set(keyOf(record), kept);
  }
  return index;
}

/** What is missing or spoilt is asked for in full, and `verify` tells what became of it; the new answer would not replace it unseen. */
async function whole(digest: Digest, get: (digest: Digest) => Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    const bytes = await get(digest);
    return digestOf(bytes) === digest ? bytes : undefined;
  } catch {
    return undefined; // there is nothing then that a 304 could stand for
  }
}

/** Only good answers to plain questions, from which nothing was struck out. */
function keptOf(id: Digest, record: Recorded): Kept | undefined {
  const { request, response, refusal, redactions, confirms, receivedAt } = record;
  const answer = response && answerOf({ ...record, response: { ...response, body: new Uint8Array() } });
  const etag = answer?.headers['etag'];
  if (!response || !answer || refusal || redactions.length > 0 || response.withheld || etag === undefined) return undefined;
  if (request.method !== 'GET' || request.body !== undefined || answer.status !== 200) return undefined;
  const first = confirms ?? { evidence: id, receivedAt, headers: response.headers };
  return { id: first.evidence, receivedAt: first.receivedAt, headers: first.headers, etag, body: response.body };
}

/** The full question: at which address, in which words, and in which of its forms the answer was wanted. */
function keyOf({ subject, operation, request: { method, url, headers } }: Pick<Exchange, 'subject' | 'operation' | 'request'>): string {
  const { 'if-none-match': _, ...asked } = headers;
  return new TextDecoder().decode(canonical([subject, operation, method, url, asked]));
}
