import { createHash, type X509Certificate } from 'node:crypto';
import type { Digest } from '../../model.ts';
import { type Envelope, readBundle } from '../bundle.ts';
import { parseCanonical } from '../canonical.ts';
import type { Manifest } from '../manifest.ts';
import { hexOf } from '../paths.ts';
import {
  PAYLOAD_TYPE,
  pae,
  RUN_PREDICATE,
  runPredicate,
  STATEMENT,
  STATEMENT_TYPE,
  type Statement,
  saysTheSame,
  timesIn,
} from '../statement.ts';
import { distrusted, readTimestamp } from '../timestamp.ts';
import type { Ledger } from './codes.ts';
import { type Keyring, MOST_BUNDLE, type Signature } from './keyring.ts';
import { blame, isProblem, type Shelf } from './shelf.ts';

/** How far a time-stamp authority's word may be from ours. */
const MOST_DRIFT = 24 * 3_600_000;

export interface RunSignature {
  /** Undefined: the run is not signed, and does not say that it is. */
  readonly signature: Signature | undefined;
  /** When an authority that is trusted saw the signature. */
  readonly stampedAt: string | undefined;
}
export interface Signing {
  readonly shelf: Shelf;
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  /** Certificates of time-stamp authorities, from outside. */
  readonly authorities: readonly X509Certificate[];
}

/** The signature of one run: by whom, over exactly this manifest, and when. */
export async function checkSignature(
  folder: string,
  seq: number,
  digest: Digest,
  manifest: Manifest | undefined,
  { shelf, ledger, keyring, authorities }: Signing,
): Promise<RunSignature> {
  const path = `${folder}/run.sigstore.json`;
  const nothing = { signature: undefined, stampedAt: undefined };
  const bytes = shelf.whole(path, MOST_BUNDLE);
  if (isProblem(bytes)) {
    if (bytes.problem !== 'missing' || manifest === undefined || manifest.sealed === 'signed')
      blame(ledger, path, bytes, 'SIGNATURE_MISSING');
    return nothing;
  }
  const envelope = await readBundle(bytes);
  if (envelope === undefined) {
    ledger.add('SIGNATURE_MISSING', path, 'this is no Sigstore bundle with one signature over a DSSE envelope');
    return nothing;
  }
  const signature = whose(envelope, path, seq, keyring, ledger);
  const times = checkStatement(envelope, path, digest, manifest, ledger);
  if (manifest?.format === 'claimcheck-run/v2' && manifest.key?.id !== signature.id)
    ledger.add('PREDICATE_MISMATCH', path, `signed by ${short(signature.id)}; the manifest names ${short(manifest.key?.id ?? 'no key')}`);
  return { signature, stampedAt: await checkTime(envelope, path, folder, manifest, times, { shelf, ledger, keyring, authorities }) };
}

function whose(envelope: Envelope, path: string, seq: number, keyring: Keyring, ledger: Ledger): Signature {
  if (envelope.payloadType !== PAYLOAD_TYPE)
    ledger.add('PAYLOAD_TYPE_UNEXPECTED', path, JSON.stringify(envelope.payloadType.slice(0, 100)));
  const found = keyring.check(pae(envelope.payloadType, envelope.payload), envelope.signature, envelope.keyId, seq);
  if (found.is === 'invalid') ledger.add('SIGNATURE_INVALID', path, `the signature of key ${short(found.id)} is not over this statement`);
  if (found.is === 'untrusted') ledger.add('KEY_UNTRUSTED', path, `signed by key ${JSON.stringify(found.id.slice(0, 64))}: ${found.why}`);
  return found;
}

type Times = ReturnType<typeof timesIn>;
const UNTOLD: Times = { stamped: false, finishedAt: undefined };

function checkStatement(envelope: Envelope, path: string, digest: Digest, manifest: Manifest | undefined, ledger: Ledger): Times {
  const value = parseCanonical(envelope.payload);
  if (value === undefined) {
    ledger.add('NOT_CANONICAL', path, 'the signed statement is not in RFC 8785 bytes');
    return UNTOLD;
  }
  const read = STATEMENT.safeParse(value);
  if (!read.success || read.data._type !== STATEMENT_TYPE) {
    ledger.add('STATEMENT_MALFORMED', path, 'the payload is no in-toto Statement v1');
    return UNTOLD;
  }
  const { predicateType, predicate } = read.data;
  if (predicateType !== RUN_PREDICATE) ledger.add('PREDICATE_TYPE_UNEXPECTED', path, JSON.stringify(predicateType.slice(0, 200)));
  checkSubject(read.data, path, digest, ledger);
  if (manifest?.format === 'claimcheck-run/v2' && predicateType === RUN_PREDICATE && !saysTheSame(predicate, runPredicate(manifest)))
    ledger.add('PREDICATE_MISMATCH', path, 'what was signed about the run is not what its manifest says');
  return timesIn(read.data);
}

/** One subject with one digest, by SHA-256: a second, weaker one would be a way around the first. */
function checkSubject({ subject }: Statement, path: string, digest: Digest, ledger: Ledger): void {
  const [only] = subject;
  if (only === undefined || subject.length !== 1) {
    ledger.add('STATEMENT_MALFORMED', path, `${subject.length} subjects instead of one`);
    return;
  }
  const algorithms = Object.keys(only.digest);
  if (algorithms.join() !== 'sha256') {
    ledger.add('DIGEST_ALGORITHM_REJECTED', path, `the subject is named by ${algorithms.join(', ') || 'nothing'}`);
    return;
  }
  if (only.digest['sha256'] !== hexOf(digest))
    ledger.add('SUBJECT_DIGEST_MISMATCH', path.replace('run.sigstore.json', 'manifest.json'), 'these are not the bytes that were signed');
}

async function checkTime(
  { timestamps, signature }: Envelope,
  path: string,
  folder: string,
  manifest: Manifest | undefined,
  times: Times,
  { shelf, ledger, authorities }: Signing,
): Promise<string | undefined> {
  const expected = times.stamped || (manifest?.format === 'claimcheck-run/v2' && manifest.expect.timestamp);
  const [token] = timestamps;
  if (token === undefined) {
    if (expected) ledger.add('TIMESTAMP_MISSING', path, 'it was signed as one with a time stamp beside the signature, and there is none');
    return undefined;
  }
  const copy = shelf.whole(`${folder}/run.tsr`, MOST_BUNDLE);
  if (!isProblem(copy) && !Buffer.from(copy).equals(token))
    ledger.add('FILE_DIGEST_MISMATCH', `${folder}/run.tsr`, 'not the token of the bundle');
  const stamp = await readTimestamp(token);
  if ('refused' in stamp) {
    ledger.add('TIMESTAMP_INVALID', path, stamp.refused);
    return undefined;
  }
  if (!stamp.imprint.equals(createHash('sha256').update(signature).digest())) {
    ledger.add('TIMESTAMP_IMPRINT_MISMATCH', path, 'the token is for another signature');
    return undefined;
  }
  if (authorities.length === 0) {
    ledger.add('TSA_NOT_PINNED', path, 'there is a time stamp; whose, cannot be told without --tsa-ca');
    return undefined;
  }
  const why = distrusted(stamp, authorities);
  if (why !== undefined) {
    ledger.add('TSA_UNTRUSTED', path, why);
    return undefined;
  }
  const finishedAt = manifest?.finishedAt ?? times.finishedAt;
  const drift = finishedAt === undefined ? 0 : stamp.at.getTime() - Date.parse(finishedAt);
  // a time that is none drifts too
  if (!(Math.abs(drift) <= MOST_DRIFT))
    ledger.add(
      'TIMESTAMP_DRIFT',
      path,
      `stamped at ${stamp.at.toISOString()}, ${Math.round(Math.abs(drift) / 3_600_000)} hours from the run's end`,
    );
  return stamp.at.toISOString();
}

export const short = (id: string): string => id.slice(0, 16);
