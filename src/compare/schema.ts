/** The shape of a comparison, for the published JSON Schema. `compare.test.ts` holds it against real comparisons. */
import { z } from 'zod';
import { CAUSES, EFFECTS, REASONS, SEVERITIES, STANDINGS, VERDICTS } from '../model.ts';

const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .describe('RFC 3339, UTC');
const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const Verdict = z.enum(VERDICTS);
const Standing = z.enum(STANDINGS);
const Effect = z.enum(EFFECTS).describe('what a change amounts to; `better` only where the same thing was looked at again and is well');
const Effects = z.strictObject(Object.fromEntries(EFFECTS.map((effect) => [effect, z.int()])));
export const CauseSchema = z.strictObject({
  kind: z.enum(CAUSES),
  because: z.string().describe('one sentence'),
  fields: z
    .array(z.strictObject({ field: z.string(), before: z.unknown(), after: z.unknown() }))
    .optional()
    .describe('what was seen, or set, then and now'),
  files: z
    .array(z.strictObject({ name: z.string(), before: Digest.nullable(), after: Digest.nullable() }))
    .optional()
    .describe('files of the policy; null: it was not part of that run'),
  reason: z.enum(REASONS).optional(),
  operation: z.string().optional(),
  permission: z.string().optional().describe('what would have to be granted'),
});
const Judged = z.strictObject({ verdict: Verdict, reason: z.enum(REASONS).optional(), waived: z.boolean() });
const Run = z.strictObject({
  id: z.string(),
  seq: z.int(),
  startedAt: Instant,
  status: z.enum(['sealed', 'aborted']),
  tool: z.strictObject({ name: z.literal('claimcheck'), version: z.string(), node: z.string() }),
  digests: z.strictObject({ policy: Digest, config: Digest }),
  demo: z.string().optional(),
  verdicts: z.strictObject(Object.fromEntries([...VERDICTS, 'waived'].map((verdict) => [verdict, z.int()]))).describe('checks by verdict'),
  standings: z.strictObject(Object.fromEntries(STANDINGS.map((standing) => [standing, z.int()]))),
});
export const ComparisonSchema = z.strictObject({
  schema: z.literal('https://claimcheck.dev/schema/comparison/v1'),
  before: Run,
  after: Run,
  context: z.array(CauseSchema).describe('what changed about the runs themselves: policy, parameters, tool, who asked'),
  scope: z
    .array(
      z.strictObject({
        source: z.string(),
        name: z.string(),
        subject: z.string(),
        effect: z.enum(['not-looked-at', 'new']),
        because: z.string(),
      }),
    )
    .describe('what one of the two runs was to look at, and the other was not'),
  checks: z.array(
    z.strictObject({
      check: z.string(),
      title: z.string(),
      severity: z.enum(SEVERITIES),
      before: Verdict.nullable(),
      after: Verdict.nullable(),
      effect: Effect,
      findings: Effects.describe('its changed findings by effect, listed or not'),
      causes: z.array(
        CauseSchema.extend({ findings: z.int().describe('how many of them it explains; 0: it is about the check as a whole') }),
      ),
    }),
  ),
  requirements: z.array(
    z.strictObject({
      framework: z.string(),
      id: z.string(),
      title: z.string(),
      before: Standing.nullable(),
      after: Standing.nullable(),
      effect: Effect,
      checks: z
        .array(z.strictObject({ check: z.string(), before: Verdict.nullable(), after: Verdict.nullable(), effect: Effect }))
        .describe('the checks of its proof whose verdict, as the proof takes it, changed'),
      causes: z.array(CauseSchema),
    }),
  ),
  findings: z.strictObject({
    compared: z.int().describe('rows that are in both runs'),
    effects: Effects.describe('changes of all rows, listed or not'),
    total: z.int().describe('changes that deserve a line'),
    listed: z
      .array(
        z.strictObject({
          check: z.string(),
          subject: z.strictObject({ key: z.string(), id: z.string(), label: z.string() }),
          resource: z.strictObject({ id: z.string(), name: z.string() }),
          before: Judged.nullable(),
          after: Judged.nullable(),
          effect: Effect,
          causes: z.array(CauseSchema),
        }),
      )
      .describe('the first of them, worst first'),
  }),
  exit: z.int().describe('0 nothing is worse, 1 something is, 3 something is less known or no longer looked at, 4 both'),
});

export function comparisonJsonSchema(): object {
  return { $id: 'https://claimcheck.dev/schema/comparison/v1', title: 'Two claimcheck runs compared', ...z.toJSONSchema(ComparisonSchema) };
}
