import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { beginRun, canonical, type Disk, type Machine, nodeDisk, openLocker, thisMachine } from '../../src/locker/index.ts';
import { acquire, type Holder, type Lock, stateOf } from '../../src/locker/lock.ts';
import { BEAT_MS } from '../../src/locker/pulse.ts';
import { AT, audit, commitOne, fill, folder, LATER, lockerIn, ORIGIN } from './support.ts';

const linux: Machine = {
  pid: 7,
  host: 'a',
  boot: 'b1',
  space: 's1',
  start: '100',
  startOf: async (pid) => (pid === 7 ? '100' : null),
  alive: () => true,
};
const ago = (path: string, minutes: number): void => {
  const at = Date.now() / 1000 - minutes * 60;
  utimesSync(path, at, at);
};
const holder: Holder = { pid: 7, host: 'a', boot: 'b1', space: 's1', start: '100', since: AT, runId: 'one', released: false };

describe('who holds the lock', () => {
  it.each<[string, Partial<Holder>, Partial<Machine>, string]>([
    ['the process runs', {}, {}, 'held'],
    ['it let go', { released: true }, {}, 'gone'],
    ['no such process', { pid: 8 }, {}, 'gone'],
    ['its pid is used by a later process', { start: '99' }, {}, 'gone'],
    ['the machine was started again', { boot: 'b0' }, {}, 'gone'],
    ['another container of this machine', { space: 's2' }, {}, 'cannot tell'],
    ['another machine', { host: 'z', boot: 'b9' }, {}, 'cannot tell'],
    ['this machine, renamed', { host: 'z' }, {}, 'held'],
    ['without /proc, the pid is in use', { boot: null, space: null, start: null }, { boot: null, space: null, start: null }, 'held'],
    [
      'without /proc, the pid is free',
      { boot: null, space: null, start: null },
      { boot: null, space: null, start: null, alive: () => false },
      'gone',
    ],
    ['without /proc, another machine', { host: 'z', boot: null, space: null }, { boot: null, space: null }, 'cannot tell'],
  ])('%s', async (_name, written, seen, state) => {
    expect(await stateOf({ ...holder, ...written }, { ...linux, ...seen })).toBe(state);
  });

  it('is told about this very process', async () => {
    const machine = await thisMachine();
    expect(machine.alive(process.pid)).toBe(true);
    if (machine.start === null) return console.warn('SKIPPED: no /proc on this machine');
    expect(await machine.startOf(process.pid)).toBe(machine.start);
    expect(await machine.startOf(2 ** 22 + 1)).toBeNull();
  });
});

describe('the lock', () => {
  it('refuses a second writer with the holder and its time, and the next manifest tells', async () => {
    const root = lockerIn();
    const first = await beginRun(root, { origin: ORIGIN, runId: 'one', at: AT });
    await expect(beginRun(root, { origin: ORIGIN, runId: 'two', at: LATER })).rejects.toMatchObject({
      code: 'LOCKER_LOCKED',
      exit: 8,
      message: expect.stringMatching(new RegExp(`process ${process.pid} .* since ${AT}`)),
    });
    await first.writer.commit(await fill(first, 'one'));
    await commitOne(root, 'three');
    const locker = await openLocker(root);
    expect((await locker.run(2)).manifest.attempts.map(({ runId, event }) => `${runId} ${event}`)).toEqual(['three started']);
    const { manifest } = await locker.run(1);
    expect(manifest.attempts.map(({ runId, event, at }) => `${runId} ${event} ${at}`)).toEqual([
      `one started ${AT}`,
      `two locked ${LATER}`,
    ]);
  });

  it('of a killed run is taken over, said, and recorded', async () => {
    const root = lockerIn();
    const dead: Machine = { ...(await thisMachine()), start: '1' };
    const killed = await beginRun(root, { origin: ORIGIN, runId: 'one', at: AT, machine: dead });
    (await killed.writer.finding) as unknown;
    const next = await beginRun(root, { origin: ORIGIN, runId: 'two', at: LATER });
    expect(next.tookOver).toMatchObject({ pid: process.pid, runId: 'one', since: AT });
    await next.writer.commit(await fill(next, 'two'));
    const { manifest } = await (await openLocker(root)).run('latest');
    expect(manifest.attempts.map(({ runId, event }) => `${runId} ${event}`)).toEqual(['one started', 'one killed', 'two started']);
    await killed.writer.abort({ at: LATER, detail: 'only to close its files' });
  });

  it('that somebody else wrote is not broken', async () => {
    const root = folder();
    mkdirSync(join(root, 'lock'));
    writeFileSync(join(root, 'lock', '0000000001'), '');
    await expect(acquire(root, { runId: 'one', at: AT }, nodeDisk, linux)).rejects.toMatchObject({ code: 'LOCKER_LOCKED' });
  });

  it('is not given to a process that slept until its number had come and gone', async () => {
    const root = folder();
    const take = (label: string, disk: Disk = nodeDisk): Promise<Lock> => acquire(root, { runId: label, at: AT }, disk, linux);
    let slept = false;
    const sleepy: Disk = {
      ...nodeDisk,
      async link(from, to) {
        if (!slept) {
          slept = true;
          await (await take('first')).release();
          await (await take('second')).release();
          await take('third');
        }
        await nodeDisk.link(from, to);
      },
    };
    await expect(take('sleeper', sleepy)).rejects.toMatchObject({ code: 'LOCKER_LOCKED', message: expect.stringContaining('run third') });
    expect(readdirSync(join(root, 'lock'))).toEqual(['0000000002', '0000000003']);
  });

  /** The record and the last sign of life of a holder elsewhere, so many minutes ago by the file system's clock. */
  const elsewhere = { ...holder, host: 'z', boot: 'b9' };
  function heldElsewhere({ since, alive }: { readonly since: number; readonly alive?: number }): string {
    const root = folder();
    mkdirSync(join(root, 'lock'));
    const record = join(root, 'lock', '0000000003');
    writeFileSync(record, canonical(elsewhere));
    if (alive !== undefined) writeFileSync(`${record}.alive`, '.');
    ago(record, since);
    if (alive !== undefined) ago(`${record}.alive`, alive);
    return root;
  }
  it.each([
    ['has begun just now', { since: 0 }],
    ['began a day ago, and gave a sign of life just now', { since: 1440, alive: 0 }],
    ['gave one fourteen minutes ago', { since: 1440, alive: 14 }],
  ])('of a process that cannot be seen from here is not touched while it %s', async (_, times) => {
    const root = heldElsewhere(times);
    await expect(acquire(root, { runId: 'one', at: AT }, nodeDisk, linux)).rejects.toMatchObject({
      code: 'LOCKER_LOCKED',
      exit: 8,
      message: expect.stringContaining(`cannot be seen from here: process 7 on z, run one, since ${AT}`),
      at: { file: join(root, 'lock', '0000000003') },
      hint: expect.stringMatching(
        times.alive === 14 ? /84\d s ago\. If it was killed, a run in 1 min takes/ : /[0-5] s ago.* in 15 min takes/,
      ),
    });
    expect(readdirSync(join(root, 'lock')).filter((name) => !name.startsWith('.') && !name.endsWith('.alive'))).toEqual(['0000000003']);
  });
  it.each([
    ['and never was', { since: 16 }],
    ['any more', { since: 1440, alive: 16 }],
  ])('is taken over where no sign of life came for a quarter of an hour %s', async (_, times) => {
    const root = heldElsewhere(times);
    const lock = await acquire(root, { runId: 'one', at: AT }, nodeDisk, linux);
    expect(lock.tookOver).toMatchObject({ pid: 7, host: 'z', runId: 'one' });
    expect(lock.tookOver?.silentMs).toBeGreaterThanOrEqual(15.9 * 60_000);
    await lock.insist();
  });

  it('is taken over from a container that was killed; one that only slept commits nothing, and no object goes missing', async () => {
    const root = lockerIn();
    const slept = await beginRun(root, { origin: ORIGIN, runId: 'sleeper', at: AT, machine: { ...(await thisMachine()), space: 'other' } });
    const rest = await fill(slept, 'sleeper');
    ago(join(root, 'lock', '0000000001'), 20);
    const next = await beginRun(root, { origin: ORIGIN, runId: 'next', at: LATER });
    expect(next.tookOver).toMatchObject({ runId: 'sleeper', silentMs: expect.any(Number) });
    await expect(slept.writer.commit(rest)).rejects.toMatchObject({ code: 'LOCKER_LOCKED', exit: 8, message: /taken over: .* run next/ });
    await next.writer.commit(await fill(next, 'next'));
    // and not after the other has let go either
    await commitOne(root, 'third');
    expect(audit(root)).toEqual(['next', 'third']);
    const told = (await (await openLocker(root)).run(1)).manifest.attempts;
    expect(told.map(({ runId, event }) => `${runId} ${event}`)).toEqual([
      'sleeper started',
      'sleeper killed',
      'next started',
      'sleeper unsealed',
    ]);
    expect(told[1]?.detail).toMatch(/gave no sign of life for (19|20) minutes, and held the lock/);
    // what the sleeper had put there is nobody's
    expect(readdirSync(join(root, 'staging'))).toEqual(['sleeper']);
  });

  it('is kept alive by its holder, and no longer than it holds it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const root = folder();
      const touched: string[] = [];
      const disk: Disk = { ...nodeDisk, touch: async (path) => void touched.push(path) };
      const lock = await acquire(root, { runId: 'one', at: AT }, disk, linux);
      vi.advanceTimersByTime(BEAT_MS * 3);
      expect(touched).toEqual(Array(3).fill(join(root, 'lock', '0000000001.alive')));
      await lock.release();
      vi.advanceTimersByTime(BEAT_MS * 3);
      expect(touched).toHaveLength(3);
    } finally {
      vi.useRealTimers();
    }
  });
  it('is swept with its signs of life', async () => {
    const root = folder();
    for (const runId of ['one', 'two', 'three']) {
      const lock = await acquire(root, { runId, at: AT }, nodeDisk, linux);
      await nodeDisk.touch(join(root, 'lock', `000000000${['one', 'two', 'three'].indexOf(runId) + 1}.alive`));
      await lock.release();
    }
    expect(readdirSync(join(root, 'lock')).sort()).toEqual(['0000000002', '0000000002.alive', '0000000003', '0000000003.alive']);
  });

  it('has one holder at a time, in whatever order the steps of several processes fall', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { minLength: 3, maxLength: 5 }), async (scheduler, dies) => {
        const disk = inMemory(scheduler);
        const ended = new Set<number>();
        let holding: number | undefined;
        const one = async (pid: number, dying: boolean): Promise<void> => {
          const machine: Machine = { ...linux, pid, start: `${pid}`, startOf: async (other) => (ended.has(other) ? null : `${other}`) };
          let lock: Lock;
          for (let i = 0; ; i += 1) {
            try {
              lock = await acquire('/locker', { runId: `run-${pid}-${i}`, at: AT }, disk, machine);
              break;
            } catch (error) {
              if (!(error instanceof Error && 'code' in error && error.code === 'LOCKER_LOCKED')) throw error;
              if (i === 6) return;
            }
          }
          expect(holding, `${pid} holds beside ${holding}`).toBeUndefined();
          holding = pid;
          await scheduler.schedule(Promise.resolve(), 'work');
          holding = undefined;
          if (dying) ended.add(pid);
          else await lock.release();
        };
        const all = Promise.all(dies.map((dying, i) => one(i + 1, dying)));
        await scheduler.waitFor(all);
      }),
      { numRuns: 400 },
    );
  });
});

/** Names and links as POSIX has them, each operation atomic and at a moment that the scheduler picks. */
function inMemory(scheduler: fc.Scheduler): Disk {
  const names = new Map<string, Uint8Array>();
  const fail = (code: string): never => {
    throw Object.assign(new Error(code), { code });
  };
  const at = async <T>(work: () => T): Promise<T> => {
    await scheduler.schedule(Promise.resolve());
    return work();
  };
  return {
    ...nodeDisk,
    mkdir: () => at(() => undefined),
    create: (path) =>
      at(() => {
        if (names.has(path)) fail('EEXIST');
        names.set(path, new Uint8Array());
        return {
          write: async (data) => {
            names.set(path, data);
            return data.length;
          },
          sync: async () => undefined,
          close: async () => undefined,
        };
      }),
    read: (path) => at(() => names.get(path) ?? fail('ENOENT')),
    list: (folderName) =>
      at(() => [...names.keys()].filter((path) => path.startsWith(`${folderName}/`)).map((path) => path.slice(folderName.length + 1))),
    link: (from, to) => at(() => (names.has(to) ? fail('EEXIST') : void names.set(to, names.get(from) ?? fail('ENOENT')))),
    rename: (from, to) =>
      at(() => {
        names.set(to, names.get(from) ?? fail('ENOENT'));
        names.delete(from);
      }),
    remove: (path) => at(() => void names.delete(path)),
  };
}
