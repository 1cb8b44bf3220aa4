import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import type { Digest } from '../model.ts';
import { bundleBytes, type Envelope, signStatement } from './bundle.ts';
import { canonical, digestOf } from './canonical.ts';
import { type Disk, writeNew } from './disk.ts';
import { Growing } from './lines.ts';
import { HASHES_ONLY, MANIFEST, type Manifest, type ManifestV2, type RunFile, SIGNED, STAMPED } from './manifest.ts';
import { verifierKey } from './note.ts';
import { hexOf, runPath } from './paths.ts';
import type { Sealing } from './signer.ts';
import { runStatement } from './statement.ts';
import { sumBlocks, sumLinesOf } from './sums.ts';

/** What sealing itself adds. */
export type Draft = Omit<ManifestV2, 'sealed' | 'sealing' | 'key' | 'log' | 'expect'>;
export interface Sealed {
  readonly digest: Digest;
  /** What was wished for and not had: a time stamp. */
  readonly notes: readonly string[];
}
/** A reader has to hold a manifest in memory: what is larger could be written and never be checked. */
export const MOST_MANIFEST = 32 * 1024 * 1024;

/**
 * The last step of a run: its manifest, signature and SHA256SUMS, then its place in runs/. Everything that the manifest names is durable
 * already. When this fails the run is not in runs/. `listed`: the digests of its items, in their order. `insist` throws where somebody
 * else may write by now: asked last, since signing and stamping may take their time.
 */
export async function seal(
  root: string,
  folder: string,
  draft: Draft,
  listed: () => Iterable<string>,
  sealing: Sealing | undefined,
  insist: () => Promise<void>,
  disk: Disk,
): Promise<Sealed> {
  const { manifest, bytes, digest, envelope, notes } = await signed(draft, sealing);
  await writeNew(disk, join(folder, 'manifest.json'), bytes, 0o444, true);
  if (envelope !== undefined) {
    await writeNew(disk, join(folder, 'run.sigstore.json'), await bundleBytes(envelope), 0o444, true);
    const [token] = envelope.timestamps;
    if (token !== undefined) await writeNew(disk, join(folder, 'run.tsr'), token, 0o444, true);
  }
  await writeSums(folder, manifest, { name: 'manifest.json', size: bytes.length, sha256: hexOf(digest) }, listed(), disk);
  await disk.sync(folder);
  await insist();
  await place(root, folder, manifest.seq, disk);
  return { digest, notes };
}

interface Signed {
  readonly manifest: ManifestV2;
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly envelope: Envelope | undefined;
  readonly notes: readonly string[];
}
/** A run is not lost because a time-stamp authority is away: it is then sealed as one without a time stamp, which its signature says. */
async function signed(draft: Draft, sealing: Sealing | undefined): Promise<Signed> {
  const none = { sealed: 'hashes-only', key: null, log: null, expect: { timestamp: false } } as const;
  if (sealing === undefined) return { ...whole({ ...draft, ...none, sealing: HASHES_ONLY }), envelope: undefined, notes: [] };
  const { signer, log, stamp } = sealing;
  const by = {
    sealed: 'signed',
    key: { id: signer.id, algorithm: signer.algorithm },
    log: log === undefined ? null : verifierKey(draft.origin, log.publicKey),
  } as const;
  const sign = async (timestamp: boolean, sentence: string) => {
    const made = whole({ ...draft, ...by, expect: { timestamp }, sealing: sentence });
    return { ...made, envelope: await signStatement(runStatement(made.manifest, made.digest), signer) };
  };
  if (stamp === undefined) return { ...(await sign(false, SIGNED)), notes: [] };
  const made = await sign(true, STAMPED);
  try {
    const token = await stamp(made.envelope.signature);
    return { ...made, envelope: { ...made.envelope, timestamps: [token] }, notes: [] };
  } catch (error) {
    const why = `no time stamp: ${error instanceof Error ? error.message : String(error)}`;
    return { ...(await sign(false, `${SIGNED} A time stamp was asked for and not given.`)), notes: [why] };
  }
}

function whole(manifest: ManifestV2): Pick<Signed, 'manifest' | 'bytes' | 'digest'> {
  // Parsed before it is written: what we could not read back must not become the head of the chain.
  const bytes = canonical(MANIFEST.parse(manifest));
  if (bytes.length > MOST_MANIFEST) {
    throw new Refusal(
      'LOCKER_UNSEALED',
      `the manifest has ${bytes.length} bytes; more than ${MOST_MANIFEST} cannot be checked by anybody`,
      {
        hint: 'split the estate over several configurations, each with a locker of its own',
      },
    );
  }
  return { manifest, bytes, digest: digestOf(bytes) };
}

async function place(root: string, folder: string, seq: number, disk: Disk): Promise<void> {
  const to = join(root, runPath(seq));
  await disk.rename(folder, to);
  try {
    await disk.sync(join(root, 'runs'));
  } catch (error) {
    // The disk did not say that it has it, so neither do we.
    await disk.rename(to, folder).catch(() => {
      throw new Refusal('LOCKER_UNSEALED', 'the run has its place, but the disk did not confirm it, nor let us take it back', {
        at: { file: to },
        hint: 'check the disk, then verify this run; it may or may not be there after a restart',
        cause: error,
      });
    });
    throw error;
  }
}

async function writeSums(folder: string, manifest: Manifest, itself: RunFile, hexes: Iterable<string>, disk: Disk): Promise<void> {
  const sums = await Growing.create(disk, join(folder, 'SHA256SUMS'));
  try {
    const lines = sumLinesOf(manifest.seq, [...manifest.files, itself], hexes);
    for (const block of sumBlocks(lines)) await sums.add(Buffer.from(block));
    await sums.finish();
  } catch (error) {
    await sums.leave();
    throw error;
  }
}
