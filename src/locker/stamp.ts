import { createHash, randomBytes } from 'node:crypto';
import { readTimestamp } from './timestamp.ts';

/** One HTTP exchange; whoever gives it decides how it is sent. */
export type Post = (url: string, body: Uint8Array, type: string) => Promise<{ readonly status: number; readonly body: Uint8Array }>;

const QUERY = 'application/timestamp-query';
/** DER: AlgorithmIdentifier of SHA-256 with NULL parameters. */
const SHA256 = Buffer.from('300d06096086480165030402010500', 'hex');

/**
 * Asks a time-stamp authority to stamp signature bytes, as Sigstore does. https://www.rfc-editor.org/rfc/rfc3161#section-3.4
 * The answer is checked against the question; whether the authority is to be trusted is for `verify`, with a certificate from outside.
 */
export async function stampOver(url: string, post: Post, signature: Uint8Array): Promise<Uint8Array> {
  const imprint = createHash('sha256').update(signature).digest();
  const nonce = randomBytes(8);
  // a positive integer of the same length whatever is drawn
  nonce[0] = ((nonce[0] as number) & 0x7f) | 0x40;
  const { status, body } = await post(url, request(imprint, nonce), QUERY);
  if (status !== 200) throw new Error(`${url} answered ${status}`);
  const answer = await readTimestamp(body);
  if ('refused' in answer) throw new Error(`${url}: ${answer.refused}`);
  if (!answer.imprint.equals(imprint)) throw new Error(`${url} stamped something else`);
  if (answer.nonce === undefined || !answer.nonce.equals(nonce)) throw new Error(`${url} answered another question: the nonce differs`);
  return body;
}

function request(imprint: Buffer, nonce: Buffer): Uint8Array {
  const version = der(0x02, Buffer.from([1]));
  const certificates = der(0x01, Buffer.from([0xff]));
  return der(0x30, version, der(0x30, SHA256, der(0x04, imprint)), der(0x02, nonce), certificates);
}

/** Everything in a request is shorter than 128 bytes: one byte says how long. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length > 127) throw new RangeError('a longer length would be needed');
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
