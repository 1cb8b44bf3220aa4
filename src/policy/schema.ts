/** What a check, a framework and a page of claims may say in YAML. Strict: a key we do not know is a refusal. */
import { z } from 'zod';
import { CLAIM_KINDS, EVIDENCE_KINDS, type Proof, SEVERITIES, VERDICTS } from '../model.ts';

const Sentence = z.string().trim().min(1);

export const ParamFile = z.strictObject({
  default: z.union([z.number(), z.string(), z.boolean(), z.array(z.string()), z.array(z.int())]),
  stricter: z.enum(['lower', 'higher']).optional(),
  about: Sentence,
});
export const CaseFile = z.strictObject({
  given: z.record(z.string(), z.unknown()),
  params: z.record(z.string(), z.unknown()).optional(),
  // biome-ignore lint/suspicious/noThenProperty: "given ..., then fail" is how a case is read aloud; nobody awaits a schema
  then: z.enum(VERDICTS),
  because: Sentence,
});
export const CheckFile = z.strictObject({
  title: Sentence,
  severity: z.enum(SEVERITIES),
  evidence: z.enum(EVIDENCE_KINDS),
  about: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'a collector id looks like `aws/iam-user`'),
  with: z.array(Sentence).min(1).optional(),
  where: Sentence.optional(),
  holds: z.enum(['every', 'some', 'none']).default('every'),
  expect: Sentence,
  params: z.record(z.string().regex(/^[a-z]\w*$/), ParamFile).default({}),
  whenNone: z.enum(VERDICTS),
  whenNoneBecause: Sentence,
  fail: Sentence,
  remedy: Sentence,
  notes: Sentence.optional(),
  cases: z.array(CaseFile).min(1),
});

export const ProofFile: z.ZodType<Proof> = z.lazy(() =>
  z.union([
    z.strictObject({ check: z.string(), why: Sentence, bound: z.record(z.string(), z.number()).optional() }),
    z.strictObject({ all: z.array(ProofFile).min(1) }),
    z.strictObject({ any: z.array(ProofFile).min(1) }),
    z.strictObject({ none: Sentence }),
  ]),
) as z.ZodType<Proof>;

const common = {
  id: z.string().min(1),
  title: Sentence,
  proof: ProofFile,
  covers: z.enum(['whole', 'part']),
  remainder: Sentence.optional(),
};
export const ControlFile = z.strictObject({ ...common, family: Sentence.optional() });
export const ClaimFile = z.strictObject({
  ...common,
  kind: z.enum(CLAIM_KINDS),
  quote: Sentence,
  at: Sentence,
  text: Sentence,
  wording: Sentence.optional(),
  controls: z.array(z.string()).default([]),
});
const head = { title: Sentence, version: z.string(), publisher: Sentence };
export const ControlsFile = z.strictObject({
  ...head,
  kind: z.literal('controls'),
  size: z.int().positive().optional(),
  requirements: z.array(ControlFile).min(1),
});
export const ClaimsFile = z.strictObject({ ...head, kind: z.literal('claims'), page: Sentence, requirements: z.array(ClaimFile).min(1) });
export const FrameworkFile = z.discriminatedUnion('kind', [ControlsFile, ClaimsFile]);
