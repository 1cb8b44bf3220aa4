/** waivers.yaml: accepted failures, each with a reason, somebody who approved it, and its last day. */
import { z } from 'zod';
import type { Place } from './errors.ts';
import type { Waiver } from './model.ts';
import { keysIn, parseYaml, readText, strictly } from './yaml.ts';

const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written 2026-07-01')
  .refine(isDay, 'there is no such day');
/** Date would count on: the 31st of February would be the 3rd of March. */
function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}
export const WaiverFile = z.strictObject({
  waivers: z.array(
    z.strictObject({
      check: z
        .string()
        .min(1)
        .refine((check) => !check.includes('*'), 'a waiver is for one check; write one for each'),
      resource: z
        .string()
        .trim()
        .min(1)
        .refine((resource) => resource.replaceAll('*', '').trim() !== '', 'a pattern that fits everything waives what nobody has looked at')
        .describe('Id or name, exactly, or a pattern with `*`'),
      reason: z.string().trim().min(20, 'say why, in at least 20 characters'),
      approvedBy: z.string('a waiver needs somebody who approved it').trim().min(1, 'a waiver needs somebody who approved it'),
      until: Day.describe('Its last day: it ends with that day in UTC'),
    }),
  ),
});

export type PlacedWaiver = Waiver & { readonly place: Place };

export function readWaivers(path: string, shown: string): readonly PlacedWaiver[] {
  const yaml = parseYaml(readText(path, shown), shown);
  const { waivers } = strictly(yaml, WaiverFile, keysIn(WaiverFile));
  return waivers.map((waiver, index) => ({
    ...waiver,
    until: `${waiver.until}T23:59:59.999Z`,
    place: yaml.at(['waivers', index]),
  }));
}
