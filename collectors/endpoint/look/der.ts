/**
 * Which algorithm signed a certificate: Node 20 does not say. `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, … }`, RFC 5280
 * section 4.1. Pure.
 */

/** What a PKI calls them: https://www.rfc-editor.org/rfc/rfc4055, rfc5758, rfc8410. */
const NAMES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSA',
  '1.2.840.113549.1.1.3': 'md4WithRSA',
  '1.2.840.113549.1.1.4': 'md5WithRSA',
  '1.2.840.113549.1.1.5': 'sha1WithRSA',
  '1.3.14.3.2.29': 'sha1WithRSA',
  '1.3.14.3.2.27': 'sha1WithDSA',
  '1.2.840.10040.4.3': 'sha1WithDSA',
  '1.2.840.10045.4.1': 'sha1WithECDSA',
  '1.2.840.113549.1.1.14': 'sha224WithRSA',
  '1.2.840.113549.1.1.11': 'sha256WithRSA',
  '1.2.840.113549.1.1.12': 'sha384WithRSA',
  '1.2.840.113549.1.1.13': 'sha512WithRSA',
  '2.16.840.1.101.3.4.3.2': 'sha256WithDSA',
  '1.2.840.10045.4.3.1': 'sha224WithECDSA',
  '1.2.840.10045.4.3.2': 'sha256WithECDSA',
  '1.2.840.10045.4.3.3': 'sha384WithECDSA',
  '1.2.840.10045.4.3.4': 'sha512WithECDSA',
  '1.3.101.112': 'ed25519',
  '1.3.101.113': 'ed448',
};
export const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
const PSS = '1.2.840.113549.1.1.10';

/** `sha256WithRSA`, `sha1WithECDSA`; the dotted number where it has no name here. Throws RangeError on what is no certificate. */
export function signatureOf(certificate: Uint8Array): string {
  const [, algorithm] = inside(read(certificate, 0));
  if (!algorithm) throw new RangeError('not a certificate');
  const [id, parameters] = inside(algorithm);
  if (id?.tag !== 0x06) throw new RangeError('not a certificate');
  const dotted = oidOf(id.body);
  if (dotted === PSS) return `${pssHash(parameters)}WithRSA-PSS`;
  return Object.hasOwn(NAMES, dotted) ? (NAMES[dotted] as string) : dotted;
}
/** RFC 4055 section 3.1: the hash is the member tagged [0], and SHA-1 when it is left out. */
function pssHash(parameters: Item | undefined): string {
  const chosen = parameters?.tag === 0x30 ? inside(parameters).find(({ tag }) => tag === 0xa0) : undefined;
  if (!chosen) return 'sha1';
  const algorithm = inside(chosen)[0];
  const id = algorithm && inside(algorithm)[0];
  if (id?.tag !== 0x06) throw new RangeError('unreadable RSASSA-PSS parameters');
  const dotted = oidOf(id.body);
  return Object.hasOwn(HASHES, dotted) ? (HASHES[dotted] as string) : dotted;
}

export interface Item {
  readonly tag: number;
  readonly body: Uint8Array;
  /** All of it, tag and length included. */
  readonly whole: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}
export function read(bytes: Uint8Array, at: number): Item {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) throw new RangeError('DER ends early');
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (more > 4) throw new RangeError('DER length out of bounds');
  let length = more === 0 ? first : 0;
  for (let index = 0; index < more; index++) length = length * 256 + (bytes[at + 2 + index] ?? Number.NaN);
  const from = at + 2 + more;
  const end = from + length;
  if (!(end <= bytes.length)) throw new RangeError('DER ends early');
  return { tag, body: bytes.subarray(from, end), whole: bytes.subarray(at, end), end };
}
export function inside({ body }: Item): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < body.length; ) {
    const item = read(body, at);
    items.push(item);
    at = item.end;
  }
  return items;
}
export function oidOf(body: Uint8Array): string {
  const arcs: number[] = [];
  let value = 0;
  for (const byte of body) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else arcs.push(value);
    value = 0;
  }
  return arcs.join('.');
}
