/** Who signed the run, and who says for whom the pack is. */
import type { X509Certificate } from 'node:crypto';
import { type Envelope, readBundle } from '../locker/bundle.ts';
import { canonical, digestOf, parseCanonical } from '../locker/canonical.ts';
import { hexOf } from '../locker/paths.ts';
import { PAYLOAD_TYPE, pae, RUN_PREDICATE, SHARE_PREDICATE, STATEMENT, STATEMENT_TYPE, saysTheSame } from '../locker/statement.ts';
import type { Ledger } from '../locker/verify/codes.ts';
import { type Keyring, MOST_BUNDLE, type Signature } from '../locker/verify/keyring.ts';
import { blame, isProblem, type Shelf } from '../locker/verify/shelf.ts';
import { checkSignature } from '../locker/verify/signature.ts';
import { PACK, type Pack, RUN_BUNDLE, SHARE_BUNDLE, sharePredicate } from './format.ts';

export interface Checking {
  readonly shelf: Shelf;
  readonly ledger: Ledger;
  readonly keyring: Keyring;
}
interface Sealed {
  readonly key: string | null;
  readonly stampedAt: string | undefined;
}

/** What the index says of the run is what was signed when it ended, by a key that is trusted for it. */
export async function checkRunSignature(
  pack: Pack,
  checking: Checking & { readonly authorities: readonly X509Certificate[] },
): Promise<Sealed> {
  const { shelf, ledger, keyring } = checking;
  const none = { key: null, stampedAt: undefined };
  const { seq } = pack.run;
  const bytes = shelf.whole(RUN_BUNDLE, MOST_BUNDLE);
  if (isProblem(bytes) && bytes.problem === 'missing') {
    if (keyring.pinned) ledger.add('SIGNATURE_MISSING', RUN_BUNDLE, 'you gave a key, and nobody signed this run');
    else ledger.add('NOT_SIGNED', RUN_BUNDLE, 'nobody signed this run: whoever made the pack can have made it up');
    return none;
  }
  const { signature, stampedAt } = await checkSignature('run', seq, pack.manifest, undefined, checking);
  const envelope = isProblem(bytes) ? undefined : await readBundle(bytes);
  if (envelope !== undefined) compare(envelope, pack, ledger);
  if (signature?.is === 'unpinned')
    ledger.add(
      'SIGNER_NOT_PINNED',
      RUN_BUNDLE,
      `integrity only: signed by ${JSON.stringify(signature.id.slice(0, 64))}; whose key that is, the pack cannot say. Pass --key`,
    );
  return { key: signature?.is === 'trusted' ? signature.id : null, stampedAt };
}

function compare({ payload }: Envelope, { run }: Pack, ledger: Ledger): void {
  const read = STATEMENT.safeParse(parseCanonical(payload));
  if (!read.success || read.data.predicateType !== RUN_PREDICATE) return;
  if (!saysTheSame(read.data.predicate, run))
    ledger.add('PREDICATE_MISMATCH', PACK, 'what the index says about the run is not what was signed');
}

/** For whom and until when: the word of whoever made the pack, signed by the key of a run. */
export async function checkShareSignature(pack: Pack, { shelf, ledger, keyring }: Checking): Promise<void> {
  const bytes = shelf.whole(SHARE_BUNDLE, MOST_BUNDLE);
  if (isProblem(bytes)) {
    const detail = 'for whom the pack is, until when, and that it was made by who made the run, nobody signed';
    if (bytes.problem === 'missing') ledger.add('SHARE_NOT_SIGNED', SHARE_BUNDLE, detail);
    else blame(ledger, SHARE_BUNDLE, bytes, 'SIGNATURE_MISSING');
    return;
  }
  const envelope = await readBundle(bytes);
  if (envelope === undefined) {
    ledger.add('SIGNATURE_MISSING', SHARE_BUNDLE, 'this is no Sigstore bundle with one signature over a DSSE envelope');
    return;
  }
  if (envelope.payloadType !== PAYLOAD_TYPE)
    ledger.add('PAYLOAD_TYPE_UNEXPECTED', SHARE_BUNDLE, JSON.stringify(envelope.payloadType.slice(0, 100)));
  const found = byRunsKeyOrLater(envelope, pack.run.seq, keyring);
  if (found.is === 'invalid') ledger.add('SIGNATURE_INVALID', SHARE_BUNDLE, 'the signature is not over this statement');
  if (found.is === 'untrusted')
    ledger.add('KEY_UNTRUSTED', SHARE_BUNDLE, `signed by key ${JSON.stringify(found.id.slice(0, 64))}: ${found.why}`);
  const said = STATEMENT.safeParse(parseCanonical(envelope.payload));
  if (!said.success || said.data._type !== STATEMENT_TYPE) {
    ledger.add('STATEMENT_MALFORMED', SHARE_BUNDLE, 'the payload is no in-toto Statement v1');
    return;
  }
  const { predicateType, predicate, subject } = said.data;
  if (predicateType !== SHARE_PREDICATE) ledger.add('PREDICATE_TYPE_UNEXPECTED', SHARE_BUNDLE, JSON.stringify(predicateType.slice(0, 200)));
  else if (Buffer.compare(canonical(predicate), canonical(sharePredicate(pack))) !== 0)
    ledger.add('PREDICATE_MISMATCH', SHARE_BUNDLE, 'what was signed about the pack is not what its index says');
  const [only] = subject;
  if (subject.length !== 1 || Object.keys(only?.digest ?? {}).join() !== 'sha256')
    ledger.add('DIGEST_ALGORITHM_REJECTED', SHARE_BUNDLE, 'one subject with a SHA-256 digest is meant');
  else if (only?.digest['sha256'] !== hexOf(digestOf(canonical(pack))))
    ledger.add('SUBJECT_DIGEST_MISMATCH', PACK, 'these are not the bytes that were signed');
}

/** A pack is made after its run, perhaps when its key had been followed by another. */
function byRunsKeyOrLater({ payloadType, payload, signature, keyId }: Envelope, seq: number, keyring: Keyring): Signature {
  const bytes = pae(payloadType, payload);
  const found = keyring.check(bytes, signature, keyId, seq);
  return found.is === 'untrusted' ? keyring.check(bytes, signature, keyId, Number.MAX_SAFE_INTEGER) : found;
}
