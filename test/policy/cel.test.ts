import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { known } from '../../src/kit.ts';
import type { Gap } from '../../src/model.ts';
import { type Expression, type Flaw, openLanguage } from '../../src/policy/cel.ts';

const Resource = z.object({
  id: z.string(),
  name: z.string(),
  on: known(z.boolean()),
  other: known(z.boolean()),
  count: known(z.int()),
  share: z.number(),
  at: known(z.string()),
  last: known(z.string().nullable()),
  tags: z.record(z.string(), z.string()),
  names: known(z.array(z.string())),
  rules: z.array(z.object({ port: known(z.int()), open: z.boolean() })),
});
const gap: Gap = { operation: 'x:Get', reason: 'access_denied', detail: 'x:Get was refused' };
const lost = { $unknown: gap };
const base = {
  id: 'i',
  name: 'n',
  on: true,
  other: false,
  count: 3,
  share: 0.5,
  at: '2025-12-31T00:00:00Z',
  last: null,
  tags: { team: 'a' },
  names: ['a', 'b'],
  rules: [
    { port: 22, open: true },
    { port: 443, open: false },
  ],
};
const now = Date.parse('2026-01-01T00:00:00Z');
const language = openLanguage(Resource, {
  most: { default: 5, stricter: 'lower', about: 'a' },
  allowed: { default: ['a', 'b', 'c'], about: 'b' },
});

function evaluate(cel: string, over: object = {}): unknown {
  const compiled = language.compile(cel);
  if ('message' in compiled) throw new Error(compiled.message);
  const said = compiled.evaluate({ r: { ...base, ...over }, p: { most: 5, allowed: ['a', 'b', 'c'] }, now });
  return 'gap' in said ? said.gap.reason : said.value;
}
const flaw = (cel: string): Flaw => {
  const compiled = language.compile(cel);
  if (!('message' in compiled)) throw new Error(`${cel} compiled to ${(compiled as Expression).type}`);
  return compiled;
};

describe('the third value', () => {
  const T = true,
    F = false,
    U = lost;
  const is = (value: unknown) => (value === T ? true : value === F ? false : 'access_denied');
  // Kleene's strong logic, in full
  const and = [
    [T, T, T],
    [T, F, F],
    [T, U, U],
    [F, T, F],
    [F, F, F],
    [F, U, F],
    [U, T, U],
    [U, F, F],
    [U, U, U],
  ] as const;
  const or = [
    [T, T, T],
    [T, F, T],
    [T, U, T],
    [F, T, T],
    [F, F, F],
    [F, U, U],
    [U, T, T],
    [U, F, U],
    [U, U, U],
  ] as const;
  it.each(and)('and: %j %j', (on, other, then) => expect(evaluate('r.on && r.other', { on, other })).toBe(is(then)));
  it.each(or)('or: %j %j', (on, other, then) => expect(evaluate('r.on || r.other', { on, other })).toBe(is(then)));
  it('not unknown is unknown', () => {
    expect(evaluate('!r.on', { on: lost })).toBe('access_denied');
    expect(evaluate('!(r.on == false)', { on: lost })).toBe('access_denied');
  });
  it('comparison, size, membership and choice over the unknown are unknown', () => {
    expect(evaluate('r.count > 1', { count: lost })).toBe('access_denied');
    expect(evaluate('r.names.size() == 0', { names: lost })).toBe('access_denied');
    expect(evaluate('"a" in r.names', { names: lost })).toBe('access_denied');
    expect(evaluate('r.on ? true : true', { on: lost })).toBe('access_denied');
    expect(evaluate('daysSince(r.at) < 10.0', { at: lost })).toBe('access_denied');
  });
  it('`all` and `exists` over a list with an unknown in it', () => {
    const rules = (...ports: unknown[]) => ({ rules: ports.map((port) => ({ port, open: true })) });
    expect(evaluate('r.rules.all(rule, rule.port > 30)', rules(22, lost))).toBe(false);
    expect(evaluate('r.rules.all(rule, rule.port > 30)', rules(99, lost))).toBe('access_denied');
    expect(evaluate('r.rules.exists(rule, rule.port > 30)', rules(99, lost))).toBe(true);
    expect(evaluate('r.rules.exists(rule, rule.port > 30)', rules(22, lost))).toBe('access_denied');
    expect(evaluate('r.rules.filter(rule, rule.port > 30).size() > 0', rules(99, lost))).toBe('access_denied');
  });
  it('an unknown element poisons the list it stands in', () => {
    expect(evaluate('r.names.all(name, name != "x")', { names: ['a', lost] })).toBe('access_denied');
  });
  it('a key that is not there is an error of policy, not false', () => {
    expect(evaluate('r.tags["nobody"] == "a"')).toBe('policy_error');
    expect(evaluate('"nobody" in r.tags && r.tags["nobody"] == "a"')).toBe(false);
  });
});

describe('loading', () => {
  it('finds a misspelt field, at any depth, with its place', () => {
    expect(flaw('r.onn')).toMatchObject({ name: 'onn', start: 2, end: 5 });
    expect(flaw('r.rules.all(rule, rule.opne)')).toMatchObject({ name: 'opne' });
    expect(flaw('p.mots > 1')).toMatchObject({ name: 'mots' });
    expect(flaw('q.on').message).toMatch(/q/);
  });
  it.each(['r.count > "a"', 'r.names > 0', 'daysSince(r.count) > 1.0', 'r.on +', 'nothing(r.on)', 'r.name.matches("(a")'])(
    'refuses %s',
    (cel) => {
      expect(flaw(cel).message.length).toBeGreaterThan(3);
    },
  );
  it('bounds the size of a sentence', () => {
    expect(flaw(Array.from({ length: 3000 }, () => 'r.on').join(' && ')).message).toMatch(/max|limit|exceed/i);
  });
  it('knows which fields are read and whether time is counted', () => {
    expect(language.compile('r.on && r.rules.exists(x, x.open)')).toMatchObject({ reads: ['on', 'rules'], timed: false });
    expect(language.compile('r.last != null && daysSince(r.last) > 1.0')).toMatchObject({ timed: true });
  });
});

describe('values', () => {
  it('whole numbers are int, others double; null is null', () => {
    expect(evaluate('r.count % 2 == 1 && r.share < 0.6 && r.last == null')).toBe(true);
    expect(evaluate('r.count <= p.most && r.names.isSubsetOf(p.allowed)')).toBe(true);
    expect(evaluate('["z"].isSubsetOf(p.allowed) || [].isSubsetOf(p.allowed)')).toBe(true);
  });
  it('time counts from the run, and what is no instant has no age', () => {
    expect(evaluate('daysSince(r.at) == 1.0 && hoursSince(r.at) == 24.0 && daysUntil(r.at) == -1.0')).toBe(true);
    for (const at of ['N/A', 'no_information', '2026', '2025-12-31', '31/12/2025', ''])
      expect(evaluate('daysSince(r.at) > 0.0', { at }), at).toBe('policy_error');
  });
  it('what a signed word dates counts for so many days: too old then is false, too old since has no answer', () => {
    expect(evaluate('inForce(r.at, r.at, 1)')).toBe(true);
    expect(evaluate('inForce("2020-01-01T00:00:00Z", r.at, 1)')).toBe(false);
    expect(evaluate('inForce(r.at, r.at, 0)')).toBe('attestation_expired');
    expect(evaluate('inForce("2099-01-01T00:00:00Z", r.at, 0)')).toBe(true);
    expect(evaluate('inForce("some day", r.at, 1)')).toBe('policy_error');
    expect(language.compile('inForce(r.at, r.at, 1)')).toMatchObject({ timed: true });
  });
  it('matches is RE2: hostile text costs no more than its length', () => {
    expect(evaluate('r.name.matches("^(a+)+$")', { name: `${'a'.repeat(5000)}!` })).toBe(false);
    expect(evaluate('r.name.matches("^prod-") && !r.name.matches("dev")', { name: 'prod-1' })).toBe(true);
    expect(evaluate('r.names.exists(name, name.matches("^b$"))')).toBe(true);
  });
});
