/** A proof tree in words: one line for each node, so that a reader can follow why a requirement stands as it does. */
import type { JudgedProof, Verdict } from '../src/model.ts';
import { EVIDENCE_WORD } from './words.ts';

export interface ProofLine {
  readonly depth: number;
  readonly verdict: Verdict;
  /** A check's id, where the line is about a check. */
  readonly check?: string;
  readonly text: string;
}

/** Depth first, the node before its parts. */
export function proofLines(proof: JudgedProof, depth = 0): readonly ProofLine[] {
  const { verdict } = proof;
  if ('none' in proof) return [{ depth, verdict, text: `No machine can tell: ${proof.none}` }];
  if ('check' in proof) {
    const kind = proof.evidence === null ? 'nothing observed' : EVIDENCE_WORD[proof.evidence];
    const note = proof.note === undefined ? '' : ` Note: ${proof.note}`;
    return [{ depth, verdict, check: proof.check, text: `(${kind}) ${proof.why}${note}` }];
  }
  const [parts, text] = 'all' in proof ? [proof.all, 'All of these are needed:'] : [proof.any, 'Any one of these is enough:'];
  return [{ depth, verdict, text }, ...parts.flatMap((part) => proofLines(part, depth + 1))];
}
