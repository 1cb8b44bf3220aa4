import { lstatSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { constants, type FileHandle } from 'node:fs/promises';

/** A file open for writing. */
export interface DiskFile {
  /** How many bytes went; may be fewer than given. */
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}
/**
 * What the locker asks of a file system; one method is one thing that can fail.
 * Errors are Node's own, with `code` and `path`.
 */
export interface Disk {
  /** With its parents; no error when it is there. */
  mkdir(path: string, mode?: number): Promise<void>;
  /** A new file; EEXIST when the name is taken. */
  create(path: string, mode: number): Promise<DiskFile>;
  /** A file to add to, made when absent. */
  append(path: string): Promise<DiskFile>;
  /** All of a regular file; never follows a symbolic link. */
  read(path: string): Promise<Uint8Array>;
  /** The same, in pieces. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** Size in bytes of a regular file, null when nothing has the name, 'other' for a link, folder or device. */
  sizeOf(path: string): Promise<number | null | 'other'>;
  list(folder: string): Promise<readonly string[]>;
  /** fsync of a file or folder by name. */
  sync(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Hard link; EEXIST when the name is taken. */
  link(from: string, to: string): Promise<void>;
  /** A file or a whole folder; no error when it is not there. */
  remove(path: string): Promise<void>;
  /** Writes a byte into a file, made when absent: the file system dates it by its own clock. */
  touch(path: string): Promise<void>;
  /** When something was last written, in ms since 1970 by the file system's clock; null when nothing has the name. */
  writtenAt(path: string): Promise<number | null>;
}

export const nodeDisk: Disk = {
  mkdir: async (path, mode) => void (await fs.mkdir(path, { recursive: true, ...(mode === undefined ? {} : { mode }) })),
  create: async (path, mode) => writable(await fs.open(path, 'wx', mode)),
  append: async (path) => writable(await fs.open(path, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW)),
  async read(path) {
    return using(await openForReading(path), (file) => file.readFile());
  },
  async *stream(path) {
    const file = await openForReading(path);
    yield* file.createReadStream({ highWaterMark: 1 << 18 });
  },
  async sizeOf(path) {
    // not by way of the thread pool: asked for each object before it is written, and seldom answered by more than the cache
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    return stat.isFile() ? stat.size : 'other';
  },
  list: (folder) => fs.readdir(folder),
  async sync(path) {
    await using(await fs.open(path, 'r'), (file) => file.sync());
  },
  rename: (from, to) => fs.rename(from, to),
  link: (from, to) => fs.link(from, to),
  remove: (path) => fs.rm(path, { recursive: true, force: true }),
  touch: async (path) => {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
    await using(await fs.open(path, flags, 0o600), (file) => file.write('.'));
  },
  writtenAt: async (path) => lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null,
};

/** `ENOSPC`, `EACCES`, …; undefined when it is no system error. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** write(2) may take fewer bytes than it was given and call that success. */
export async function writeAll(file: DiskFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const went = await file.write(bytes.subarray(done));
    if (went <= 0) throw Object.assign(new Error('EIO: the disk took no bytes'), { code: 'EIO' });
    done += went;
  }
}

/** A new file with these bytes. Its data is on the disk only when `sync` says so. */
export async function writeNew(disk: Disk, path: string, bytes: Uint8Array, mode: number, sync: boolean): Promise<void> {
  const file = await disk.create(path, mode);
  try {
    await writeAll(file, bytes);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}

const writable = (file: FileHandle): DiskFile => ({
  write: async (bytes) => (await file.write(bytes)).bytesWritten,
  sync: () => file.sync(),
  close: () => file.close(),
});

async function openForReading(path: string): Promise<FileHandle> {
  // O_NONBLOCK: a pipe put where an object should be must not hang the reader.
  const file = await fs.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw Object.assign(new Error(`not a regular file: ${path}`), { code: 'EFTYPE', path });
}

async function using<T>(file: FileHandle, work: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}
