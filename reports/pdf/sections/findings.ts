/** What failed, and what is unknown: by check, the worst first, with what was seen and what to do. */
import type { CheckResult, FindingRow, Report } from '../../../src/model.ts';
import type { Digested } from '../../facts.ts';
import { cut, day, name, number, plural, prose, sentence, shown } from '../../text.ts';
import { failedChecks, unknownChecks, whyUnknown } from '../../unknowns.ts';
import { bySeverity, REASON_MEANS } from '../../words.ts';
import { rich, type Span } from '../lines.ts';
import { draw, VERDICT_COLOUR } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, PAGE, SIZE } from '../style.ts';
import { type Cell, cell, table } from '../table.ts';

type Kind = 'fail' | 'unknown';

export function failures(sheet: Sheet, report: Report, rows: Digested): void {
  const checks = [...failedChecks(report)].sort(bySeverity);
  if (checks.length === 0) return;
  sheet.chapter('What failed', 'For each check a counter-example was seen. A waived failure is still a failure.');
  announce(sheet, 'failed', rows);
  for (const row of checks) {
    title(sheet, row, 'fail');
    const found = rows.byCheck.get(row.check) ?? [];
    if (found.length > 0) table(sheet, COLUMNS, found.map(failed));
    rest(sheet, row.counts.fail, found.length);
    sheet.space(7);
    sheet.text([{ text: 'What to do: ', face: 'bold' }, ...rich(cut(prose(row.remedy), 900))], {}, { after: 3 });
    notes(sheet, row);
  }
}
const COLUMNS = [
  { title: 'Resource', share: 1.5 },
  { title: 'Why it fails', share: 1.9 },
  { title: 'Observed', share: 1.6 },
];

function failed(row: FindingRow): readonly Cell[] {
  const waiver: readonly Span[] =
    row.waiver === undefined
      ? []
      : [
          {
            text: ` Waived until ${day(row.waiver.until)} by ${name(row.waiver.approvedBy)}: ${sentence(row.waiver.reason)}`,
            face: 'bold',
          },
        ];
  return [resource(row), { spans: [{ text: sentence(row.because) }, ...waiver] }, cell(observed(row), { face: 'mono', size: SIZE.tiny })];
}
function resource(row: FindingRow): Cell {
  const { id, name: known } = row.resource;
  const faint = { size: SIZE.tiny, colour: COLOUR.faint };
  return {
    spans: [{ text: name(known), face: 'bold' }],
    below: [{ ...faint, text: `${id === known ? '' : `${name(id)} `}in ${name(row.subject.key)}` }],
  };
}
function observed({ observed: fields }: FindingRow): string {
  if (fields === undefined) return 'not recorded';
  const pairs = Object.entries(fields).map(([key, value]) => `${cut(key, 60)} = ${shown(value, 90)}`);
  return pairs.slice(0, 10).join('; ') + (pairs.length > 10 ? `; and ${pairs.length - 10} more` : '');
}

export function unknowns(sheet: Sheet, report: Report, rows: Digested): void {
  const checks = [...unknownChecks(report)].sort(bySeverity);
  if (checks.length === 0) return;
  sheet.chapter('What is unknown', 'Neither true nor false: it could not be determined. Each counts as not passed.');
  announce(sheet, 'unknown', rows);
  for (const row of checks) {
    title(sheet, row, 'unknown');
    subjects(sheet, report, row);
    const found = rows.byCheck.get(row.check) ?? [];
    sheet.space(5);
    if (found.length > 0)
      table(
        sheet,
        [
          { title: 'Resource', share: 1.6 },
          { title: 'Why it is unknown', share: 3 },
        ],
        found.map(unknown),
      );
    rest(sheet, row.counts.unknown, found.length);
    notes(sheet, row);
  }
}
function unknown(row: FindingRow): readonly Cell[] {
  const reason = row.reason === undefined ? '' : ` (${row.reason}: ${REASON_MEANS[row.reason]})`;
  return [resource(row), cell(`${sentence(row.because)}${reason}`)];
}
const SUBJECTS = 20;
function subjects(sheet: Sheet, report: Report, row: CheckResult): void {
  const open = row.subjects.filter((subject) => subject.verdict === 'unknown' || subject.counts.unknown > 0);
  for (const subject of open.slice(0, SUBJECTS)) {
    const { why, helps } = whyUnknown(report, row, subject);
    const spans: readonly Span[] = [
      { text: `${name(subject.key)}: `, face: 'bold' },
      { text: `${sentence(why)}. ` },
      { text: 'What would help: ', face: 'bold' },
      { text: sentence(helps) },
    ];
    sheet.text(spans, {}, { after: 2 });
  }
  if (open.length > SUBJECTS) sheet.text(`And ${plural(open.length - SUBJECTS, 'subject')} more, in report.json.`, { face: 'bold' });
  if (open.length === 0) sheet.text(row.reasons.map((reason) => `${REASON_MEANS[reason]} (${reason})`).join('; '));
}

/** The check as a sentence: what was expected, for how many, seen how. */
function title(sheet: Sheet, row: CheckResult, kind: Kind): void {
  sheet.space(11);
  sheet.need(110);
  const top = sheet.y;
  sheet.artifact(() => draw(sheet.doc, { verdict: kind }, PAGE.left, top + 2.6, 9));
  sheet.text(
    [{ text: kind === 'fail' ? 'FAIL ' : 'UNKNOWN ', colour: VERDICT_COLOUR[kind] }, { text: cut(prose(row.title), 400) }],
    { face: 'bold', size: SIZE.lead },
    { x: PAGE.left + 15, after: 1 },
    'H2',
  );
  const { size, complete, proof } = row.population;
  const whole = complete ? 'complete' : 'NOT complete';
  const total = row.counts.pass + row.counts.fail + row.counts.unknown + row.counts.not_applicable;
  const waived = kind === 'fail' && row.counts.waived > 0 ? `, ${number(row.counts.waived)} of them waived` : '';
  const count = `${number(row.counts[kind])} of ${plural(total, 'finding')} ${kind === 'fail' ? 'fail' : 'unknown'}${waived}`;
  sheet.text(
    [
      { text: `${name(row.check)} `, face: 'mono', size: SIZE.tiny },
      {
        text: ` severity ${row.severity} · ${count} · population ${number(size)}, ${whole}: ${sentence(proof)}`,
      },
    ],
    { size: SIZE.small, colour: COLOUR.soft },
    { x: PAGE.left + 15, after: 4 },
  );
}

function announce(sheet: Sheet, word: string, rows: Digested): void {
  const out = rows.total - rows.kept;
  if (out === 0) return;
  const text =
    `${number(rows.kept)} of ${number(rows.total)} ${word} findings are printed here. ` +
    `${number(out)} were left out to keep this readable; ` +
    'they stand, one a line, in findings.jsonl, which the seal of this run covers.';
  sheet.text(text, { face: 'bold' }, { after: 4 });
}
function rest(sheet: Sheet, total: number, printed: number): void {
  if (total <= printed) return;
  sheet.space(3);
  sheet.text(`And ${number(total - printed)} more of this check, in findings.jsonl.`, { face: 'bold', size: SIZE.small }, { after: 2 });
}
function notes(sheet: Sheet, row: CheckResult): void {
  if (row.notes !== undefined)
    sheet.text(
      [{ text: 'What this check does not say: ', face: 'bold' }, ...rich(cut(prose(row.notes), 600))],
      { colour: COLOUR.soft },
      { after: 3 },
    );
}
