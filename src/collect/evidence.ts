/** Exchanges -> objects in the locker, and back. The record is who, what, when and how; the raw body stands apart, byte for byte. */
import { canonical, digestOf } from '../locker/index.ts';
import type { Digest } from '../model.ts';
import { answerOf, type Exchange, type Recorder } from './tape.ts';

export const EVIDENCE_TYPE = 'application/vnd.claimcheck.evidence.v1+json';

/** Takes bytes and a name for people; the same bytes are kept once. */
export type Put = (bytes: Uint8Array, about: { name: string; mediaType: string }) => Promise<Digest>;

export function lockerRecorder(put: Put): Recorder {
  return {
    async record(exchange) {
      const { response, ...rest } = exchange;
      // of a confirmed answer too: its bytes are an object of this run as of the run that recorded them first
      const type = answerOf(exchange)?.headers['content-type'] ?? 'application/octet-stream';
      const about = `${exchange.subject} ${exchange.operation}`;
      const record = { ...rest, ...(response && { response: { ...response, body: digestOf(response.body) } }) };
      // side by side: every answer waits for its own record
      const [id] = await Promise.all([
        put(canonical(record), { name: `evidence/${about}`, mediaType: EVIDENCE_TYPE }),
        response && put(response.body, { name: `raw/${about}`, mediaType: type }),
      ]);
      return id;
    },
  };
}

/** For runs that keep nothing (tests, rehearsals): evidence ids without a locker. */
export function forgetfulRecorder(): Recorder {
  return lockerRecorder(async (bytes) => digestOf(bytes));
}

export async function exchangeOf(record: Uint8Array, get: (digest: Digest) => Promise<Uint8Array>): Promise<Exchange> {
  const { response, ...rest } = JSON.parse(new TextDecoder().decode(record)) as Omit<Exchange, 'response'> & {
    response?: Omit<NonNullable<Exchange['response']>, 'body'> & { body: Digest };
  };
  return { ...rest, ...(response && { response: { ...response, body: await get(response.body) } }) };
}
