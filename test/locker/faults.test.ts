import { cpSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import { beginRun, digestOf, type Machine, type NewKeys, newKeys, openLocker } from '../../src/locker/index.ts';
import { verifyLocker } from '../../src/locker/verify/index.ts';
import { AT, audit, bytes, commitOne, faulty, fill, LATER, lockerIn, ORIGIN } from './support.ts';

/** A process of its own: what its predecessor failed to unlock is stale to it. */
const machine = (pid: number): Machine => ({
  pid,
  host: 'host',
  boot: 'boot',
  space: 'space',
  start: `start of ${pid}`,
  startOf: async () => null,
  alive: () => false,
});

/** Every operation of a second run fails once; returns what became of each. */
async function sweep(code: string, lasting: boolean, sealing?: NewKeys): Promise<Set<string>> {
  const ends = new Set<string>();
  const sound = lockerIn();
  await commitOne(sound, 'one', undefined, machine(1), 1, sealing);
  for (let n = 1; ; n += 1) {
    const root = lockerIn();
    cpSync(sound, root, { recursive: true });
    const { disk, count } = faulty(n, code, lasting);
    const end = await commitOne(root, 'two', disk, machine(2), 1, sealing).then(
      () => 'committed',
      (error: unknown) => error,
    );
    const ids = audit(root);
    const locker = await openLocker(root);
    for (const seq of await locker.runs()) for await (const _ of (await locker.run(seq)).findings());
    if (end === 'committed') {
      expect(ids, `operation ${n}`).toEqual(['one', 'two']);
    } else {
      expect(end, `operation ${n}`).toBeInstanceOf(Refusal);
      const refusal = end as Refusal;
      ends.add(refusal.code);
      expect(['LOCKER_UNWRITABLE', 'LOCKER_UNSEALED', 'LOCKER_TAMPERED'], `operation ${n}: ${refusal.line}`).toContain(refusal.code);
      const unconfirmed = refusal.message.includes('the disk did not confirm it');
      expect(ids, `operation ${n}: ${refusal.line}`).toEqual(unconfirmed ? ['one', 'two'] : ['one']);
      if (refusal.code === 'LOCKER_UNSEALED') expect(existsSync(refusal.at?.file ?? ''), refusal.line).toBe(true);
      if (refusal.code === 'LOCKER_UNSEALED' && code === 'ENOSPC' && !unconfirmed) expect(refusal.message).toMatch(/had reached \d+ bytes/);
    }
    // Whatever happened, the next run on a sound disk goes through.
    await commitOne(root, 'three', undefined, machine(3), 1, sealing);
    expect(audit(root)).toEqual([...ids, 'three']);
    if (sealing) await insistSigned(root, ids.length + 1, sealing, n);
    if (count() < n) {
      expect(end).toBe('committed');
      // The sweep went through preflight, lock, staging, sealing and clean-up; were it much shorter, it would not have.
      expect(n).toBeGreaterThan(80);
      return ends;
    }
  }
}

/** The runs of these tests share one clock reading; nothing else may be wrong with them. */
async function insistSigned(root: string, runs: number, { signer }: NewKeys, n: number): Promise<void> {
  const found = await verifyLocker(root, { now: LATER, keys: [signer.publicKey], maxAgeMs: 3_600_000 });
  const defects = found.defects.filter(({ code }) => code !== 'TIME_NOT_MONOTONIC' && code !== 'OBJECT_UNREFERENCED');
  expect(defects, `operation ${n}`).toEqual([]);
  expect(found.checked.signatures).toBe(runs);
}

describe('whatever operation of the file system fails', () => {
  it.each([
    ['ENOSPC', true],
    ['EIO', false],
    ['EIO', true],
  ])('%s, lasting: %j: a run is there whole or not at all, and the one before it stands', { timeout: 120_000 }, async (code, lasting) => {
    const ends = await sweep(code, lasting);
    expect(ends).toContain('LOCKER_UNWRITABLE');
    expect(ends).toContain('LOCKER_UNSEALED');
  });

  it('the same where runs are signed: no run without its signature, no checkpoint that contradicts it', { timeout: 180_000 }, async () => {
    const ends = await sweep('EIO', false, newKeys('ecdsa-p256', undefined));
    expect(ends).toContain('LOCKER_UNSEALED');
  });

  it('a disk that takes one byte at a time still gets every byte', async () => {
    const root = lockerIn();
    const { disk } = faulty(0, 'EIO', false);
    const slow = {
      ...disk,
      async create(path: string, mode: number) {
        const file = await disk.create(path, mode);
        return { ...file, write: (data: Uint8Array) => file.write(data.subarray(0, 1)) };
      },
    };
    await commitOne(root, 'one', slow);
    expect(audit(root)).toEqual(['one']);
  });

  it('an object that nobody waited for is missed all the same', async () => {
    const root = lockerIn();
    const { disk } = faulty(0, 'EIO', false);
    const lossy = {
      ...disk,
      async create(path: string, mode: number) {
        if (path.includes(digestOf(bytes('lost')).slice(7))) {
          await new Promise((go) => setTimeout(go, 50));
          throw Object.assign(new Error('EIO'), { code: 'EIO' });
        }
        return disk.create(path, mode);
      },
    };
    const begun = await beginRun(root, { origin: ORIGIN, runId: 'one', at: AT, disk: lossy });
    const rest = await fill(begun, 'one');
    const lost = begun.writer.put(bytes('lost'));
    const [put, commit] = await Promise.allSettled([lost, begun.writer.commit(rest)]);
    expect(put).toMatchObject({ status: 'rejected', reason: { code: 'LOCKER_UNSEALED' } });
    expect(commit).toMatchObject({ status: 'rejected', reason: { code: 'LOCKER_UNSEALED' } });
    expect(audit(root)).toEqual([]);
  });

  it('objects and run are durable before the run has its name', async () => {
    const root = lockerIn();
    const { disk } = faulty(0, 'EIO', false);
    const dirty = new Set<string>();
    const late: string[] = [];
    const watched = {
      ...disk,
      async create(path: string, mode: number) {
        const file = await disk.create(path, mode);
        dirty.add(path);
        if (dirname(path) === join(root, 'staging', 'one', 'run')) dirty.add(dirname(path));
        return {
          ...file,
          sync: async () => {
            await file.sync();
            dirty.delete(path);
          },
        };
      },
      async sync(path: string) {
        await disk.sync(path);
        dirty.delete(path);
      },
      async remove(path: string) {
        await disk.remove(path);
        dirty.delete(path);
      },
      async link(from: string, to: string) {
        if (dirty.has(from)) late.push(from);
        await disk.link(from, to);
        if (to.includes('sha256')) dirty.add(dirname(to));
      },
      async rename(from: string, to: string) {
        // Objects have left staging; what else is there is swept.
        if (to.endsWith(join('runs', '00000001'))) late.push(...[...dirty].filter((path) => !path.startsWith(join(root, 'lock'))));
        await disk.rename(from, to);
      },
    };
    await commitOne(root, 'one', watched);
    expect(late).toEqual([]);
    expect(readdirSync(join(root, 'runs'))).toEqual(['00000001']);
    expect((await (await openLocker(root)).run(1)).manifest.startedAt).toBe(AT);
  });
});
