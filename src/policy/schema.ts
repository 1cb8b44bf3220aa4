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
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written 2026-07-01');
const Every = z.string().regex(/^P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?$/, 'an interval is written P1Y, P6M, P2W or P90D');
/** A value that the page, or a document behind it, states: what other sources can be held against. */
export const StateFile = z.strictObject({
  value: z.union([z.number(), z.string(), z.boolean(), z.array(z.string()).min(1)]),
  quote: Sentence,
  document: Sentence.optional(),
  reading: Sentence.optional(),
});
export const ClaimFile = z.strictObject({
  ...common,
  kind: z.enum(CLAIM_KINDS),
  quote: Sentence,
  at: Sentence,
  text: Sentence,
  wording: Sentence.optional(),
  /** Further sentences that say the same, or go on about it. */
  also: z.array(z.strictObject({ quote: Sentence, at: Sentence })).optional(),
  controls: z
    .array(
      z.union([
        z.string(),
        z.strictObject({ control: z.string(), why: Sentence }),
        z.strictObject({ controls: z.array(z.string()).min(1), why: Sentence }),
      ]),
    )
    .default([]),
  states: z.record(z.string().regex(/^[a-z]\w*$/), StateFile).optional(),
  owner: Sentence.optional(),
  reviewEvery: Every.optional(),
  reviewedAt: Day.optional(),
  hash: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, '`claimcheck claims lint` says what it has to be')
    .optional(),
  proposed: z.array(z.strictObject({ check: z.string(), because: Sentence })).optional(),
});
/** The controls that an entry names, each with what the claim has to do with it, where that is said. */
export function controlsOf({
  controls,
}: Pick<z.infer<typeof ClaimFile>, 'controls'>): { readonly control: string; readonly why?: string }[] {
  return controls.flatMap((one) => {
    if (typeof one === 'string') return [{ control: one }];
    return 'control' in one ? [one] : one.controls.map((control) => ({ control, why: one.why }));
  });
}
/** A sentence of the page that claims nothing, whole, and why it does not. */
export const AsideFile = z.strictObject({ quote: Sentence, at: Sentence.optional(), because: Sentence });
const head = { title: Sentence, version: z.string(), publisher: Sentence };
export const ControlsFile = z.strictObject({
  ...head,
  kind: z.literal('controls'),
  size: z.int().positive().optional(),
  requirements: z.array(ControlFile).min(1),
});
export const ClaimsFile = z.strictObject({
  ...head,
  kind: z.literal('claims'),
  page: Sentence,
  published: z.url({ protocol: /^https?$/ }).optional(),
  updateEvery: Every.optional(),
  requirements: z.array(ClaimFile).min(1),
  asides: z.array(AsideFile).default([]),
});
export const FrameworkFile = z.discriminatedUnion('kind', [ControlsFile, ClaimsFile]);

const TakeFile = z.strictObject({
  by: Sentence,
  about: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'a collector id looks like `aws/iam-user`'),
  where: Sentence.optional(),
  take: Sentence,
});
/** Two sources that are held against each other. */
export const PairFile = z.strictObject({
  title: Sentence,
  said: z.union([z.strictObject({ by: Sentence, state: z.string().regex(/^[a-z]\w*$/) }), z.array(TakeFile).min(1)]),
  seen: z.array(TakeFile).min(1),
  compare: z.enum(['each', 'together']),
  agrees: Sentence,
  fail: Sentence,
  whenNone: z.enum(['pass', 'unknown', 'not_applicable']),
  whenNoneBecause: Sentence,
  /** Where sources say it who need not: what it means that none of them does. Absent: it is compared all the same. */
  unsaidBecause: Sentence.optional(),
  notes: Sentence.optional(),
});

/** Which resources of a source are somebody who may do something, and what. */
export const AccessFile = z.strictObject({
  source: z.string().regex(/^[a-z0-9-]+$/),
  title: Sentence,
  /** Access that no collector shows. */
  beyond: z.array(Sentence),
  /** Why there is nobody to look for. */
  none: Sentence.optional(),
  principals: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]+$/),
      about: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'a collector id looks like `aws/iam-user`'),
      kind: Sentence,
      /** A list among the resource's fields: each of its items is one, `r.each`. */
      each: z
        .string()
        .regex(/^[a-z]\w*$/)
        .optional(),
      where: Sentence.optional(),
      principal: Sentence,
      /** What stays the same while it is the same one; absent: the resource's id. */
      identity: Sentence.optional(),
      /** Each a text, or a list of texts. */
      rights: z.array(Sentence).min(1),
      since: Sentence.optional(),
      lastUsed: Sentence.optional(),
    }),
  ),
});
