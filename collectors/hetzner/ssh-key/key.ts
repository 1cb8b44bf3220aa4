/** What an OpenSSH public key is, read from the key itself rather than from what is said about it. Pure. */
import { createHash } from 'node:crypto';

export interface PublicKey {
  /** `ssh-ed25519`, `ssh-rsa`, `sk-ssh-ed25519@openssh.com`, … */
  readonly algorithm: string;
  /** Size of the modulus; null: no RSA key. */
  readonly rsaBits: number | null;
  /** As `ssh-keygen -l` prints it: `SHA256:…`. */
  readonly fingerprint: string;
}

/** `<algorithm> <base64> [comment]`; undefined: not a public key. RFC 4253 section 6.6 and RFC 8709 say what the blob holds. */
export function parsePublicKey(text: string): PublicKey | undefined {
  const [algorithm, encoded] = text.trim().split(/\s+/);
  if (algorithm === undefined || encoded === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const blob = Buffer.from(encoded, 'base64');
  const parts = partsOf(blob);
  // the name is written twice; where the two differ one of them lies
  if (!parts || parts.length < 2 || parts[0]?.toString('latin1') !== algorithm) return undefined;
  const rsaBits = algorithm === 'ssh-rsa' ? bitsOf(parts[2]) : null;
  if (rsaBits === undefined) return undefined;
  return { algorithm, rsaBits, fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}` };
}

/** RFC 4251 section 5: each part is its length in four bytes and then itself. */
function partsOf(blob: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    parts.push(blob.subarray(at + 4, end));
    at = end;
  }
  return parts;
}
/** A positive number has a leading zero byte where its first bit is set. */
function bitsOf(modulus: Buffer | undefined): number | undefined {
  const first = modulus?.findIndex((byte) => byte !== 0) ?? -1;
  if (modulus === undefined || first < 0) return undefined;
  return (modulus.length - first - 1) * 8 + (32 - Math.clz32(modulus[first] as number));
}
