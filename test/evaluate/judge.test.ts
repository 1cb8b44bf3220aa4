import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { judgeSet } from '../../src/evaluate/judge.ts';
import { defineCollector, known } from '../../src/kit.ts';
import type { Finding, ResourceSet, SubjectRow, Waiver } from '../../src/model.ts';
import { prepare } from '../../src/policy/check.ts';
import { CheckFile } from '../../src/policy/schema.ts';
import { exitOf, openGatherer } from '../../src/report/build.ts';
import { parseYaml } from '../../src/yaml.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const collector = defineCollector({
  id: 'toy/thing',
  title: 'Things',
  scope: 'shop',
  calls: [],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string(),
    name: z.string(),
    good: known(z.boolean()),
    made: known(z.string()),
    outOfScopeBecause: z.string().optional(),
  }),
  async *fetch() {},
  normalise: (raw: never) => raw,
});
const ready = (over: Record<string, unknown> = {}) => {
  const text = JSON.stringify({
    title: 'All is good',
    severity: 'high',
    evidence: 'config',
    about: 'toy/thing',
    expect: 'r.good',
    whenNone: 'not_applicable',
    whenNoneBecause: 'there is none',
    fail: '{r.name} is not good',
    remedy: 'mend it',
    // biome-ignore lint/suspicious/noThenProperty: the word of the YAML file
    cases: [{ given: {}, then: 'unknown', because: 'x' }],
    ...over,
  });
  const yaml = parseYaml(text, 'x.yaml');
  return prepare({ id: 'toy.good', ...(CheckFile.parse(yaml.value) as object) } as never, collector, yaml);
};
const thing = (id: string, good: unknown, made: unknown = NOW) => ({
  resource: { id, name: id, good, made },
  evidence: ['sha256:aa' as const],
});
const set = (things: ReturnType<typeof thing>[], over: Partial<ResourceSet> = {}): ResourceSet => ({
  collector: 'toy/thing',
  subject: { source: 'toy', name: 's', key: 'toy/s', id: 'subject', label: 'the shop', scope: 'shop' },
  collectedAt: NOW,
  freshUntil: '2026-01-02T00:00:00.000Z',
  complete: true,
  proof: 'all of them',
  resources: things,
  gaps: [],
  evidence: [],
  skewMs: 0,
  ...over,
});
const judge = (one: ResourceSet, check = ready(), waivers: Waiver[] = [], now = NOW) => {
  const findings: Finding[] = [];
  return { ...judgeSet(check, one, { now: Date.parse(now), waivers, emit: (finding) => findings.push(finding) }), findings };
};

describe('evidence that cannot be relied on', () => {
  it('is stale after its time: neither pass nor fail', () => {
    const late = judge(set([thing('a', true), thing('b', false)]), ready(), [], '2026-01-03T00:00:00.000Z');
    expect(late).toMatchObject({ verdict: 'unknown', reasons: ['stale_evidence'], counts: { pass: 0, fail: 0, unknown: 2 } });
  });
  it('cannot be dated when clocks differ: only checks that count time are in doubt', () => {
    const skewed = set([thing('a', true)], { skewMs: 3_600_000 });
    expect(judge(skewed).verdict).toBe('pass');
    expect(judge(skewed, ready({ expect: 'daysSince(r.made) < 1.0' }))).toMatchObject({ verdict: 'unknown', reasons: ['clock_untrusted'] });
    expect(judge(skewed, ready({ where: 'daysSince(r.made) < 1.0' })).verdict).toBe('unknown');
    expect(judge(set([thing('a', true)], { skewMs: 60_000 }), ready({ expect: 'daysSince(r.made) < 1.0' })).verdict).toBe('pass');
  });
});

describe('what a finding says', () => {
  it('names the resource, the fields that were read, and the failure in words', () => {
    const { findings } = judge(set([thing('a', false)]));
    expect(findings).toEqual([
      { resource: { id: 'a', name: 'a' }, verdict: 'fail', because: 'a is not good', observed: { good: false }, evidence: ['sha256:aa'] },
    ]);
  });
  it('of one left aside: why, where the collector knows', () => {
    const aside = { resource: { ...thing('a', true).resource, outOfScopeBecause: 'archived' }, evidence: [] };
    expect(judge(set([aside as never, thing('b', true)]), ready({ where: "r.name != 'a'" })).findings[0]).toMatchObject({
      verdict: 'not_applicable',
      because: 'archived',
    });
  });
  it('of an unknown: the reason and what was asked, and never a verdict on half', () => {
    const gap = { operation: 'x:Get', reason: 'access_denied' as const, detail: 'x:Get was refused', permission: 'x:Get' };
    expect(judge(set([thing('a', { $unknown: gap })]))).toMatchObject({
      verdict: 'unknown',
      reasons: ['access_denied'],
      findings: [{ verdict: 'unknown', reason: 'access_denied', because: 'x:Get was refused' }],
    });
  });
  it('of a population that was cut: a row that says so', () => {
    const gap = { operation: 'x:List', reason: 'truncated' as const, detail: 'page 2 broke off' };
    const { verdict, findings } = judge(set([thing('a', true)], { complete: false, gaps: [gap] }));
    expect(verdict).toBe('unknown');
    expect(findings.at(-1)).toMatchObject({
      resource: { id: 'subject' },
      reason: 'truncated',
      because: expect.stringContaining('page 2 broke off'),
    });
  });
  it('of `some` without a witness: one failure, of the whole', () => {
    const some = ready({ holds: 'some', fail: 'nothing is good', whenNone: 'fail' });
    expect(judge(set([thing('a', false), thing('b', false)]), some)).toMatchObject({
      verdict: 'fail',
      counts: { fail: 1, not_applicable: 2 },
    });
    expect(judge(set([thing('a', false), thing('b', true)]), some)).toMatchObject({
      verdict: 'pass',
      counts: { pass: 1, fail: 0, not_applicable: 1 },
    });
    expect(judge(set([]), some)).toMatchObject({ verdict: 'fail', findings: [{ because: 'there is none' }] });
  });
  it('of `none`: the one that there is fails', () => {
    expect(judge(set([thing('a', false), thing('b', true)]), ready({ holds: 'none' }))).toMatchObject({
      verdict: 'fail',
      counts: { pass: 1, fail: 1 },
    });
  });
});

describe('a waiver', () => {
  const waiver: Waiver = {
    check: 'toy.good',
    resource: 'a',
    reason: 'accepted until the migration',
    approvedBy: 'the owner',
    until: '2026-02-01T23:59:59.999Z',
  };
  const gather = (waivers: Waiver[], good: unknown = false) => {
    const gatherer = openGatherer([ready()], waivers, Date.parse(NOW));
    return {
      gatherer,
      take: async () => {
        for await (const _ of gatherer.take(set([thing('a', good)]))) void _;
        return gatherer.finish();
      },
    };
  };
  it('marks a failure and leaves it one, in the verdict and in the exit status', async () => {
    const done = await gather([waiver]).take();
    expect(done.results[0]).toMatchObject({ verdict: 'fail', counts: { fail: 1, waived: 1 } });
    expect(done.waivers).toMatchObject([{ state: 'applied' }]);
    expect(exitOf(done.verdicts)).toBe(1);
  });
  it('ends on its day, and is reported when it matches nothing', async () => {
    const ended = { ...waiver, until: '2025-12-31T23:59:59.999Z' };
    const done = await gather([ended, { ...waiver, resource: 'zz' }]).take();
    expect(done.results[0]?.counts.waived).toBe(0);
    expect(done.waivers.map(({ state }) => state)).toEqual(['expired', 'matches-nothing']);
  });
  it('turns no unknown into anything', async () => {
    const done = await gather([waiver], { $unknown: { operation: 'x', reason: 'access_denied', detail: 'no' } }).take();
    expect(done.results[0]).toMatchObject({ verdict: 'unknown', counts: { waived: 0 } });
    expect(done.waivers).toMatchObject([{ state: 'matches-nothing' }]);
  });
});

describe('the report of many rows', () => {
  it('holds none of them beyond the limit, and all of them in its counts', async () => {
    const gatherer = openGatherer([ready()], [], Date.parse(NOW), 10);
    let rows = 0;
    for await (const _ of gatherer.take(set(Array.from({ length: 11 }, (_, index) => thing(`t${index}`, index !== 3))))) rows += 1;
    const done = gatherer.finish();
    expect(rows).toBe(11);
    expect(done).toMatchObject({
      inline: false,
      total: 11,
      results: [{ verdict: 'fail', counts: { pass: 10, fail: 1 }, subjects: [{ findings: [] }] }],
    });
  });
  it('judges a set as its rows are taken, and not before', async () => {
    const [read, gatherer] = [new Set<string>(), openGatherer([ready()], [], Date.parse(NOW), 10)];
    const many = set(Array.from({ length: 50 }, (_, index) => thing(`t${index}`, true)));
    const resources = many.resources.map((one) => ({
      evidence: one.evidence,
      get resource() {
        read.add(one.resource.id);
        return one.resource;
      },
    }));
    let rows = 0;
    for await (const _ of gatherer.take({ ...many, resources })) {
      rows += 1;
      expect(read.size).toBe(rows);
    }
    expect(gatherer.finish()).toMatchObject({
      inline: false,
      total: 50,
      results: [{ counts: { pass: 50 }, subjects: [{ findings: [] }] }],
    });
  });
  it('holds no subject beyond the limit: their rows stand apart, from the first one on, and what is told of the check is the same', async () => {
    const told = async (most: number) => {
      const kept: SubjectRow[] = [];
      const gatherer = openGatherer([ready()], [], Date.parse(NOW), most, undefined, undefined, async (row) => void kept.push(row));
      for (let n = 0; n < 5; n += 1) {
        const one = set([thing(`t${n}`, n === 3 ? { $unknown: { operation: 'x', reason: 'access_denied', detail: 'no' } } : n !== 1)]);
        const subject = { ...one.subject, key: `toy/${n}` };
        for await (const _ of gatherer.take({ ...one, subject, complete: n !== 2 })) void _;
      }
      return { done: gatherer.finish(), kept };
    };
    const [few, many] = [await told(10), await told(4)];
    expect(few.kept).toEqual([]);
    expect(few.done.subjects).toBeUndefined();
    expect(many.kept.map(({ key, verdict }) => [key, verdict])).toEqual(
      few.done.results[0]?.subjects.map(({ key, verdict }) => [key, verdict]),
    );
    expect(many.kept.map(({ key }) => key)).toEqual(['toy/0', 'toy/1', 'toy/2', 'toy/3', 'toy/4']);
    expect(many.done).toMatchObject({ inline: false, subjects: 5, results: [{ subjects: [], subjectCount: 5 }] });
    for (const member of ['verdict', 'reasons', 'population', 'counts'] as const)
      expect(many.done.results[0]?.[member]).toEqual(few.done.results[0]?.[member]);
    expect(many.done.results[0]).toMatchObject({
      verdict: 'fail',
      population: { size: 5, complete: false, proof: '4 of 5 subjects read whole' },
    });
  });
  it('holds ten thousand gaps, the first of each further kind, and how many there are of each', async () => {
    const gatherer = openGatherer([ready()], [], Date.parse(NOW));
    const gap = (operation: string, n: number) => ({ operation, reason: 'access_denied' as const, detail: `refused ${n}` });
    for (let subject = 0; subject < 3; subject += 1) {
      const one = set([]);
      const gaps = [...Array.from({ length: 6000 }, (_, n) => gap('x:List', n)), ...(subject === 2 ? [gap('y:List', 0)] : [])];
      for await (const _ of gatherer.take({ ...one, subject: { ...one.subject, key: `toy/${subject}` }, complete: false, gaps })) void _;
    }
    const { gaps, allGaps } = gatherer.finish();
    expect(gaps.length).toBe(10_001);
    expect(gaps.at(-1)).toMatchObject({ operation: 'y:List', subject: 'toy/2' });
    expect(allGaps).toEqual({
      total: 18_001,
      kinds: [
        { operation: 'x:List', reason: 'access_denied', gaps: 18_000, subjects: 3 },
        { operation: 'y:List', reason: 'access_denied', gaps: 1, subjects: 1 },
      ],
    });
  });
  it('of a check that no subject was there for is unknown', () => {
    expect(openGatherer([ready()], [], 0).finish()).toMatchObject({
      results: [{ verdict: 'unknown', reasons: ['no_results'], population: { complete: false } }],
    });
  });
});

describe('the exit status', () => {
  it.each([
    [{ pass: 3, not_applicable: 1 }, 0],
    [{ not_applicable: 1 }, 0],
    [{ pass: 1, fail: 1 }, 1],
    [{ pass: 1, unknown: 1 }, 3],
    [{ fail: 1, unknown: 1, pass: 9 }, 4],
    [{}, 3],
  ])('%j is %i', (counts, status) =>
    expect(exitOf({ pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0, ...counts })).toBe(status),
  );
});
