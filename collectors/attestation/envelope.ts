/** A signature by the key that seals runs: an in-toto statement about the file, in a DSSE envelope or a Sigstore bundle of one. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PublicKey } from './ssh/key.ts';
import { Odd } from './ssh/wire.ts';

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const PREDICATE = 'https://claimcheck.dev/attestation/manual-attestation/v1';
const PAYLOAD = 'application/vnd.in-toto+json';
const Envelope = z.looseObject({
  payloadType: z.literal(PAYLOAD),
  payload: z.base64(),
  signatures: z.array(z.looseObject({ sig: z.base64() })).length(1),
});
const Bundle = z.looseObject({ dsseEnvelope: Envelope });
const Statement = z.looseObject({
  subject: z.array(z.looseObject({ digest: z.looseObject({ sha256: z.string() }) })).length(1),
  predicateType: z.literal(PREDICATE),
});

export const isEnvelope = (text: string): boolean => text.trimStart().startsWith('{');

/** The one of these keys that signed exactly this text; undefined: none of them did. Throws `Odd` where it is no such envelope, or about another text. */
export function signerOf(envelope: string, text: string, keys: readonly PublicKey[]): PublicKey | undefined {
  const whole = json(envelope);
  const bundle = Bundle.safeParse(whole);
  const read = Envelope.safeParse(bundle.success ? bundle.data.dsseEnvelope : whole);
  if (!read.success) throw new Odd('it is no DSSE envelope of an in-toto statement with one signature');
  const payload = Buffer.from(read.data.payload, 'base64');
  const signature = Buffer.from((read.data.signatures[0] as { sig: string }).sig, 'base64');
  // https://github.com/secure-systems-lab/dsse/blob/master/protocol.md: what is signed names the type and both lengths
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD.length} ${PAYLOAD} ${payload.length} `), payload]);
  const key = keys.find((one) => one.bare(signed, signature));
  if (!key) return undefined;
  const statement = Statement.safeParse(json(payload.toString('utf8')));
  if (!statement.success) throw new Odd(`what is signed is no statement of type ${PREDICATE}`);
  const [subject] = statement.data.subject;
  if (subject?.digest.sha256 !== createHash('sha256').update(text).digest('hex')) throw new Odd('the file is not the one that was signed');
  return key;
}
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Odd('it is not JSON');
  }
}
