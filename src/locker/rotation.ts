import { createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Digest, Instant } from '../model.ts';
import { bundleBytes, type Envelope, signStatement } from './bundle.ts';
import { parseCanonical } from './canonical.ts';
import { type Disk, writeNew } from './disk.ts';
import { fingerprintOf, type Signer, signedBy } from './signer.ts';
import { PAYLOAD_TYPE, pae, ROTATION_PREDICATE, STATEMENT, STATEMENT_TYPE, statement } from './statement.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const PREDICATE = z.strictObject({
  origin: z.string(),
  at: z.string(),
  from: z.strictObject({ id: hex, publicKey: z.string() }),
  to: z.strictObject({ id: hex, publicKey: z.string() }),
  after: z.strictObject({ seq: z.int().nonnegative(), manifest: z.templateLiteral(['sha256:', hex]).nullable() }),
});
/** `from` signs up to and with run `after.seq`, `to` from the next run on. Public keys are PEM. */
export type Rotation = z.infer<typeof PREDICATE>;

export interface Handover {
  readonly origin: string;
  readonly at: Instant;
  readonly from: Signer;
  readonly to: Signer;
  readonly after: { readonly seq: number; readonly manifest: Digest | null };
}

export const ROTATIONS = 'keys/rotations';

/**
 * Writes a rotation into a locker, signed by both keys: the old one says whom it is followed by, the new one that it is meant.
 * Whoever trusts either can then check the runs of both. A Sigstore bundle holds one signature, so there are two.
 */
export async function recordRotation(root: string, handover: Handover, disk: Disk): Promise<readonly string[]> {
  const { origin, at, from, to, after } = handover;
  const pem = ({ id, publicKey }: Signer) => ({ id, publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })) });
  const said = statement([{ name: 'public key', digest: { sha256: to.id } }], ROTATION_PREDICATE, {
    origin,
    at,
    from: pem(from),
    to: pem(to),
    after,
  });
  const folder = join(root, ROTATIONS);
  await disk.mkdir(folder);
  const stem = `${from.id.slice(0, 16)}-${to.id.slice(0, 16)}`;
  const names = [`${stem}.old.sigstore.json`, `${stem}.new.sigstore.json`];
  await writeNew(disk, join(folder, names[0] as string), await bundleBytes(await signStatement(said, from)), 0o444, true);
  await writeNew(disk, join(folder, names[1] as string), await bundleBytes(await signStatement(said, to)), 0o444, true);
  await disk.sync(folder);
  return names.map((name) => `${ROTATIONS}/${name}`);
}

/** The rotation that both envelopes agree on and both keys signed; a sentence when it is none. */
export function readRotation(old: Envelope, fresh: Envelope): Rotation | string {
  if (!Buffer.from(old.payload).equals(fresh.payload)) return 'the two signatures are over different statements';
  if (old.payloadType !== PAYLOAD_TYPE || fresh.payloadType !== PAYLOAD_TYPE) return 'this is not an in-toto statement';
  const said = STATEMENT.safeParse(parseCanonical(old.payload));
  if (!said.success || said.data._type !== STATEMENT_TYPE || said.data.predicateType !== ROTATION_PREDICATE)
    return 'this is not a statement about a key rotation';
  const read = PREDICATE.safeParse(said.data.predicate);
  if (!read.success) return 'the statement lacks what a key rotation says';
  const { from, to } = read.data;
  const keys = [from, to].map(keyOf);
  const bytes = pae(PAYLOAD_TYPE, old.payload);
  if (keys.some((key) => key === undefined)) return 'a public key is not the one that its fingerprint says';
  if (said.data.subject.length !== 1 || said.data.subject[0]?.digest['sha256'] !== to.id) return 'the statement is about another key';
  if (!signedBy(keys[0] as KeyObject, bytes, old.signature)) return `the old key ${from.id} has not signed it`;
  if (!signedBy(keys[1] as KeyObject, bytes, fresh.signature)) return `the new key ${to.id} has not signed it`;
  return read.data;
}

/** The public key, when it is the one that its fingerprint says. */
export function keyOf({ id, publicKey }: { readonly id: string; readonly publicKey: string }): KeyObject | undefined {
  try {
    const key = createPublicKey(publicKey);
    return fingerprintOf(key) === id ? key : undefined;
  } catch {
    return undefined;
  }
}
