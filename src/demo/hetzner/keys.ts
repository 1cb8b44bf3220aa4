/** Public keys that nobody holds the private half of, made from a name; and what the estate's owner says of them. */
import { createHash } from 'node:crypto';

const part = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes]);
const textOf = (algorithm: string, parts: readonly Buffer[], name: string) =>
  `${algorithm} ${Buffer.concat([Buffer.from(algorithm), ...parts].map(part)).toString('base64')} ${name}`;
const noise = (name: string, bytes: number) =>
  Buffer.concat(
    Array.from({ length: Math.ceil(bytes / 32) }, (_, index) => createHash('sha256').update(`${name}/${index}`).digest()),
  ).subarray(0, bytes);

export function ed25519(name: string): string {
  return textOf('ssh-ed25519', [noise(name, 32)], name);
}
/** `bits`: a multiple of eight. */
export function rsa(name: string, bits: number): string {
  const modulus = noise(name, bits / 8);
  modulus[0] = 0x80 | (modulus[0] as number);
  return textOf('ssh-rsa', [Buffer.from([1, 0, 1]), Buffer.concat([Buffer.from([0]), modulus])], name);
}
/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
