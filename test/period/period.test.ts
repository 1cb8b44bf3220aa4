import { appendFileSync, chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDisk, openLocker, thisMachine } from '../../src/locker/index.ts';
import { acquire } from '../../src/locker/lock.ts';
import type { PeriodTable } from '../../src/model.ts';
import { periodOf } from '../../src/period/period.ts';
import { PeriodSchema } from '../../src/period/schema.ts';
import { renderers } from '../../src/registry.ts';
import { claimcheck, folder } from '../support/cli.ts';
import { type Day, openShop, type Shop } from '../support/shop.ts';

const at = (day: number, hour = 6) => `2026-11-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const well: Day['things'] = { a: {}, b: {} };
const bad: Day['things'] = { a: {}, b: { good: false } };
/** Twelve days of November; the comment names the letter of `toy.good`. */
const DAYS: readonly Day[] = [
  { at: at(2), things: well }, // h
  { at: at(3), things: bad }, // b
  { at: at(4), things: { a: {}, b: { good: 403 } } }, // u
  { at: at(5), things: bad }, // b
  { at: at(6), things: well }, // h
  // the 7th and the 8th: nobody looked
  { at: at(9), things: well }, // h
  { at: at(9, 9), things: well, aborted: true },
  { at: at(10), things: bad, shops: ['north', 'south'] }, // b
  { at: at(11), things: well, shops: ['north'] }, // h, but south is not looked at
  { at: at(12), things: {} }, // n
  { at: at(20), things: well }, // after the period
];
let shop: Shop;
const table = async (more: Partial<Parameters<typeof periodOf>[1]> = {}): Promise<PeriodTable> => {
  const made = await periodOf(await openLocker(shop.locker), {
    from: '2026-11-01',
    to: '2026-11-12',
    now: '2026-11-21T10:00:00.000Z',
    check: () => true,
    requirement: () => true,
    ...more,
  });
  expect(PeriodSchema.safeParse(JSON.parse(JSON.stringify(made))).error?.issues).toBeUndefined();
  return made;
};
const good = ({ checks }: PeriodTable) => checks.find(({ id }) => id === 'toy.good');

beforeAll(async () => {
  shop = openShop();
  for (const [index, day] of DAYS.entries()) {
    await shop.run(day);
    const line = (event: string, runId: string, when: string) =>
      `{"at":"${when}","detail":"","event":"${event}","pid":1,"runId":"${runId}"}\n`;
    // between two runs: one that began and was killed, one that was refused, and one whose record was torn
    if (index === 4)
      appendFileSync(
        join(shop.locker, 'attempts.jsonl'),
        `${line('started', 'lost-1', at(7))}${line('killed', 'lost-1', at(9, 1))}${line('locked', 'lost-2', at(7, 8))}{"at":"2026-1\n`,
      );
  }
}, 120_000);
afterAll(() => shop.close());

describe('the days of a period', () => {
  it('are told as they were: held, broken, unknown, nothing to look at, not seen', async () => {
    const made = await table();
    expect(good(made)).toMatchObject({
      states: '-hbubh--hbhn',
      days: { held: 4, broken: 3, unknown: 1, 'not-applicable': 1, unseen: 3 },
      longestGap: 2,
    });
    expect(made).toMatchObject({ days: 12, ongoing: false, exit: 4 });
  });
  it('name what began and what ended each interruption', async () => {
    const [first, second, ...more] = good(await table())?.interruptions ?? [];
    expect(more).toEqual([]);
    // the refusal of the 4th is no end: it was mended on the 6th
    expect(first).toMatchObject({ run: 2, seenAt: at(3), heldUntil: at(2), endRun: 5, endedAt: at(6), ending: 'better' });
    expect(first?.began.map(({ kind }) => kind)).toEqual(['resource_changed']);
    expect(first?.ended.map(({ kind }) => kind)).toEqual(['resource_changed']);
    // on the 11th nobody looked at one of the two shops any more: nobody mended it
    expect(second).toMatchObject({ run: 8, endRun: 9, ending: 'not-looked-at' });
    expect(second?.ended.map(({ kind }) => kind)).toContain('scope_changed');
  });
  it('tell the same of a claim', async () => {
    const { requirements } = await table();
    expect(requirements.find(({ id }) => id === 'claims/all-good')).toMatchObject({ states: '-hbubh--hbhu', days: { held: 4, broken: 3 } });
  });
  it('tell run by run how many checks and requirements stand where', async () => {
    const { trend } = await table();
    expect(trend.map(({ run, at: when, aborted }) => [run, when.slice(8, 10), aborted])).toEqual(
      [
        [1, '02'],
        [2, '03'],
        [3, '04'],
        [4, '05'],
        [5, '06'],
        [6, '09'],
        [7, '09'],
        [8, '10'],
        [9, '11'],
        [10, '12'],
      ].map(([run, day]) => [run, day, run === 7]),
    );
    for (const { verdicts } of trend) expect(Object.values(verdicts).reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(trend[0]?.standings['claims']).toMatchObject({ established: 2, contradicted: 0 });
    expect(trend[1]?.standings['claims']).toMatchObject({ established: 1, contradicted: 1 });
    const one = await table({ check: (id) => id === 'toy.good', requirement: () => false });
    expect(one.trend[1]).toMatchObject({ verdicts: { fail: 1, pass: 0, unknown: 0, not_applicable: 0 }, standings: {} });
  });
  it('count what was begun after the newest run as well, and not what is under way', async () => {
    const lines = (...all: readonly (readonly [string, string, string])[]) =>
      all.map(([event, runId, when]) => `{"at":"${when}","detail":"","event":"${event}","pid":1,"runId":"${runId}"}\n`).join('');
    const path = join(shop.locker, 'attempts.jsonl');
    const before = readFileSync(path);
    const lately = { from: '2026-11-13', to: '2026-11-21' };
    try {
      expect((await table(lately)).runs).toMatchObject({ sealed: 1, lost: [], locked: 0 });
      expect((await table(lately)).notes).toEqual([]);
      appendFileSync(
        path,
        lines(
          ['started', 'gone', at(20, 9)],
          ['killed', 'gone', at(21, 5)],
          ['started', 'aborts', at(21, 5)],
          ['aborted', 'aborts', at(21, 6)],
        ) + lines(['locked', 'refused', at(21, 7)], ['started', 'lives', at(21, 8)]),
      );
      // nobody holds the lock: what only began is lost too
      const after = await table(lately);
      expect(after.runs.lost.map(({ runId, at: when, event }) => [runId, when, event])).toEqual([
        ['gone', at(20, 9), 'killed'],
        ['aborts', at(21, 5), 'aborted'],
        ['lives', at(21, 8), 'started'],
      ]);
      expect(after.runs.locked).toBe(1);
      expect(after.notes).toEqual(['records of attempts after the newest run, which no manifest has sealed yet: 6']);
      expect((await table({ from: '2026-11-01', to: '2026-11-12' })).runs.lost.map(({ runId }) => runId)).toEqual(['lost-1']);
      const lock = await acquire(shop.locker, { runId: 'lives', at: at(21, 8) }, nodeDisk, await thisMachine());
      const during = await table(lately);
      await lock.release();
      expect(during.runs.lost.map(({ runId }) => runId)).toEqual(['gone', 'aborts']);
      expect(during.notes[1]).toMatch(/^run lives is under way since 2026-11-21T08:00:00.000Z/);
      rmSync(path);
      expect((await table(lately)).notes).toEqual([
        'whether a run was begun after the newest one is not known: this copy of the locker has no attempts.jsonl',
      ]);
      expect((await table()).notes).toEqual(['records of attempts that could not be read: 1']);
    } finally {
      writeFileSync(path, before);
    }
  });
  it('count runs: sealed, interrupted, lost, refused, expected and missed', async () => {
    const { runs, notes } = await table({ schedule: '0 6 * * *' });
    expect(runs).toMatchObject({ sealed: 9, aborted: 1, locked: 1, first: at(2), last: at(12) });
    expect(runs.lost).toEqual([{ runId: 'lost-1', at: at(7), event: 'killed', detail: '' }]);
    expect(runs.schedule).toEqual({ cron: '0 6 * * *', expected: 12, missed: 3, firstMissed: [at(1), at(7), at(8)] });
    expect(notes).toEqual(['records of attempts that could not be read: 1']);
  });
  it('that are not over are counted to today', async () => {
    const made = await table({ to: '2026-12-31', from: '2026-11-19', now: '2026-11-21T05:00:00.000Z', schedule: '0 6 * * *' });
    expect(made).toMatchObject({ to: '2026-11-21', days: 3, ongoing: true });
    expect(good(made)?.states).toBe('-h-');
    // the run of the 21st is not due yet
    expect(made.runs.schedule).toMatchObject({ expected: 2, missed: 1 });
  });
  it('of which there is no run say so, and are no success', async () => {
    const made = await table({ from: '2026-10-01', to: '2026-10-31' });
    expect(made).toMatchObject({ checks: [], exit: 3, notes: ['no run lies in this period: nothing is known of it'] });
  });
  it('say which causes were not looked for', async () => {
    const made = await table({ mostCompared: 1 });
    expect(good(made)?.interruptions[0]).toMatchObject({ ending: null, ended: [] });
    expect(made.notes.join()).toContain('that were not compared');
  });
  it('are not told from a locker in which a run was altered', async () => {
    const path = join(shop.locker, 'runs/00000003/manifest.json');
    const before = readFileSync(path);
    chmodSync(path, 0o644);
    writeFileSync(path, before.toString('utf8').replace('"status":"sealed"', '"status":"aborted"'));
    await expect(table()).rejects.toMatchObject({ code: 'LOCKER_TAMPERED' });
    writeFileSync(path, before);
    expect(good(await table())?.days.held).toBe(4);
  });
});

describe('as text', () => {
  const cwd = folder();
  const run = (...argv: readonly string[]) =>
    claimcheck(['period', '--locker', shop.locker, ...argv], { cwd, now: () => '2026-11-21T10:00:00.000Z' });
  it('says how many days it held, and the longest gap', async () => {
    const { out, status } = await run('--from', '2026-11-01', '--to', '2026-11-12', '--schedule', '0 6 * * *');
    expect(status).toBe(4);
    const flat = out.replace(/\s+/g, ' ');
    expect(flat).toContain(
      'Held on 4 of 12 days; broken on 3, in 2 interruptions; unknown on 1; nothing to look at on 1; longest gap 2 days.',
    );
    expect(flat).toContain('12 were expected by "0 6 * * *" (UTC), 3 missed');
    expect(flat).toContain('from 2026-11-03 (resource changed: good true → false) until 2026-11-06: fixed');
    expect(flat).toContain('no longer looked at (scope changed');
  });
  it('has a row for each check in CSV, and cells for each day in JSON', async () => {
    const csv = await run('--from', '2026-11-01', '--to', '2026-11-12', '--check', 'toy.*', '--format', 'csv');
    expect(csv.out.split('\r\n')).toContain('check,toy.good,Every thing is good,12,4,3,1,1,3,2,2,');
    expect(csv.out).not.toContain('requirement,');
    const json = await run('--from', '2026-11-01', '--to', '2026-11-12', '--claim', 'claims/*', '--json');
    const made = JSON.parse(json.out) as PeriodTable;
    expect([made.checks.length, made.requirements.length]).toEqual([0, 2]);
  });
  it.each([
    [['--from', '2026-13-01'], 'is not a day'],
    [['--from', '2026-11-10', '--to', '2026-11-01'], 'is after --to'],
    [['--from', '2027-01-01', '--to', '2027-02-01'], 'has not come yet'],
    [['--from', '2026-11-01', '--schedule', 'daily'], 'is no schedule'],
    [['--from', '2026-11-01', '--format', 'cvs'], 'did you mean `csv`?'],
    [['--from', '2026-11-01', '--check', 'toy.godo'], 'no run of this period knows'],
    [[], '--from'],
  ])('refuses %j', async (argv, words) => {
    const { status, said, out } = await run(...argv);
    expect([status, out]).toEqual([2, '']);
    expect(said.join()).toContain(words);
  });
  it('means nothing by strange names', async () => {
    const hostile = await table();
    const strange = { ...hostile, notes: ['<img src=x onerror=alert(1)> @admin \u202e|'] };
    const markdown = renderers.find(({ id }) => id === 'markdown')?.days;
    const text = new TextDecoder().decode((await markdown?.(strange))?.bytes);
    expect(text).not.toMatch(/(?<!\\)<img|@admin|\u202e/);
    rmSync(cwd, { recursive: true, force: true });
  });
});
