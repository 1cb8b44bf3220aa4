/** The same with the key that seals runs: an in-toto statement about the file, as a Sigstore bundle. */
import type { KeyObject } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { bundleBytes, signStatement } from '../../locker/bundle.ts';
import { digestOf } from '../../locker/index.ts';
import { statement } from '../../locker/statement.ts';
import type { StatementForm } from '../../model.ts';
import type { Edge } from '../edge.ts';
import { openKeyFile } from '../sealing.ts';

const PREDICATE = 'https://claimcheck.dev/attestation/manual-attestation/v1';

export interface SealedFile {
  readonly signature: string;
  /** What has to stand in the file of allowed signers, behind the person's name: `ssh-ed25519 AAAA…`. */
  readonly line: string;
}
export async function sealed(
  bytes: Uint8Array,
  file: string,
  form: StatementForm,
  key: string,
  word: string | undefined,
  edge: Edge,
): Promise<SealedFile> {
  const { keys } = await openKeyFile(resolve(edge.cwd, key), word === undefined ? undefined : { env: word }, edge);
  const subject = { name: basename(file), digest: { sha256: digestOf(bytes).slice('sha256:'.length) } };
  const envelope = await signStatement(statement([subject], PREDICATE, { form: form.id }), keys.signer);
  return { signature: new TextDecoder().decode(await bundleBytes(envelope)), line: sshLine(keys.signer.publicKey) };
}

/** RFC 8709 section 4, RFC 5656 section 3.1. Runs are sealed with these two kinds of key. */
function sshLine(key: KeyObject): string {
  const { crv, x = '', y = '' } = key.export({ format: 'jwk' });
  const part = (text: string) => Buffer.from(text, 'base64url');
  const [type, parts] =
    crv === 'Ed25519'
      ? ['ssh-ed25519', [part(x)]]
      : ['ecdsa-sha2-nistp256', [Buffer.from('nistp256'), Buffer.concat([Buffer.from([4]), part(x), part(y)])]];
  const framed = [Buffer.from(type as string), ...(parts as Buffer[])].map((bytes) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(bytes.length);
    return Buffer.concat([size, bytes]);
  });
  return `${type} ${Buffer.concat(framed).toString('base64')}`;
}
