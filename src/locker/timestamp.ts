import { createHash, verify, X509Certificate } from 'node:crypto';
import type { ASN1Obj } from '@sigstore/core';

/** An RFC 3161 answer taken apart. Nothing in it has been verified. */
export interface Timestamp {
  readonly at: Date;
  /** SHA-256 of what was stamped. */
  readonly imprint: Buffer;
  readonly nonce: Buffer | undefined;
  readonly certificates: readonly X509Certificate[];
  /** Whether this certificate's key made the token. */
  madeBy(certificate: X509Certificate): boolean;
}
export interface Refused {
  readonly refused: string;
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** No SHA-1, no MD5: RFC 5754, section 2. */
const HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** TimeStampResp in DER: https://www.rfc-editor.org/rfc/rfc3161#section-2.4.2 */
export async function readTimestamp(der: Uint8Array): Promise<Timestamp | Refused> {
  const { ASN1Obj } = await import('@sigstore/core');
  try {
    const [info, token] = ASN1Obj.parseBuffer(Buffer.from(der)).subs;
    const status = Number(sub(info, 0).toInteger());
    // 0 granted, 1 granted with modifications
    if (status > 1 || token === undefined) return { refused: `the authority refused: status ${status}` };
    if (sub(token, 0).toOID() !== SIGNED_DATA) return { refused: 'the token is not signed data' };
    return taken(context(sub(token, 1), 0), ASN1Obj);
  } catch (error) {
    return { refused: `not a time-stamp answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** https://www.rfc-editor.org/rfc/rfc5652#section-5.1 */
function taken(signed: ASN1Obj, reader: typeof ASN1Obj): Timestamp | Refused {
  const content = sub(signed, 2);
  if (sub(content, 0).toOID() !== TST_INFO) return { refused: 'the token holds no time' };
  const octets = Buffer.from(sub(sub(content, 1), 0).value);
  const fields = reader.parseBuffer(octets).subs;
  const [, , imprint, , at] = fields;
  if (HASHES[sub(sub(imprint, 0), 0).toOID()] !== 'sha256') return { refused: 'the imprint is not SHA-256' };
  const signers = sub(signed, signed.subs.length - 1).subs;
  if (signers.length !== 1) return { refused: `${signers.length} signers instead of one` };
  const certificates = signed.subs.find((one) => one.tag.isContextSpecific(0));
  return {
    at: (at as ASN1Obj).toDate(),
    imprint: sub(imprint, 1).value,
    nonce: fields.slice(5).find((one) => one.tag.isInteger())?.value,
    certificates: (certificates?.subs ?? []).map((one) => new X509Certificate(rawOf(one))),
    madeBy: (certificate) => signedOver(signers[0] as ASN1Obj, octets, certificate),
  };
}

/** SignerInfo: the signed attributes name the digest of the content, and the signature is over them. RFC 5652, section 5.4. */
function signedOver(signer: ASN1Obj, content: Buffer, certificate: X509Certificate): boolean {
  const [, , digest] = signer.subs;
  const attributes = signer.subs.find((one) => one.tag.isContextSpecific(0));
  const hash = HASHES[sub(digest, 0).toOID()];
  const at = attributes === undefined ? -1 : signer.subs.indexOf(attributes);
  const named = attributes?.subs.find((one) => sub(one, 0).toOID() === MESSAGE_DIGEST);
  if (hash === undefined || attributes === undefined || named === undefined) return false;
  if (
    !createHash(hash)
      .update(content)
      .digest()
      .equals(sub(sub(named, 1), 0).value)
  )
    return false;
  try {
    // signed as the SET that it is, not under the tag it stands under
    return verify(hash, rawOf(attributes, 0x31), certificate.publicKey, sub(signer, at + 2).value);
  } catch {
    return false;
  }
}

/**
 * Why this token proves no time to those who trust `roots`; undefined when it does.
 * The certificate that made it is for time-stamping alone, was valid then, and leads to one of the roots.
 */
export function distrusted(token: Timestamp, roots: readonly X509Certificate[]): string | undefined {
  const known = [...token.certificates, ...roots];
  const maker = known.find((one) => token.madeBy(one));
  if (maker === undefined) return 'no certificate at hand made this token';
  if (maker.keyUsage?.join() !== TIME_STAMPING) return `the certificate of ${maker.subject} is not for time-stamping`;
  let at = maker;
  for (let steps = 0; steps < 8; steps += 1) {
    if (!validAt(at, token.at)) return `the certificate of ${at.subject} was not valid then`;
    if (roots.some((root) => root.raw.equals(at.raw))) return undefined;
    const issuer = [...roots, ...token.certificates].find((one) => one.ca && at.checkIssued(one) && at.verify(one.publicKey));
    if (issuer === undefined || issuer.raw.equals(at.raw)) break;
    at = issuer;
  }
  return `${maker.subject} leads to none of the certificates that you trust`;
}

const validAt = (certificate: X509Certificate, at: Date): boolean =>
  Date.parse(certificate.validFrom) <= at.getTime() && at.getTime() <= Date.parse(certificate.validTo);

/** Certificates of a PEM file. */
export function certificatesIn(pem: string): X509Certificate[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(([one]) => new X509Certificate(one));
}

function sub(of: ASN1Obj | undefined, index: number): ASN1Obj {
  const found = of?.subs[index];
  if (found === undefined) throw new TypeError('a part is missing');
  return found;
}
function context(of: ASN1Obj, number: number): ASN1Obj {
  if (!of.tag.isContextSpecific(number)) throw new TypeError('a part is not where it belongs');
  return sub(of, 0);
}
/** The bytes as they came: the parser also looks for DER inside octet strings, and would write what it found there anew. */
function rawOf({ tag, value }: ASN1Obj, as = tag.toDER()): Buffer {
  const { length } = value;
  const long = Buffer.from(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, '0'), 'hex');
  const header = length < 0x80 ? [as, length] : [as, 0x80 | long.length, ...long];
  return Buffer.concat([Buffer.from(header), value]);
}
