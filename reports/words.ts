/** The words of reports, as those say them that speak English alone; those in other languages take them from `messages/`. */
import type { CheckResult, Reason, Strength } from '../src/model.ts';
import { en } from './messages/en.ts';

export const VERDICT_WORD = en.verdictWord;
export const VERDICT_MEANS = en.verdictMeans;
export const STANDING_WORD = en.standingWord;
export const STANDING_MEANS = en.standingMeans;
export const STRENGTH_WORD = en.strengthWord;
export const REASON_MEANS = en.reasonMeans;

/** How many of four bars are filled. Each strength has its own number. */
export const STRENGTH_BARS: Readonly<Record<Strength, number>> = { operating: 4, config: 3, 'provider-statement': 2, attested: 1, none: 0 };

/** What would help when the provider names no permission. */
export const remedyFor = (reason: Reason): string => en.remedy[reason];

/** Failing checks that matter most stand first; equal ones by name. */
export function bySeverity(a: CheckResult, b: CheckResult): number {
  return SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || (a.check < b.check ? -1 : a.check > b.check ? 1 : 0);
}
const SEVERITY_RANK = { critical: 0, high: 1, medium: 2, low: 3, info: 4 } as const;
