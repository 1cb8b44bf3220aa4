/**
 * POSIX ustar as we write it and as we read it: regular files, sorted, owned by nobody, of no time. There is one way to write a header, so
 * a reader writes it again and compares: links, devices, owners, times, extensions and long names are all "not as we write it".
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export const BLOCK = 512;
/** Eleven octal digits. */
export const MOST_BYTES = 8 ** 11 - 1;

export interface Entry {
  readonly name: string;
  readonly size: number;
  /** Exactly `size` bytes. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** RangeError for a name or size that a header cannot hold. */
export function headerOf(name: string, size: number): Buffer {
  if (name.length === 0 || name.length > 99 || !/^[\x21-\x7e]+$/.test(name)) throw new RangeError(`not a name for a pack: ${name}`);
  if (!Number.isSafeInteger(size) || size < 0 || size > MOST_BYTES) throw new RangeError(`too large for a pack: ${size} bytes`);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write('0000644\x000000000\x000000000\x00', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\x0000000000000\x00        0`, 124);
  header.write('ustar\x0000', 257);
  header.write('0000000\x000000000\x00', 329);
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\x00 `, 148);
  return header;
}

/** With the field of the checksum itself as blanks. */
export function checksumOf(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

export const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** Entries in the order of their names, each once; two empty blocks, and nothing after them. */
export async function* ustar(entries: readonly Entry[]): AsyncGenerator<Uint8Array> {
  let before = '';
  for (const { name, size, bytes } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (name === before) throw new RangeError(`twice in a pack: ${name}`);
    before = name;
    yield headerOf(name, size);
    let written = 0;
    for await (const chunk of bytes()) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== size) throw new RangeError(`${name} has ${written} bytes instead of ${size}`);
    yield Buffer.alloc(paddingOf(size));
  }
  yield Buffer.alloc(2 * BLOCK);
}
