/** Everybody who was asked, and what was deliberately left out. */
import type { Report, ScopeEntry } from '../../../src/model.ts';
import { isUnknown } from '../../facts.ts';
import { name, sentence } from '../../text.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, SIZE } from '../style.ts';
import { type Cell, cell, marked, table } from '../table.ts';

const SUBJECTS = 300;
const COLLECTORS = 60;

export function scope(sheet: Sheet, report: Report): void {
  const { chapters, scope: words } = sheet.t.pages;
  sheet.page();
  sheet.chapter(chapters.scope, words.remark, { id: 'scope' });
  const { edition } = report;
  if (edition !== undefined) sheet.text(sheet.t.pages.cover.note[edition.audience], { face: 'bold' }, { after: 4 });
  if (edition !== undefined && edition.allowed.length > 0)
    sheet.text(words.editionAllowed(edition.allowed.slice(0, COLLECTORS).map(name).join(', ')), {}, { after: 4 });
  if (report.scope.length === 0) sheet.text(words.none);
  for (const entry of report.scope) source(sheet, entry);
}

function source(sheet: Sheet, entry: ScopeEntry): void {
  const { scope: words, gaps } = sheet.t.pages;
  sheet.heading(name(`${entry.source}/${entry.name}`));
  const { principal } = entry;
  const as = isUnknown(principal)
    ? words.askedAsUnknown(principal.$unknown.reason, sentence(principal.$unknown.detail))
    : words.askedAs(name(principal.id), sentence(principal.detail));
  sheet.text(as, {}, { after: 2 });
  const { collectors } = entry.plan;
  const list = collectors.slice(0, COLLECTORS).map(name).join(', ');
  const more = collectors.length > COLLECTORS ? `, ${gaps.andMore(collectors.length - COLLECTORS)}` : '';
  sheet.text(
    words.collectors(list === '' ? words.noCollectors : `${list}${more}`),
    { size: SIZE.tiny, colour: COLOUR.faint },
    { after: 3 },
  );
  subjects(sheet, entry);
  excluded(sheet, entry);
  sheet.space(6);
}

function subjects(sheet: Sheet, { subjects: all }: ScopeEntry): void {
  const { scope: words } = sheet.t.pages;
  const rows = all
    .slice(0, SUBJECTS)
    .map((subject): readonly Cell[] => [
      cell(name(subject.key), { face: 'bold' }),
      cell(name(subject.id)),
      cell(name(subject.label)),
      cell(name(subject.scope)),
      subject.gap === undefined
        ? cell(words.asked)
        : marked({ verdict: 'unknown' }, `${subject.gap.reason}: ${sentence(subject.gap.detail)}`),
    ]);
  const columns = [
    { title: words.subject, share: 1.7 },
    { title: words.identity, share: 1.6 },
    { title: words.label, share: 1.3 },
    { title: words.kind, share: 0.8 },
    { title: words.outcome, share: 1.7 },
  ];
  if (rows.length > 0) table(sheet, columns, rows, { pad: 3 });
  if (all.length > SUBJECTS) sheet.text(words.moreSubjects(all.length - SUBJECTS), { face: 'bold' });
}

function excluded(sheet: Sheet, { excluded: all }: ScopeEntry): void {
  if (all.length === 0) return;
  const { scope: words } = sheet.t.pages;
  sheet.space(6);
  const rows = all.slice(0, SUBJECTS).map((row) => [cell(name(row.id), { face: 'bold' }), cell(sentence(row.because))]);
  const columns = [
    { title: words.excluded, share: 1.5 },
    { title: words.because, share: 3.5 },
  ];
  table(sheet, columns, rows, { pad: 2.4 });
  const left = all.length - SUBJECTS;
  if (left > 0) sheet.text(words.moreExcluded(left), { face: 'bold' });
}
