/** Where somebody else judges the same resource and says the opposite. */
import type { Report, Witnessed } from '../../../src/model.ts';
import { name } from '../../text.ts';
import { isTold } from '../../witnessed.ts';
import type { Sheet } from '../sheet.ts';
import { SIZE } from '../style.ts';
import { type Cell, cell, table } from '../table.ts';

const ROWS = 60;

export function otherwiseTitle({ t }: Pick<Sheet, 't'>, { disagreements }: Witnessed): string {
  const { otherwise: words } = t.pages;
  const who = [...new Set(disagreements.map(({ witness }) => name(witness)))].sort();
  return who.length === 0 ? words.nobody : words.title(who);
}

export function otherwise(sheet: Sheet, { witnessed }: Report): void {
  if (!isTold(witnessed)) return;
  const { t } = sheet;
  const { otherwise: words } = t.pages;
  const { compared, unmatched, disagreements, gaps } = witnessed;
  const remark = words.remark(words.scope(disagreements.length, compared, unmatched, gaps.length));
  sheet.chapter(otherwiseTitle(sheet, witnessed), remark, { id: 'otherwise', room: 200 });
  if (disagreements.length === 0) return;
  const rows = disagreements
    .slice(0, ROWS)
    .map((one): readonly Cell[] => [
      { spans: [{ text: `${name(one.resource.name)} `, face: 'bold' }, { text: name(one.subject.label) }] },
      cell(name(one.check), { face: 'mono', size: SIZE.tiny }),
      cell(t.verdictWord[one.verdict]),
      cell(`${name(one.says)}${one.at === undefined ? '' : `, ${t.day(one.at)}`}`),
      cell(name(one.rule), { size: SIZE.tiny }),
    ]);
  const columns = [
    { title: words.resource, share: 1.7 },
    { title: words.check, share: 2.6 },
    { title: words.here, share: 0.7 },
    { title: words.there, share: 1.5 },
    { title: words.rule, share: 1.5 },
  ];
  table(sheet, columns, rows);
  const more = disagreements.length - ROWS;
  if (more > 0) sheet.text(words.cut(more), { face: 'bold' });
}
