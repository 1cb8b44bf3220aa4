/** Which claims are shown best, which least, and which failures are the gravest: for summaries that have room for a few. */
import { type Assessment, type CheckResult, type Report, STRENGTHS } from '../src/model.ts';
import { checksIn } from './facts.ts';
import { failedChecks } from './unknowns.ts';
import { bySeverity } from './words.ts';

const strength = (row: Assessment): number => STRENGTHS.indexOf(row.strength);

/** Established before supported, strong evidence before weak, many checks before few. */
export function strongest(claims: readonly Assessment[]): readonly Assessment[] {
  const rank = (row: Assessment) => (row.standing === 'established' ? 0 : 1);
  return claims
    .filter((row) => row.standing === 'established' || row.standing === 'supported')
    .sort((a, b) => rank(a) - rank(b) || strength(a) - strength(b) || checksIn(b.proof).length - checksIn(a.proof).length);
}
/** What stands on little although nothing contradicts it: unproven first, then what rests on somebody's word. */
export function weakest(claims: readonly Assessment[]): readonly Assessment[] {
  const isWord = (row: Assessment) => row.standing === 'supported' && strength(row) >= STRENGTHS.indexOf('provider-statement');
  const rank = (row: Assessment) => (row.standing === 'unproven' ? 0 : 1);
  return claims
    .filter((row) => row.standing === 'unproven' || isWord(row))
    .sort((a, b) => rank(a) - rank(b) || strength(b) - strength(a) || checksIn(a.proof).length - checksIn(b.proof).length);
}
export const gravest = (report: Report): readonly CheckResult[] => [...failedChecks(report)].sort(bySeverity);
