/** What is wrong with the waivers themselves. Whether one matches anything only a run can tell, and its report does. */
import { nearest } from '../errors.ts';
import type { PlacedWaiver } from '../waivers.ts';
import { dayOf } from './calendar.ts';
import { type Complaint, fault } from './lint.ts';

export function waiverComplaints(waivers: readonly PlacedWaiver[], known: readonly string[], now: string): Complaint[] {
  return waivers.flatMap(({ check, resource, until, place }) => {
    if (!known.includes(check)) {
      const meant = nearest(check, known);
      const hint = meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list checks`';
      return [fault('waiver-check', place, `the waiver for ${resource} is of a check that does not exist: \`${check}\``, { hint })];
    }
    if (Date.parse(until) >= Date.parse(now)) return [];
    return [
      fault('waiver-ended', place, `the waiver of ${check} for ${resource} ended on ${dayOf(until)}`, {
        hint: 'remove it, or have somebody approve it anew',
      }),
    ];
  });
}
