/** A proof tree in words: one line for each node, so that a reader can follow why a requirement stands as it does. */
import type { JudgedProof, Verdict } from '../src/model.ts';
import { en } from './messages/en.ts';
import type { Words } from './messages/index.ts';

export interface ProofLine {
  readonly depth: number;
  readonly verdict: Verdict;
  /** A check's id, where the line is about a check. */
  readonly check?: string;
  readonly text: string;
}

/** Depth first, the node before its parts. */
export function proofLines(proof: JudgedProof, depth = 0, t: Words = en): readonly ProofLine[] {
  const { verdict } = proof;
  if ('none' in proof) return [{ depth, verdict, text: t.proof.none(proof.none) }];
  if ('check' in proof) {
    const kind = proof.evidence === null ? t.strengthWord.none : t.evidenceWord[proof.evidence];
    const note = proof.note === undefined ? '' : ` ${t.proof.note(proof.note)}`;
    return [{ depth, verdict, check: proof.check, text: `(${kind}) ${proof.why}${note}` }];
  }
  const [parts, text] = 'all' in proof ? [proof.all, t.proof.all] : [proof.any, t.proof.any];
  return [{ depth, verdict, text }, ...parts.flatMap((part) => proofLines(part, depth + 1, t))];
}
