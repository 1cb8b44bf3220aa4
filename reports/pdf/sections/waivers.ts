/** Accepted risks: by whom, why, until when, and whether they still apply. */
import type { Report } from '../../../src/model.ts';
import { day, name, sentence } from '../../text.ts';
import type { Sheet } from '../sheet.ts';
import { type Cell, cell, table } from '../table.ts';

const STATE = {
  applied: 'Applied: the failure stands and is shown as waived.',
  expired: 'Expired: no longer applied.',
  'matches-nothing': 'Matches nothing: can be removed.',
} as const;

export function waivers(sheet: Sheet, report: Report): void {
  if (report.waivers.length === 0) return;
  sheet.chapter('Waivers', 'A waiver changes no verdict. It says who accepts a failure, and until when.');
  const rows = report.waivers.map((row): readonly Cell[] => [
    { spans: [{ text: `${name(row.resource)} `, face: 'bold' }, { text: name(row.check) }] },
    cell(sentence(row.reason)),
    cell(name(row.approvedBy)),
    cell(day(row.until)),
    cell(STATE[row.state]),
  ]);
  const columns = [
    { title: 'Resource and check', share: 2 },
    { title: 'Reason', share: 1.8 },
    { title: 'Approved by', share: 1.2 },
    { title: 'Until', share: 0.9 },
    { title: 'State', share: 1.6 },
  ];
  table(sheet, columns, rows);
}
