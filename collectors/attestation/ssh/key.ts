/** Public keys as OpenSSH writes them, and signatures by them. No SHA-1, no DSA, no certificate: what is not named here is refused. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { framed, mpint, Odd, openReader, type Reader } from './wire.ts';

export interface PublicKey {
  /** `ssh-ed25519` */
  readonly type: string;
  readonly blob: Uint8Array;
  /** As `ssh-keygen -l` prints it: `SHA256:…`. */
  readonly fingerprint: string;
  /** Whether these bytes were signed by it. An algorithm that is not for this type of key is `Odd`. */
  verifies(message: Uint8Array, signature: Uint8Array): boolean;
  /** The same for a signature without SSH's framing, as DSSE has it: Ed25519, or ECDSA P-256 in DER. Other keys sign none. */
  bare(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Bits below which an RSA key proves little: https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-131Ar2.pdf section 3 */
const LEAST_RSA_BITS = 2048;
const CURVES = {
  nistp256: { crv: 'P-256', hash: 'sha256', size: 32 },
  nistp384: { crv: 'P-384', hash: 'sha384', size: 48 },
  nistp521: { crv: 'P-521', hash: 'sha512', size: 66 },
} as const;
const url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

export function publicKey(blob: Uint8Array): PublicKey {
  const reader = openReader(blob);
  const type = reader.text();
  const kind = KINDS[type];
  if (!kind) {
    if (/-cert-v\d+@openssh\.com$/.test(type)) throw new Odd(`certificates (${type}) are not accepted; name the key itself`);
    throw new Odd(`keys of type ${JSON.stringify(type.slice(0, 40))} are not accepted`);
  }
  const { verifies, bare } = kind(reader);
  reader.end();
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return {
    type,
    blob,
    fingerprint: `SHA256:${digest}`,
    verifies(message, signature) {
      const signed = openReader(signature);
      return verifies(signed.text(), signed, message);
    },
    bare: (message, signature) => bare?.(message, signature) === true,
  };
}

type Verifies = (algorithm: string, signature: Reader, message: Uint8Array) => boolean;
interface Kind {
  readonly verifies: Verifies;
  readonly bare?: (message: Uint8Array, signature: Uint8Array) => boolean;
}
/** By the name of the key's type, in the order of RFC 8709, RFC 5656, RFC 8332 and OpenSSH's PROTOCOL.u2f. */
const KINDS: Readonly<Record<string, (reader: Reader) => Kind>> = {
  'ssh-ed25519': ed25519,
  'ecdsa-sha2-nistp256': (reader) => ecdsa('nistp256', reader),
  'ecdsa-sha2-nistp384': (reader) => ecdsa('nistp384', reader),
  'ecdsa-sha2-nistp521': (reader) => ecdsa('nistp521', reader),
  'ssh-rsa': rsa,
  'sk-ssh-ed25519@openssh.com': (reader) => onToken('sk-ssh-ed25519@openssh.com', 'ssh-ed25519', ed25519(reader), reader),
  'sk-ecdsa-sha2-nistp256@openssh.com': (reader) =>
    onToken('sk-ecdsa-sha2-nistp256@openssh.com', 'ecdsa-sha2-nistp256', ecdsa('nistp256', reader), reader),
};
function must(algorithm: string, due: string): void {
  if (algorithm !== due) throw new Odd(`signed with ${JSON.stringify(algorithm.slice(0, 40))} where ${due} is due`);
}

function ed25519(reader: Reader): Kind {
  const key = imported({ kty: 'OKP', crv: 'Ed25519', x: url(reader.string()) });
  const bare = (message: Uint8Array, bytes: Uint8Array) => verify(null, message, key, bytes);
  const verifies: Verifies = (algorithm, signature, message) => {
    must(algorithm, 'ssh-ed25519');
    const bytes = signature.string();
    signature.end();
    return bare(message, bytes);
  };
  return { verifies, bare };
}

function ecdsa(curve: keyof typeof CURVES, reader: Reader): Kind {
  const { crv, hash, size } = CURVES[curve];
  if (reader.text() !== curve) throw new Odd('the curve is not that of its type');
  const point = reader.string();
  if (point[0] !== 4 || point.length !== 2 * size + 1) throw new Odd('the point is not written out');
  const key = imported({ kty: 'EC', crv, x: url(point.subarray(1, size + 1)), y: url(point.subarray(size + 1)) });
  const verifies: Verifies = (algorithm, signature, message) => {
    must(algorithm, `ecdsa-sha2-${curve}`);
    const pair = openReader(signature.string());
    signature.end();
    const bytes = Buffer.concat([mpint(pair.string(), size), mpint(pair.string(), size)]);
    pair.end();
    return verify(hash, message, { key, dsaEncoding: 'ieee-p1363' }, bytes);
  };
  return { verifies, ...(curve === 'nistp256' && { bare: (message, bytes) => verify(hash, message, key, bytes) }) };
}

/** https://www.rfc-editor.org/rfc/rfc8332: SHA-2 alone; `ssh-rsa` as an algorithm is SHA-1. */
function rsa(reader: Reader): Kind {
  const [e, n] = [reader.string(), reader.string()];
  const bare = n[0] === 0 ? n.subarray(1) : n;
  const bits = bare.length * 8 - Math.clz32(bare[0] as number) + 24;
  if (bits < LEAST_RSA_BITS) throw new Odd(`an RSA key of ${bits} bits is too short; ${LEAST_RSA_BITS} are the least`);
  const key = imported({ kty: 'RSA', n: url(bare), e: url(e[0] === 0 ? e.subarray(1) : e) });
  const verifies: Verifies = (algorithm, signature, message) => {
    const hash = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' }[algorithm];
    if (hash === undefined)
      throw new Odd(`an RSA signature has to be rsa-sha2-256 or rsa-sha2-512, not ${JSON.stringify(algorithm.slice(0, 40))}`);
    const bytes = mpint(Buffer.concat([Buffer.from([0]), signature.string()]), bare.length);
    signature.end();
    return verify(hash, message, key, bytes);
  };
  return { verifies };
}

/**
 * A hardware token signs a digest of its own: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.u2f.
 * A signature that nobody touched the token for is refused: it could have been made behind the owner's back.
 */
function onToken(type: string, inner: string, { verifies }: Kind, reader: Reader): Kind {
  const application = reader.string();
  const onIt: Verifies = (algorithm, signature, message) => {
    must(algorithm, type);
    const bytes = signature.string();
    const flags = signature.byte();
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(signature.uint32());
    signature.end();
    if ((flags & 1) === 0) throw new Odd('nobody touched the token for it');
    const sha256 = (value: Uint8Array) => createHash('sha256').update(value).digest();
    const signed = Buffer.concat([sha256(application), Buffer.from([flags]), counter, sha256(message)]);
    return verifies(inner, openReader(framed(bytes)), signed);
  };
  return { verifies: onIt };
}

function imported(key: Record<string, string>): KeyObject {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    throw new Odd('the key is not a key');
  }
}
