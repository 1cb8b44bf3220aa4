import { createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Instant } from '../model.ts';
import { bundleBytes, type Envelope, signStatement } from './bundle.ts';
import { parseCanonical } from './canonical.ts';
import { type Disk, nodeDisk, writeNew } from './disk.ts';
import { acquire } from './lock.ts';
import { type Machine, thisMachine } from './machine.ts';
import { readLocker, readRun, seqsOf } from './read.ts';
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
  readonly at: Instant;
  /** Names the holder of the lock meanwhile. */
  readonly id: string;
  readonly from: Signer;
  readonly to: Signer;
  readonly disk?: Disk;
  readonly machine?: Machine;
}
export interface HandedOver {
  /** Relative to the locker. */
  readonly files: readonly string[];
  /** The last run that the old key signs. */
  readonly after: number;
}

export const ROTATIONS = 'keys/rotations';

/**
 * Writes a rotation into a locker, signed by both keys: the old one says whom it is followed by, the new one that it is meant.
 * Whoever trusts either can then check the runs of both. A Sigstore bundle holds one signature, so there are two.
 * Under the locker's lock, `swap` included: no run is signed by a key that was retired while it went on. LOCKER_LOCKED (8).
 */
export async function handOver(root: string, handover: Handover, swap: () => Promise<void>): Promise<HandedOver> {
  const { at, id, disk = nodeDisk } = handover;
  const lock = await acquire(root, { runId: id, at }, disk, handover.machine ?? (await thisMachine()));
  try {
    const { origin } = await readLocker(root, disk);
    const seq = (await seqsOf(root, disk)).at(-1);
    const head = seq === undefined ? undefined : await readRun(root, seq, disk);
    const after = { seq: head?.seq ?? 0, manifest: head?.digest ?? null };
    await lock.insist();
    const files = await record(root, origin, after, handover, disk);
    await swap();
    return { files, after: after.seq };
  } finally {
    await lock.release();
  }
}

async function record(
  root: string,
  origin: string,
  after: Rotation['after'],
  { at, from, to }: Handover,
  disk: Disk,
): Promise<readonly string[]> {
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
  const files = [`${stem}.old.sigstore.json`, `${stem}.new.sigstore.json`] as const;
  await writeNew(disk, join(folder, files[0]), await bundleBytes(await signStatement(said, from)), 0o444, true);
  await writeNew(disk, join(folder, files[1]), await bundleBytes(await signStatement(said, to)), 0o444, true);
  await disk.sync(folder);
  return files.map((name) => `${ROTATIONS}/${name}`);
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
