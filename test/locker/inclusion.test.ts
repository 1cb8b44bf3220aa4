import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPaths, rootFrom } from '../../src/locker/inclusion.ts';
import { leafHash, nodeHash, rootOf } from '../../src/locker/merkle.ts';

const leavesOf = (size: number) => Array.from({ length: size }, (_, at) => Buffer.from(`leaf ${at}`));

describe('audit paths', () => {
  it('are those of RFC 6962, section 2.1.3: a tree of seven', () => {
    const d = leavesOf(7);
    const [a, b, c, , e, f, j] = d.map(leafHash) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
    const g = nodeHash(a, b);
    const h = nodeHash(c, leafHash(d[3] as Buffer));
    const i = nodeHash(e, f);
    const k = nodeHash(g, h);
    const l = nodeHash(i, j);
    const path = openPaths(d.map(leafHash));
    const hex = (...hashes: Buffer[]) => hashes.map((hash) => hash.toString('hex'));
    expect(path(0)).toEqual(hex(b, h, l));
    expect(path(3)).toEqual(hex(c, g, l));
    expect(path(4)).toEqual(hex(f, j, k));
    expect(path(6)).toEqual(hex(i, k));
  });
  it('lead every leaf to the root, and no other leaf, place, size or path', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, pick, other) => {
        const leaves = leavesOf(size);
        const root = rootOf(leaves);
        const hashes = leaves.map(leafHash);
        const index = pick % size;
        const path = openPaths(hashes)(index);
        const leaf = hashes[index] as Buffer;
        expect(rootFrom(leaf, index, size, path)).toBe(root);
        expect(rootFrom(leafHash(Buffer.from('another')), index, size, path)).not.toBe(root);
        if (other % size !== index) expect(rootFrom(leaf, other % size, size, path)).not.toBe(root);
        expect(rootFrom(leaf, index, size, [...path, root])).toBeUndefined();
        if (path.length > 0) expect(rootFrom(leaf, index, size, path.slice(1))).not.toBe(root);
        expect(rootFrom(leaf, size, size, path)).toBeUndefined();
      }),
    );
  });
});
