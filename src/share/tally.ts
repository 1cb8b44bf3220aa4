/**
 * What a run found, in pieces that name nothing of the estate: one for each check, one for each requirement, and one of the whole. They are
 * sealed with the run, before anybody asks for them: a pack for a customer shows some of them, and what it withholds cannot be denied.
 */
import { z } from 'zod';
import { canonical } from '../locker/index.ts';
import type { CheckResult, JudgedProof, Report } from '../model.ts';
import { EVIDENCE_KINDS, REASONS, SEVERITIES, STANDINGS, STRENGTHS, VERDICTS } from '../model.ts';

export const TALLY_TYPE = 'application/vnd.claimcheck.tally.v1+json';

const count = z.int().nonnegative();
const counts = z.strictObject({ pass: count, fail: count, unknown: count, not_applicable: count, waived: count });
const CHECK = z.strictObject({
  kind: z.literal('check'),
  check: z.string(),
  title: z.string(),
  about: z.string(),
  severity: z.enum(SEVERITIES),
  evidence: z.enum(EVIDENCE_KINDS),
  verdict: z.enum(VERDICTS),
  reasons: z.array(z.enum(REASONS)),
  population: z.strictObject({ size: count, complete: z.boolean() }),
  counts,
  subjects: count,
  /** Parameters that are looser than shipped, by name. */
  loosened: z.array(z.string()),
});
const CLAIM = z.strictObject({
  kind: z.literal('claim'),
  framework: z.string(),
  id: z.string(),
  title: z.string(),
  quote: z.string().nullable(),
  standing: z.enum(STANDINGS),
  strength: z.enum(STRENGTHS),
  covers: z.enum(['whole', 'part']),
  /** Those of its checks that the run judged. */
  checks: z.array(z.string()),
});
const RUN = z.strictObject({
  kind: z.literal('run'),
  checks: count,
  /** Checks by verdict. */
  verdicts: counts,
  /** Findings by verdict: the counts that the seal itself repeats. */
  findings: counts,
  claims: count,
  standings: z.partialRecord(z.enum(STANDINGS), count),
  demo: z.string().nullable(),
});
export const TALLY = z.discriminatedUnion('kind', [CHECK, CLAIM, RUN]);
export type Tally = z.infer<typeof TALLY>;
export type CheckTally = z.infer<typeof CHECK>;
export type ClaimTally = z.infer<typeof CLAIM>;
export type RunTally = z.infer<typeof RUN>;

export interface Named<T> {
  readonly about: { readonly name: string; readonly mediaType: string };
  readonly bytes: Uint8Array;
  readonly tally: T;
}
export const nameOf = (tally: Tally): string => {
  if (tally.kind === 'check') return `tally/check/${tally.check}`;
  return tally.kind === 'claim' ? `tally/claim/${tally.framework}/${tally.id}` : 'tally/run';
};

/** In the order of the report. */
export function* talliesOf(report: Report): Generator<Named<Tally>> {
  yield named(runOf(report));
  for (const result of report.results) yield named(checkOf(result));
  const judged = new Set(report.results.map(({ check }) => check));
  for (const { framework, id, title, quote, standing, strength, covers, proof } of report.requirements) {
    const checks = [...new Set(checksOf(proof))].filter((check) => judged.has(check)).sort();
    yield named({ kind: 'claim', framework, id, title, quote: quote ?? null, standing, strength, covers, checks });
  }
}

function named(tally: Tally): Named<Tally> {
  return { about: { name: nameOf(tally), mediaType: TALLY_TYPE }, bytes: canonical(tally), tally };
}

function runOf({ results, requirements, run }: Report): RunTally {
  const findings = { pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0 };
  for (const { counts: of } of results)
    for (const verdict of Object.keys(findings) as (keyof typeof findings)[]) findings[verdict] += of[verdict];
  const { verdicts, standings, demo } = run;
  return {
    kind: 'run',
    checks: results.length,
    verdicts: { ...verdicts },
    findings,
    claims: requirements.length,
    standings: { ...standings },
    demo: demo ?? null,
  };
}

function checkOf({
  check,
  title,
  about,
  severity,
  evidence,
  verdict,
  reasons,
  population,
  counts: of,
  subjectCount,
  subjects,
  loosened,
}: CheckResult): CheckTally {
  const { size, complete } = population;
  return {
    kind: 'check',
    check,
    title,
    about,
    severity,
    evidence,
    verdict,
    reasons: [...reasons],
    population: { size, complete },
    counts: { ...of },
    subjects: subjectCount ?? subjects.length,
    loosened: [...loosened],
  };
}

function checksOf(proof: JudgedProof): readonly string[] {
  if ('check' in proof) return [proof.check];
  return ('all' in proof ? proof.all : 'any' in proof ? proof.any : []).flatMap(checksOf);
}
