/**
 * OCSP, RFC 6960, as far as one question and its signed answer need it: what is not read is refused. An answer counts where the issuer of the
 * certificate signed it, or one to whom the issuer gave that task (section 4.2.2.2). Pure.
 */
import { createHash, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { HASHES, type Item, inside, oidOf, read } from './der.ts';

export interface Status {
  readonly status: 'good' | 'revoked' | 'unknown';
  /** RFC 3339. */
  readonly thisUpdate: string;
  readonly nextUpdate: string | null;
  readonly revokedAt: string | null;
}
/** Why an answer says nothing about the certificate. `later`: worth asking again. */
export class NoStatus extends Error {
  override readonly name = 'NoStatus';
  readonly later: boolean;
  constructor(message: string, later = false) {
    super(message);
    this.later = later;
  }
}

// ── the question: section 4.1.1 ──
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  if (body.length > 0xffff) throw new RangeError('too long for a question');
  const length =
    body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const SHA1 = Buffer.from('300906052b0e03021a0500', 'hex');
/** SHA-1 names the issuer here, it protects nothing: RFC 5019 section 2.1.1. */
export function questionOf(leaf: X509Certificate, issuer: X509Certificate): Buffer {
  const { name, key } = partsOf(issuer);
  const hash = (bytes: Uint8Array) => der(0x04, createHash('sha1').update(bytes).digest());
  const id = der(0x30, SHA1, hash(name), hash(key), der(0x02, serialOf(leaf)));
  return der(0x30, der(0x30, der(0x30, der(0x30, id))));
}

/** Its subject as it is written, and its public key without the envelope: what section 4.1.1 has hashed. */
function partsOf(certificate: X509Certificate): { readonly name: Uint8Array; readonly key: Uint8Array } {
  const fields = fieldsOf(certificate);
  const [subject, spki] = [fields[4], fields[5]];
  const key = spki && inside(spki)[1];
  if (!subject || key?.tag !== 0x03) throw new RangeError('not a certificate');
  return { name: subject.whole, key: key.body.subarray(1) };
}
function serialOf(certificate: X509Certificate): Uint8Array {
  const [serial] = fieldsOf(certificate);
  if (serial?.tag !== 0x02) throw new RangeError('not a certificate');
  return serial.body;
}
/** serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, …: RFC 5280 section 4.1. */
export function fieldsOf({ raw }: X509Certificate): Item[] {
  const [body] = inside(read(raw, 0));
  if (!body) throw new RangeError('not a certificate');
  const fields = inside(body);
  return fields[0]?.tag === 0xa0 ? fields.slice(1) : fields; // [0] version
}

// ── the answer: section 4.2.1 ──
const BASIC = '1.3.6.1.5.5.7.48.1.1';
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
};

/** Throws NoStatus, and RangeError on what is no DER. */
export function statusOf(answer: Uint8Array, leaf: X509Certificate, issuer: X509Certificate): Status {
  const [status, bytes] = inside(read(answer, 0));
  const code = status?.tag === 0x0a ? status.body[0] : undefined;
  if (code !== 0) throw new NoStatus(`the responder answered ${REFUSALS[code ?? -1] ?? 'what is no OCSP'}`, code === 2 || code === 3);
  const wrapped = bytes?.tag === 0xa0 ? inside(inside(bytes)[0] ?? fail()) : fail();
  const [type, basic] = wrapped;
  if (type?.tag !== 0x06 || oidOf(type.body) !== BASIC || basic?.tag !== 0x04) return fail();
  const [data, algorithm, signature, certificates] = inside(read(basic.body, 0));
  if (!data || !algorithm || signature?.tag !== 0x03) return fail();
  const single = singleOf(data, leaf, issuer);
  const times = { thisUpdate: timeOf(single.thisUpdate), nextUpdate: single.nextUpdate ? timeOf(single.nextUpdate) : null };
  const signers = [issuer.publicKey, ...delegatesIn(certificates, issuer, times.thisUpdate)];
  const [id] = inside(algorithm);
  if (!signers.some((key) => holds(id ?? fail(), data.whole, signature.body.subarray(1), key)))
    throw new NoStatus('the answer is not signed by the issuer of the certificate, nor by one whom it has appointed');
  return { ...statusIn(single.status), ...times };
}
const fail = (): never => {
  throw new NoStatus('what came is no OCSP answer');
};

interface Single {
  readonly status: Item;
  readonly thisUpdate: Item;
  readonly nextUpdate: Item | undefined;
}
/** [0] version, responderID, producedAt, responses, [1] extensions. */
function singleOf(data: Item, leaf: X509Certificate, issuer: X509Certificate): Single {
  const list = inside(data).find(({ tag }) => tag === 0x30);
  for (const one of list ? inside(list) : fail()) {
    const [id, status, thisUpdate, next] = inside(one);
    if (!id || !status || !thisUpdate || !isAbout(id, leaf, issuer)) continue;
    return { status, thisUpdate, nextUpdate: next?.tag === 0xa0 ? inside(next)[0] : undefined };
  }
  throw new NoStatus('the answer is about another certificate');
}
function isAbout(id: Item, leaf: X509Certificate, issuer: X509Certificate): boolean {
  const [algorithm, name, key, serial] = inside(id);
  const oid = algorithm && inside(algorithm)[0];
  const hash = oid?.tag === 0x06 ? HASHES[oidOf(oid.body)] : undefined;
  if (hash === undefined || !name || !key || !serial) return false;
  const own = partsOf(issuer);
  const same = (item: Item, bytes: Uint8Array) => createHash(hash).update(bytes).digest().equals(item.body);
  return same(name, own.name) && same(key, own.key) && Buffer.from(serialOf(leaf)).equals(serial.body);
}
function statusIn({ tag, body }: Item): Pick<Status, 'status' | 'revokedAt'> {
  if (tag === 0x80) return { status: 'good', revokedAt: null };
  if (tag === 0x82) return { status: 'unknown', revokedAt: null };
  return tag === 0xa1 ? { status: 'revoked', revokedAt: timeOf(read(body, 0)) } : fail();
}
/** `20261121200000Z`: GeneralizedTime as RFC 5280 section 4.1.2.5.2 has it. */
function timeOf({ tag, body }: Item): string {
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(Buffer.from(body).toString('latin1'));
  if (tag !== 0x18 || !digits) return fail();
  const [, year, month, day, hour, minute, second] = digits;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant) ? fail() : new Date(instant).toISOString();
}

/** Who signs OCSP answers for the issuer: certified by it, for that purpose, at that time. */
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
function delegatesIn(certificates: Item | undefined, issuer: X509Certificate, at: string): KeyObject[] {
  const list = certificates?.tag === 0xa0 ? inside(certificates)[0] : undefined;
  return (list ? inside(list) : []).flatMap(({ whole }) => {
    const one = certificateOf(whole);
    if (!one?.keyUsage?.includes(OCSP_SIGNING) || !one.checkIssued(issuer) || !one.verify(issuer.publicKey)) return [];
    const inDate = Date.parse(one.validFrom) <= Date.parse(at) && Date.parse(at) <= Date.parse(one.validTo);
    return inDate ? [one.publicKey] : [];
  });
}
function certificateOf(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined; // who cannot be read has not signed
  }
}

/** Hash by algorithm; null: it is part of the algorithm. What is older than SHA-256 proves nothing. */
const ALGORITHMS: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
};
export function holds(id: Item, data: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  const dotted = id.tag === 0x06 ? oidOf(id.body) : '';
  if (!Object.hasOwn(ALGORITHMS, dotted)) throw new NoStatus(`the answer is signed by an algorithm that is not accepted here (${dotted})`);
  try {
    return verify(ALGORITHMS[dotted] as string | null, data, key, signature);
  } catch {
    return false; // a key of another kind than the signature has not made it
  }
}
