import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Claimed, openScales, type ReadyPair, weighed } from '../../src/evaluate/contradict.ts';
import { defineCollector, known, unknown } from '../../src/kit.ts';
import type { Assessment, Gap, ResourceSet, Verdict } from '../../src/model.ts';
import { readPair } from '../../src/policy/pair.ts';
import { exitOf, withContradictions } from '../../src/report/build.ts';
import { parseYaml } from '../../src/yaml.ts';

const NOW = Date.parse('2026-01-01T00:00:00.000Z');
const collector = (id: string) =>
  defineCollector({
    id,
    title: id,
    scope: 'account',
    calls: [],
    freshFor: 'P1D',
    resource: z.object({
      id: z.string(),
      name: z.string(),
      length: known(z.int()),
      on: known(z.boolean()),
      places: known(z.array(z.string())),
    }),
    async *fetch() {},
    normalise: () => ({ id: '', name: '', length: 0, on: true, places: [] }),
  });
const collectors = new Map(['toy/policy', 'toy/host'].map((id) => [id, collector(id)]));
const pair = (change: Record<string, string> = {}): ReadyPair => {
  const rows: Record<string, string> = {
    title: 'Both say the same',
    said: '{ by: the document, state: length }',
    seen: '[{ by: the account, about: toy/policy, where: r.on, take: r.length }]',
    compare: 'each',
    agrees: 'seen >= said',
    fail: '"the document says {said}, {seen} is asked for"',
    whenNone: 'not_applicable',
    whenNoneBecause: 'nobody has a password',
    ...change,
  };
  return readPair(
    'pair',
    parseYaml(
      Object.entries(rows)
        .map(([key, value]) => `${key}: ${value}`)
        .join('\n'),
      'pair.yaml',
    ),
    collectors,
  );
};
const denied: Gap = { operation: 'toy:GetPolicy', reason: 'access_denied', detail: 'it may not be read' };
const no = unknown(denied);
interface Row {
  readonly length?: unknown;
  readonly on?: unknown;
  readonly places?: unknown;
}
const set = (rows: readonly Row[], { complete = true, about = 'toy/policy', stale = false } = {}): ResourceSet => ({
  collector: about,
  subject: { source: 'toy', name: 't', key: 'toy/t', id: 'toy/t', label: 't', scope: 'account' },
  collectedAt: '2026-01-01T00:00:00.000Z',
  freshUntil: stale ? '2025-12-31T00:00:00.000Z' : '2026-01-02T00:00:00.000Z',
  complete,
  proof: 'read whole',
  resources: rows.map((row, at) => ({
    resource: { id: `r${at}`, name: `r${at}`, length: 14, on: true, places: ['a'], ...row } as never,
    evidence: [],
  })),
  gaps: complete ? [] : [denied],
  evidence: [],
  skewMs: 0,
});
const says = (value: Claimed['value']): Claimed => ({ value, quote: 'q', name: 'length', claim: 'page/passwords' });
const judged = (ready: ReadyPair, sets: readonly ResourceSet[], claimed: readonly Claimed[] = [says(14)]) => {
  const scales = openScales([ready], NOW);
  for (const one of sets) scales.weigh(one);
  const [result] = scales.compare(claimed);
  if (!result) throw new Error('no result');
  return result;
};

describe('a stated value against each of those that are seen', () => {
  it.each<[string, readonly ResourceSet[], Verdict, string | undefined]>([
    ['all agree', [set([{}, { length: 20 }])], 'pass', undefined],
    ['one says less', [set([{}, { length: 8 }])], 'fail', undefined],
    ['one says less, and one is hidden', [set([{ length: no }, { length: 8 }])], 'fail', undefined],
    ['one says less, and the list is cut', [set([{ length: 8 }], { complete: false })], 'fail', undefined],
    ['one is hidden', [set([{}, { length: no }])], 'unknown', 'access_denied'],
    ['whether one belongs is hidden', [set([{}, { on: no }])], 'unknown', 'access_denied'],
    ['the list is cut', [set([{}], { complete: false })], 'unknown', 'access_denied'],
    ['the list is cut before its first', [set([], { complete: false })], 'unknown', 'access_denied'],
    ['it is stale', [set([{}], { stale: true })], 'unknown', 'stale_evidence'],
    ['nobody was asked', [], 'unknown', 'no_results'],
    ['another one was asked', [set([{}], { about: 'toy/host' })], 'unknown', 'no_results'],
    ['there is none', [set([{ on: false }])], 'not_applicable', undefined],
    ['one account agrees, the other hides', [set([{}]), set([], { complete: false })], 'unknown', 'access_denied'],
  ])('%s: %s', (_, sets, verdict, reason) => {
    expect(judged(pair(), sets)).toMatchObject({ verdict, ...(reason && { reason }) });
  });
  it('names who is opposed, and whose claim it is', () => {
    const { because, opposed, claims, said, seen } = judged(pair(), [set([{}, { length: 8 }])]);
    expect(because).toBe('the document says 14, 8 is asked for');
    expect(opposed).toMatchObject([{ said: 14, seen: 8, resource: { id: 'r1' }, subject: 'toy/t' }]);
    expect({ claims, said: said.values, seen: seen.values }).toEqual({ claims: ['page/passwords'], said: [14], seen: [14, 8] });
  });
  it('what nobody states is not compared, and that is said', () => {
    expect(judged(pair(), [set([{ length: 8 }])], [])).toMatchObject({
      verdict: 'not_applicable',
      because: expect.stringMatching(/no page of claims/),
    });
  });
  it('a comparison that is none is unknown, never a contradiction', () => {
    expect(judged(pair({ agrees: 'seen' }), [set([{}])])).toMatchObject({ verdict: 'unknown', reason: 'policy_error' });
    expect(judged(pair(), [set([{}])], [says('fourteen')])).toMatchObject({ verdict: 'unknown', reason: 'policy_error' });
  });
});

describe('all that is seen together, and two sources that are both looked at', () => {
  const together = pair({
    compare: 'together',
    seen: '[{ by: hosts, about: toy/host, take: r.places }]',
    agrees: 'seen.size() >= said',
    whenNone: 'unknown',
  });
  const host = (places: unknown, options = {}) => set([{ places }], { about: 'toy/host', ...options });
  it.each<[string, readonly ResourceSet[], Verdict]>([
    ['two places over two sets', [host(['a']), host(['b', 'a'])], 'pass'],
    ['one place', [host(['a']), host(['a'])], 'fail'],
    ['one place, and what is hidden', [host(['a']), host(no)], 'unknown'],
    ['one place, and what is cut', [host(['a'], { complete: false })], 'unknown'],
    ['one place with something hidden in it', [host(['a', no])], 'unknown'],
    ['none', [set([], { about: 'toy/host' })], 'unknown'],
  ])('%s: %s', (_, sets, verdict) => expect(judged(together, sets, [says(2)]).verdict).toBe(verdict));

  const scope = pair({
    said: '[{ by: scope, about: toy/policy, take: r.name }]',
    seen: '[{ by: hosts, about: toy/host, take: r.name }]',
    agrees: 'said.exists(one, one == seen)',
  });
  it.each<[string, readonly ResourceSet[], Verdict]>([
    ['in scope', [set([{}, {}]), set([{}], { about: 'toy/host' })], 'pass'],
    ['out of scope', [set([{}]), set([{}, {}], { about: 'toy/host' })], 'fail'],
    ['the scope is not known whole', [set([{}], { complete: false }), set([{}, {}], { about: 'toy/host' })], 'unknown'],
  ])('%s: %s', (_, sets, verdict) => expect(judged(scope, sets).verdict).toBe(verdict));
});

describe('what sources may say, and need not', () => {
  const may = pair({
    said: '[{ by: documents, about: toy/policy, where: r.on, take: r.length }]',
    seen: '[{ by: hosts, about: toy/host, take: r.length }]',
    agrees: 'said.all(one, seen >= one)',
    unsaidBecause: 'no document says it',
  });
  const host = set([{ length: 8 }], { about: 'toy/host' });
  it.each<[string, readonly ResourceSet[], Verdict]>([
    ['one says it, and it is so', [set([{ length: 8 }]), host], 'pass'],
    ['one says more', [set([{ length: 8 }, { length: 14 }]), host], 'fail'],
    ['none says it', [set([{ on: false }]), host], 'not_applicable'],
    ['there is no document', [set([]), host], 'not_applicable'],
    ['nobody looks at documents', [host], 'not_applicable'],
    ['whether one says it is hidden', [set([{ on: no }]), host], 'unknown'],
    ['what it says is hidden', [set([{ length: no }]), host], 'unknown'],
    ['not all documents were seen', [set([], { complete: false }), host], 'unknown'],
    ['the other side was not seen', [set([{ length: 8 }])], 'unknown'],
  ])('%s: %s', (_, sets, verdict) => expect(judged(may, sets, []).verdict).toBe(verdict));
});

it('losing evidence never makes two sources agree, nor contradict each other', () => {
  const RANK: Record<Verdict, number> = { fail: 0, unknown: 1, not_applicable: 2, pass: 2 };
  const row = fc.record({ length: fc.integer({ min: 1, max: 30 }), on: fc.boolean() });
  const hidden = fc.record({ length: fc.boolean(), on: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(row, hidden), { maxLength: 6 }),
      fc.boolean(),
      fc.constantFrom('each', 'together'),
      (rows, cut, compare) => {
        const ready = pair(compare === 'each' ? {} : { compare, agrees: 'seen.all(one, one >= said)' });
        const before = judged(ready, [set(rows.map(([one]) => one))]).verdict;
        const lost = rows.map(([one, hide]) => ({ length: hide.length ? no : one.length, on: hide.on ? no : one.on }));
        const after = judged(ready, [set(lost, { complete: !cut })]).verdict;
        expect(RANK[after]).toBeLessThanOrEqual(Math.max(RANK[before], 1));
        if (after === 'fail') expect(before).toBe('fail');
      },
    ),
    { numRuns: 300 },
  );
});

describe('what comes of it', () => {
  const verdicts = { pass: 3, fail: 0, unknown: 0, not_applicable: 0, waived: 0 };
  const one = (verdict: Verdict) => ({ ...judged(pair(), [set([{}])]), verdict });
  it.each<[Verdict, number]>([
    ['pass', 0],
    ['not_applicable', 0],
    ['fail', 1],
    ['unknown', 3],
  ])('%s ends with %i', (verdict, exit) => expect(exitOf(withContradictions(verdicts, [one(verdict)]))).toBe(exit));
  it('a contradicted claim is contradicted; one that could not be compared is not proved', () => {
    const claim = { framework: 'page', id: 'passwords', standing: 'established', because: 'all pass' } as Assessment;
    expect(weighed(claim, [one('fail')]).standing).toBe('contradicted');
    expect(weighed(claim, [one('unknown')]).standing).toBe('unproven');
    expect(weighed(claim, [one('pass')])).toBe(claim);
    expect(weighed({ ...claim, id: 'other' }, [one('fail')]).standing).toBe('established');
  });
});

it.each([
  [
    'a collector that does not exist',
    { seen: '[{ by: x, about: toy/polcy, take: r.length }]' },
    /no collector is called `toy\/polcy` \(did you mean `toy\/policy`\?\)/,
  ],
  [
    'a field that does not exist',
    { seen: '[{ by: x, about: toy/policy, take: r.lenght }]' },
    /there is no field `lenght` \(did you mean `length`\?\)/,
  ],
  ['a word that is neither side', { agrees: 'shown >= said' }, /pair\.yaml:5:9/],
])('%s is refused at its line', (_, change, line) => expect(() => pair(change)).toThrow(line));
