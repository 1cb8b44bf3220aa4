/** A statement of applicability: what somebody decided about each control of Annex A, beside what a sealed run found. Nothing is decided here. */
import { z } from 'zod';
import { nearest, Refusal, Refusals } from '../errors.ts';
import type { Assessment, Digest, JudgedProof, Standing, Strength } from '../model.ts';
import { keysIn, strictly, type YamlFile } from '../yaml.ts';
import type { Listed } from './ids.ts';

const Justification = z
  .string()
  .trim()
  .min(20, 'a justification of at least 20 characters: ISO/IEC 27001 6.1.3 d) asks for one either way');
const Decision = z.strictObject({
  applicable: z.boolean('`applicable` is true or false'),
  because: Justification,
  owner: z.string().trim().min(1).optional(),
  /** How it is done where no check looks. */
  how: z.string().trim().min(1).optional(),
});
/** What somebody decided about each control of Annex A. */
export const SoaFile = z.strictObject({ soa: z.record(z.string(), Decision) });
export type Decided = z.infer<typeof Decision>;
export type Decisions = ReadonlyMap<string, Decided>;

/** Controls that Annex A does not have are refused, each at its line. */
export function readDecisions(yaml: YamlFile, listed: readonly Listed[]): Decisions {
  const { soa } = strictly(yaml, SoaFile, keysIn(SoaFile));
  const ids = listed.map(({ id }) => id);
  const faults = Object.keys(soa)
    .filter((id) => !ids.includes(id))
    .map((id) => {
      const meant = nearest(id, ids);
      const hint = meant ? `did you mean \`${meant}\`?` : 'controls are written A.5.1 to A.8.34';
      return new Refusal('CONFIG_INVALID', `Annex A has no control \`${id}\``, { at: yaml.at(['soa', id], true), hint });
    });
  if (faults.length > 0) throw new Refusals(faults);
  return new Map(Object.entries(soa));
}

export interface SoaRow {
  readonly id: string;
  readonly title: string;
  readonly theme: string;
  readonly applicable: 'yes' | 'no' | 'to be decided';
  readonly justification: string;
  readonly owner: string;
  readonly how: string;
  /** Absent: no check speaks to it. */
  readonly standing: Standing | undefined;
  readonly strength: Strength;
  readonly because: string;
  /** Distinct recorded answers that its checks judged. */
  readonly evidence: number;
  readonly remainder: string;
  /** Where the decision and the run do not go together. */
  readonly remark: string;
}

/** Annex A's themes are its chapters: https://www.iso.org/standard/27001 */
const THEMES: Readonly<Record<string, string>> = { 'A.5': 'Organizational', 'A.6': 'People', 'A.7': 'Physical', 'A.8': 'Technological' };

export function statementOf(
  listed: readonly Listed[],
  decisions: Decisions,
  assessed: ReadonlyMap<string, Assessment>,
  evidenceOf: ReadonlyMap<string, ReadonlySet<Digest>>,
): readonly SoaRow[] {
  return listed.map(({ id, title }) => {
    const decided = decisions.get(id);
    const assessment = assessed.get(id);
    return {
      id,
      title: title ?? '',
      theme: THEMES[id.slice(0, 3)] ?? '',
      applicable: decided === undefined ? 'to be decided' : decided.applicable ? 'yes' : 'no',
      justification: decided?.because ?? '',
      owner: decided?.owner ?? '',
      how: decided?.how ?? '',
      standing: assessment?.standing,
      strength: assessment?.strength ?? 'none',
      because: assessment?.because ?? 'no check speaks to this control',
      evidence: assessment ? answersOf(assessment.proof, evidenceOf) : 0,
      remainder: assessment?.remainder ?? (assessment ? '' : 'all of it'),
      remark: remarkOn(decided, assessment),
    };
  });
}

function remarkOn(decided: Decided | undefined, assessment: Assessment | undefined): string {
  if (decided?.applicable === false && assessment !== undefined && seen(assessment.proof))
    return 'declared not applicable, and yet the run found what its checks are about';
  if (decided?.applicable && assessment?.standing === 'contradicted') return 'declared applicable, and the run contradicts it';
  return '';
}
function seen(proof: JudgedProof): boolean {
  return leavesOf(proof).some(({ verdict }) => verdict === 'pass' || verdict === 'fail');
}
function answersOf(proof: JudgedProof, evidenceOf: ReadonlyMap<string, ReadonlySet<Digest>>): number {
  return new Set(leavesOf(proof).flatMap(({ check }) => [...(evidenceOf.get(check) ?? [])])).size;
}

export type Leaf = Extract<JudgedProof, { check: string }>;
export function leavesOf(proof: JudgedProof): readonly Leaf[] {
  if ('check' in proof) return [proof];
  return ('all' in proof ? proof.all : 'any' in proof ? proof.any : []).flatMap(leavesOf);
}
