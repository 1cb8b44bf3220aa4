/** Where somebody else judges the same resource and says the opposite. */
import type { Report } from '../../../src/model.ts';
import { day, name, number } from '../../text.ts';
import { isTold, scopeOf, titleOf } from '../../witnessed.ts';
import { VERDICT_WORD } from '../../words.ts';
import type { Sheet } from '../sheet.ts';
import { type Cell, cell, table } from '../table.ts';

const ROWS = 60;

export function otherwise(sheet: Sheet, { witnessed }: Report): void {
  if (!isTold(witnessed)) return;
  sheet.chapter(
    titleOf(witnessed),
    `A rule of somebody else’s judges the same resource. It changes no verdict of this report; one of the two is wrong, or they were asked different things: a rule’s parameters are the account’s own. ${scopeOf(witnessed)}.`,
  );
  if (witnessed.disagreements.length === 0) return;
  const rows = witnessed.disagreements
    .slice(0, ROWS)
    .map((one): readonly Cell[] => [
      { spans: [{ text: `${name(one.resource.name)} `, face: 'bold' }, { text: name(one.subject.label) }] },
      cell(name(one.check)),
      cell(VERDICT_WORD[one.verdict]),
      cell(`${name(one.says)}${one.at === undefined ? '' : `, ${day(one.at)}`}`),
      cell(name(one.rule)),
    ]);
  const columns = [
    { title: 'Resource', share: 2 },
    { title: 'Check', share: 1.8 },
    { title: 'Here', share: 0.7 },
    { title: 'There', share: 1.5 },
    { title: 'Rule', share: 1.7 },
  ];
  table(sheet, columns, rows);
  const more = witnessed.disagreements.length - ROWS;
  if (more > 0) sheet.text(`${number(more)} more are left out here; they stand in report.json under witnessed.`, { face: 'bold' });
}
