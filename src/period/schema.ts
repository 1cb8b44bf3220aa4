/** The shape of a period's table, for the published JSON Schema. */
import { z } from 'zod';
import { CauseSchema } from '../compare/schema.ts';
import { DAY_STATES, EFFECTS, STANDINGS, VERDICTS } from '../model.ts';

const Instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const Interruption = z.strictObject({
  run: z.int().describe('the first run that saw it'),
  seenAt: Instant,
  heldUntil: Instant.optional().describe('when it was last seen to hold before; absent: never in this period'),
  began: z.array(CauseSchema),
  endRun: z.int().nullable(),
  endedAt: Instant.nullable(),
  ending: z.enum(EFFECTS).nullable().describe('`better` where it was mended; null while it lasts, or when the runs were not compared'),
  ended: z.array(CauseSchema).describe('what ended it'),
});
const Row = z.strictObject({
  id: z.string(),
  title: z.string(),
  states: z
    .string()
    .regex(/^[hbun-]*$/)
    .describe('one letter for each day: held, broken, unknown, not applicable; a hyphen: nobody looked'),
  days: z.strictObject(Object.fromEntries(DAY_STATES.map((state) => [state, z.int()]))),
  gaps: z.array(z.strictObject({ from: Day, to: Day, days: z.int(), unknown: z.int().describe('of these, days that had a run') })),
  longestGap: z.int(),
  interruptions: z.array(Interruption),
});
const countsOf = (states: readonly string[]) => z.strictObject(Object.fromEntries(states.map((state) => [state, z.int()])));
const Point = z.strictObject({
  run: z.int(),
  at: Instant,
  aborted: z.boolean(),
  verdicts: countsOf(VERDICTS).describe('checks that the table has rows for'),
  standings: z.record(z.string(), countsOf(STANDINGS)).describe('its requirements, by framework'),
});
export const PeriodSchema = z.strictObject({
  schema: z.literal('https://claimcheck.dev/schema/period/v1'),
  from: Day,
  to: Day,
  days: z.int().describe('days of UTC, the first and the last among them'),
  ongoing: z.boolean(),
  runs: z.strictObject({
    sealed: z.int(),
    aborted: z.int().describe('interrupted, and sealed as far as they came'),
    lost: z
      .array(
        z.strictObject({
          runId: z.string(),
          at: Instant.nullable(),
          event: z.enum(['started', 'aborted', 'unsealed', 'killed']),
          detail: z.string(),
        }),
      )
      .describe('runs that left no manifest, as later ones tell of them'),
    locked: z.int(),
    schedule: z
      .strictObject({ cron: z.string(), expected: z.int(), missed: z.int(), firstMissed: z.array(Instant).describe('the first fifty') })
      .optional(),
    first: Instant.nullable(),
    last: Instant.nullable(),
  }),
  trend: z.array(Point).describe('what each run said as a whole, the oldest first'),
  checks: z.array(Row),
  requirements: z.array(Row),
  notes: z.array(z.string()),
  exit: z.int().describe('0 all of it held on every day, 1 something was broken, 3 something was not seen on some day, 4 both'),
});

export function periodJsonSchema(): object {
  return { $id: 'https://claimcheck.dev/schema/period/v1', title: 'The days of a period, by claimcheck', ...z.toJSONSchema(PeriodSchema) };
}
