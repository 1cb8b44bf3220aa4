/** Puts the parts of the summary into one text. */
import type { FindingRow, Report } from '../../src/model.ts';
import type { Digested } from '../facts.ts';
import { failures, notSeen, unknowns } from './findings.ts';
import { asked, head, next, verification } from './head.ts';
import { checks, claims, controls } from './requirements.ts';

/** How many resources of one check the summary names. */
export const ROWS_PER_CHECK = 10;
export interface Rows {
  readonly fail: Digested;
  readonly unknown: Digested;
}
/** Writes lines of one width. Parts say what; the page says how wide. */
export interface Page {
  readonly width: number;
  readonly report: Report;
  readonly rows: Rows;
}
export const rowsOf = (rows: Digested, check: string): readonly FindingRow[] => rows.byCheck.get(check) ?? [];

/** The whole summary as text of at most `width` columns, with a line end at its end. */
export function summary(report: Report, rows: Rows, width: number): string {
  const page: Page = { width, report, rows };
  const parts = [head, asked, claims, controls, checks, failures, unknowns, notSeen, next, verification];
  const texts = parts
    .map((part) => part(page))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'));
  return `${texts.join('\n\n')}\n`;
}
