import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, digestOf } from '../../src/locker/canonical.ts';
import { Digests, FRESH, KEPT, LISTED } from '../../src/locker/digests.ts';
import { beginRun, nodeDisk, openLocker } from '../../src/locker/index.ts';
import { Items, type Named } from '../../src/locker/items.ts';
import { itemsApart } from '../../src/locker/manifest.ts';
import { rootOf } from '../../src/locker/merkle.ts';
import { verifyLocker } from '../../src/locker/verify/index.ts';
import { AT, bytes, fill, folder, LATER, lockerIn } from './support.ts';

const hexOf = (text: string): string => digestOf(bytes(text)).slice(7);

describe('digests', () => {
  it('are those of a Map, whatever is marked in whatever order', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.constantFrom(KEPT, FRESH, LISTED));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
        const digests = new Digests(4);
        const known = new Map<string, number>();
        for (const [n, mark] of steps) {
          const hex = hexOf(String(n));
          expect(digests.mark(hex, mark)).toBe(known.get(hex) ?? 0);
          known.set(hex, (known.get(hex) ?? 0) | mark);
        }
        for (let n = 0; n <= 400; n += 1) expect(digests.marks(hexOf(String(n)))).toBe(known.get(hexOf(String(n))) ?? 0);
        for (const mark of [KEPT, FRESH, LISTED])
          expect([...digests.sorted(mark)]).toEqual([...known].flatMap(([hex, has]) => ((has & mark) !== 0 ? [hex] : [])).sort());
        expect(digests.size).toBe(known.size);
      }),
      { numRuns: 50 },
    );
  });
});

/** All of them in one piece: each digest once, under the least of its names. */
function atOnce(items: readonly Named[]): Named[] {
  const place = (one: Named) => `${one.name}\0${one.sha256}\0${one.mediaType}`;
  const sorted = [...items].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  return sorted.filter(({ sha256 }, at) => sorted.findIndex((one) => one.sha256 === sha256) === at);
}
async function collected(items: readonly Named[], most: number): Promise<Named[]> {
  const many = new Items(folder(), nodeDisk, most);
  await Promise.all(items.map((item) => many.put(item)));
  const found: Named[] = [];
  for await (const item of many.all(new Digests())) found.push(item);
  return found;
}

describe('items', () => {
  it('in sorted pieces on the disk are those in one piece in memory', async () => {
    const one = fc.record({
      sha256: fc.integer({ min: 0, max: 30 }).map((n) => hexOf(String(n))),
      name: fc.constantFrom('a', 'b', 'ä', 'evidence/x', 'evidence/x y', '€', '😀'),
      mediaType: fc.constantFrom('text/plain', 'application/json'),
      size: fc.constant(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 80 }), async (items) => {
        expect(await collected(items, 7)).toEqual(atOnce(items));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a run of very many objects', () => {
  const begin = async (mostListed: number) => {
    const root = lockerIn();
    const begun = await beginRun(root, { origin: 'acme', runId: 'run-1', at: AT, mostListed });
    await begun.writer.commit(await fill(begun, 'many', 40));
    return root;
  };

  it('lists them in a file of its own, with the same tree, and everything is found again', async () => {
    const run = await (await openLocker(await begin(10))).run(1);
    const { manifest } = run;
    expect(manifest.items).toEqual([]);
    const items = [];
    for await (const item of run.items()) items.push(item);
    expect(items.length).toBe(42);
    expect(items.map(({ name }) => name)).toEqual(items.map(({ name }) => name).sort());
    expect(manifest).toMatchObject({ treeSize: 42, merkleRoot: rootOf(items.map((item) => canonical(item))) });
    expect(itemsApart(manifest)?.name).toBe('items.jsonl');
    const found = [];
    for await (const { item, bytes: body } of run.evidence()) found.push(digestOf(body).slice(7) === item.sha256);
    expect(found).toEqual(items.map(() => true));
  });

  it('is read by sha256sum, and by verify, as any other', async () => {
    const root = await begin(10);
    expect(execFileSync('sha256sum', ['-c', '--quiet', 'runs/00000001/SHA256SUMS'], { cwd: root }).toString()).toBe('');
    const { checked, defects } = await verifyLocker(root, { now: LATER });
    expect(checked).toMatchObject({ objects: 42, manifests: 1 });
    expect(defects.map(({ code }) => code)).not.toContain('MERKLE_ROOT_MISMATCH');
    expect(defects.filter(({ file }) => file.includes('items') || file.includes('objects'))).toEqual([]);
    const inline = await verifyLocker(await begin(100), { now: LATER });
    expect(defects.map(({ code }) => code)).toEqual(inline.defects.map(({ code }) => code));
  });

  it.each([
    ['a digest exchanged', (text: string) => text.replace(/"sha256":"../, '"sha256":"00'), ['MANIFEST_MALFORMED', 'FILE_DIGEST_MISMATCH']],
    ['a line left out', (text: string) => text.slice(text.indexOf('\n') + 1), ['MERKLE_ROOT_MISMATCH', 'FILE_DIGEST_MISMATCH']],
    ['a name changed', (text: string) => text.replace('answer 7', 'answer 8'), ['MERKLE_ROOT_MISMATCH', 'FILE_DIGEST_MISMATCH']],
    ['a line written otherwise', (text: string) => text.replace(':', ': '), ['MANIFEST_MALFORMED', 'FILE_DIGEST_MISMATCH']],
    ['a path that leads out', (text: string) => text.replace('objects/sha256/', '../../'), ['MANIFEST_MALFORMED', 'FILE_DIGEST_MISMATCH']],
  ])('is not what was sealed: %s', async (_, change, codes) => {
    const root = await begin(10);
    const path = join(root, 'runs/00000001/items.jsonl');
    chmodSync(path, 0o644);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    const { defects } = await verifyLocker(root, { now: LATER });
    for (const code of codes) expect(defects.map((one) => one.code)).toContain(code);
    await expect((await openLocker(root)).run(1)).rejects.toMatchObject({ code: 'LOCKER_TAMPERED' });
  });
});
