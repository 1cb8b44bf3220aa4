/** What a locker forgets: only what no kept run refers to, with a signed word that `verify` holds to its rule; killed at any point, nothing is lost. */
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleBytes, signStatement } from '../../src/locker/bundle.ts';
import { beginRun, canonical, digestOf, newKeys, nodeDisk, openLocker, type Sealing, thisMachine } from '../../src/locker/index.ts';
import { acquire } from '../../src/locker/lock.ts';
import { prune } from '../../src/locker/prune.ts';
import { earlier, later } from '../../src/locker/retention.ts';
import { pruneStatement, type Tombstone } from '../../src/locker/tombstone.ts';
import { type VerifyOptions, verifyLocker } from '../../src/locker/verify/index.ts';
import { bytes, chance, faulty, finding, folder, parts } from './support.ts';

const keys: Sealing = newKeys('ecdsa-p256', undefined);
const AT = '2026-11-21T12:00:00.000Z';
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const RECORD = 'application/vnd.claimcheck.evidence.v1+json';

/** One run a year since 2021, each with an answer of its own, one that it shares with the next, and one that all share. */
async function locker(root: string, sealing: Sealing | undefined, runs = 6): Promise<string> {
  for (let n = 1; n <= runs; n += 1) {
    const at = `${2020 + n}-03-01T00:00:00.000Z`;
    const end = `${2020 + n}-03-01T01:00:00.000Z`;
    const { writer } = await beginRun(root, { origin: 'acme', runId: uuid(n), at, chance, ...(sealing && { sealing }) });
    const put = (text: string) => writer.put(bytes(text), { name: text, mediaType: 'text/plain' });
    const [policy, own] = [await put('the policy'), await put(`own ${n}`)];
    await put(`shared ${n}`);
    await put(`shared ${n + 1}`);
    await writer.finding(finding([own], 'pass'));
    await writer.commit(parts(policy, policy, { finishedAt: end, period: { from: at, to: end } }));
  }
  return root;
}
let signed = '';
let bare = '';
beforeAll(async () => {
  signed = await locker(join(mkdtemp(), 'locker'), keys);
  bare = await locker(join(mkdtemp(), 'locker'), undefined);
});
const made: string[] = [];
const mkdtemp = (): string => {
  made.push(mkdtempSync(join(tmpdir(), 'claimcheck-prune-')));
  return made.at(-1) as string;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

const copy = (from: string): string => {
  const to = join(folder(), 'locker');
  cpSync(from, to, { recursive: true });
  return to;
};
const objectOf = (root: string, text: string): string => {
  const hex = digestOf(bytes(text)).slice(7);
  return join(root, 'objects/sha256', hex.slice(0, 2), hex);
};
const has = (root: string, text: string): boolean => existsSync(objectOf(root, text));
const keep3 = { keep: 'P3Y', at: AT, id: uuid(99), signer: keys.signer } as const;
const check = (root: string, more: Partial<VerifyOptions> = {}) =>
  verifyLocker(root, { now: AT, keys: [keys.signer.publicKey], maxAgeMs: 1e15, ...more });
const codes = async (root: string, more: Partial<VerifyOptions> = {}) => {
  const { exit, defects } = await check(root, more);
  return { exit, codes: [...new Set(defects.map(({ code }) => code))] };
};
const stonePath = (root: string, name = 'tombstone.json') => join(root, 'prunes/00000001', name);
const overwrite = (path: string, data: Uint8Array | string) => {
  if (existsSync(path)) chmodSync(path, 0o644);
  writeFileSync(path, data);
};
/** As the holder of the key could write it. */
async function restone(root: string, change: (stone: Tombstone) => Tombstone, signer = keys.signer): Promise<void> {
  const stone = change(JSON.parse(readFileSync(stonePath(root), 'utf8')) as Tombstone);
  const data = canonical(stone);
  overwrite(stonePath(root), data);
  overwrite(
    stonePath(root, 'tombstone.sigstore.json'),
    await bundleBytes(await signStatement(pruneStatement(stone, digestOf(data).slice(7)), signer)),
  );
}

describe('a retention', () => {
  it('counts by the calendar', () => {
    expect(earlier('2028-02-29T10:00:00.000Z', 'P1Y')).toBe('2027-02-28T10:00:00.000Z');
    expect(earlier('2026-03-31T10:00:00.000Z', 'P1M')).toBe('2026-02-28T10:00:00.000Z');
    expect(earlier('2026-11-21T00:00:00.000Z', 'P2Y1M3W2D')).toBe('2024-09-28T00:00:00.000Z');
    expect(later('2026-11-30T00:00:00.000Z', 'P3M')).toBe('2027-02-28T00:00:00.000Z');
    for (const wrong of ['', 'P', 'P0D', '2Y', 'PT5H', 'P-1Y', 'P1.5Y']) expect(() => earlier(AT, wrong), wrong).toThrow(RangeError);
  });
});

describe('pruning', () => {
  it('takes out what only runs beyond the retention refer to, and verify accepts it by the tombstone', async () => {
    const root = copy(signed);
    const told = await prune(root, keep3);
    // 2021, 2022 and 2023 ended before November 2023
    expect(told).toMatchObject({ runs: [1, 2, 3], objects: 6, tombstones: ['prunes/00000001'], cutoff: '2023-11-21T12:00:00.000Z' });
    for (const gone of ['own 1', 'own 2', 'own 3', 'shared 1', 'shared 2', 'shared 3']) expect(has(root, gone), gone).toBe(false);
    for (const kept of ['own 4', 'own 5', 'own 6', 'shared 4', 'shared 5', 'shared 7', 'the policy'])
      expect(has(root, kept), kept).toBe(true);
    const { exit, defects, checked } = await check(root);
    expect(defects).toEqual([]);
    expect(exit).toBe(0);
    // own and shared of each run, and one that it shared with the run before
    expect(checked.pruned).toEqual({ objects: 8, tombstones: 1 });
    expect((await openLocker(root).then((one) => one.run(1))).manifest.seq).toBe(1);
    const strict = await check(root, { strict: true });
    expect(strict.exit).toBe(0);
  });
  it('does nothing twice, and goes on where time has gone on', async () => {
    const root = copy(signed);
    await prune(root, keep3);
    expect(await prune(root, { ...keep3, id: uuid(98) })).toMatchObject({ runs: [], objects: 0, tombstones: [] });
    expect(await prune(root, { ...keep3, keep: 'P2Y', id: uuid(97) })).toMatchObject({
      runs: [4],
      objects: 2,
      tombstones: ['prunes/00000002'],
    });
    expect((await check(root)).defects).toEqual([]);
  });
  it('never takes the newest run, nor one inside the retention', async () => {
    const root = copy(signed);
    expect(await prune(root, { ...keep3, keep: 'P1D' })).toMatchObject({ runs: [1, 2, 3, 4, 5] });
    expect(has(root, 'own 6') && has(root, 'shared 6') && has(root, 'shared 7')).toBe(true);
    const late = copy(signed);
    expect(await prune(late, { ...keep3, keep: 'P30Y' })).toMatchObject({ runs: [], objects: 0, tombstones: [] });
    expect(existsSync(join(late, 'prunes'))).toBe(false);
  });
  it('says what it would do and does not', async () => {
    const root = copy(signed);
    expect(await prune(root, { ...keep3, dryRun: true })).toMatchObject({ runs: [1, 2, 3], objects: 6, tombstones: [] });
    expect(has(root, 'own 1') && !existsSync(join(root, 'prunes'))).toBe(true);
  });
  it('keeps a record that a later run confirms', async () => {
    const root = join(folder(), 'locker');
    const run = async (n: number, at: string, confirms?: string) => {
      const { writer } = await beginRun(root, { origin: 'acme', runId: uuid(n), at, chance });
      const record = Buffer.from(canonical({ requestedAt: at, receivedAt: at, n, ...(confirms && { confirms: { evidence: confirms } }) }));
      const id = await writer.put(record, { name: `evidence/${n}`, mediaType: RECORD });
      await writer.put(bytes(`own ${n}`), { name: 'own', mediaType: 'text/plain' });
      await writer.commit(parts(id, id, { finishedAt: at, period: { from: at, to: at } }));
      return id;
    };
    const first = await run(1, '2020-01-01T00:00:00.000Z');
    await run(2, '2026-01-01T00:00:00.000Z', first);
    expect(await prune(root, { keep: 'P1Y', at: AT, id: uuid(9) })).toMatchObject({ runs: [1], objects: 1 });
    expect(has(root, 'own 1')).toBe(false);
    await expect((await openLocker(root)).get(first)).resolves.toBeDefined();
  });
  it('of a locker that nobody signs leaves a tombstone that nobody signs, and verify says so (6)', async () => {
    const root = copy(bare);
    const { signer: _, ...unsigned } = keep3;
    await prune(root, unsigned);
    expect(await codes(root, { keys: [] })).toEqual({ exit: 6, codes: expect.arrayContaining(['PRUNE_NOT_SIGNED', 'NOT_SIGNED']) });
    expect((await codes(root)).exit).toBe(5);
  });
  it('refuses what cannot be: no duration, no key for a signed locker, a damaged locker, one that is held', async () => {
    const root = copy(signed);
    const { signer: _, ...unsigned } = keep3;
    await expect(prune(root, { ...keep3, keep: 'two years' })).rejects.toMatchObject({ code: 'USAGE', exit: 2 });
    await expect(prune(root, unsigned)).rejects.toMatchObject({ code: 'KEY_UNREADABLE', exit: 2 });
    rmSync(objectOf(root, 'own 2'));
    await expect(prune(root, keep3)).rejects.toMatchObject({ code: 'LOCKER_TAMPERED', exit: 5 });
    expect(has(root, 'own 1') && !existsSync(join(root, 'prunes'))).toBe(true);
    const busy = copy(signed);
    const begun = await beginRun(busy, { origin: 'acme', runId: uuid(50), at: AT });
    await expect(prune(busy, keep3)).rejects.toMatchObject({ code: 'LOCKER_LOCKED', exit: 8 });
    await begun.writer.abort({ at: AT, detail: '' });
    await expect(prune(join(folder(), 'none'), keep3)).rejects.toMatchObject({ code: 'RUN_UNKNOWN', exit: 2 });
  });
  it('of whoever slept until its lock was taken over removes nothing more', async () => {
    const root = copy(signed);
    const sleepy = {
      ...nodeDisk,
      // it sleeps once its tombstone has its place
      async rename(from: string, to: string) {
        await nodeDisk.rename(from, to);
        if (!to.includes('prunes')) return;
        const machine = { ...(await thisMachine()), startOf: async () => null };
        await acquire(root, { runId: 'another', at: AT }, nodeDisk, machine);
      },
    };
    await expect(prune(root, { ...keep3, disk: sleepy })).rejects.toMatchObject({ code: 'LOCKER_LOCKED', message: /run another/ });
    for (const due of ['own 1', 'own 2', 'own 3', 'shared 1']) expect(has(root, due), due).toBe(true);
    expect((await check(root)).exit).toBe(0);
  });
  it('a run after it may refer to the same bytes again, and has to have them from then on', async () => {
    const root = copy(signed);
    await prune(root, keep3);
    const { writer } = await beginRun(root, { origin: 'acme', runId: uuid(7), at: '2026-11-21T13:00:00.000Z', chance, sealing: keys });
    const again = await writer.put(bytes('own 1'), { name: 'again', mediaType: 'text/plain' });
    await writer.commit(parts(again, again, { finishedAt: '2026-11-21T14:00:00.000Z' }));
    expect(has(root, 'own 1')).toBe(true);
    const now = '2026-11-21T15:00:00.000Z';
    expect(await codes(root, { now })).toEqual({ exit: 0, codes: [] });
    expect(await prune(root, { ...keep3, at: now, id: uuid(96) })).toMatchObject({ objects: 0 });
    rmSync(objectOf(root, 'own 1'));
    expect(await codes(root, { now })).toEqual({ exit: 5, codes: ['OBJECT_MISSING'] });
  });
});

describe('a tombstone excuses nothing else', () => {
  const ROWS: readonly [attempt: string, tamper: (root: string) => unknown, yields: string, options?: Partial<VerifyOptions>][] = [
    ['an object of a kept run deleted', (root) => rmSync(objectOf(root, 'own 5')), 'OBJECT_MISSING'],
    ['no tombstone', (root) => rmSync(join(root, 'prunes'), { recursive: true }), 'OBJECT_MISSING'],
    ['its signature taken out', (root) => rmSync(stonePath(root, 'tombstone.sigstore.json')), 'PRUNE_INVALID'],
    [
      'its signature taken out, and no key given',
      (root) => rmSync(stonePath(root, 'tombstone.sigstore.json')),
      'PRUNE_INVALID',
      { keys: [] },
    ],
    [
      'an object more, without a signature for it',
      (root) => {
        rmSync(objectOf(root, 'own 5'));
        const stone = JSON.parse(readFileSync(stonePath(root), 'utf8')) as Tombstone;
        overwrite(stonePath(root), canonical({ ...stone, objects: [...stone.objects, digestOf(bytes('own 5')).slice(7)] }));
      },
      'PRUNE_INVALID',
    ],
    [
      'an object of a kept run, by the holder of the key',
      (root) => {
        rmSync(objectOf(root, 'own 5'));
        return restone(root, (stone) => ({ ...stone, objects: [...stone.objects, digestOf(bytes('own 5')).slice(7)] }));
      },
      'OBJECT_MISSING',
    ],
    [
      'a run inside the retention, by the holder of the key',
      (root) => {
        const run = JSON.parse(readFileSync(stonePath(root), 'utf8')) as Tombstone;
        const manifest = digestOf(readFileSync(join(root, 'runs/00000005/manifest.json')));
        rmSync(objectOf(root, 'own 5'));
        return restone(root, () => ({
          ...run,
          runs: [...run.runs, { seq: 5, manifest }],
          objects: [...run.objects, digestOf(bytes('own 5')).slice(7)],
        }));
      },
      'PRUNE_INVALID',
    ],
    [
      'a limit that its rule does not give, by the holder of the key',
      (root) => restone(root, (stone) => ({ ...stone, cutoff: AT })),
      'PRUNE_INVALID',
    ],
    [
      'the newest run, by the holder of the key',
      (root) => restone(root, (stone) => ({ ...stone, runs: [...stone.runs, stone.head] })),
      'PRUNE_INVALID',
    ],
    [
      'another run in the place of one',
      (root) =>
        restone(root, (stone) => ({
          ...stone,
          runs: stone.runs.map((run) => ({ ...run, manifest: `sha256:${'0'.repeat(64)}` as const })),
        })),
      'PRUNE_INVALID',
    ],
    ['a tombstone of another locker', (root) => restone(root, (stone) => ({ ...stone, origin: 'other' })), 'PRUNE_INVALID'],
    ['a tombstone of a stranger', (root) => restone(root, (stone) => stone, newKeys('ecdsa-p256', undefined).signer), 'KEY_UNTRUSTED'],
    [
      'reformatted',
      (root) => overwrite(stonePath(root), JSON.stringify(JSON.parse(readFileSync(stonePath(root), 'utf8')), null, 1)),
      'PRUNE_INVALID',
    ],
    ['under another number', (root) => renameSync(join(root, 'prunes/00000001'), join(root, 'prunes/00000002')), 'UNSAFE_PATH'],
  ];
  it.each(ROWS)('%s', async (_, tamper, yields, options) => {
    const root = copy(signed);
    await prune(root, keep3);
    await tamper(root);
    const found = await codes(root, options);
    expect(found.codes).toContain(yields);
    expect(found.exit).toBe(5);
  });
  it('the same tombstone signed again is the same', async () => {
    const root = copy(signed);
    await prune(root, keep3);
    await restone(root, (stone) => stone);
    expect(await codes(root)).toEqual({ exit: 0, codes: [] });
  });
});

describe('killed or failing at any operation', () => {
  it('nothing that is kept is lost, all that is gone is named, and the next call finishes', async () => {
    const small = await locker(join(folder(), 'locker'), keys, 3);
    let operations = 1;
    for (let n = 1; n <= operations; n += 1) {
      const root = copy(small);
      const { disk, count } = faulty(n, 'EIO', true);
      const done = await prune(root, { ...keep3, disk }).then(
        () => true,
        () => false,
      );
      operations = done ? 0 : Math.max(operations, n + 1);
      expect(count()).toBeGreaterThan(0);
      const { exit, defects } = await check(root);
      expect([exit, defects.filter(({ code }) => code !== 'OBJECT_UNREFERENCED')], `after operation ${n}`).toEqual([0, []]);
      for (const kept of ['own 3', 'shared 3', 'shared 4', 'the policy']) expect(has(root, kept), `${kept} after ${n}`).toBe(true);
      // the lock of whoever was killed is that of this process, which lives: it is let go as its end would
      rmSync(join(root, 'lock'), { recursive: true, force: true });
      await prune(root, { ...keep3, id: uuid(95), disk: nodeDisk });
      for (const gone of ['own 1', 'shared 2']) expect(has(root, gone), `${gone} after ${n}`).toBe(false);
      expect((await check(root)).defects, `finished after operation ${n}`).toEqual([]);
      rmSync(root, { recursive: true, force: true });
      if (done) return;
    }
  }, 180_000);
});
