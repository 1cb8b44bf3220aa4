/** Whether git contradicts the dates that a document bears. Pure. */
import { isUnknown, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { type Origin, renamed, type Step } from './review.ts';

type Dated = 'lastReviewed' | 'lastUpdated';
const KEYS: Readonly<Record<Dated, string>> = { lastReviewed: 'last_reviewed', lastUpdated: 'last_updated' };
/** A date has no time zone; nowhere does a day begin earlier than at UTC+14. */
const EARLIEST = 14 * 3_600_000;
const startsAt = (day: string): number => Date.parse(`${day}T00:00:00Z`) - EARLIEST;

/** Sentences; one that is certain stands, whatever else is not known. */
export function contradictedIn(steps: readonly Step[], origin: Origin, now: string): Known<readonly string[]> {
  const each = (Object.keys(KEYS) as Dated[]).map((field) => flawOf(field, steps, origin, now));
  const found = each.flatMap((one) => (typeof one === 'string' ? [one] : []));
  return found.length > 0 ? found : (each.find(isUnknown) ?? []);
}

/** Null: nothing speaks against it. */
function flawOf(field: Dated, steps: readonly Step[], origin: Origin, now: string): Known<string | null> {
  const day = steps[0]?.says[field] ?? null;
  if (day === null || isUnknown(day)) return day;
  const name = `${KEYS[field]}: ${day}`;
  if (startsAt(day) > Date.parse(now)) return `\`${name}\` lies in the future`;
  const since = introducing(field, day, steps);
  if (isUnknown(since)) return since;
  const { edit, approved } = since;
  if (startsAt(day) > Date.parse(approved.arrivedAt))
    return `\`${name}\` came onto the branch with ${edit.oid.slice(0, 12)} on ${approved.arrivedAt.slice(0, 10)}, before that day`;
  if (since !== steps.at(-1) || origin === undefined || origin === null) return null;
  return isUnknown(origin) ? origin : unknown(renamed(origin, edit.oid));
}

/** The change that first wrote the date as it stands today. */
function introducing(field: Dated, day: string, steps: readonly Step[]): Known<Step> {
  let since = steps[0] as Step;
  for (const step of steps.slice(1)) {
    const said = step.says[field];
    if (isUnknown(said)) return said;
    if (said !== day) break;
    since = step;
  }
  return since;
}

/** Whether a date has stood there since the oldest change that is known: then what the file was before matters. */
export function reachesBack(steps: readonly Step[]): boolean {
  return (Object.keys(KEYS) as Dated[]).some((field) => {
    const day = steps[0]?.says[field];
    return typeof day === 'string' && introducing(field, day, steps) === steps.at(-1);
  });
}
