import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

export const ALGORITHMS = ['ecdsa-p256', 'ed25519'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Signs bytes; where the private key is, it alone knows. */
export interface Signer {
  /** 64 hex digits: SHA-256 of the public key in DER (SPKI). The fingerprint that people compare. */
  readonly id: string;
  readonly algorithm: Algorithm;
  readonly publicKey: KeyObject;
  /** ECDSA P-256 over SHA-256 in DER, or Ed25519. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
/** What a run is sealed with. */
export interface Sealing {
  readonly signer: Signer;
  /** Ed25519, for the checkpoint of the run log: https://c2sp.org/tlog-checkpoint. Without one, no checkpoint is written. */
  readonly log?: Signer;
  /** Signature bytes -> RFC 3161 answer in DER, checked against the request. */
  stamp?(signature: Uint8Array): Promise<Uint8Array>;
}

export const fingerprintOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** Undefined for a key that no run can be signed with. */
export function algorithmOf(key: KeyObject): Algorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  const curve = key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails?.namedCurve : undefined;
  return curve === 'prime256v1' ? 'ecdsa-p256' : undefined;
}

export function signerOf(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const algorithm = algorithmOf(publicKey);
  if (algorithm === undefined) throw new TypeError(`runs are signed with ECDSA P-256 or Ed25519, not ${publicKey.asymmetricKeyType}`);
  return {
    id: fingerprintOf(publicKey),
    algorithm,
    publicKey,
    sign: async (bytes) => sign(digestFor(algorithm), bytes, privateKey),
  };
}

/** False as well for a signature that is none at all. */
export function signedBy(publicKey: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  const algorithm = algorithmOf(publicKey);
  if (algorithm === undefined) return false;
  try {
    return verify(digestFor(algorithm), bytes, publicKey, signature);
  } catch {
    return false;
  }
}

export const privateKeyOf = (pem: string, passphrase?: string): KeyObject =>
  createPrivateKey({ key: pem, format: 'pem', ...(passphrase !== undefined && { passphrase }) });

/** Ed25519 hashes by itself. */
const digestFor = (algorithm: Algorithm): string | null => (algorithm === 'ed25519' ? null : 'sha256');
