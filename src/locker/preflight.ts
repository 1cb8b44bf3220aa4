import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import { type Disk, errnoOf, writeNew } from './disk.ts';
import { stagingOf } from './paths.ts';

const WHAT: Readonly<Record<string, string>> = {
  EXDEV: 'objects, runs and staging must be on one file system',
  EPERM: 'this file system may not have hard links; put the locker on one that has',
  ENOTSUP: 'this file system lacks something that the locker needs; put it on a local disk',
  EROFS: 'the file system is mounted read-only',
  ENOSPC: 'the disk is full',
  EACCES: 'give this user write permission, or choose another folder',
};

/**
 * Before the first request: can the locker be made and written, and do the rename, hard link and fsync work here that a commit rests on?
 * Makes the folders. LOCKER_UNWRITABLE names the path and what would help.
 */
export async function preflight(root: string, runId: string, disk: Disk): Promise<void> {
  const probe = `.probe-${runId}`;
  stagingOf(root, runId);
  const [staging, runs, objects] = ['staging', 'runs', join('objects', 'sha256')].map((folder) => join(root, folder, probe)) as [
    string,
    string,
    string,
  ];
  try {
    await disk.mkdir(root, 0o700);
    for (const path of [staging, runs, objects]) await disk.mkdir(join(path, '..'));
    await disk.remove(staging);
    await disk.mkdir(staging);
    await writeNew(disk, join(staging, 'file'), Buffer.from(probe), 0o444, true);
    await disk.sync(staging);
    await disk.remove(objects);
    await disk.link(join(staging, 'file'), objects);
    await disk.remove(runs);
    await disk.rename(staging, runs);
    await disk.sync(join(runs, '..'));
    const back = await disk.read(join(runs, 'file'));
    if (Buffer.from(back).toString() !== probe) throw Object.assign(new Error('the file system gave back other bytes'), { code: 'EIO' });
  } catch (cause) {
    const errno = errnoOf(cause) ?? String(cause);
    throw new Refusal('LOCKER_UNWRITABLE', `the locker ${root} cannot be written: ${cause instanceof Error ? cause.message : errno}`, {
      hint: WHAT[errno] ?? 'see the error of the file system',
      cause,
    });
  } finally {
    // A probe that stays behind has a hidden name that no reader takes for ours.
    await Promise.allSettled([staging, runs, objects].map((path) => disk.remove(path)));
  }
}
