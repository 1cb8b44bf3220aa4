/** What is unknown, by its reason and what would help; and what could not be seen. */
import type { CheckResult, Report } from '../../src/model.ts';
import { gapGroups } from '../facts.ts';
import { name, number, plural } from '../text.ts';
import { gapsBehind, unknownChecks } from '../unknowns.ts';
import { bySeverity } from '../words.ts';
import { bySeverityNamed } from './failed.ts';
import { firstOf, grouped, listed } from './short.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

/** How many kinds of unanswered questions are told of. */
const GROUPS = 12;

export function unknowns({ report, width }: Page): readonly string[] {
  const rows = [...unknownChecks(report)].sort(bySeverity);
  if (rows.length === 0) return [];
  const whole = rows.filter((row) => row.verdict === 'unknown').length;
  const partly = rows.length === whole ? '' : `, and ${number(rows.length - whole)} others in part`;
  const groups = grouped(rows, (row) => cause(report, row, width));
  return [
    ...wrap(`UNKNOWN, ${number(whole)} of ${plural(report.results.length, 'check')}${partly}`, width),
    ...groups.flatMap(([because, checks]) => group(because, checks, width)),
  ];
}

function group(because: string, checks: readonly CheckResult[], width: number): readonly string[] {
  const [only] = checks;
  if (only !== undefined && checks.length === 1) return wrap(`${name(only.check)} (${only.severity}): ${because}`, width, '  - ');
  return [...wrap(`${plural(checks.length, 'check')}: ${because}`, width, '  - '), ...listed(bySeverityNamed(checks), width, '      ')];
}

/** `access_denied; would help: iam:ListUsers`. */
function cause(report: Report, row: CheckResult, width: number): string {
  const subjects = row.subjects.filter((subject) => subject.verdict === 'unknown' || subject.counts.unknown > 0);
  const told = [...new Set(subjects.flatMap((subject) => subject.reasons))].sort();
  const reasons = told.length > 0 ? told : row.reasons;
  const why = reasons.length === 0 ? 'no reason was recorded' : reasons.join(', ');
  const permissions = subjects.flatMap((subject) => gapsBehind(report, row, subject)).flatMap((gap) => gap.permission ?? []);
  const distinct = [...new Set(permissions)].sort().map(name);
  return distinct.length === 0 ? why : `${why}; would help: ${firstOf(distinct, 2 * width, { between: '; ' })}`;
}

export function notSeen({ report, width }: Page): readonly string[] {
  const groups = gapGroups(report);
  const heading = 'WHAT COULD NOT BE SEEN';
  if (groups.length === 0) {
    const none = report.run.requests.sent === 0 ? 'No question was asked at all.' : 'Every question that was asked was answered.';
    return [heading, ...wrap(none, width, '  ')];
  }
  const lines = groups.slice(0, GROUPS).flatMap(({ operation, reason, permission, inSubjects }) => {
    const helps = permission === undefined ? '' : `; would help: ${name(permission)}`;
    return wrap(`${name(operation)}: ${reason}, in ${plural(inSubjects, 'subject')}${helps}`, width, '  - ');
  });
  const rest = groups.length - GROUPS;
  return [heading, ...lines, ...(rest > 0 ? wrap(`and ${number(rest)} more, in the report`, width, '  - ') : [])];
}
