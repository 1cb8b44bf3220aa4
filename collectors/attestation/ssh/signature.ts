/** Detached SSH signatures, as `ssh-keygen -Y sign` makes them: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig */
import { createHash } from 'node:crypto';
import { type PublicKey, publicKey } from './key.ts';
import { framed, fromBase64, Odd, openReader } from './wire.ts';

export interface Signature {
  readonly key: PublicKey;
  readonly namespace: string;
  /** Whether exactly these bytes were signed. */
  holds(message: Uint8Array): boolean;
}

const MAGIC = 'SSHSIG';
const ARMOUR = /^\s*-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+?)\r?\n?-----END SSH SIGNATURE-----\s*$/;

/** Throws `Odd` where it is no such signature. */
export function readSignature(armoured: string): Signature {
  const body = ARMOUR.exec(armoured)?.[1];
  if (body === undefined) throw new Odd('it is no SSH signature');
  const bytes = fromBase64(body.replace(/[\r\n]/g, ''));
  if (Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC) throw new Odd('it is no SSH signature');
  const reader = openReader(bytes.subarray(MAGIC.length));
  const version = reader.uint32();
  if (version !== 1) throw new Odd(`version ${version} of the format is not known`);
  const key = publicKey(reader.string());
  const namespace = reader.text();
  const reserved = reader.string();
  const hash = reader.text();
  const signature = reader.string();
  reader.end();
  if (hash !== 'sha256' && hash !== 'sha512') throw new Odd(`the digest ${JSON.stringify(hash.slice(0, 20))} is not accepted`);
  if (namespace === '') throw new Odd('it names no namespace');
  return {
    key,
    namespace,
    holds: (message) => {
      const digest = createHash(hash).update(message).digest();
      const signed = Buffer.concat([Buffer.from(MAGIC), framed(namespace), framed(reserved), framed(hash), framed(digest)]);
      return key.verifies(signed, signature);
    },
  };
}
