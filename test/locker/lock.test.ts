import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginRun, canonical, type Disk, type Machine, nodeDisk, openLocker, thisMachine } from '../../src/locker/index.ts';
import { acquire, type Holder, type Lock, stateOf } from '../../src/locker/lock.ts';
import { AT, commitOne, fill, folder, LATER, lockerIn, ORIGIN } from './support.ts';

const linux: Machine = {
  pid: 7,
  host: 'a',
  boot: 'b1',
  space: 's1',
  start: '100',
  startOf: async (pid) => (pid === 7 ? '100' : null),
  alive: () => true,
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

  it('of another host names the file to remove', async () => {
    const root = folder();
    mkdirSync(join(root, 'lock'));
    writeFileSync(join(root, 'lock', '0000000003'), canonical({ ...holder, host: 'z', boot: 'b9' }));
    await expect(acquire(root, { runId: 'one', at: AT }, nodeDisk, linux)).rejects.toMatchObject({
      code: 'LOCKER_LOCKED',
      hint: expect.stringContaining(join(root, 'lock', '0000000003')),
    });
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
