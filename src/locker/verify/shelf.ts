import { createHash, hash } from 'node:crypto';
import { closeSync, constants, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { errnoOf } from '../disk.ts';
import type { Code, Ledger } from './codes.ts';

/** Why a file gave no bytes. */
export interface Problem {
  readonly problem: 'missing' | 'unsafe' | 'too-large' | 'unreadable';
  readonly detail: string;
}
export interface Hashed {
  readonly hex: string;
  readonly size: number;
  /** The bytes, when they were few; valid until the next call. */
  readonly bytes: Uint8Array | undefined;
}
const CHUNK = 1 << 20;
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Reads a folder that somebody may have prepared: regular files below real folders only, one piece of 1 MiB at a time.
 * Synchronous: a locker is hundreds of thousands of small files, and asking the thread pool for each costs more than reading it.
 */
export class Shelf {
  readonly root: string;
  readonly #folders = new Map<string, boolean>();
  readonly #piece = Buffer.alloc(CHUNK);

  constructor(root: string) {
    this.root = root;
  }

  /** At most `most` bytes: a copy. */
  whole(path: string, most: number): Uint8Array | Problem {
    const size = this.#sizeOf(path);
    if (typeof size !== 'number') return size;
    if (size > most) return { problem: 'too-large', detail: `it has ${size} bytes; more than ${most} are not read` };
    const all = Buffer.alloc(size);
    return this.#reading(path, (file) => {
      let done = 0;
      while (done < size) {
        const got = readSync(file, all, done, size - done, done);
        if (got === 0) break;
        done += got;
      }
      return all.subarray(0, done);
    });
  }

  /** Of a file that should have this many bytes; one that has not is not read. */
  hash(path: string, expected: number): Hashed | Problem {
    const size = this.#sizeOf(path);
    if (typeof size !== 'number') return size;
    if (size !== expected) return { hex: '', size, bytes: undefined };
    return this.#reading(path, (file) => (size <= CHUNK ? this.#small(file, size) : this.#large(file)));
  }

  /** Line by line, as often as it is asked for. What is longer than a piece is cut: no line of ours is. */
  lines(path: string): Iterable<Uint8Array> | Problem {
    const size = this.#sizeOf(path);
    if (typeof size !== 'number') return size;
    const file = this.#reading(path, (open) => open >= 0);
    return typeof file === 'object' ? file : this.#linesOf(path);
  }

  *#linesOf(path: string): Generator<Uint8Array> {
    const file = openSync(`${this.root}/${path}`, FLAGS);
    try {
      const piece = Buffer.alloc(CHUNK);
      let held = 0;
      for (;;) {
        const got = readSync(file, piece, held, CHUNK - held, null);
        const all = piece.subarray(0, held + got);
        let from = 0;
        for (let end = all.indexOf(0x0a); end !== -1; end = all.indexOf(0x0a, from)) {
          yield all.subarray(from, end);
          from = end + 1;
        }
        if (from === 0 && all.length === CHUNK) from = CHUNK;
        if (got === 0) {
          if (from < all.length) yield all.subarray(from);
          return;
        }
        piece.copy(piece, 0, from, all.length);
        held = all.length - from;
      }
    } finally {
      closeSync(file);
    }
  }

  /** Names in a folder; none when nothing has its name. */
  names(path: string): readonly string[] | Problem {
    const stat = lstatSync(`${this.root}/${path}`, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    if (!this.#real(path)) return { problem: 'unsafe', detail: 'this is not a folder of its own' };
    try {
      return readdirSync(`${this.root}/${path}`).sort();
    } catch (error) {
      return { problem: 'unreadable', detail: errnoOf(error) ?? String(error) };
    }
  }

  #small(file: number, size: number): Hashed {
    let done = 0;
    while (done < size) {
      const got = readSync(file, this.#piece, done, size - done, done);
      if (got === 0) break;
      done += got;
    }
    const bytes = this.#piece.subarray(0, done);
    return { hex: hash('sha256', bytes, 'hex'), size: done, bytes };
  }

  #large(file: number): Hashed {
    const running = createHash('sha256');
    let size = 0;
    for (;;) {
      const got = readSync(file, this.#piece, 0, CHUNK, size);
      if (got === 0) return { hex: running.digest('hex'), size, bytes: undefined };
      running.update(this.#piece.subarray(0, got));
      size += got;
    }
  }

  #sizeOf(path: string): number | Problem {
    const stat = lstatSync(`${this.root}/${path}`, { throwIfNoEntry: false });
    if (stat === undefined) return { problem: 'missing', detail: 'it is not there' };
    if (!stat.isFile()) return { problem: 'unsafe', detail: `this is a ${kindOf(stat)}, not a regular file; it was not opened` };
    const cut = path.lastIndexOf('/');
    if (cut > 0 && !this.#real(path.slice(0, cut))) return { problem: 'unsafe', detail: 'a folder above it is a link; it was not opened' };
    return stat.size;
  }

  /** A folder that is no link, nor below one; looked at once. */
  #real(path: string): boolean {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const real =
      (cut <= 0 || this.#real(path.slice(0, cut))) && lstatSync(`${this.root}/${path}`, { throwIfNoEntry: false })?.isDirectory() === true;
    this.#folders.set(path, real);
    return real;
  }

  #reading<T>(path: string, work: (file: number) => T): T | Problem {
    let file: number | undefined;
    try {
      file = openSync(`${this.root}/${path}`, FLAGS);
      return work(file);
    } catch (error) {
      return { problem: 'unreadable', detail: `it cannot be read: ${errnoOf(error) ?? String(error)}` };
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}

function kindOf(stat: { isSymbolicLink(): boolean; isDirectory(): boolean }): string {
  return stat.isSymbolicLink() ? 'symbolic link' : stat.isDirectory() ? 'folder' : 'device, pipe or socket';
}

export const isProblem = (value: object): value is Problem => 'problem' in value;

/** What was not to be read is in the ledger; `missing` says under which code an absent file goes. */
export function blame(ledger: Ledger, path: string, { problem, detail }: Problem, missing: Code): void {
  const codes = { missing, unsafe: 'UNSAFE_FILE_TYPE', 'too-large': 'TOO_LARGE', unreadable: 'UNREADABLE' } as const;
  ledger.add(codes[problem], path, detail);
}
