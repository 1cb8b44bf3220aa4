/**
 * When a document was last reviewed, as far as git proves it; decision 013 says what does. Pure.
 * A review is a change that somebody else approved; where the document dates its own reviews, one that sets that date, and the date counts.
 */
import { isUnknown, unknown } from '../../../src/kit.ts';
import type { Gap, Known } from '../../../src/model.ts';
import type { Forced } from '../commit/forced.ts';
import { ACTIVITY, COMMIT } from '../repository-calls.ts';
import type { Edit } from './answers.ts';
import { type Approved, byTime } from './approved.ts';
import type { Statements } from './statements.ts';

/** One commit that changed the file, with what was made of it. */
export interface Step {
  readonly edit: Edit;
  readonly approved: Approved;
  readonly says: Statements;
}
export interface Reviewed {
  /** Null: none is proved. */
  readonly at: string | null;
  readonly by: readonly string[];
  readonly pullRequests: readonly string[];
  /** The latest time at which there may have been another one, later than `at`; null: there was none. */
  readonly perhapsAt: string | null;
  /** Why nobody can tell; false: nothing is in doubt. */
  readonly perhaps: Known<boolean>;
}
/** What the file was called before its oldest known change; null: it was made by it. Undefined: nobody needed to know. */
export type Origin = Known<string | null> | undefined;

interface Perhaps {
  readonly at: string;
  readonly gap: Gap;
}
interface Proved {
  readonly at: string;
  readonly by: readonly string[];
  readonly pullRequests: readonly string[];
}

/** `steps` newest first. `now` bounds what may have happened at a time that is not known. */
export function reviewedOf(steps: readonly Step[], forced: Known<readonly Forced[]>, origin: Origin, now: string): Reviewed {
  const today = steps[0]?.says.lastReviewed ?? null;
  // nothing is later than what the document itself says today
  const cap = (at: string, ...days: readonly Known<string | null>[]) =>
    [at, ...[today, ...days].flatMap((day) => (typeof day === 'string' ? [startOf(day)] : []))].sort(byTime)[0] as string;
  const proved: Proved[] = [];
  const doubts: Perhaps[] = [...rewritten(forced, now), ...before(steps, origin)].map(({ at, gap }) => ({ at: cap(at), gap }));
  steps.forEach((step, nth) => {
    const reviews = isReview(step, steps[nth + 1]);
    if (reviews === false) return;
    const { approvals, perhaps, perhapsUntil, pullRequests } = step.approved;
    const { lastReviewed } = step.says;
    const at = approvals
      .map((one) => one.at)
      .sort(byTime)
      .at(-1);
    const illegible = isUnknown(today) ? today : isUnknown(reviews) ? reviews : undefined;
    if (isUnknown(perhaps)) doubts.push({ at: cap(perhapsUntil ?? now, lastReviewed), gap: perhaps.$unknown });
    if (at === undefined) return;
    if (illegible) doubts.push({ at: cap(at, lastReviewed), gap: illegible.$unknown });
    else proved.push({ at: cap(at, lastReviewed), by: approvals.map(({ login }) => login), pullRequests });
  });
  const latest = proved.sort((a, b) => byTime(a.at, b.at)).at(-1);
  const doubt = doubts
    .filter(({ at }) => latest === undefined || byTime(at, latest.at) > 0)
    .sort((a, b) => byTime(a.at, b.at))
    .at(-1);
  return {
    at: latest?.at ?? null,
    by: [...new Set(latest?.by)].sort(),
    pullRequests: latest?.pullRequests ?? [],
    perhapsAt: doubt?.at ?? null,
    perhaps: doubt ? unknown(doubt.gap) : false,
  };
}
/** The date of a review has no hour: it counts from the first one. */
const startOf = (day: string): string => `${day}T00:00:00.000Z`;

/** A change that leaves the document's own date as it was is none: the document says when it was last gone through. */
function isReview({ edit, says }: Step, older: Step | undefined): Known<boolean> {
  if (edit.file === null) return false;
  const [day, previous] = [says.lastReviewed, older?.says.lastReviewed ?? null];
  if (day === null || isUnknown(day)) return day === null ? true : day;
  return isUnknown(previous) ? previous : day !== previous;
}

/** What stood on the branch before it was rewritten may have been reviewed, and is not there to be seen. */
function rewritten(forced: Known<readonly Forced[]>, now: string): readonly Perhaps[] {
  if (isUnknown(forced)) return [{ at: now, gap: forced.$unknown }];
  const last = [...forced].sort((a, b) => byTime(a.timestamp, b.timestamp)).at(-1);
  if (!last) return [];
  const who = last.actor?.login ?? '(deleted account)';
  const detail = `the branch was rewritten by ${who} at ${last.timestamp}: reviews of what stood there before are not seen`;
  return [{ at: last.timestamp, gap: { operation: ACTIVITY.operation, reason: 'population_incomplete', detail } }];
}

/** What happened to the file under another name. */
function before(steps: readonly Step[], origin: Origin): readonly Perhaps[] {
  const oldest = steps.at(-1);
  if (origin === undefined || origin === null || !oldest) return [];
  return [{ at: oldest.approved.arrivedAt, gap: isUnknown(origin) ? origin.$unknown : renamed(origin, oldest.edit.oid) }];
}
export function renamed(previous: string, oid: string): Gap {
  const detail = `it was called ${previous} until ${oid.slice(0, 12)}: what happened to it under that name was not read`;
  return { operation: COMMIT.operation, reason: 'population_incomplete', detail };
}
