/**
 * A pack taken apart into a folder of its own, so that what reads folders can read it. Whatever is not exactly as we write it ends the
 * reading: where two readers could see two different packs, there is none.
 */
import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BLOCK, checksumOf, headerOf, paddingOf } from '../locker/ustar.ts';
import type { Code } from '../locker/verify/codes.ts';
import {
  FINDINGS,
  LEAVES,
  MOST_FILES,
  MOST_INDEX,
  MOST_LEAVES,
  MOST_OBJECT,
  MOST_PACK,
  PACK,
  README,
  RUN_BUNDLE,
  SHARE_BUNDLE,
} from './format.ts';

/** Why the reading ended. */
export class PackFault extends Error {
  override readonly name = 'PackFault';
  readonly code: Code;
  readonly file: string;

  constructor(code: Code, file: string, message: string) {
    super(message);
    this.code = code;
    this.file = file;
  }
}

export interface Limits {
  readonly pack: number;
  readonly files: number;
}
const CHUNK = 1 << 20;
const OBJECT = /^objects\/sha256\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/;
const KEY = /^keys\/(?:[0-9a-f]{64}\.pem|rotations\/[0-9a-f]{16}-[0-9a-f]{16}\.(?:old|new)\.sigstore\.json)$/;
const SMALL = 1 << 20;

const NAMED: ReadonlyMap<string, number> = new Map([
  [PACK, MOST_INDEX],
  [LEAVES, MOST_LEAVES],
  [RUN_BUNDLE, SMALL],
  [SHARE_BUNDLE, SMALL],
  [README, SMALL],
  [FINDINGS, MOST_PACK],
]);

/** Names that a pack may have, and the most bytes that each may have. */
function mostFor(name: string): number | undefined {
  if (OBJECT.test(name)) return MOST_OBJECT;
  return KEY.test(name) ? SMALL : NAMED.get(name);
}

/** Names in order. Memory: one piece of 1 MiB. PackFault. */
export function unpack(path: string, to: string, limits: Limits = { pack: MOST_PACK, files: MOST_FILES }): readonly string[] {
  const file = openSync(path, 'r');
  try {
    return unpackFrom(source(file, limits.pack), to, limits);
  } finally {
    closeSync(file);
  }
}

interface Source {
  /** Fewer than asked for only at the end. */
  take(most: number): Buffer;
  readonly at: number;
}
function source(file: number, most: number): Source {
  const piece = Buffer.alloc(CHUNK);
  let at = 0;
  return {
    take(size) {
      let done = 0;
      while (done < size) {
        const got = readSync(file, piece, done, size - done, at + done);
        if (got === 0) break;
        done += got;
      }
      at += done;
      if (at > most) throw new PackFault('TOO_LARGE', 'pack', `it has more than ${most} bytes; no more is read`);
      return piece.subarray(0, done);
    },
    get at() {
      return at;
    },
  };
}

function unpackFrom(bytes: Source, to: string, limits: Limits): readonly string[] {
  const names: string[] = [];
  for (;;) {
    const at = bytes.at;
    const header = Buffer.from(bytes.take(BLOCK));
    if (header.length < BLOCK) throw new PackFault('PACK_MALFORMED', 'pack', `it is cut off after ${at} bytes`);
    if (header.every((byte) => byte === 0)) {
      ended(bytes);
      return names;
    }
    const { name, size } = entryOf(header, at);
    const before = names.at(-1);
    if (before === name) throw new PackFault('PACK_DUPLICATE', name, 'it is there twice');
    if (before !== undefined && before > name)
      throw new PackFault(names.includes(name) ? 'PACK_DUPLICATE' : 'PACK_MALFORMED', name, `it comes after ${before}`);
    if (names.length >= limits.files) throw new PackFault('TOO_LARGE', 'pack', `it has more than ${limits.files} files`);
    names.push(name);
    copy(bytes, name, size, to);
  }
}

function entryOf(header: Buffer, at: number): { readonly name: string; readonly size: number } {
  const stated = Number.parseInt(header.toString('latin1', 148, 154), 8);
  if (checksumOf(header) !== stated) throw new PackFault('PACK_MALFORMED', 'pack', `at byte ${at} there is no header of ustar`);
  const end = header.indexOf(0);
  const name = header.toString('latin1', 0, Math.min(end === -1 ? 100 : end, 100));
  const kind = String.fromCharCode(header[156] as number);
  if (kind !== '0') throw new PackFault('UNSAFE_FILE_TYPE', JSON.stringify(name), `${KINDS[kind] ?? 'no regular file'}; not read`);
  const most = mostFor(name);
  if (most === undefined) throw new PackFault('UNSAFE_PATH', JSON.stringify(name), 'no name of a share pack; not read');
  const size = /^[0-7]{11}$/.test(header.toString('latin1', 124, 135))
    ? Number.parseInt(header.toString('latin1', 124, 135), 8)
    : Number.NaN;
  if (size > most) throw new PackFault('TOO_LARGE', name, `it has ${size} bytes; more than ${most} are not read`);
  if (Number.isNaN(size) || !headerOf(name, size).equals(header))
    throw new PackFault('PACK_MALFORMED', name, 'its header is not written as we write it: owner, time, mode or a name in two parts');
  return { name, size };
}
const KINDS: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '5': 'a folder',
  '6': 'a pipe',
  g: 'an extension of pax',
  x: 'an extension of pax',
  L: 'an extension of GNU tar',
  K: 'an extension of GNU tar',
  S: 'a sparse file',
};

function copy(bytes: Source, name: string, size: number, to: string): void {
  const path = join(to, name);
  mkdirSync(dirname(path), { recursive: true });
  const out = openSync(path, 'wx', 0o600);
  try {
    for (let left = size; left > 0; ) {
      const piece = bytes.take(Math.min(left, CHUNK));
      if (piece.length === 0) throw new PackFault('PACK_MALFORMED', name, 'it is cut off');
      for (let done = 0; done < piece.length; ) done += writeSync(out, piece, done, piece.length - done);
      left -= piece.length;
    }
  } finally {
    closeSync(out);
  }
  const padding = paddingOf(size);
  const rest = bytes.take(padding);
  if (rest.length !== padding || rest.some((byte) => byte !== 0))
    throw new PackFault('PACK_MALFORMED', name, 'it is not filled up with zeros');
}

function ended(bytes: Source): void {
  const second = bytes.take(BLOCK);
  if (second.length !== BLOCK || second.some((byte) => byte !== 0))
    throw new PackFault('PACK_MALFORMED', 'pack', 'it does not end as ustar does');
  if (bytes.take(1).length > 0) throw new PackFault('PACK_TRAILING_BYTES', 'pack', `bytes follow after its end at ${bytes.at - 1}`);
}
