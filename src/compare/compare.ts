/** Two runs side by side: what changed, and why. Reads both streams of findings once; memory does not grow with them. */
import type { CheckChange, Comparison, Effect, RunSummary, Verdict } from '../model.ts';
import { tell } from './cause.ts';
import { effectOfVerdict, exitOfEffects, noEffects, weakest } from './effect.ts';
import { type Lens, lensOf } from './lens.ts';
import { pairsOf } from './pairs.ts';
import { requirementChanges } from './requirements.ts';
import { contextOf, scopeChanges } from './scope.ts';
import { type Index, indexOf, type Side } from './side.ts';
import { causesOf, openTally, type Tally } from './tally.ts';

export interface CompareOptions {
  /** How many lines about findings are kept. */
  readonly mostListed?: number;
  /** Bytes of findings that are held at once. */
  readonly mostBytes?: number;
  /** Only these checks' rows are looked at. */
  readonly only?: ReadonlySet<string>;
}

export async function compare(before: Side, after: Side, options: CompareOptions = {}): Promise<Comparison> {
  const [a, b] = await Promise.all([indexOf(before), indexOf(after)]);
  const lenses = new Map<string, Lens>();
  const lens = (check: string): Lens => {
    const known = lenses.get(check) ?? lensOf(check, a, b);
    lenses.set(check, known);
    return known;
  };
  const between = { before: a, after: b, sameAnswers: before.report.run.id === after.report.run.id };
  const tally = openTally(options.mostListed);
  for await (const pair of pairsOf(before, after, options.mostBytes)) {
    const { check } = pair[1] ?? pair[0];
    if (options.only && !options.only.has(check)) continue;
    tally.take(pair, tell(pair, lens(check), between));
  }
  const ids = [...new Set([...a.results.keys(), ...b.results.keys()])].filter((check) => options.only?.has(check) ?? true);
  const changes = new Map(ids.flatMap((check) => changeOf(check, lens(check), a, b, tally) ?? []).map((one) => [one.check, one]));
  const requirements = requirementChanges(a, b, { lens, change: (check) => changes.get(check) });
  const scope = scopeChanges(a, b);
  const effects = [...scope, ...changes.values(), ...requirements].map(({ effect }) => effect);
  return {
    schema: 'https://claimcheck.dev/schema/comparison/v1',
    before: summaryOf(before.report.run),
    after: summaryOf(after.report.run),
    context: contextOf(a, b),
    scope,
    checks: [...changes.values()],
    requirements,
    findings: { compared: tally.compared, effects: tally.effects, total: tally.total, listed: tally.listed() },
    exit: exitOfEffects([...effects, ...present(tally.told)]),
  };
}

function summaryOf({ id, seq, startedAt, status, tool, digests, demo, verdicts, standings }: RunSummary): Comparison['before'] {
  return { id, seq, startedAt, status, tool, digests, ...(demo !== undefined && { demo }), verdicts, standings };
}
const present = (effects: Readonly<Record<Effect, number>>): Effect[] =>
  (Object.keys(effects) as Effect[]).filter((effect) => effects[effect] > 0);

/** A check is told of when its verdict changed, when it came or went, and when one of its findings did something worth a line. */
function changeOf(check: string, { before, after, causes }: Lens, a: Index, b: Index, tally: Tally): CheckChange | undefined {
  const counted = tally.of(check);
  const result = b.results.get(check) ?? a.results.get(check);
  if (!result || (before === after && (counted === undefined || counted.causes.size === 0))) return undefined;
  const whole = causes.map((cause) => ({ ...cause, findings: 0 }));
  const effect = effectOf(before, after, counted);
  const found = counted === undefined ? [] : causesOf(counted, effect);
  const named = new Set(found.map(({ kind }) => kind));
  const all = [...whole.filter(({ kind }) => !named.has(kind)), ...found];
  return {
    check,
    title: result.title,
    severity: result.severity,
    before,
    after,
    effect,
    findings: counted?.effects ?? noEffects(),
    causes: all.length > 0 ? all : [{ kind: 'unexplained', because: 'nothing that was recorded says why', findings: 0 }],
  };
}

function effectOf(before: Verdict | null, after: Verdict | null, counted: ReturnType<Tally['of']>): Effect {
  if (after === null) return 'not-looked-at';
  if (before === null) return after === 'fail' ? 'worse' : 'new';
  const step = effectOfVerdict(before, after);
  if (step === 'better' || step === 'known-again') return weakest(counted?.excuses ?? [], step);
  if (step !== 'set-aside' || counted === undefined) return step;
  return weakest(present(counted.effects), step);
}
