/** Checks as SARIF rules, and what could not be seen as notifications. */
import type { CheckResult, Report, Severity } from '../../src/model.ts';
import { type Relevant, SCORE } from '../machine.ts';
import { linked, sentence } from '../text.ts';
import { REASON_MEANS } from '../words.ts';

/** GitHub shows errors, warnings and notes; its own four degrees come from the score. */
export const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object */
export function rule(result: CheckResult, relevant: readonly Relevant[] = []) {
  const page = linked(result.remedy).find(({ link }) => link !== undefined)?.link;
  const notes = result.notes === undefined ? '' : ` ${result.notes}`;
  return {
    id: result.check,
    name: result.check,
    shortDescription: { text: sentence(result.title) },
    fullDescription: { text: sentence(`${result.title}.${notes}`) },
    help: { text: sentence(result.remedy) },
    ...(page !== undefined && { helpUri: page }),
    defaultConfiguration: { level: LEVEL[result.severity] },
    properties: {
      tags: ['security', `evidence:${result.evidence}`, ...relevant.map(({ framework, id }) => `${framework.id}/${id}`)],
      'security-severity': SCORE[result.severity].toFixed(1),
      verdict: result.verdict,
      reasons: result.reasons,
      counts: result.counts,
      population: result.population,
      ...(result.loosened.length > 0 && { loosened: result.loosened }),
    },
  };
}

/** What nobody told us: without these a reader would take a short list of results for a clean one. */
export function notifications({ gaps, scope }: Report) {
  const subjects = scope.flatMap((entry) => entry.subjects.flatMap(({ key, gap }) => (gap ? [{ ...gap, subject: key }] : [])));
  return [...gaps, ...subjects].map((gap) => ({
    level: 'warning' as const,
    descriptor: { id: gap.reason },
    message: { text: sentence(`${gap.subject}: ${gap.operation}: ${REASON_MEANS[gap.reason]}: ${gap.detail}`) },
    ...(gap.permission !== undefined && { properties: { permission: gap.permission } }),
  }));
}
