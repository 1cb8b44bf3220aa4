/** Which statement of a form stands today, and if none does, why. Pure: everything it goes by was recorded. */
import type { z } from 'zod';
import { isUnknown, unknown } from '../../src/kit.ts';
import type { Known, Unknown } from '../../src/model.ts';
import { STATEMENT } from './calls.ts';
import type { Digest, File, Signing } from './client.ts';
import { NAMESPACE } from './config.ts';
import { isEnvelope, signerOf } from './envelope.ts';
import { endOf, flawsOf, type Statement, startOf, titleOf } from './form.ts';
import { approvalIn, readStatement } from './read.ts';
import type { PublicKey } from './ssh/key.ts';
import { readSignature } from './ssh/signature.ts';
import { readRevoked, readSigners, type Signers, whyNot } from './ssh/signers.ts';
import { Odd } from './ssh/wire.ts';

/** One file of a form, with what was read of it. */
export interface Read {
  readonly name: string;
  readonly file: Known<File>;
  readonly documents: readonly Known<Digest>[];
}
export interface Stands {
  readonly file: string;
  readonly statement: Statement;
  readonly fingerprint: string;
  /** Documents that are kept elsewhere: their digests stand as they were written. */
  readonly unseen: readonly string[];
}
export interface Rules {
  readonly schema: z.ZodType;
  /** ms since 1970 */
  readonly now: number;
}

export function missing(detail: string, reason: 'attestation_missing' | 'attestation_expired' = 'attestation_missing'): Unknown {
  return unknown({ operation: STATEMENT.operation, reason, detail });
}

/**
 * The newest statement stands. One that cannot be dated may be the newest; so nothing stands while there is one,
 * and whoever takes away a signature, a document or a right to read cannot bring an older statement back.
 */
export function standing(files: readonly Read[], signing: Known<Signing>, rules: Rules): Known<Stands> {
  const dated = files.map((one) => ({ one, at: isUnknown(one.file) ? undefined : approvalIn(one.file.text) }));
  const undated = dated.find(({ at }) => at === undefined);
  if (undated) return stands(undated.one, signing, rules);
  const [newest, second] = dated.sort((a, b) => (b.at as number) - (a.at as number));
  if (!newest) return missing('nobody has stated this');
  if (second?.at === newest.at)
    return missing(`${newest.one.name} and ${second?.one.name} were approved at the same time; which one stands?`);
  return stands(newest.one, signing, rules);
}

function stands({ name, file, documents }: Read, signing: Known<Signing>, { schema, now }: Rules): Known<Stands> {
  if (isUnknown(file)) return file;
  const because = (why: string, reason?: 'attestation_expired') => missing(`${name}: ${why}`, reason);
  const read = readStatement(file.text, schema);
  if ('wrong' in read) return because(read.wrong);
  const statement = read.value;
  const signed = signatureOf(file, statement, signing, now);
  if (isUnknown(signed)) return signed;
  if ('wrong' in signed) return because(signed.wrong);
  const [flaw] = [...flawsOf(statement, Number.POSITIVE_INFINITY, now)];
  if (flaw) return because(`\`${flaw.path.map(String).join('.')}\`: ${flaw.message}`);
  const until = endOf(statement.validUntil);
  if (Date.parse(until) < now) return because(`it stood until ${until}`, 'attestation_expired');
  const altered = alteredIn(statement, documents);
  if (isUnknown(altered)) return altered;
  if (altered !== undefined) return because(altered);
  const unseen = statement.documents.flatMap((document) => ('name' in document ? [titleOf(document)] : []));
  return { file: name, statement, fingerprint: signed.fingerprint, unseen };
}

/** Who signed these bytes, for this purpose, and may. */
function signatureOf(
  { text, signature }: File,
  { signedBy, approvedAt }: Statement,
  signing: Known<Signing>,
  now: number,
): Known<{ readonly fingerprint: string } | { readonly wrong: string }> {
  if (signature === null) return { wrong: 'it is not signed' };
  if (isUnknown(signing)) return signing;
  try {
    const signers = readSigners(signing.allowed);
    const by = isEnvelope(signature) ? sealedBy(signature, text, signers) : sshBy(signature, text);
    if ('wrong' in by) return by;
    const { key } = by;
    const { principal } = signedBy;
    // today, as `ssh-keygen -Y verify` would say, and on the day that the statement claims for itself
    const at = [now, Date.parse(startOf(approvedAt))];
    const refused = whyNot(signers, { principal, key, namespace: NAMESPACE, at });
    if (refused !== undefined) return { wrong: refused };
    if (signing.revoked !== null && readRevoked(signing.revoked).has(key.fingerprint))
      return { wrong: `the key ${key.fingerprint} of ${principal} is revoked` };
    return { fingerprint: key.fingerprint };
  } catch (error) {
    if (!(error instanceof Odd)) throw error;
    return { wrong: `its signature cannot be checked: ${error.message}` };
  }
}

type By = { readonly key: PublicKey } | { readonly wrong: string };
function sshBy(signature: string, text: string): By {
  const { key, namespace, holds } = readSignature(signature);
  if (namespace !== NAMESPACE) return { wrong: `it is signed for ${JSON.stringify(namespace.slice(0, 60))}, not for ${NAMESPACE}` };
  if (!holds(new TextEncoder().encode(text))) return { wrong: 'its signature is broken: the file is not the one that was signed' };
  return { key };
}
function sealedBy(envelope: string, text: string, { signers }: Signers): By {
  const keys = signers.map(({ key }) => key);
  const key = signerOf(envelope, text, keys);
  return key ? { key } : { wrong: 'it is sealed by a key that is not among those of the allowed signers' };
}

/** The first document that is not the one that was signed for. */
function alteredIn({ documents }: Statement, digests: readonly Known<Digest>[]): Known<string | undefined> {
  for (const document of documents) {
    if (!('path' in document)) continue;
    const { path, sha256 } = document;
    const found = digests.find((one) => !isUnknown(one) && one.path === path);
    // what could not be read has no path to be found by
    if (!found || isUnknown(found)) return digests.find(isUnknown) ?? `the document ${path} was not read`;
    if ('absent' in found) return `the document ${path} is not there`;
    if (found.sha256 !== sha256)
      return `the document ${path} has changed since it was signed for (SHA-256 ${String(found.sha256).slice(0, 16)}…)`;
  }
  return undefined;
}
