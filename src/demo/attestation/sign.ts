/** Signs as `ssh-keygen -Y sign` does, with a key made from a word: the same bytes get the same signature in every demo, and nobody should trust it. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

const framed = (value: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(value as string);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
};
export interface DemoKey {
  /** `ssh-ed25519 AAAA…` */
  readonly line: string;
  /** The armoured signature of a text for a namespace. */
  sign(text: string, namespace: string): string;
}

/** RFC 8410: what stands in a PKCS #8 file before the 32 bytes of an Ed25519 key. */
const HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
export function keyFrom(word: string): DemoKey {
  const seed = createHash('sha256').update(`claimcheck demo: ${word}`).digest();
  const key: KeyObject = createPrivateKey({ key: Buffer.concat([HEAD, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const blob = Buffer.concat([framed('ssh-ed25519'), framed(Buffer.from(x, 'base64url'))]);
  return {
    line: `ssh-ed25519 ${blob.toString('base64')}`,
    sign(text, namespace) {
      const digest = createHash('sha512').update(text).digest();
      const parts = [framed(namespace), framed(''), framed('sha512')];
      const signed = sign(null, Buffer.concat([Buffer.from('SSHSIG'), ...parts, framed(digest)]), key);
      const version = Buffer.from([0, 0, 0, 1]);
      const signature = framed(Buffer.concat([framed('ssh-ed25519'), framed(signed)]));
      const body = Buffer.concat([Buffer.from('SSHSIG'), version, framed(blob), ...parts, signature]).toString('base64');
      const lines = body.match(/.{1,70}/g) ?? [];
      return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
    },
  };
}
