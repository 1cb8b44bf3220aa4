/** What several looks say about the days of a period. Pure. A day on which nobody looked neither held nor broke. */
import { DAY_STATES, type DayState, type Instant, type PeriodRow } from '../model.ts';

/** One run's word about one thing. */
export interface Look {
  readonly run: number;
  readonly at: Instant;
  readonly state: Exclude<DayState, 'unseen'>;
  /** The run was interrupted: what it does not know is no more than not having looked. */
  readonly cut: boolean;
}

const DAY = 86_400_000;
export const dayOf = (at: Instant): string => at.slice(0, 10);
/** Days of UTC from the first to the last, both of them. */
export function daysBetween(from: string, to: string): readonly string[] {
  const count = Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY) + 1;
  return Array.from({ length: count }, (_, index) => new Date(Date.parse(`${from}T00:00:00Z`) + index * DAY).toISOString().slice(0, 10));
}

/** Kleene, as everywhere: one failure breaks a day, one question left open leaves the day open, and only then it held. */
const ORDER: readonly DayState[] = ['broken', 'unknown', 'held', 'not-applicable'];
export function stateOf(looks: readonly Look[]): DayState {
  const counted = looks.filter(({ state, cut }) => !(cut && state === 'unknown'));
  return ORDER.find((state) => counted.some((look) => look.state === state)) ?? (looks.length > 0 ? 'unknown' : 'unseen');
}

const LETTER: Readonly<Record<DayState, string>> = { held: 'h', broken: 'b', unknown: 'u', 'not-applicable': 'n', unseen: '-' };

export function countDays(days: readonly string[], looks: readonly Look[]): Pick<PeriodRow, 'states' | 'days' | 'gaps' | 'longestGap'> {
  const byDay = groupByDay(looks);
  const states = days.map((day) => stateOf(byDay.get(day) ?? []));
  const counted = Object.fromEntries(DAY_STATES.map((state) => [state, states.filter((one) => one === state).length]));
  const gaps = gapsOf(days, states);
  return {
    states: states.map((state) => LETTER[state]).join(''),
    days: counted as Record<DayState, number>,
    gaps,
    longestGap: Math.max(0, ...gaps.map((gap) => gap.days)),
  };
}
function groupByDay(looks: readonly Look[]): Map<string, Look[]> {
  const found = new Map<string, Look[]>();
  for (const look of looks) {
    const known = found.get(dayOf(look.at));
    if (known) known.push(look);
    else found.set(dayOf(look.at), [look]);
  }
  return found;
}

function gapsOf(days: readonly string[], states: readonly DayState[]): PeriodRow['gaps'] {
  const gaps: { from: string; to: string; days: number; unknown: number }[] = [];
  let open: (typeof gaps)[number] | undefined;
  for (const [index, state] of states.entries()) {
    const day = days[index] as string;
    if (state !== 'unseen' && state !== 'unknown') {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = { from: day, to: day, days: 0, unknown: 0 };
      gaps.push(open);
    }
    open.to = day;
    open.days += 1;
    if (state === 'unknown') open.unknown += 1;
  }
  return gaps;
}

/** A time of failure, by the runs at its edges. */
export interface Break {
  readonly first: Look;
  /** The last failing look of it. */
  readonly last: Look;
  readonly before: Look | undefined;
  readonly end: Look | undefined;
}
/** In the order of the runs. What is unknown in between ends nothing: a failure that hides behind a refusal is not mended. */
export function breaksOf(looks: readonly Look[]): readonly Break[] {
  const breaks: Break[] = [];
  let open: { first: Look; last: Look; before: Look | undefined } | undefined;
  let before: Look | undefined;
  for (const look of looks) {
    if (look.state === 'unknown') continue;
    if (look.state === 'broken') {
      if (open === undefined) open = { first: look, last: look, before };
      else open.last = look;
      continue;
    }
    if (open !== undefined) breaks.push({ ...open, end: look });
    open = undefined;
    before = look;
  }
  return open === undefined ? breaks : [...breaks, { ...open, end: undefined }];
}
