/** What failed, and what is unknown: by check, the worst first, with what was expected, what was seen and what to do. */
import { type CheckResult, type FindingRow, type Report, SEVERITIES } from '../../../src/model.ts';
import type { Digested } from '../../facts.ts';
import { cut, name, prose, sentence, shown } from '../../text.ts';
import { failedChecks, unknownChecks, whyUnknown } from '../../unknowns.ts';
import { bySeverity } from '../../words.ts';
import { fillOfVerdict, stacked } from '../charts.ts';
import { rich, type Span } from '../lines.ts';
import { draw, VERDICT_COLOUR } from '../marks.ts';
import { failurePlace, unknownPlace } from '../places.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { shortened } from './argument.ts';

type Kind = 'fail' | 'unknown';

export function failures(sheet: Sheet, report: Report, rows: Digested, where: string): void {
  const checks = [...failedChecks(report)].sort(bySeverity);
  if (checks.length === 0) return;
  const { chapters, failed: words } = sheet.t.pages;
  sheet.page();
  sheet.chapter(chapters.failed, words.remark, { id: 'failed' });
  announce(sheet, words.cut, rows);
  severities(sheet, checks);
  for (const row of checks) {
    title(sheet, row, 'fail');
    const found = rows.byCheck.get(row.check) ?? [];
    const columns = [
      { title: words.resource, share: 1.5 },
      { title: words.why, share: 1.9 },
      { title: words.observed, share: 1.7 },
    ];
    if (found.length > 0)
      table(
        sheet,
        columns,
        found.map((one) => failed(sheet, one)),
      );
    rest(sheet, row.counts.fail, found.length, where);
    sheet.space(5);
    sheet.text([{ text: `${words.toDo}: `, face: 'bold' }, ...rich(cut(prose(row.remedy), 900))], {}, { after: 3 });
    notes(sheet, row);
  }
}

/** How many failed checks of each severity: a bar, its word, its number. */
function severities(sheet: Sheet, checks: readonly CheckResult[]): void {
  const { t } = sheet;
  sheet.text(t.pages.failed.bySeverity, { face: 'bold', size: SIZE.small, colour: COLOUR.soft }, { after: 2 });
  const counts = SEVERITIES.map((severity) => [severity, checks.filter((row) => row.severity === severity).length] as const);
  const most = Math.max(...counts.map(([, count]) => count));
  const label = 70;
  for (const [severity, count] of counts) {
    const top = sheet.y;
    sheet.text(t.severityWord[severity], { size: SIZE.small }, { x: PAGE.left });
    const width = Math.max(1.4, ((CONTENT - label - 40) * count) / most);
    if (count > 0)
      sheet.artifact(() =>
        stacked(sheet.doc, [{ share: 1, fill: fillOfVerdict('fail') }], { x: PAGE.left + label, y: top + 2, width, height: 8 }),
      );
    sheet.y = top;
    sheet.text(String(count), { size: SIZE.small, face: 'bold' }, { x: PAGE.left + label + (count > 0 ? width + 6 : 0) });
    sheet.y = top + 13.6;
  }
  sheet.space(4);
}

function failed(sheet: Sheet, row: FindingRow): readonly Cell[] {
  const { failed: words } = sheet.t.pages;
  const { waiver } = row;
  const waived: readonly Span[] =
    waiver === undefined
      ? []
      : [{ text: ` ${words.waived(sheet.t.day(waiver.until), name(waiver.approvedBy), sentence(waiver.reason))}`, face: 'bold' }];
  return [
    resource(sheet, row),
    { spans: [{ text: sentence(row.because) }, ...waived] },
    { spans: [{ text: observed(sheet, row), face: 'mono', size: SIZE.tiny }], below: evidence(sheet, row) },
  ];
}
function resource(sheet: Sheet, row: FindingRow): Cell {
  const { id, name: known } = row.resource;
  const faint = { size: SIZE.tiny, colour: COLOUR.faint };
  return {
    spans: [{ text: name(known), face: 'bold' }],
    below: [{ ...faint, text: `${id === known ? '' : `${name(id)} `}${sheet.t.pages.failed.in(name(row.subject.key))}` }],
  };
}
function evidence(sheet: Sheet, { evidence: digests }: FindingRow): readonly Span[] {
  if (digests.length === 0) return [];
  const { claims: words } = sheet.t.pages;
  const more = digests.length > 2 ? `, ${words.more(digests.length - 2)}` : '';
  return [{ text: words.evidenceIds(`${digests.slice(0, 2).map(shortened).join(', ')}${more}`), size: SIZE.tiny, colour: COLOUR.faint }];
}
function observed(sheet: Sheet, { observed: fields }: FindingRow): string {
  if (fields === undefined) return sheet.t.pages.failed.notRecorded;
  const pairs = Object.entries(fields).map(([key, value]) => `${cut(key, 60)} = ${shown(value, 90)}`);
  return pairs.slice(0, 10).join('; ') + (pairs.length > 10 ? `; ${sheet.t.pages.claims.more(pairs.length - 10)}` : '');
}

export function unknowns(sheet: Sheet, report: Report, rows: Digested, where: string): void {
  const checks = [...unknownChecks(report)].sort(bySeverity);
  if (checks.length === 0) return;
  const { chapters, failed, unknown: words } = sheet.t.pages;
  sheet.chapter(chapters.unknown, words.remark, { id: 'unknown' });
  announce(sheet, words.cut, rows);
  for (const row of checks) {
    title(sheet, row, 'unknown');
    subjects(sheet, report, row);
    const found = rows.byCheck.get(row.check) ?? [];
    sheet.space(4);
    const columns = [
      { title: failed.resource, share: 1.6 },
      { title: words.why, share: 3 },
    ];
    if (found.length > 0)
      table(
        sheet,
        columns,
        found.map((one) => unknown(sheet, one)),
      );
    rest(sheet, row.counts.unknown, found.length, where);
    notes(sheet, row);
  }
}
function unknown(sheet: Sheet, row: FindingRow): readonly Cell[] {
  const reason = row.reason === undefined ? '' : ` (${row.reason}: ${sheet.t.reasonMeans[row.reason]})`;
  return [resource(sheet, row), { spans: [{ text: `${sentence(row.because)}${reason}` }], below: evidence(sheet, row) }];
}
const SUBJECTS = 20;
function subjects(sheet: Sheet, report: Report, row: CheckResult): void {
  const { t } = sheet;
  const { unknown: words } = t.pages;
  const open = row.subjects.filter((subject) => subject.verdict === 'unknown' || subject.counts.unknown > 0);
  for (const subject of open.slice(0, SUBJECTS)) {
    const { why, helps } = whyUnknown(report, row, subject, t);
    const spans: readonly Span[] = [
      { text: `${name(subject.key)}: `, face: 'bold' },
      { text: `${sentence(why)}. ` },
      { text: `${words.helps}: `, face: 'bold' },
      { text: sentence(helps) },
    ];
    sheet.text(spans, {}, { after: 2 });
  }
  if (open.length > SUBJECTS) sheet.text(words.moreSubjects(open.length - SUBJECTS), { face: 'bold' });
  if (open.length === 0) sheet.text(row.reasons.map((reason) => `${t.reasonMeans[reason]} (${reason})`).join('; '));
}

/** The check as a sentence: what was expected, for how many, seen how. */
function title(sheet: Sheet, row: CheckResult, kind: Kind): void {
  const { t } = sheet;
  const { failed, unknown: open, meta } = t.pages;
  sheet.space(15);
  sheet.need(130);
  sheet.mark(kind === 'fail' ? failurePlace(row.check) : unknownPlace(row.check));
  sheet.within(cut(prose(row.title), 80));
  const top = sheet.y;
  sheet.artifact(() => draw(sheet.doc, { verdict: kind }, PAGE.left, top + 3, 9.6));
  const head: readonly Span[] = [
    { text: `${t.verdictWord[kind]}  `, colour: VERDICT_COLOUR[kind] },
    { text: `${failed.expected}: `, face: 'regular', colour: COLOUR.soft },
    { text: cut(prose(row.title), 400) },
  ];
  sheet.text(head, { face: 'bold', size: SIZE.lead }, { x: PAGE.left + 16, after: 1 }, 'H2');
  const { size, complete, proof } = row.population;
  const total = row.counts.pass + row.counts.fail + row.counts.unknown + row.counts.not_applicable;
  const count = kind === 'fail' ? failed.counts(row.counts.fail, total, row.counts.waived) : open.counts(row.counts.unknown, total);
  const facts = [
    meta.severity(t.severityWord[row.severity]),
    meta.seenBy(t.evidenceWord[row.evidence]),
    count,
    meta.population(size, complete, sentence(proof)),
    ...bounds(sheet, row),
  ];
  const spans: readonly Span[] = [{ text: `${name(row.check)} `, face: 'mono', size: SIZE.tiny }, { text: ` ${facts.join(' · ')}` }];
  sheet.text(spans, { size: SIZE.small, colour: COLOUR.soft }, { x: PAGE.left + 16, after: 4 });
}
/** Bounds as used; one that was loosened says so, since it cannot establish a stricter requirement. */
export function bounds({ t }: Sheet, { params, loosened }: CheckResult): readonly string[] {
  const { populations: words } = t.pages;
  const pairs = Object.entries(params).map(
    ([key, value]) => `${name(key)} = ${shown(value, 80)}${loosened.includes(key) ? ` ${words.loosened}` : ''}`,
  );
  return pairs.length === 0 ? [] : [words.with(pairs.join(', '))];
}

function announce(sheet: Sheet, text: (kept: number, total: number) => string, rows: Digested): void {
  if (rows.total > rows.kept) sheet.text(text(rows.kept, rows.total), { face: 'bold' }, { after: 6 });
}
function rest(sheet: Sheet, total: number, printed: number, where: string): void {
  if (total <= printed) return;
  sheet.space(3);
  sheet.text(sheet.t.pages.failed.more(total - printed, where), { face: 'bold', size: SIZE.small }, { after: 2 });
}
function notes(sheet: Sheet, row: CheckResult): void {
  if (row.notes === undefined) return;
  const spans = [{ text: `${sheet.t.pages.failed.notSaid}: `, face: 'bold' as const }, ...rich(cut(prose(row.notes), 600))];
  sheet.text(spans, { size: SIZE.small, colour: COLOUR.soft }, { after: 3 });
}
