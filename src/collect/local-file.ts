/** A file that the configuration names, read for an instrument: whole, within bounds, as UTF-8, or not at all. */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { Unobservable } from './unobservable.ts';

/** An answer may hold 32 MiB, and a text grows when it is quoted. */
const MOST = 12 * 1024 * 1024;

export interface LocalFile {
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly text: string;
}

/** `shown` is its name as the user wrote it: what messages print. Throws `Unobservable` alone. */
export async function localFile(path: string, shown: string): Promise<LocalFile> {
  const bytes = await whole(path, shown);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, text: textOf(bytes, shown) };
}

async function whole(path: string, shown: string): Promise<Uint8Array> {
  // what is not a file may never end
  const found = await stat(path).catch((error) => refuse(error, shown));
  if (!found.isFile()) throw new Unobservable('malformed_response', `${shown} is not a file`);
  if (found.size > MOST) throw new Unobservable('too_large', `${shown} has more than ${MOST} bytes`);
  const file = await open(path).catch((error) => refuse(error, shown));
  try {
    const bytes = await file.readFile().catch((error) => refuse(error, shown));
    if (bytes.length > MOST) throw new Unobservable('too_large', `${shown} has more than ${MOST} bytes`);
    return bytes;
  } finally {
    await file.close();
  }
}
function textOf(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unobservable('malformed_response', `${shown} is not UTF-8`);
  }
}
function refuse(error: NodeJS.ErrnoException, shown: string): never {
  if (error.code === 'EACCES' || error.code === 'EPERM') throw new Unobservable('access_denied', `${shown} may not be read: ${error.code}`);
  if (error.code === 'ENOENT') throw new Unobservable('no_results', `${shown} is not there`);
  throw new Unobservable('not_run', `${shown} cannot be read: ${error.code ?? error.message}`);
}
