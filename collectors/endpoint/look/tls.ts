/** Answers `tls://host:port/handshake?version=TLSv1.1`, `/weak-suites` and `/certificate`: what was seen, without a judgement. */
import { X509Certificate } from 'node:crypto';
import tls, { type DetailedPeerCertificate, type SecureVersion, type TLSSocket } from 'node:tls';
import { Unobservable } from '../../../src/kit.ts';
import type { Target } from '../config.ts';
import { signatureOf } from './der.ts';
import type { Place } from './dial.ts';
import { type Offer, type Shaken, shake } from './handshake.ts';

/** All that this OpenSSL can speak, the worst included. */
const ALL = 'ALL:eNULL:@SECLEVEL=0';
/** What a browser would accept, from servers with weak keys and signatures as well: they are to be seen. */
const USUAL = 'DEFAULT:@SECLEVEL=0';
/** Families that nobody should accept, as OpenSSL's cipher strings: https://docs.openssl.org/3.0/man1/openssl-ciphers/ */
const WEAK = { NULL: 'eNULL', anonymous: 'aNULL', EXPORT: 'EXPORT', RC4: 'RC4', '3DES': '3DES', 'static RSA': 'kRSA' } as const;

export async function lookHandshake(target: Target, version: string, place: Place, signal: AbortSignal): Promise<object> {
  const only = version as SecureVersion;
  return seenIn(await shake(target, { minVersion: only, maxVersion: only, ciphers: ALL }, place, signal));
}
/** The suites of today's OpenSSL that are weak, together; those that it no longer contains are named: they were not tried. */
export async function lookWeak(target: Target, place: Place, signal: AbortSignal): Promise<object> {
  families ??= Object.entries(WEAK).map(([name, string]) => ({ name, string, offered: offerable(string) }));
  const ciphers = `${families.flatMap(({ string, offered }) => (offered ? [string] : [])).join(':')}:!PSK:!SRP:@SECLEVEL=0`;
  const shaken = await shake(target, { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers }, place, signal);
  const tried = families;
  const named = (offered: boolean) => tried.filter((one) => one.offered === offered).map(({ name }) => name);
  return { ...seenIn(shaken), offered: named(true), untried: named(false) };
}
let families: readonly { readonly name: string; readonly string: string; readonly offered: boolean }[] | undefined;
function offerable(string: string): boolean {
  try {
    tls.createSecureContext({ ciphers: `${string}:@SECLEVEL=0` });
    return true;
  } catch {
    return false; // no such suite in this build of OpenSSL: it is reported as not tried
  }
}
function seenIn(shaken: Shaken): object {
  if (shaken.outcome === 'refused') return { outcome: 'refused', by: shaken.by, protocol: null, cipher: null, peer: shaken.peer };
  const { socket, peer } = shaken;
  const [protocol, cipher] = [socket.getProtocol(), socket.getCipher().name];
  socket.destroy();
  return { outcome: 'accepted', by: null, protocol, cipher, peer };
}

/** A handshake as a browser's, whatever the certificate is worth. */
export async function shown(target: Target, ca: string | undefined, place: Place, signal: AbortSignal): Promise<Accepted> {
  const offer: Offer = { minVersion: 'TLSv1', maxVersion: 'TLSv1.3', ciphers: USUAL, staple: true, ...(ca !== undefined && { ca }) };
  const shaken = await shake(target, offer, place, signal);
  if (shaken.outcome === 'refused')
    throw new Unobservable('tls_failure', `${target.host} refuses every handshake that would show a certificate (${shaken.by})`);
  return shaken;
}
type Accepted = Extract<Shaken, { readonly outcome: 'accepted' }>;

/** Chain, name and dates against the trusted roots, which are Node's own and `ca` beside them. */
export async function lookCertificate(target: Target, ca: string | undefined, place: Place, signal: AbortSignal): Promise<object> {
  const { socket, peer, staple } = await shown(target, ca, place, signal);
  const chain = chainOf(socket);
  if (chain.length === 0) throw new Unobservable('tls_failure', `${target.host} shows no certificate`);
  const seen = {
    peer,
    protocol: socket.getProtocol(),
    cipher: socket.getCipher().name,
    ephemeral: ephemeralOf(socket),
    stapled: staple !== null,
    trust: ca === undefined ? 'public roots' : 'public roots and the configured authority',
    authorized: socket.authorized,
    error: socket.authorized ? null : errorOf(socket),
    chain,
  };
  socket.destroy();
  return seen;
}
/** In some versions of Node an Error, in others its code. */
export function errorOf({ authorizationError }: TLSSocket): string {
  const error = authorizationError as Error & { code?: string };
  return typeof error === 'string' ? error : (error?.code ?? String(error));
}
function ephemeralOf(socket: TLSSocket): string | null {
  const { type, name, size } = (socket.getEphemeralKeyInfo() ?? {}) as { type?: string; name?: string; size?: number };
  return type === undefined ? null : `${type} ${name ?? size}`;
}

function chainOf(socket: TLSSocket): object[] {
  const chain: object[] = [];
  const known = new Set<string>();
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  for (; next?.raw && !known.has(next.fingerprint256); next = next.issuerCertificate) {
    known.add(next.fingerprint256);
    chain.push(certificateOf(new X509Certificate(next.raw)));
  }
  return chain;
}

/** Sizes in bits of the curves that certificates use: https://www.rfc-editor.org/rfc/rfc5480#section-2.1.1.1 */
const CURVES: Readonly<Record<string, number>> = {
  prime192v1: 192,
  secp192r1: 192,
  secp224r1: 224,
  prime256v1: 256,
  secp256r1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  brainpoolP256r1: 256,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
};
function certificateOf(certificate: X509Certificate): object {
  const { publicKey } = certificate;
  const type = publicKey.asymmetricKeyType;
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  const bits = modulusLength ?? { ed25519: 256, ed448: 456 }[type as string] ?? CURVES[namedCurve ?? ''] ?? null;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: certificate.subjectAltName ?? null,
    serial: certificate.serialNumber,
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: instantOf(certificate.validFrom),
    notAfter: instantOf(certificate.validTo),
    keyType: type ?? null,
    keyBits: bits,
    keyCurve: namedCurve ?? null,
    selfIssued: certificate.subject === certificate.issuer,
    signature: signatureOf(certificate.raw),
  };
}
/** Absent in a certificate whose names are all alternative ones. */
const oneLine = (name: string | undefined): string => (name === undefined ? '' : name.replaceAll('\n', ', '));
/** `Feb  1 00:00:00 2027 GMT`, as OpenSSL prints it. */
const instantOf = (text: string): string => new Date(Date.parse(text)).toISOString();
