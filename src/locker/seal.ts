import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import type { Digest } from '../model.ts';
import { canonical, digestOf } from './canonical.ts';
import { type Disk, writeNew } from './disk.ts';
import { Growing } from './lines.ts';
import { MANIFEST, type Manifest, type RunFile } from './manifest.ts';
import { hexOf, runPath } from './paths.ts';
import { sumLines } from './sums.ts';

/**
 * The last step of a run: its manifest and SHA256SUMS, then its place in runs/. Everything that the manifest names is durable already.
 * When this fails the run is not in runs/.
 */
export async function seal(root: string, folder: string, manifest: Manifest, disk: Disk): Promise<Digest> {
  // Parsed before it is written: what we could not read back must not become the head of the chain.
  const bytes = canonical(MANIFEST.parse(manifest));
  const digest = digestOf(bytes);
  await writeNew(disk, join(folder, 'manifest.json'), bytes, 0o444, true);
  await writeSums(folder, manifest, { name: 'manifest.json', size: bytes.length, sha256: hexOf(digest) }, disk);
  await disk.sync(folder);
  const place = join(root, runPath(manifest.seq));
  await disk.rename(folder, place);
  try {
    await disk.sync(join(root, 'runs'));
  } catch (error) {
    // The disk did not say that it has it, so neither do we.
    await disk.rename(place, folder).catch(() => {
      throw new Refusal('LOCKER_UNSEALED', 'the run has its place, but the disk did not confirm it, nor let us take it back', {
        at: { file: place },
        hint: 'check the disk, then verify this run; it may or may not be there after a restart',
        cause: error,
      });
    });
    throw error;
  }
  return digest;
}

async function writeSums(folder: string, manifest: Manifest, itself: RunFile, disk: Disk): Promise<void> {
  const sums = await Growing.create(disk, join(folder, 'SHA256SUMS'));
  try {
    for (const line of sumLines(manifest.seq, [...manifest.files, itself], manifest.items)) await sums.add(Buffer.from(line));
    await sums.finish();
  } catch (error) {
    await sums.leave();
    throw error;
  }
}
