/** A line for each verdict, for spreadsheets and for who joins tables: RFC 4180, CRLF, UTF-8. */
import type { Renderer } from '../../src/model.ts';
import { type Line, lines } from '../lines.ts';
import { exact, json } from '../machine.ts';
import { bytesOf } from '../stream.ts';
import { cut, visible } from '../text.ts';

/** What a spreadsheet holds in one cell: https://support.microsoft.com/office/excel-specifications-and-limits */
const CELL = 32_000;

export const COLUMNS = [
  'check',
  'title',
  'severity',
  'evidence_kind',
  'verdict',
  'reason',
  'subject',
  'subject_label',
  'about',
  'resource_id',
  'resource_name',
  'because',
  'observed',
  'waived_until',
  'waived_by',
  'waived_because',
  'remedy',
  'evidence',
] as const;

function row({ result, subject, finding, whole }: Line): readonly string[] {
  const { resource, waiver } = finding;
  return [
    result.check,
    result.title,
    result.severity,
    result.evidence,
    finding.verdict,
    finding.reason ?? '',
    subject.key,
    subject.label,
    whole ? 'subject' : 'resource',
    exact(resource.id),
    resource.name,
    finding.because,
    finding.observed ? json(finding.observed) : '',
    waiver?.until ?? '',
    waiver?.approvedBy ?? '',
    waiver?.reason ?? '',
    result.remedy,
    finding.evidence.join(' '),
  ];
}

/**
 * Spreadsheets take a cell that begins with one of these for a formula, quotes or not: https://owasp.org/www-community/attacks/CSV_Injection
 * Such a cell has an apostrophe in front, and so has one that begins with an apostrophe: take one away, and the value is back.
 */
const FORMULA = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n']/;

/** What does not show is written as an escape, so that a record is one line and a terminal shows what is there. */
export function cell(text: string): string {
  const shown = text.length > CELL ? cut(text, CELL) : visible(text);
  const safe = FORMULA.test(text) || FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
const record = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

async function* table(all: AsyncIterable<Line>): AsyncIterable<string> {
  yield record(COLUMNS);
  for await (const line of all) yield record(row(line));
}

const csv: Renderer<AsyncIterable<Uint8Array>> = {
  id: 'csv',
  title: 'Every verdict as a table',
  mediaType: 'text/csv; charset=utf-8; header=present',
  file: 'findings.csv',
  async render(report, findings, subjects) {
    return { name: csv.file, mediaType: csv.mediaType, bytes: bytesOf(table(lines(report, findings, subjects))) };
  },
};
export default csv;
