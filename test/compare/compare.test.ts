import { describe, expect, it } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { ComparisonSchema } from '../../src/compare/schema.ts';
import { sideOf } from '../../src/compare/side.ts';
import { openLocker } from '../../src/locker/index.ts';
import type { CauseKind, Comparison, Effect, FindingChange } from '../../src/model.ts';
import { renderers } from '../../src/registry.ts';
import { type Day, GOOD, openShop, YOUNG } from '../support/shop.ts';

const FIRST = '2026-11-01T10:00:00.000Z';
const NEXT = '2026-11-02T10:00:00.000Z';

async function between(
  then: Omit<Day, 'at'>,
  now: Omit<Day, 'at'> & { at?: string },
  options: Parameters<typeof compare>[2] = {},
): Promise<Comparison> {
  const shop = openShop();
  try {
    await shop.run({ at: FIRST, ...then });
    await shop.run({ at: NEXT, ...now });
    const locker = await openLocker(shop.locker);
    const comparison = await compare(await sideOf(locker, await locker.run(1)), await sideOf(locker, await locker.run(2)), options);
    const read = ComparisonSchema.safeParse(JSON.parse(JSON.stringify(comparison)));
    expect(read.error?.issues).toBeUndefined();
    return comparison;
  } finally {
    shop.close();
  }
}
// as listed
const line = (comparison: Comparison, check: string, resource: string): FindingChange | undefined =>
  comparison.findings.listed.find((one) => one.check === check && one.resource.id === resource);
const check = (comparison: Comparison, id: string) => comparison.checks.find((one) => one.check === id);
const claim = (comparison: Comparison, id: string) => comparison.requirements.find((one) => one.id === id);
const waiver = (until: string) =>
  `{ check: toy.good, resource: a, reason: Kept in a locked drawer until it is mended., approvedBy: Head of Toys, until: ${until} }`;

/** One cause each, produced on purpose: what was done, on which row it shows, what it is called and what it amounts to. */
interface Row {
  readonly name: string;
  readonly was: Omit<Day, 'at'>;
  readonly is: Omit<Day, 'at'> & { at?: string };
  readonly on: readonly [check: string, resource: string];
  readonly causes: readonly CauseKind[];
  readonly effect: Effect;
  readonly exit: number;
}
const ROWS: readonly Row[] = [
  {
    name: 'a thing was spoilt',
    was: { things: { a: {} } },
    is: { things: { a: { good: false } } },
    on: ['toy.good', 'a'],
    causes: ['resource_changed'],
    effect: 'worse',
    exit: 1,
  },
  {
    name: 'a thing was mended',
    was: { things: { a: { good: false } } },
    is: { things: { a: {} } },
    on: ['toy.good', 'a'],
    causes: ['resource_changed'],
    effect: 'better',
    exit: 0,
  },
  {
    name: 'a bad thing came',
    was: { things: { a: {} } },
    is: { things: { a: {}, b: { good: false } } },
    on: ['toy.good', 'b'],
    causes: ['resource_appeared'],
    effect: 'worse',
    exit: 1,
  },
  {
    name: 'a thing came of which we are told nothing',
    was: { things: { a: {} } },
    is: { things: { a: {}, b: { good: 403 } } },
    on: ['toy.good', 'b'],
    causes: ['permission_lost', 'resource_appeared'],
    effect: 'less-known',
    exit: 3,
  },
  {
    name: 'a bad thing is not there any more',
    was: { things: { a: {}, b: { good: false } } },
    is: { things: { a: {} } },
    on: ['toy.good', 'b'],
    causes: ['resource_vanished'],
    effect: 'gone',
    exit: 0,
  },
  {
    name: 'a question is refused now',
    was: { things: { a: {} } },
    is: { things: { a: { good: 403 } } },
    on: ['toy.good', 'a'],
    causes: ['permission_lost'],
    effect: 'less-known',
    exit: 3,
  },
  {
    name: 'a failure hides behind a refusal',
    was: { things: { a: { good: false } } },
    is: { things: { a: { good: 403 } } },
    on: ['toy.good', 'a'],
    causes: ['permission_lost'],
    effect: 'less-known',
    exit: 3,
  },
  {
    name: 'a question is answered again',
    was: { things: { a: { good: 403 } } },
    is: { things: { a: {} } },
    on: ['toy.good', 'a'],
    causes: ['permission_gained'],
    effect: 'known-again',
    exit: 0,
  },
  {
    name: 'the same question fails otherwise',
    was: { things: { a: { good: 403 } } },
    is: { things: { a: { good: 418 } } },
    on: ['toy.good', 'a'],
    causes: ['provider_answered_differently'],
    effect: 'same',
    exit: 0,
  },
  {
    name: 'the list itself is refused: nothing vanished',
    was: { things: { a: {}, b: { good: false } } },
    is: { things: 403 },
    on: ['toy.good', 'b'],
    causes: ['permission_lost'],
    effect: 'less-known',
    exit: 3,
  },
  {
    name: 'a thing is left out for a reason',
    was: { things: { a: {}, b: { good: false } } },
    is: { things: { a: {}, b: { good: false, archived: 'put away in the cellar' } } },
    on: ['toy.good', 'b'],
    causes: ['scope_changed'],
    effect: 'not-looked-at',
    exit: 3,
  },
  {
    name: 'a thing is no longer what the check is about',
    was: { things: { a: { kind: 'zebra' }, b: { kind: 'zebra', good: false } } },
    is: { things: { a: { kind: 'zebra' }, b: { kind: 'ox', good: false } } },
    on: ['toy.zebra', 'b'],
    causes: ['left_population'],
    effect: 'set-aside',
    exit: 0,
  },
  {
    name: 'a subject is no longer declared',
    was: { things: { a: { good: false } }, shops: ['north', 'south'] },
    is: { things: { a: { good: false } }, shops: ['north'] },
    on: ['toy.good', 'a'],
    causes: ['scope_changed'],
    effect: 'not-looked-at',
    exit: 3,
  },
  {
    name: 'a thing is left out by name',
    was: { things: { a: {}, b: { good: false } } },
    is: { things: { a: {} }, excluded: [{ id: 'b', because: 'nobody plays with it' }] },
    on: ['toy.good', 'b'],
    causes: ['scope_changed'],
    effect: 'not-looked-at',
    exit: 3,
  },
  {
    name: 'what failed lies before the period now',
    was: { things: { a: { kind: 'change' }, b: { kind: 'change', good: false } } },
    is: { things: { a: { kind: 'change' } } },
    on: ['toy.operated', 'b'],
    causes: ['period_moved'],
    effect: 'not-looked-at',
    exit: 3,
  },
  {
    name: 'the sentence was turned round',
    was: { things: { a: { good: false } } },
    is: {
      things: { a: { good: false } },
      policy: { 'checks/toy/good.yaml': GOOD.replace('expect: r.good', 'expect: r.good || r.name == "a"') },
    },
    on: ['toy.good', 'a'],
    causes: ['policy_changed'],
    effect: 'asked-otherwise',
    exit: 0,
  },
  {
    name: 'a bound was loosened',
    was: { things: { a: { madeAt: '2026-09-01T00:00:00Z' } } },
    is: { things: { a: { madeAt: '2026-09-01T00:00:00Z' } }, params: '{ toy.young: { maxAgeDays: 400 } }' },
    on: ['toy.young', 'a'],
    causes: ['parameter_changed'],
    effect: 'asked-otherwise',
    exit: 3,
  },
  {
    name: 'a bound was tightened',
    was: { things: { a: { madeAt: '2026-10-15T00:00:00Z' } } },
    is: { things: { a: { madeAt: '2026-10-15T00:00:00Z' } }, params: '{ toy.young: { maxAgeDays: 3 } }' },
    on: ['toy.young', 'a'],
    causes: ['parameter_changed'],
    effect: 'worse',
    exit: 1,
  },
  {
    name: 'days went by',
    was: { things: { a: { madeAt: '2026-10-10T00:00:00Z' } } },
    is: { things: { a: { madeAt: '2026-10-10T00:00:00Z' } }, at: '2026-11-21T10:00:00.000Z' },
    on: ['toy.young', 'a'],
    causes: ['time_passed'],
    effect: 'worse',
    exit: 1,
  },
  {
    name: 'a statement has ended',
    was: { things: { a: { kind: 'licence', madeAt: '2026-10-10T00:00:00Z' } } },
    is: { things: { a: { kind: 'licence', madeAt: '2026-10-10T00:00:00Z' } }, at: '2026-11-21T10:00:00.000Z' },
    on: ['toy.signed', 'a'],
    causes: ['attestation_ended'],
    effect: 'less-known',
    exit: 4,
  },
  {
    name: 'a statement was given again',
    was: { things: { a: { kind: 'licence', madeAt: '2026-09-10T00:00:00Z' } } },
    is: { things: { a: { kind: 'licence', madeAt: '2026-11-02T00:00:00Z' } } },
    on: ['toy.signed', 'a'],
    causes: ['attestation_given', 'resource_changed'],
    effect: 'known-again',
    exit: 0,
  },
  {
    name: 'a waiver began',
    was: { things: { a: { good: false } } },
    is: { things: { a: { good: false } }, waivers: waiver('2027-01-31') },
    on: ['toy.good', 'a'],
    causes: ['waiver_began'],
    effect: 'waived',
    exit: 0,
  },
  {
    name: 'a waiver ended',
    was: { things: { a: { good: false } }, waivers: waiver('2026-11-01') },
    is: { things: { a: { good: false } }, waivers: waiver('2026-11-01') },
    on: ['toy.good', 'a'],
    causes: ['waiver_ended'],
    effect: 'worse',
    exit: 1,
  },
];

describe('each cause, once', () => {
  it.each(ROWS)('$name', async ({ was, is, on, causes, effect, exit }) => {
    const comparison = await between(was, is);
    const found = line(comparison, ...on);
    expect(found?.causes.map(({ kind }) => kind)).toEqual(causes);
    expect(found?.effect).toBe(effect);
    expect(comparison.exit).toBe(exit);
  });

  it('says what was seen then and now', async () => {
    const comparison = await between({ things: { a: {} } }, { things: { a: { good: false } } });
    expect(line(comparison, 'toy.good', 'a')?.causes[0]?.fields).toEqual([{ field: 'good', before: true, after: false }]);
    expect(check(comparison, 'toy.good')).toMatchObject({ before: 'pass', after: 'fail', effect: 'worse' });
    expect(claim(comparison, 'all-good')).toMatchObject({ before: 'established', after: 'contradicted', effect: 'worse' });
  });
  it('names the permission, and the question that was refused', async () => {
    const comparison = await between({ things: { a: {} } }, { things: { a: { good: 403 } } });
    expect(line(comparison, 'toy.good', 'a')?.causes[0]).toMatchObject({
      reason: 'access_denied',
      operation: 'GET /things/{id}',
      permission: 'things: detail',
    });
    expect(claim(comparison, 'all-good')).toMatchObject({ after: 'unproven', effect: 'less-known' });
  });
  it("names the policy's file by digest, and what in it decides", async () => {
    const other = YOUNG.replace('default: 30,', 'default: 300,');
    const comparison = await between(
      { things: { a: { madeAt: '2026-09-01T00:00:00Z' } } },
      {
        things: { a: { madeAt: '2026-09-01T00:00:00Z' } },
        policy: { 'checks/toy/young.yaml': other },
      },
    );
    const [cause] = line(comparison, 'toy.young', 'a')?.causes ?? [];
    expect(cause).toMatchObject({ kind: 'policy_changed', fields: [{ field: 'maxAgeDays', before: 30, after: 300 }] });
    expect(cause?.files).toEqual([
      { name: 'checks/toy/young.yaml', before: expect.stringMatching(/^sha256:/), after: expect.stringMatching(/^sha256:/) },
    ]);
    expect(cause?.files?.[0]?.before).not.toBe(cause?.files?.[0]?.after);
    expect(comparison.context.map(({ kind }) => kind)).toEqual(['policy_changed']);
  });
  it('other words in a check are no cause', async () => {
    const comparison = await between(
      { things: { a: {} } },
      {
        things: { a: { good: false } },
        policy: { 'checks/toy/good.yaml': GOOD.replace('Make it good', 'Mend it') },
      },
    );
    expect(line(comparison, 'toy.good', 'a')?.causes.map(({ kind }) => kind)).toEqual(['resource_changed']);
  });
  it('a new version is a cause where nothing else is; who asks is said once', async () => {
    const comparison = await between({ things: { a: {} }, principal: 'me' }, { things: { a: {} }, principal: 'you', version: '0.2.0' });
    expect(comparison.context.map(({ kind }) => kind)).toEqual(['tool_changed', 'principal_changed']);
    expect(comparison.findings.total).toBe(0);
    expect(comparison.exit).toBe(0);
  });
});

describe('nothing improves because somebody stopped looking', () => {
  it('a subject that is not asked any more', async () => {
    const comparison = await between(
      { things: { a: { good: false } }, shops: ['north', 'south'] },
      { things: { a: {} }, shops: ['north'], excluded: [{ id: 'shop south', because: 'it is let to somebody else' }] },
    );
    // north was mended; of south nobody knows
    expect(check(comparison, 'toy.good')).toMatchObject({ before: 'fail', after: 'pass', effect: 'not-looked-at' });
    expect(claim(comparison, 'all-good')).toMatchObject({ after: 'established', effect: 'not-looked-at' });
    expect(comparison.scope).toEqual([
      {
        source: 'toy',
        name: 'shop',
        subject: 'toy/shop/south',
        effect: 'not-looked-at',
        because: 'it is left out now: it is let to somebody else',
      },
    ]);
    expect(comparison.exit).toBe(3);
  });
  it('a check that is not asked any more', async () => {
    const comparison = await between(
      { things: { a: { good: false } } },
      { things: { a: { good: false } }, policy: { 'checks/toy/zebra.yaml': null } },
    );
    expect(check(comparison, 'toy.zebra')).toMatchObject({ before: 'not_applicable', after: null, effect: 'not-looked-at' });
    expect(check(comparison, 'toy.zebra')?.causes.map(({ kind }) => kind)).toEqual(['check_dropped']);
    expect(comparison.exit).toBe(3);
  });
  it('a check that is new', async () => {
    const comparison = await between(
      { things: { a: { good: false } }, policy: { 'checks/toy/zebra.yaml': null } },
      { things: { a: { good: false, kind: 'zebra' } } },
    );
    expect(check(comparison, 'toy.zebra')).toMatchObject({ before: null, after: 'fail', effect: 'worse' });
    expect(check(comparison, 'toy.zebra')?.causes.map(({ kind }) => kind)).toEqual(['check_added']);
    expect(comparison.exit).toBe(1);
  });
  it('a failure that is gone, in a check that passes now', async () => {
    const comparison = await between({ things: { a: {}, b: { good: false } } }, { things: { a: {} } });
    expect(check(comparison, 'toy.good')).toMatchObject({ before: 'fail', after: 'pass', effect: 'gone' });
    expect(comparison.exit).toBe(0);
  });
  it('an interrupted run has lost nothing, and knows less', async () => {
    const comparison = await between({ things: { a: {} } }, { things: { a: {} }, aborted: true });
    expect(comparison.after.status).toBe('aborted');
    expect(comparison.exit).toBe(3);
    const kinds = new Set(comparison.checks.flatMap(({ causes }) => causes.map(({ kind }) => kind)));
    expect([...kinds]).toEqual(['run_interrupted']);
  });
});

describe('many rows', () => {
  const many = (bad: (index: number) => boolean, count = 140) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`thing ${index}\u2028<b>|@${index}`, { good: !bad(index) }]));
  it('come out the same when they are spilt over files', async () => {
    const [then, now] = [{ things: many((index) => index % 7 === 0) }, { things: many((index) => index % 5 === 0, 120) }];
    const whole = await between(then, now);
    const spilt = await between(then, now, { mostBytes: 9_000 });
    expect(spilt.findings).toEqual(whole.findings);
    expect(spilt.checks).toEqual(whole.checks);
    // by hand: bad then and not now, and the other way round, among those that are there both times
    const both = Array.from({ length: 120 }, (_, index) => index);
    expect(whole.findings.effects.worse).toBe(both.filter((index) => index % 5 === 0 && index % 7 !== 0).length);
    expect(whole.findings.effects.better).toBe(both.filter((index) => index % 7 === 0 && index % 5 !== 0).length);
    expect(line(whole, 'toy.good', 'thing 126\u2028<b>|@126')?.effect).toBe('gone');
  });
  it('are listed worst first, and counted all', async () => {
    const comparison = await between({ things: many(() => false) }, { things: many((index) => index % 2 === 0) }, { mostListed: 5 });
    expect(comparison.findings).toMatchObject({ total: 70, effects: { worse: 70 } });
    expect(comparison.findings.listed).toHaveLength(5);
  });
});

describe('as text', () => {
  const textOf = async (id: string, comparison: Comparison) => {
    const renderer = renderers.find((one) => one.id === id);
    return new TextDecoder().decode((await renderer?.comparison?.(comparison))?.bytes);
  };
  const HOSTILE = '[x](javascript:1)`|@admin\u202e\u001b[31m<img src=x>';
  it.each(['markdown', 'terminal'])('names of strangers do nothing in %s', async (id) => {
    const text = await textOf(id, await between({ things: {} }, { things: { [HOSTILE]: { good: false } } }));
    expect(text).toContain('javascript:1');
    for (const sign of ['\u202e', '\u001b']) expect(text).not.toContain(sign);
    if (id === 'markdown') {
      // within a code span that its own backtick cannot end, and whose bar ends no cell
      const cell = text.split('\n').find((one) => one.includes('javascript')) as string;
      expect(cell).toMatch(/\| ``[^\n]*`\\\|@admin[^\n]*`` \|/);
    }
  });
  it('says that nothing changed', async () => {
    const comparison = await between({ things: { a: {} } }, { things: { a: {} } });
    expect(await textOf('terminal', comparison)).toContain('Nothing changed.');
    expect(comparison).toMatchObject({ exit: 0, checks: [], requirements: [], findings: { total: 0 } });
  });
  it('puts what is worse before what is well', async () => {
    const text = await textOf(
      'markdown',
      await between({ things: { a: { good: false }, b: {} } }, { things: { a: {}, b: { good: false } } }),
    );
    expect(text.indexOf('**Worse** | `toy.good` | `b`')).toBeGreaterThan(0);
    expect(text.indexOf('**Worse** | `toy.good` | `b`')).toBeLessThan(text.indexOf('**Fixed** | `toy.good` | `a`'));
  });
});
