import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breaksOf, countDays, daysBetween, type Look, stateOf } from '../../src/period/days.ts';
import { expected, met } from '../../src/period/schedule.ts';

const days = daysBetween('2026-01-01', '2026-01-10');
const look = (day: number, state: Look['state'], run = day, cut = false): Look => ({
  run,
  at: `2026-01-${String(day).padStart(2, '0')}T06:00:00.000Z`,
  state,
  cut,
});

describe('a day', () => {
  it('without a look is not seen; it neither held nor broke', () => expect(stateOf([])).toBe('unseen'));
  it.each<[string, readonly Look[], string]>([
    ['one failure breaks it, whatever else was seen', [look(1, 'held'), look(1, 'broken'), look(1, 'unknown')], 'broken'],
    ['one open question leaves it open', [look(1, 'held'), look(1, 'unknown')], 'unknown'],
    ['held, when all looks say so', [look(1, 'held'), look(1, 'held')], 'held'],
    ['held, beside a look that found nothing to look at', [look(1, 'held'), look(1, 'not-applicable')], 'held'],
    ['an interrupted run takes nothing from a whole one', [look(1, 'held'), look(1, 'unknown', 2, true)], 'held'],
    ['an interrupted run that saw a failure saw it', [look(1, 'held'), look(1, 'broken', 2, true)], 'broken'],
    ['of an interrupted run alone, nothing is known', [look(1, 'unknown', 2, true)], 'unknown'],
  ])('%s', (_, looks, state) => expect(stateOf(looks)).toBe(state));
});

describe('days', () => {
  it('are counted, with their gaps', () => {
    const looks = [look(2, 'held'), look(3, 'held'), look(5, 'unknown'), look(7, 'broken'), look(8, 'not-applicable'), look(10, 'held')];
    expect(countDays(days, looks)).toEqual({
      states: '-hh-u-bn-h',
      days: { held: 3, broken: 1, unknown: 1, 'not-applicable': 1, unseen: 4 },
      gaps: [
        { from: '2026-01-01', to: '2026-01-01', days: 1, unknown: 0 },
        { from: '2026-01-04', to: '2026-01-06', days: 3, unknown: 1 },
        { from: '2026-01-09', to: '2026-01-09', days: 1, unknown: 0 },
      ],
      longestGap: 3,
    });
  });
  it('cross months and leap days', () => {
    expect(daysBetween('2028-02-27', '2028-03-01')).toEqual(['2028-02-27', '2028-02-28', '2028-02-29', '2028-03-01']);
    expect(daysBetween('2026-01-01', '2026-06-30')).toHaveLength(181);
  });
  it('are never more than held when a look is lost, or its answer', () => {
    const state = fc.constantFrom<Look['state']>('held', 'broken', 'unknown', 'not-applicable');
    const looks = fc.array(fc.tuple(fc.integer({ min: 1, max: 10 }), state), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(looks, fc.nat(), (all, which) => {
        const whole = all.map(([day, what], index) => look(day, what, index));
        const at = which % whole.length;
        const refused = whole.map((one, index) => (index === at ? { ...one, state: 'unknown' as const } : one));
        expect(countDays(days, refused).days.held).toBeLessThanOrEqual(countDays(days, whole).days.held);
        const counted = countDays(days, whole);
        expect(Object.values(counted.days).reduce((sum, one) => sum + one, 0)).toBe(days.length);
      }),
    );
  });
});

describe('interruptions', () => {
  it('begin with the first failure and end with the first look that sees none', () => {
    const looks = [look(1, 'held'), look(2, 'broken'), look(3, 'broken'), look(4, 'held'), look(6, 'broken')];
    expect(breaksOf(looks).map(({ before, first, last, end }) => [before?.run, first.run, last.run, end?.run])).toEqual([
      [1, 2, 3, 4],
      [4, 6, 6, undefined],
    ]);
  });
  it('do not end because somebody was refused an answer', () => {
    const looks = [look(1, 'broken'), look(2, 'unknown'), look(3, 'unknown'), look(4, 'broken'), look(5, 'unknown')];
    expect(breaksOf(looks).map(({ before, first, last, end }) => [before?.run, first.run, last.run, end?.run])).toEqual([
      [undefined, 1, 4, undefined],
    ]);
  });
});

describe('a schedule', () => {
  const of = (cron: string) => expected(cron, '2026-01-01T00:00:00.000Z', '2026-01-07T23:59:59.999Z');
  it('names every time of the period, in UTC', async () => {
    expect(await of('0 6 * * *')).toHaveLength(7);
    expect(await of('0 0 * * *')).toContain('2026-01-01T00:00:00.000Z');
    expect(await of('30 5 * * 1')).toEqual(['2026-01-05T05:30:00.000Z']);
    expect(await of('0 6 29 2 *')).toEqual([]);
  });
  it.each(['every day', '0 6 * *', '* * * * * *', '61 6 * * *', ''])('refuses %j', async (cron) => {
    await expect(of(cron)).rejects.toMatchObject({ code: 'USAGE' });
  });
  it('is met by a run before the next time, and by none twice', async () => {
    const times = await of('0 6 * * *');
    const runs = ['2026-01-01T06:00:01.000Z', '2026-01-02T23:00:00.000Z', '2026-01-02T23:30:00.000Z', '2026-01-05T05:59:59.000Z'];
    expect(met('0 6 * * *', times, runs)).toEqual({
      cron: '0 6 * * *',
      expected: 7,
      missed: 4,
      firstMissed: ['2026-01-03T06:00:00.000Z', '2026-01-05T06:00:00.000Z', '2026-01-06T06:00:00.000Z', '2026-01-07T06:00:00.000Z'],
    });
  });
});
