/** Where somebody else says otherwise, in words that every report for people uses. */
import type { Disagreement, Witnessed } from '../src/model.ts';
import { number, plural } from './text.ts';
import { VERDICT_WORD } from './words.ts';

/** `AWS Config says otherwise`, in as many words as there are witnesses. */
export function titleOf({ disagreements }: Witnessed): string {
  const who = [...new Set(disagreements.map(({ witness }) => witness))].sort();
  return who.length === 0 ? 'Nobody else says otherwise' : `${who.join(' and ')} ${who.length === 1 ? 'says' : 'say'} otherwise`;
}
/** Is there anything to tell? */
export function isTold(witnessed: Witnessed | undefined): witnessed is Witnessed {
  return witnessed !== undefined && (witnessed.compared > 0 || witnessed.gaps.length > 0);
}
/** `3 of 41 judgements compared; 7 are about what no check passes or fails here`. */
export function scopeOf({ compared, unmatched, disagreements, gaps }: Witnessed): string {
  const alone = unmatched === 0 ? '' : `; ${number(unmatched)} more of theirs are about what no check passes or fails here`;
  const deaf = gaps.length === 0 ? '' : `; ${plural(gaps.length, 'question')} to them went unanswered`;
  return `${number(disagreements.length)} of ${plural(compared, 'judgement')} compared${alone}${deaf}`;
}
/** `we say FAIL, access-keys-rotated says COMPLIANT`. */
export function opinions({ verdict, rule, says }: Disagreement): string {
  return `here ${VERDICT_WORD[verdict]}, there ${says} by ${rule}`;
}
