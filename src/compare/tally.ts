/** What became of each check's rows, counted as they go by; the rows themselves are kept only while they are few. */
import type { Cause, CheckChange, Effect, FindingChange } from '../model.ts';
import type { Told } from './cause.ts';
import { type Effects, noEffects } from './effect.ts';
import type { Pair, Row } from './pairs.ts';

/** Beyond so many lines they are only counted: as many as a report holds itself. */
export const MOST_LISTED = 10_000;
/** Different causes of one check's changes. */
const MOST_CAUSES = 20;

type Caused = CheckChange['causes'][number];
/** What it led to, on any of its rows. */
type Traced = Caused & { readonly effects: ReadonlySet<Effect> };
export interface CheckTally {
  readonly effects: Effects;
  /** Of the rows that failed or were unknown, and are not any more. */
  readonly excuses: Set<Effect>;
  readonly causes: Map<string, Traced>;
}
export interface Tally {
  take(pair: Pair, told: Told | undefined): void;
  /** Rows that are in both runs. */
  readonly compared: number;
  readonly effects: Effects;
  /** Of those that deserve a line. */
  readonly told: Effects;
  readonly total: number;
  of(check: string): CheckTally | undefined;
  listed(): readonly FindingChange[];
}

export function openTally(most = MOST_LISTED): Tally {
  const checks = new Map<string, CheckTally>();
  const effects = noEffects();
  const lined = noEffects();
  let kept: FindingChange[] = [];
  let [compared, total] = [0, 0];
  return {
    take(pair, told) {
      const [was, is] = pair;
      if (was && is) compared += 1;
      if (told === undefined) return;
      const row = (is ?? was) as Row;
      effects[told.effect] += 1;
      count(entry(checks, row.check), pair, told);
      if (!deservesLine(pair)) return;
      total += 1;
      lined[told.effect] += 1;
      kept.push(changeOf(pair, row, told));
      if (kept.length >= 2 * most) kept = kept.sort(worstFirst).slice(0, most);
    },
    get compared() {
      return compared;
    },
    get total() {
      return total;
    },
    effects,
    told: lined,
    of: (check) => checks.get(check),
    listed: () => kept.sort(worstFirst).slice(0, most),
  };
}

function entry(checks: Map<string, CheckTally>, check: string): CheckTally {
  const known = checks.get(check);
  if (known) return known;
  const fresh: CheckTally = { effects: noEffects(), excuses: new Set(), causes: new Map() };
  checks.set(check, fresh);
  return fresh;
}

const wrong = (row: Row | null): boolean => row?.verdict === 'fail' || row?.verdict === 'unknown';
/** Things that come and go while all is well are counted, not told one by one. */
const deservesLine = ([was, is]: Pair): boolean => (was !== null && is !== null) || wrong(was) || wrong(is);

function count({ effects, excuses, causes }: CheckTally, pair: Pair, { effect, causes: found }: Told): void {
  effects[effect] += 1;
  if (wrong(pair[0]) && !wrong(pair[1])) excuses.add(effect);
  if (!deservesLine(pair)) return;
  for (const cause of found) addCause(causes, cause, effect);
}

/** Alike: of one kind, about the same question, and over the same fields; of those that are merged the least is shown, whatever came first. */
function addCause(causes: Map<string, Traced>, cause: Cause, effect: Effect): void {
  const plain = (value: unknown) => (typeof value === 'boolean' || value === null ? value : typeof value);
  const fields = cause.fields?.map(({ field, before, after }) => [field, plain(before), plain(after)]);
  const own = JSON.stringify([cause.kind, cause.reason, cause.operation, cause.permission, fields]);
  const key = causes.has(own) || causes.size < MOST_CAUSES ? own : JSON.stringify([cause.kind]);
  const known = causes.get(key);
  const shown = known === undefined || JSON.stringify(cause) < JSON.stringify(bare(known)) ? cause : bare(known);
  causes.set(key, { ...shown, findings: (known?.findings ?? 0) + 1, effects: new Set(known?.effects).add(effect) });
}
const bare = ({ findings: _, effects: __, ...cause }: Traced): Cause => cause;

/** What led to `effect` first, of that what explains most. */
export function causesOf({ causes }: CheckTally, effect: Effect): readonly Caused[] {
  const text = (cause: Traced) => JSON.stringify(bare(cause));
  const rank = ({ effects }: Traced) => (effects.has(effect) ? 0 : 1);
  return [...causes.values()]
    .sort((a, b) => rank(a) - rank(b) || b.findings - a.findings || (text(a) < text(b) ? -1 : 1))
    .map(({ effects: _, ...cause }) => cause);
}

function changeOf([was, is]: Pair, { check, subject, resource }: Row, { effect, causes }: Told): FindingChange {
  const judged = (row: Row | null) =>
    row && { verdict: row.verdict, ...(row.reason !== undefined && { reason: row.reason }), waived: row.waiver !== undefined };
  return { check, subject, resource, before: judged(was), after: judged(is), effect, causes };
}

const ORDER: readonly Effect[] = [
  'worse',
  'less-known',
  'not-looked-at',
  'asked-otherwise',
  'waived',
  'same',
  'set-aside',
  'gone',
  'better',
  'known-again',
  'new',
];
const keyOf = ({ check, subject, resource }: FindingChange): string => `${check}\0${subject.key}\0${resource.id}`;
function worstFirst(a: FindingChange, b: FindingChange): number {
  const rank = ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect);
  if (rank !== 0) return rank;
  const [x, y] = [keyOf(a), keyOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
