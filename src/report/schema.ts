/** The shape of report.json, for the published JSON Schema. `report.test.ts` holds it against the types and against real reports. */
import { z } from 'zod';
import { ComparisonSchema } from '../compare/schema.ts';
import { AUDIENCES, CLAIM_KINDS, EVIDENCE_KINDS, LANGUAGES, REASONS, SEVERITIES, STANDINGS, STRENGTHS, VERDICTS } from '../model.ts';
import { PeriodSchema } from '../period/schema.ts';

const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .describe('RFC 3339, UTC');
const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .describe('SHA-256 of the exact bytes');
const Verdict = z.enum(VERDICTS);
const Reason = z.enum(REASONS);
const Counts = z.strictObject({
  pass: z.int(),
  fail: z.int(),
  unknown: z.int(),
  not_applicable: z.int(),
  waived: z.int().describe('of the failures, those that somebody signed for'),
});
const Population = z.strictObject({
  size: z.int(),
  complete: z.boolean(),
  proof: z.string().describe('what proves that the population was read whole, or why it was not'),
});
const Gap = z.strictObject({
  operation: z.string(),
  reason: Reason,
  detail: z.string(),
  permission: z.string().optional(),
  evidence: z.array(Digest).optional(),
});
const Unknown = z.strictObject({ $unknown: Gap });
const Principal = z.union([Unknown, z.strictObject({ id: z.string(), detail: z.string() })]);
const Subject = z.strictObject({
  source: z.string(),
  name: z.string(),
  key: z.string().describe('stable over runs'),
  id: z.string(),
  label: z.string(),
  scope: z.string(),
  region: z.string().optional(),
  gap: Gap.optional(),
});
const Waiver = z.strictObject({ check: z.string(), resource: z.string(), reason: z.string(), approvedBy: z.string(), until: Instant });
const Finding = z.strictObject({
  resource: z.strictObject({ id: z.string(), name: z.string() }),
  verdict: Verdict,
  reason: Reason.optional(),
  because: z.string(),
  observed: z.record(z.string(), z.unknown()).optional().describe('the fields that the check read, as they were'),
  evidence: z.array(Digest),
  waiver: Waiver.optional(),
});
const SubjectResult = z.strictObject({
  key: z.string(),
  id: z.string(),
  label: z.string(),
  verdict: Verdict,
  reasons: z.array(Reason),
  population: Population,
  counts: Counts,
  findings: z.array(Finding).describe('empty when run.findings.inline is false: then they stand in findings.jsonl'),
});
const CheckResult = z.strictObject({
  check: z.string(),
  about: z.string().describe('the collector whose resources it judged'),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  evidence: z.enum(EVIDENCE_KINDS),
  verdict: Verdict,
  reasons: z.array(Reason),
  population: Population,
  counts: Counts,
  remedy: z.string(),
  notes: z.string().optional(),
  params: z.record(z.string(), z.unknown()),
  loosened: z.array(z.string()),
  subjectCount: z.int().optional().describe('how many there are, when they are not here'),
  subjects: z.array(SubjectResult).describe('empty when there is run.subjects: then they stand in subjects.jsonl'),
});
const Proof: z.ZodType = z
  .lazy(() =>
    z.union([
      z.strictObject({
        check: z.string(),
        why: z.string(),
        verdict: Verdict,
        evidence: z.enum(EVIDENCE_KINDS).nullable(),
        note: z.string().optional(),
      }),
      z.strictObject({ all: z.array(Proof), verdict: Verdict }),
      z.strictObject({ any: z.array(Proof), verdict: Verdict }),
      z.strictObject({ none: z.string(), verdict: z.literal('unknown') }),
    ]),
  )
  .meta({ id: 'Proof' });
const Assessment = z.strictObject({
  framework: z.string(),
  id: z.string(),
  title: z.string(),
  standing: z.enum(STANDINGS),
  strength: z.enum(STRENGTHS),
  because: z.string(),
  covers: z.enum(['whole', 'part']),
  remainder: z.string().optional(),
  family: z.string().optional(),
  quote: z.string().optional(),
  at: z.string().optional(),
  text: z.string().optional(),
  kind: z.enum(CLAIM_KINDS).optional(),
  wording: z.string().optional(),
  controls: z.array(z.string()).optional(),
  proof: Proof,
});
const Run = z.strictObject({
  id: z.string(),
  seq: z.int(),
  previous: Digest.nullable(),
  startedAt: Instant,
  finishedAt: Instant,
  status: z.enum(['sealed', 'aborted']),
  period: z.strictObject({ from: Instant, to: Instant }),
  tool: z.strictObject({ name: z.literal('claimcheck'), version: z.string(), node: z.string() }),
  digests: z.strictObject({ policy: Digest, config: Digest }),
  demo: z.string().optional().describe('which simulated world was asked; absent in a real run'),
  verdicts: Counts.describe('checks by verdict'),
  standings: z.strictObject(Object.fromEntries(STANDINGS.map((standing) => [standing, z.int()]))),
  requests: z.strictObject({ sent: z.int(), retried: z.int(), operations: z.array(z.string()), mutating: z.literal(0) }),
  clock: z.strictObject({ maxSkewMs: z.number() }),
  findings: z.strictObject({ total: z.int(), inline: z.boolean(), file: z.literal('findings.jsonl') }),
  subjects: z
    .strictObject({ total: z.int(), inline: z.literal(false), file: z.literal('subjects.jsonl') })
    .optional()
    .describe('checks x subjects, where they are too many for this document; absent: they stand in results[].subjects'),
  gaps: z
    .strictObject({
      total: z.int(),
      kinds: z.array(
        z.strictObject({ operation: z.string(), reason: Reason, permission: z.string().optional(), gaps: z.int(), subjects: z.int() }),
      ),
    })
    .optional()
    .describe('how much could not be seen, where that is too much for this document: gaps then holds the first of each kind only'),
  frameworks: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      version: z.string(),
      kind: z.enum(['controls', 'claims']),
      size: z.int().optional(),
    }),
  ),
  selfTest: z
    .strictObject({
      checks: z.int(),
      cases: z
        .strictObject(Object.fromEntries(VERDICTS.map((verdict) => [verdict, z.int()])))
        .describe('worked cases by the verdict they show'),
    })
    .optional()
    .describe('each check, tried on its own cases in this run, before anything was asked'),
  exit: z.int(),
});
const Witnessed = z.strictObject({
  compared: z.int().describe("judgements of somebody else's that could be held against one of ours"),
  unmatched: z.int().describe('those about what no finding of ours passes or fails'),
  disagreements: z.array(
    z.strictObject({
      witness: z.string().describe('who says otherwise'),
      rule: z.string(),
      says: z.string().describe("in the witness's own word"),
      at: Instant.optional(),
      check: z.string(),
      subject: z.strictObject({ key: z.string(), id: z.string(), label: z.string() }),
      resource: z.strictObject({ id: z.string(), name: z.string() }),
      verdict: z.enum(['pass', 'fail']).describe('ours, which stands'),
      evidence: z.array(Digest),
    }),
  ),
  gaps: z.array(Gap.extend({ subject: z.string() })).describe('why somebody could not be heard'),
});
const Colour = z.string().regex(/^#[0-9a-f]{6}$/);
const Presentation = z.strictObject({
  language: z.enum(LANGUAGES).optional(),
  legalName: z.string().optional(),
  logo: z
    .string()
    .regex(/^data:image\/(?:png|svg\+xml);base64,[A-Za-z0-9+/]+=*$/)
    .optional(),
  colours: z.strictObject({ accent: Colour.optional(), text: Colour.optional() }).optional(),
});
const ContradictionSide = z.strictObject({
  by: z.string().describe('who says or shows it'),
  values: z.array(z.unknown()).describe('distinct values, the first fifty'),
  size: z.int().describe('how many values there are'),
  gaps: z.array(Gap).describe('what could not be seen of it, the first fifty'),
});
const Contradiction = z.strictObject({
  id: z.string(),
  title: z.string().describe('the sentence that is true when the two sources agree'),
  verdict: Verdict.describe('fail: they contradict each other; unknown: one of them could not be heard'),
  reason: Reason.optional(),
  because: z.string(),
  claims: z.array(z.string()).describe('claims whose words state the one side'),
  said: ContradictionSide,
  seen: ContradictionSide,
  opposed: z.array(
    z.strictObject({
      said: z.unknown(),
      seen: z.unknown(),
      because: z.string(),
      resource: z.strictObject({ id: z.string(), name: z.string() }).optional(),
      subject: z.string().optional(),
      evidence: z.array(Digest),
    }),
  ),
});
export const ReportSchema = z.strictObject({
  schema: z.literal('https://claimcheck.dev/schema/report/v1'),
  run: Run,
  scope: z.array(
    z.strictObject({
      source: z.string(),
      name: z.string(),
      principal: Principal,
      subjects: z.array(Subject),
      excluded: z.array(z.strictObject({ id: z.string(), because: z.string(), evidence: z.array(Digest).optional() })),
      plan: z.strictObject({ collectors: z.array(z.string()) }),
    }),
  ),
  results: z.array(CheckResult),
  requirements: z.array(Assessment),
  gaps: z.array(Gap.extend({ subject: z.string(), collector: z.string() })),
  waivers: z.array(Waiver.extend({ state: z.enum(['applied', 'expired', 'matches-nothing']) })),
  contradictions: z.array(Contradiction).optional().describe('pairs of sources that were held against each other; absent: none was'),
  witnessed: Witnessed.optional().describe('where somebody else judges what we judge; absent when nobody else was asked'),
  edition: z
    .strictObject({
      audience: z.enum(AUDIENCES),
      recipient: z.string().optional(),
      validUntil: z.string().optional().describe('the last day on which it should be relied on'),
      note: z.string().describe('what was left out, and what was not'),
      replaced: z.int().describe('how many different names were replaced'),
      allowed: z.array(z.string()).describe('what the sender allowed by name'),
    })
    .optional()
    .describe('for whom this edition was made; absent in what is sealed'),
  presentation: Presentation.optional().describe('how the company wants to be seen; says nothing about what was found'),
  overTime: PeriodSchema.optional().describe('the days of a period; absent in what is sealed'),
  comparison: ComparisonSchema.optional().describe('beside another run, or beside the same run as it was sealed; absent in what is sealed'),
});

export function reportJsonSchema(): object {
  return { $id: 'https://claimcheck.dev/schema/report/v1', title: 'A claimcheck report', ...z.toJSONSchema(ReportSchema) };
}
