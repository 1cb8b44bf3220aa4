/** What a change amounts to. Nothing improves because somebody stopped looking. */
import { EFFECTS, type Effect, type Standing, type Verdict } from '../model.ts';

export type Effects = Record<Effect, number>;
export const noEffects = (): Effects => Object.fromEntries(EFFECTS.map((effect) => [effect, 0])) as Effects;

/** The same thing, looked at twice. */
export function effectOfVerdict(before: Verdict, after: Verdict): Effect {
  if (before === after) return 'same';
  if (after === 'fail') return 'worse';
  if (after === 'unknown') return 'less-known';
  if (after === 'not_applicable') return 'set-aside';
  if (before === 'fail') return 'better';
  return before === 'unknown' ? 'known-again' : 'new';
}

/** The explanations of something that went away, the weakest first: as much as one of them says is all that may be said. */
const EXCUSES: readonly Effect[] = ['not-looked-at', 'less-known', 'asked-otherwise', 'set-aside', 'gone'];

/** An improvement is called after the weakest of what it rests on. */
export function weakest(effects: Iterable<Effect>, otherwise: Effect): Effect {
  const all = new Set(effects);
  return EXCUSES.find((effect) => all.has(effect)) ?? otherwise;
}

const RANK: Readonly<Record<Standing, number>> = { contradicted: 0, unproven: 1, 'not-assessed': 1, supported: 2, established: 3 };
export function effectOfStanding(before: Standing, after: Standing): Effect {
  if (before === after) return 'same';
  if (after === 'contradicted') return 'worse';
  if (after === 'not-assessed') return 'not-looked-at';
  if (RANK[after] < RANK[before] || after === 'unproven') return 'less-known';
  return before === 'contradicted' ? 'better' : before === 'not-assessed' ? 'new' : 'known-again';
}

/** 0 nothing is worse · 1 something is · 3 something is less known, or no longer looked at · 4 both. */
export function exitOfEffects(effects: Iterable<Effect>): number {
  const all = new Set(effects);
  const less = all.has('less-known') || all.has('not-looked-at');
  if (all.has('worse')) return less ? 4 : 1;
  return less ? 3 : 0;
}
