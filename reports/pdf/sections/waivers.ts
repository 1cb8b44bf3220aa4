/** Accepted risks: by whom, why, until when, and whether they still apply. */
import type { Report } from '../../../src/model.ts';
import { name, sentence } from '../../text.ts';
import type { Sheet } from '../sheet.ts';
import { type Cell, cell, table } from '../table.ts';

export function waivers(sheet: Sheet, report: Report): void {
  if (report.waivers.length === 0) return;
  const { chapters, waivers: words } = sheet.t.pages;
  sheet.chapter(chapters.waivers, words.remark, { id: 'waivers', room: 200 });
  const rows = report.waivers.map((row): readonly Cell[] => [
    { spans: [{ text: `${name(row.resource)} `, face: 'bold' }, { text: name(row.check) }] },
    cell(sentence(row.reason)),
    cell(name(row.approvedBy)),
    cell(sheet.t.day(row.until)),
    cell(words.states[row.state]),
  ]);
  const columns = [
    { title: words.resource, share: 2 },
    { title: words.reason, share: 1.8 },
    { title: words.approvedBy, share: 1.2 },
    { title: words.until, share: 0.9 },
    { title: words.state, share: 1.6 },
  ];
  table(sheet, columns, rows);
}
