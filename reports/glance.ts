/** What stands beside a report, in a sentence each for its first page: another run, and the days of a period. */
import type { Comparison, Effect, PeriodRow, PeriodTable } from '../src/model.ts';
import { effectsOf, GROUPS, groupOf } from './changes.ts';
import type { Messages } from './messages/index.ts';
import { runDays } from './timeline.ts';

/** `Since run 2 of 2026-11-14: 3 worse, 2 can no longer be seen, 5 better …`: claims, controls and checks; findings are counted apart. */
export function changesGlance(t: Messages, comparison: Comparison): string {
  const { before, after, findings } = comparison;
  const { glance } = t.pages.changes;
  const effects = Object.entries(effectsOf(comparison)) as readonly (readonly [Effect, number])[];
  const told = GROUPS.flatMap((group) => {
    const count = effects.reduce((sum, [effect, n]) => (effect !== 'same' && groupOf(effect) === group ? sum + n : sum), 0);
    return count === 0 ? [] : [glance.group[group](count)];
  });
  const since = before.id === after.id ? glance.again : glance.since(before.seq, t.day(before.startedAt));
  return `${since}: ${told.length === 0 ? glance.none : told.join(', ')}; ${glance.findings(findings.total)}.`;
}

/** `2026-06-01 to 2026-06-12: 2 of 5 claims and controls and 3 of 9 checks were broken on some day …`: what was not seen is not passed over. */
export function daysGlance(t: Messages, table: PeriodTable): string {
  const { glance } = t.pages.days;
  const of = (rows: readonly PeriodRow[]) => ({
    all: rows.length,
    broken: rows.filter(({ days }) => days.broken > 0).length,
    unseen: rows.filter(({ days }) => days.broken === 0 && days.unknown + days.unseen > 0).length,
  });
  const sealed = runDays(table).filter((day) => day === 'sealed').length;
  const [requirements, checks] = [of(table.requirements), of(table.checks)];
  return glance(t.day(table.from), t.day(table.to), requirements, checks, sealed, table.days);
}
