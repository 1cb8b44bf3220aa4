/** The days of a period, made ready to be drawn: stretches of one state, rows that are alike, what was known of how many on each day. */
import {
  DAY_STATES,
  type DayState,
  type Interruption,
  type PeriodPoint,
  type PeriodRow,
  type PeriodTable,
  type Report,
} from '../src/model.ts';
import { worstFirst } from './period.ts';

const STATE: Readonly<Record<string, DayState>> = { h: 'held', b: 'broken', u: 'unknown', n: 'not-applicable', '-': 'unseen' };
/** What nobody wrote down is a day on which nobody looked. */
const stateOf = (letter: string | undefined): DayState => STATE[letter ?? '-'] ?? 'unseen';

/** Days in a row of one kind; the first is day 0. */
export interface Stretch<S = DayState> {
  readonly state: S;
  readonly from: number;
  readonly days: number;
}
export function stretches<S>(states: readonly S[]): readonly Stretch<S>[] {
  const found: { state: S; from: number; days: number }[] = [];
  for (const [index, state] of states.entries()) {
    const last = found.at(-1);
    if (last !== undefined && last.state === state) last.days += 1;
    else found.push({ state, from: index, days: 1 });
  }
  return found;
}
/** As many as the period has days, whatever the row holds. */
export const statesOf = ({ states }: Pick<PeriodRow, 'states'>, days: number): readonly DayState[] =>
  Array.from({ length: days }, (_, index) => stateOf(states[index]));

const DAY = 86_400_000;
/** The day `index` days after the first: `2026-06-01`. */
export const dayAt = (from: string, index: number): string =>
  new Date(Date.parse(`${from}T00:00:00Z`) + index * DAY).toISOString().slice(0, 10);
/** How many days after the first an instant is; parts of a day count. */
export const daysAfter = (from: string, at: string): number => (Date.parse(at) - Date.parse(`${from}T00:00:00Z`)) / DAY;

/** Where the axis has a mark: each day of few, each month of many, each year of very many. At most `most`, thinned evenly. */
export interface Tick {
  readonly at: number;
  readonly day: string;
  /** Say the month alone. */
  readonly month: boolean;
}
export function ticksOf({ from, days }: Pick<PeriodTable, 'from' | 'days'>, most: number): readonly Tick[] {
  const all = Array.from({ length: days }, (_, at) => ({ at, day: dayAt(from, at) }));
  if (days <= 62) return thinned(all, most).map((tick) => ({ ...tick, month: false }));
  return thinned(
    all.filter(({ day }) => day.endsWith('-01')),
    most,
  ).map((tick) => ({ ...tick, month: true }));
}
function thinned<T>(all: readonly T[], most: number): readonly T[] {
  const step = Math.ceil(all.length / Math.max(1, most));
  return all.filter((_, index) => index % Math.max(1, step) === 0);
}

/** Rows that were alike on every day stand together. */
export function alike(rows: readonly PeriodRow[]): readonly (readonly PeriodRow[])[] {
  const groups = new Map<string, PeriodRow[]>();
  for (const row of worstFirst(rows)) {
    const key = `${row.interruptions.length} ${row.states}`;
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

/** Of each day, how many rows were in which state. */
export function countsByDay(rows: readonly PeriodRow[], days: number): readonly Readonly<Record<DayState, number>>[] {
  const all = rows.map((row) => statesOf(row, days));
  return Array.from({ length: days }, (_, day) => {
    const counts = Object.fromEntries(DAY_STATES.map((state) => [state, 0])) as Record<DayState, number>;
    for (const states of all) counts[states[day] ?? 'unseen'] += 1;
    return counts;
  });
}

export type RunDay = 'sealed' | 'aborted' | 'none';
/** Of each day: was there a run that came to its end, only one that did not, or none. */
export function runDays({ trend, from, days }: Pick<PeriodTable, 'trend' | 'from' | 'days'>): readonly RunDay[] {
  const ended = (aborted: boolean) => new Set(trend.filter((point) => point.aborted === aborted).map(({ at }) => at.slice(0, 10)));
  const [sealed, cut] = [ended(false), ended(true)];
  return Array.from({ length: days }, (_, index): RunDay => {
    const day = dayAt(from, index);
    return sealed.has(day) ? 'sealed' : cut.has(day) ? 'aborted' : 'none';
  });
}

/** The rows of a period as the run of the report knows them. What it does not know is told among the controls. */
export function rowsByKind(
  { run }: Pick<Report, 'run'>,
  table: PeriodTable,
): { readonly claims: readonly PeriodRow[]; readonly controls: readonly PeriodRow[] } {
  const claims = new Set(run.frameworks.filter(({ kind }) => kind === 'claims').map(({ id }) => id));
  const isClaim = ({ id }: PeriodRow) => claims.has(frameworkOf(id));
  return { claims: table.requirements.filter(isClaim), controls: table.requirements.filter((row) => !isClaim(row)) };
}
/** Of `best-practices/mfa`. */
export const frameworkOf = (id: string): string => id.slice(0, id.indexOf('/'));

/** One line of a chart: a value for each run that came to its end. */
export interface Trend<S extends string> {
  readonly state: S;
  readonly points: readonly { readonly at: number; readonly value: number }[];
}
/** How many had each state, run by run; states that never came up have no line. */
export function trendOf<S extends string>(
  { trend, from }: Pick<PeriodTable, 'trend' | 'from'>,
  states: readonly S[],
  count: (point: PeriodPoint, state: S) => number,
): readonly Trend<S>[] {
  const whole = trend.filter(({ aborted }) => !aborted);
  return states
    .map((state) => ({ state, points: whole.map((point) => ({ at: daysAfter(from, point.at), value: count(point, state) })) }))
    .filter(({ points }) => points.some(({ value }) => value > 0));
}
/** Parts of a line: it is drawn between runs of neighbouring days alone. */
export function joined<P extends { readonly at: number }>(points: readonly P[]): readonly (readonly P[])[] {
  const parts: P[][] = [];
  for (const point of points) {
    const last = parts.at(-1)?.at(-1);
    if (last !== undefined && Math.floor(point.at) - Math.floor(last.at) <= 1) parts.at(-1)?.push(point);
    else parts.push([point]);
  }
  return parts;
}

/** Every interruption, the latest first; of one time, in the order of the rows. */
export function interruptionsOf(rows: readonly PeriodRow[]): readonly { readonly row: PeriodRow; readonly broken: Interruption }[] {
  return rows
    .flatMap((row) => row.interruptions.map((broken) => ({ row, broken })))
    .sort((a, b) => Number(a.broken.endedAt !== null) - Number(b.broken.endedAt !== null) || (a.broken.seenAt < b.broken.seenAt ? 1 : -1));
}

/** Interruptions that began and ended in the same runs, and in the same way, as one: for what nobody reads one by one. */
export function together(
  all: ReturnType<typeof interruptionsOf>,
): readonly { readonly rows: readonly PeriodRow[]; readonly broken: Interruption }[] {
  const groups = new Map<string, { rows: PeriodRow[]; broken: Interruption }>();
  for (const { row, broken } of all) {
    const key = [broken.run, broken.heldUntil, broken.endRun, broken.ending].join(' ');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { rows: [row], broken });
    else {
      known.rows.push(row);
      known.broken = { ...known.broken, began: [...known.broken.began, ...broken.began], ended: [...known.broken.ended, ...broken.ended] };
    }
  }
  return [...groups.values()];
}
