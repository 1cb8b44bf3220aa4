/** What failed: two lines a check, most severe first; beyond that the names, and always how many. */
import type { CheckResult, FindingRow, Report } from '../../src/model.ts';
import { day, name, number, plural, prose, sentence } from '../text.ts';
import { failedChecks } from '../unknowns.ts';
import { bySeverity } from '../words.ts';
import { clip, listed } from './short.ts';
import type { Page } from './summary.ts';
import { columns, wrap } from './wrap.ts';

/** So many failed checks are all told of. */
const MOST_TOLD = 25;
/** When more failed, so many of the most severe are told of, and the others named. */
const TOLD_OF_MANY = 15;

export function failures(page: Page): readonly string[] {
  const { report, width } = page;
  const failed = [...failedChecks(report)].sort(bySeverity);
  if (failed.length === 0) return [];
  const most = failed.length > MOST_TOLD ? TOLD_OF_MANY : MOST_TOLD;
  const told = failed.slice(0, most);
  const rest = failed.slice(most);
  const lines = [
    `FAILED, ${number(failed.length)} of ${plural(report.results.length, 'check')}`,
    ...told.flatMap((row) => failure(page, row)),
  ];
  if (rest.length === 0) return lines;
  return [
    ...lines,
    ...wrap(`and ${plural(rest.length, 'more failed check')}:`, width, '  '),
    ...listed(bySeverityNamed(rest), width, '    '),
  ];
}

/** Names, the severity before the first of each. */
export function bySeverityNamed(rows: readonly CheckResult[]): readonly string[] {
  return rows.map((row, index) => (row.severity === rows[index - 1]?.severity ? name(row.check) : `(${row.severity}) ${name(row.check)}`));
}

function failure({ width, report, examples }: Page, row: CheckResult): readonly string[] {
  const text = `${row.severity.padEnd(8)} ${name(row.check)}, ${howMany(row)}${waived(report, row)}`;
  const first = examples.get(row.check);
  // a check may fail as a whole, with no resource to show for it
  if (first === undefined) return [...wrap(text, width, '  '), `    ${clip(`no resource is named: ${prose(row.title)}`, width - 4)}`];
  const others = row.counts.fail - 1;
  const more = others > 0 ? `; and ${number(others)} more` : '';
  return [...wrap(text, width, '  '), `    ${clip(why(first), width - 4 - columns(more))}${more}`];
}

/** `2 of 8`; `2 of at least 8` when the population was not read whole. */
export function howMany({ counts, population: { size, complete } }: CheckResult): string {
  const doubt = counts.unknown > 0 ? `, ${number(counts.unknown)} unknown` : '';
  if (size < counts.fail) return `${number(counts.fail)} failed in a population of ${number(size)}${doubt}`;
  return `${number(counts.fail)} of ${complete ? '' : 'at least '}${number(size)}${doubt}`;
}

function waived({ waivers }: Report, { check, counts }: CheckResult): string {
  if (counts.waived === 0) return '';
  const [until] = waivers.flatMap((row) => (row.check === check && row.state === 'applied' ? [row.until] : [])).sort();
  return `, ${number(counts.waived)} WAIVED${until === undefined ? '' : ` until ${day(until)}`}`;
}

function why({ resource, because, waiver }: FindingRow): string {
  const text = sentence(because);
  const called = name(resource.name);
  const whole = text.includes(called) ? text : `${called}: ${text}`;
  return waiver === undefined ? whole : `(WAIVED, still FAIL) ${whole}`;
}
