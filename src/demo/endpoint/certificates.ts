/**
 * Certificates for the embedded endpoints, as plain DER (RFC 5280): Node can sign but not make them, and OpenSSL's command line is not
 * everywhere. Keys come from a label, and an Ed25519 authority signs without chance: the same world has the same bytes.
 */
import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';

export interface Authority {
  readonly name: string;
  readonly key: KeyObject;
  /** PEM. */
  readonly certificate: string;
}
export interface Validity {
  /** Ms since 1970. */
  readonly from: number;
  readonly until: number;
}

// ── DER: tag, length, content (ITU-T X.690) ──
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const digits: number[] = [];
  for (let rest = body.length; rest > 0; rest >>= 8) digits.unshift(rest & 0xff);
  return Buffer.concat([Buffer.from(body.length < 128 ? [tag, body.length] : [tag, 0x80 | digits.length, ...digits]), body]);
};
const seq = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const oid = (dotted: string) => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift(0x80 | (left & 0x7f));
    return groups;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
};
const integer = (bytes: Uint8Array) => der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
const utf8 = (text: string) => der(0x0c, Buffer.from(text));
const bits = (bytes: Uint8Array) => der(0x03, Buffer.of(0), bytes);
const yes = der(0x01, Buffer.of(0xff));
/** UTCTime until 2049, GeneralizedTime from 2050: RFC 5280 section 4.1.2.5. */
const time = (ms: number) => {
  const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
  return Number(digits.slice(0, 4)) < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
};
const nameOf = (common: string) => seq(der(0x31, seq(oid('2.5.4.3'), utf8(common))));
const extension = (id: string, value: Uint8Array, critical = false) => seq(oid(id), ...(critical ? [yes] : []), der(0x04, value));

const ED25519 = seq(oid('1.3.101.112'));

/** A key of the label's own: whoever reads this can make it again, so it protects nothing. */
export function leafKey(label: string): KeyObject {
  const curve = createECDH('prime256v1');
  const d = createHash('sha256').update(label).digest();
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const part = (from: number, to: number) => point.subarray(from, to).toString('base64url');
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d: d.toString('base64url'), x: part(1, 33), y: part(33, 65) }, format: 'jwk' });
}
function authorityKey(label: string): KeyObject {
  const seed = createHash('sha256').update(label).digest();
  return createPrivateKey({ key: seq(integer(Buffer.of(0)), ED25519, der(0x04, der(0x04, seed))), format: 'der', type: 'pkcs8' });
}

export function authority(name: string, validity: Validity): Authority {
  const key = authorityKey(name);
  const extensions = [
    extension('2.5.29.19', seq(yes), true), // basicConstraints: cA
    extension('2.5.29.15', der(0x03, Buffer.of(1, 0x06)), true), // keyUsage: keyCertSign, cRLSign
  ];
  return { name, key, certificate: certificate({ name, key }, { name, key }, validity, extensions) };
}

/** A server's certificate for these DNS names, PEM; `responder`: the address that it names for OCSP. */
export function leaf(issuer: Authority, key: KeyObject, names: readonly string[], validity: Validity, responder?: string): string {
  const extensions = [
    extension('2.5.29.19', seq(), true),
    extension('2.5.29.37', seq(oid('1.3.6.1.5.5.7.3.1'))), // extKeyUsage: serverAuth
    extension('2.5.29.17', seq(...names.map((name) => der(0x82, Buffer.from(name))))), // subjectAltName
    // authorityInfoAccess: ocsp
    ...(responder === undefined
      ? []
      : [extension('1.3.6.1.5.5.7.1.1', seq(seq(oid('1.3.6.1.5.5.7.48.1'), der(0x86, Buffer.from(responder)))))]),
  ];
  return certificate({ name: names[0] as string, key }, issuer, validity, extensions);
}

type Party = Pick<Authority, 'name' | 'key'>;
function certificate(subject: Party, issuer: Party, { from, until }: Validity, extensions: readonly Uint8Array[]): string {
  const serial = createHash('sha256').update(`${issuer.name}/${subject.name}/${from}`).digest().subarray(0, 16);
  serial[0] = ((serial[0] as number) & 0x7f) | 0x40; // positive, and never shorter than it is
  const body = seq(
    der(0xa0, integer(Buffer.of(2))),
    integer(serial),
    ED25519,
    nameOf(issuer.name),
    seq(time(from), time(until)),
    nameOf(subject.name),
    createPublicKey(subject.key).export({ format: 'der', type: 'spki' }),
    der(0xa3, seq(...extensions)),
  );
  const whole = seq(body, ED25519, bits(sign(null, body, issuer.key)));
  const lines = whole.toString('base64').match(/.{1,64}/g) as string[];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

export interface Stapling {
  readonly status: 'good' | 'revoked' | 'unknown';
  /** Ms since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  readonly revokedAt?: number;
  /** Who signs it, where that is not the issuer itself. */
  readonly signer?: KeyObject;
}
/** What the issuer's responder says of one of its certificates: RFC 6960 section 4.2.1. */
export function ocspAnswer(issuer: Authority, leafPem: string, { status, thisUpdate, nextUpdate, revokedAt, signer }: Stapling): Buffer {
  const { serialNumber } = new X509Certificate(leafPem);
  const sha1 = (bytes: Uint8Array) => der(0x04, createHash('sha1').update(bytes).digest());
  const key = createPublicKey(issuer.key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const id = seq(seq(oid('1.3.14.3.2.26')), sha1(nameOf(issuer.name)), sha1(key), integer(Buffer.from(serialNumber, 'hex')));
  const said = { good: der(0x80), revoked: der(0xa1, generalised(revokedAt ?? thisUpdate)), unknown: der(0x82) }[status];
  const next = nextUpdate === null ? [] : [der(0xa0, generalised(nextUpdate))];
  const single = seq(id, said, generalised(thisUpdate), ...next);
  const data = seq(der(0xa1, nameOf(issuer.name)), generalised(thisUpdate), seq(single));
  const basic = seq(data, ED25519, bits(sign(null, data, signer ?? issuer.key)));
  return seq(der(0x0a, Buffer.of(0)), der(0xa0, seq(oid('1.3.6.1.5.5.7.48.1.1'), der(0x04, basic))));
}
const generalised = (ms: number) => der(0x18, Buffer.from(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')));
