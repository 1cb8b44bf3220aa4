/** Reads a segment back, line by line; what is not as it was sealed is said, and nothing of it used. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { digestOf } from '../locker/canonical.ts';
import type { ResourceSet } from '../model.ts';
import { altered, type PackedItem, type SealedSegment } from './segment.ts';

type Name = 'sets.jsonl' | 'closing.jsonl' | 'items.jsonl';

/** Every row, and then the word whether the file is the one that was sealed. Read to the end before you rely on it. */
async function* rows<T>({ folder, segment }: SealedSegment, name: Name): AsyncIterable<T> {
  const path = join(folder, name);
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const stream = file.createReadStream({ autoClose: false });
    stream.on('data', (bytes) => hash.update(bytes));
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) yield row<T>(path, line);
    if (hash.digest('hex') !== segment.files.find((one) => one.name === name)?.sha256)
      throw altered(path, 'was changed after it was sealed');
  } finally {
    await file.close();
  }
}
function row<T>(path: string, line: string): T {
  try {
    return JSON.parse(line) as T;
  } catch {
    throw altered(path, 'has a line that is not JSON');
  }
}

export const setsOf = (one: SealedSegment): AsyncIterable<ResourceSet> => rows(one, 'sets.jsonl');
export const closingOf = (one: SealedSegment): AsyncIterable<ResourceSet> => rows(one, 'closing.jsonl');

/** Its objects, each checked against its digest: all, or those that somebody wants. */
export async function* objectsOf(
  one: SealedSegment,
  wanted: (item: PackedItem) => boolean,
): AsyncIterable<{ readonly item: PackedItem; readonly bytes: Uint8Array }> {
  const path = join(one.folder, 'objects.pack');
  const file = await open(path, 'r');
  try {
    for await (const item of rows<PackedItem>(one, 'items.jsonl')) {
      if (!wanted(item)) continue;
      const bytes = new Uint8Array(item.size);
      await file.read(bytes, 0, item.size, item.offset);
      if (digestOf(bytes) !== item.digest) throw altered(path, `holds other bytes than ${item.digest}`);
      yield { item, bytes };
    }
  } finally {
    await file.close();
  }
}
