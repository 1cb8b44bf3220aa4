import type { Item, RunFile } from './manifest.ts';
import { objectPath, runPath } from './paths.ts';

/** The lines of SHA256SUMS, which `sha256sum -c` reads from the locker's root: every file of the run and every object it refers to. */
export function sumLines(seq: number, files: readonly RunFile[], items: readonly Pick<Item, 'sha256'>[]): Generator<string> {
  return sumLinesOf(seq, files, items.map(({ sha256 }) => sha256).sort());
}
/** The same of digests that come in their order, which is that of their paths. */
export function* sumLinesOf(seq: number, files: readonly RunFile[], hexes: Iterable<string>): Generator<string> {
  for (const { name, sha256 } of [...files].sort(by((file) => file.name))) yield `${sha256}  ${runPath(seq)}/${name}\n`;
  for (const hex of hexes) yield `${hex}  ${objectPath(hex)}\n`;
}

/** The same lines, some hundreds at a time: whoever hashes or writes them has as much to do for a line as for a block. */
export function* sumBlocks(lines: Iterable<string>): Generator<string> {
  let block = '';
  for (const line of lines) {
    block += line;
    if (block.length < 1 << 16) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}

/** Order by code unit: the same on every machine, whatever its locale. */
export const by =
  <T>(key: (item: T) => string) =>
  (a: T, b: T): number => {
    const [left, right] = [key(a), key(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
