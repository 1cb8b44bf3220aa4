/** What failed, what is unknown, and what could not be seen. */
import type { CheckResult, FindingRow } from '../../src/model.ts';
import { gapGroups } from '../facts.ts';
import { day, name, number, plural, prose, sentence } from '../text.ts';
import { failedChecks, unknownChecks, whyUnknown } from '../unknowns.ts';
import { bySeverity, REASON_MEANS } from '../words.ts';
import { type Page, ROWS_PER_CHECK, rowsOf } from './summary.ts';
import { wrap } from './wrap.ts';

function population({ population: { size, complete, proof } }: CheckResult): string {
  return `Population: ${number(size)}, ${complete ? 'complete' : 'NOT complete'} (${sentence(proof)})`;
}

export function failures(page: Page): readonly string[] {
  const failed = [...failedChecks(page.report)].sort(bySeverity);
  return failed.length === 0 ? [] : ['WHAT FAILED', ...failed.flatMap((row) => failure(page, row))];
}

function failure({ width, rows }: Page, row: CheckResult): readonly string[] {
  const shown = rowsOf(rows.fail, row.check).slice(0, ROWS_PER_CHECK);
  const lines = ['', ...wrap(`FAIL  ${row.severity}  ${name(row.check)}`, width, '  '), ...wrap(prose(row.title), width, '    ')];
  lines.push(...wrap(population(row), width, '    '));
  for (const finding of shown) {
    lines.push(...wrap(`${name(finding.resource.name)} in ${name(finding.subject.key)}: ${sentence(finding.because)}`, width, '    - '));
    if (finding.waiver !== undefined) {
      const { until, approvedBy, reason } = finding.waiver;
      lines.push(...wrap(`still FAIL, WAIVED until ${day(until)} by ${name(approvedBy)}: ${sentence(reason)}`, width, '      '));
    }
  }
  return [...lines, ...leftOut(row.counts.fail, shown, width)];
}

export function unknowns(page: Page): readonly string[] {
  const unknown = [...unknownChecks(page.report)].sort(bySeverity);
  return unknown.length === 0 ? [] : ['WHAT IS UNKNOWN', ...unknown.flatMap((row) => unknownCheck(page, row))];
}

function unknownCheck({ width, rows, report }: Page, row: CheckResult): readonly string[] {
  const shown = rowsOf(rows.unknown, row.check).slice(0, ROWS_PER_CHECK);
  const lines = ['', ...wrap(`UNKNOWN  ${row.severity}  ${name(row.check)}`, width, '  '), ...wrap(prose(row.title), width, '    ')];
  lines.push(...wrap(population(row), width, '    '));
  const subjects = row.subjects.filter((subject) => subject.verdict === 'unknown' || subject.counts.unknown > 0);
  for (const subject of subjects.slice(0, ROWS_PER_CHECK)) {
    const { why, helps } = whyUnknown(report, subject);
    lines.push(...wrap(`${name(subject.key)}: ${sentence(why)}. ${sentence(helps)}`, width, '    '));
  }
  if (subjects.length > ROWS_PER_CHECK)
    lines.push(...wrap(`and ${plural(subjects.length - ROWS_PER_CHECK, 'subject')} more`, width, '    '));
  for (const finding of shown) lines.push(...wrap(`${name(finding.resource.name)}: ${sentence(finding.because)}`, width, '    - '));
  return [...lines, ...leftOut(row.counts.unknown, shown, width)];
}

function leftOut(total: number, shown: readonly FindingRow[], width: number): readonly string[] {
  return total > shown.length ? wrap(`and ${number(total - shown.length)} more, in findings.jsonl`, width, '    - ') : [];
}

export function notSeen({ report, width }: Page): readonly string[] {
  const groups = gapGroups(report);
  if (groups.length === 0) {
    const none = report.run.requests.sent === 0 ? 'No question was asked at all.' : 'Every question that was asked was answered.';
    return ['WHAT COULD NOT BE SEEN', ...wrap(none, width, '  ')];
  }
  return [
    'WHAT COULD NOT BE SEEN',
    ...groups.flatMap((group) => {
      const permission = group.permission === undefined ? '' : ` Would help: ${name(group.permission)}.`;
      const where = plural(group.subjects.length, 'subject');
      const text = `${name(group.operation)}: ${REASON_MEANS[group.reason]} (${group.reason}), in ${where}.`;
      return wrap(`${text}${permission}`, width, '  - ');
    }),
  ];
}
