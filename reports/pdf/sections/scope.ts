/** Everybody who was asked, and what was deliberately left out. */
import type { Report, ScopeEntry } from '../../../src/model.ts';
import { isUnknown } from '../../facts.ts';
import { name, number, plural, sentence } from '../../text.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, SIZE } from '../style.ts';
import { type Cell, cell, marked, table } from '../table.ts';

const SUBJECTS = 300;

export function scope(sheet: Sheet, report: Report): void {
  sheet.chapter('Scope', 'Who was asked. What is not in this list was not looked at, and nothing here is said of it.');
  if (report.scope.length === 0) sheet.text('No source is configured.');
  for (const entry of report.scope) source(sheet, entry);
}

function source(sheet: Sheet, entry: ScopeEntry): void {
  sheet.heading(name(`${entry.source}/${entry.name}`));
  const { principal } = entry;
  if (isUnknown(principal))
    sheet.text(`Asked as: unknown (${principal.$unknown.reason}). ${sentence(principal.$unknown.detail)}`, {}, { after: 2 });
  else sheet.text(`Asked as: ${name(principal.id)} (${name(principal.detail)})`, {}, { after: 2 });
  const collectors = entry.plan.collectors.slice(0, 60).map(name).join(', ');
  const more = entry.plan.collectors.length > 60 ? `, and ${number(entry.plan.collectors.length - 60)} more` : '';
  sheet.text(`Collectors: ${collectors === '' ? 'none' : collectors}${more}`, { size: SIZE.small, colour: COLOUR.soft }, { after: 3 });
  const rows = entry.subjects
    .slice(0, SUBJECTS)
    .map((subject): readonly Cell[] => [
      cell(name(subject.key), { face: 'bold' }),
      cell(name(subject.id)),
      cell(name(subject.label)),
      cell(name(subject.scope)),
      subject.gap === undefined ? cell('asked') : marked({ verdict: 'unknown' }, `${subject.gap.reason}: ${sentence(subject.gap.detail)}`),
    ]);
  const columns = [
    { title: 'Subject', share: 1.7 },
    { title: 'Provider’s identity', share: 1.6 },
    { title: 'Label', share: 1.3 },
    { title: 'Kind', share: 0.8 },
    { title: 'Outcome', share: 1.7 },
  ];
  if (rows.length > 0) table(sheet, columns, rows);
  if (entry.subjects.length > SUBJECTS)
    sheet.text(`And ${plural(entry.subjects.length - SUBJECTS, 'subject')} more, in report.json.`, { face: 'bold' });
  if (entry.excluded.length === 0) return;
  sheet.space(6);
  const excluded = entry.excluded.slice(0, SUBJECTS).map((row) => [cell(name(row.id), { face: 'bold' }), cell(sentence(row.because))]);
  table(
    sheet,
    [
      { title: 'Deliberately not looked at', share: 1.5 },
      { title: 'Because', share: 3.5 },
    ],
    excluded,
  );
  const left = entry.excluded.length - SUBJECTS;
  if (left > 0) sheet.text(`And ${number(left)} more exclusions, in report.json.`, { face: 'bold' });
}
