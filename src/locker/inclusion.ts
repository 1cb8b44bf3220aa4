import { nodeHash, Tree } from './merkle.ts';

/** Most nodes on the way from a leaf to its root: a tree of 2^53 leaves has no longer way. */
export const MOST_STEPS = 53;

/** The largest power of two below `size`. */
const split = (size: number): number => {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
};

/**
 * Audit paths over one tree, whose subtrees are hashed once however many paths are asked for.
 * https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1
 */
export function openPaths(leaves: readonly Buffer[]): (index: number) => readonly string[] {
  const known = new Map<string, Buffer>();
  const rootOf = (from: number, to: number): Buffer => {
    if (to - from === 1) return leaves[from] as Buffer;
    const key = `${from} ${to}`;
    let hash = known.get(key);
    if (hash === undefined) {
      const tree = new Tree();
      for (let at = from; at < to; at += 1) tree.addHash(leaves[at] as Buffer);
      hash = Buffer.from(tree.root(), 'hex');
      known.set(key, hash);
    }
    return hash;
  };
  const path = (index: number, from: number, to: number): Buffer[] => {
    if (to - from === 1) return [];
    const middle = from + split(to - from);
    if (index < middle) return [...path(index, from, middle), rootOf(middle, to)];
    return [...path(index, middle, to), rootOf(from, middle)];
  };
  return (index) => {
    if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index} among ${leaves.length}`);
    return path(index, 0, leaves.length).map((hash) => hash.toString('hex'));
  };
}

/**
 * The root that a leaf at this place leads to by its audit path; undefined when the path is not of the length that this place has.
 * https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2, which spells out how to check what RFC 6962 defines
 */
export function rootFrom(leaf: Buffer, index: number, size: number, path: readonly string[]): string | undefined {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size)) || index < 0 || index >= size) return undefined;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const step of path) {
    if (last === 0) return undefined;
    const other = Buffer.from(step, 'hex');
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(other, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = nodeHash(hash, other);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash.toString('hex') : undefined;
}
