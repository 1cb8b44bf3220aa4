/**
 * Every shipped predicate on its own worked cases, in two languages: ours (src/policy/cel.ts over @marcbachmann/cel-js) and
 * @bufbuild/cel, which passes the conformance tests of https://github.com/google/cel-spec. Both must give the same answer.
 * The other language knows nothing of Unknown: there, what nobody told us is a key that is not in the map, and its error is our gap.
 */
import { type CelFunc, type CelInput, CelScalar, celEnv, celFunc, celMethod, isCelError, listType, parse, plan } from '@bufbuild/cel';
import { strings as STRINGS } from '@bufbuild/cel/ext';
import { describe, expect, it } from 'vitest';
import { checksDir } from '../../src/home.ts';
import { KINDS } from '../../src/itself/kinds.ts';
import { isUnknown } from '../../src/kit.ts';
import type { Case } from '../../src/model.ts';
import type { Expression } from '../../src/policy/cel.ts';
import { CASE_NOW, caseResource } from '../../src/policy/check.ts';
import { functions } from '../../src/policy/functions.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { collectors } from '../../src/registry.ts';

const { checks } = loadPolicy({ checksDir, collectors, params: {}, select: [], frameworks: [] });
const now = Date.parse(CASE_NOW);

const { STRING, DOUBLE, BOOL, INT, DYN } = CelScalar;
const strings = listType(STRING);
/** The same words again, written from their descriptions and not from their code. A throw is CEL's error. */
const days = (from: string, to: string) => (instantOf(to) - instantOf(from)) / 86_400_000;
function instantOf(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text)) throw new Error(`not an instant: ${text}`);
  return new Date(text).getTime();
}
const VOCABULARY: Readonly<Record<string, CelFunc>> = {
  'daysSince(string): double': celFunc('daysSince', [STRING], DOUBLE, (at) => days(at, CASE_NOW)),
  'daysUntil(string): double': celFunc('daysUntil', [STRING], DOUBLE, (at) => days(CASE_NOW, at)),
  'hoursSince(string): double': celFunc('hoursSince', [STRING], DOUBLE, (at) => days(at, CASE_NOW) * 24),
  // too old when it was approved: false; grown too old since: nobody knows
  'inForce(string, string, int): bool': celFunc('inForce', [STRING, STRING, INT], BOOL, (at, approved, most) => {
    if (days(at, approved) > Number(most)) return false;
    if (days(at, CASE_NOW) > Number(most)) throw new Error('nobody has stated it since');
    return true;
  }),
  'list<string>.isSubsetOf(list<string>): bool': celMethod('isSubsetOf', strings, [strings], BOOL, function (all) {
    const right = new Set([...all]);
    return [...this].every((one) => right.has(one));
  }),
  'list<string>.joined(string): string': celMethod('joined', strings, [STRING], STRING, function (by) {
    return [...this].join(by);
  }),
};
/** Ours alone: what `matches` is compiled to. The other language has its own RE2 behind `matches`. */
const INTERNAL = new Set(['string.re2(string): bool']);

/** `split`, `substring` and their like are no part of the core: https://github.com/google/cel-go/tree/master/ext#strings; theirs, not ours. */
const env = celEnv({ variables: { r: DYN, p: DYN }, funcs: [...STRINGS, ...Object.values(VOCABULARY)] });

/** JSON to CEL's values: whole numbers are int. What is unknown is left out of its map; in a list it cannot be, and that is told. */
const UNSAYABLE = Symbol('an unknown element of a list');
function celOf(value: unknown): CelInput | typeof UNSAYABLE {
  if (Array.isArray(value)) {
    const parts = value.map(celOf);
    return value.some(isUnknown) || parts.includes(UNSAYABLE) ? UNSAYABLE : (parts as CelInput[]);
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).flatMap(([key, inner]) => (isUnknown(inner) ? [] : [[key, celOf(inner)] as const]));
    return parts.some(([, inner]) => inner === UNSAYABLE) ? UNSAYABLE : new Map(parts as [string, CelInput][]);
  }
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : (value as CelInput);
}

type Said = boolean | 'no answer';
function theirs(cel: string, r: CelInput, p: CelInput): Said {
  const result = plan(env, parse(cel))({ r, p });
  if (isCelError(result)) return 'no answer';
  expect(typeof result).toBe('boolean');
  return result as boolean;
}
function ours(expression: Expression, given: object, params: Readonly<Record<string, unknown>>): Said {
  const said = expression.evaluate({ r: given as never, p: params, now });
  return 'gap' in said ? 'no answer' : (said.value as boolean);
}

/** A case as it stands, and with each of its fields not known in turn: the third value must come out of both languages alike. */
function* variations(one: Case): Iterable<{ readonly what: string; readonly given: Case['given'] }> {
  yield { what: 'as written', given: one.given };
  for (const field of Object.keys(one.given)) {
    if (field === 'id' || field === 'name') continue;
    const { [field]: _, ...given } = one.given;
    yield { what: `without ${field}`, given };
  }
}

let compared = 0;
let unsaid = 0;
const answers = new Set<Said>();

describe('two languages, one answer', () => {
  it('knows every function of the policy language in both', () => {
    const signatures = functions.map(({ signature }) => signature).filter((signature) => !INTERNAL.has(signature));
    expect(Object.keys(VOCABULARY).sort()).toEqual(signatures.sort());
  });

  it.each(checks.map((ready) => [ready.check.id, ready] as const))('%s', (id, ready) => {
    const collector = [...collectors, ...KINDS].find((one) => one.id === ready.check.about);
    if (!collector) throw new Error(`no collector ${ready.check.about}`);
    const predicates = (['where', 'expect'] as const).flatMap((name) => (ready[name] ? [{ name, expression: ready[name] }] : []));
    for (const { name, expression } of predicates) {
      ready.check.cases.forEach((one, index) => {
        const params = { ...ready.params, ...one.params };
        for (const { what, given } of variations(one)) {
          const resource = caseResource(given, collector);
          const [r, p] = [celOf(resource), celOf(params)];
          if (r === UNSAYABLE || p === UNSAYABLE) {
            unsaid += 1;
            console.warn(
              `NOT COMPARED: ${id} ${name}, case ${index + 1} ${what}: an unknown element of a list cannot be said in the other language`,
            );
            continue;
          }
          const said = ours(expression, resource, params);
          expect.soft(theirs(expression.cel, r, p), `${id} ${name}, case ${index + 1} ${what}: ${expression.cel}`).toBe(said);
          compared += 1;
          answers.add(said);
        }
      });
    }
  });

  it('compared something of every kind', () => {
    console.log(`cel-oracle: ${checks.length} checks, ${compared} comparisons, ${unsaid} not comparable`);
    expect(answers).toEqual(new Set([true, false, 'no answer']));
    expect(compared).toBeGreaterThan(checks.length * 6);
  });
});
