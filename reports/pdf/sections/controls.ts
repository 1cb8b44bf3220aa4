/** Controls of each standard: for which of them this evidence is relevant, and what it leaves open. */
import type { Assessment, Report, Verdict } from '../../../src/model.ts';
import { checksIn, coverage, type FrameworkEntry, requirementsOf, unplaced } from '../../facts.ts';
import { proofLines } from '../../proof.ts';
import { cut, name, number, plural, prose } from '../../text.ts';
import { STANDING_WORD, STRENGTH_WORD, VERDICT_WORD } from '../../words.ts';
import { STANDING_COLOUR } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, SIZE } from '../style.ts';
import { type Cell, marked, table } from '../table.ts';

export function controls(sheet: Sheet, report: Report): void {
  const frameworks = report.run.frameworks.filter((row) => row.kind === 'controls');
  const lost = unplaced(report);
  if (frameworks.length === 0 && lost.length === 0) return;
  const remark =
    'This evidence is relevant to the controls named. It does not say that a control is met, nor that anybody conforms to a standard.';
  sheet.chapter('Controls', remark);
  for (const framework of frameworks) one(sheet, report, framework);
  if (lost.length > 0) {
    sheet.heading('Requirements of no named framework');
    rows(sheet, lost);
  }
}

function one(sheet: Sheet, report: Report, framework: FrameworkEntry): void {
  const all = requirementsOf(report, framework);
  const { checked, size } = coverage(report, framework);
  sheet.heading(
    `Mapped to ${prose(framework.title)}${/\bcontrols\b/i.test(framework.title) ? '' : ' controls'}, ${name(framework.version)}`,
  );
  const known =
    size === undefined
      ? `${plural(checked, 'control')} ${checked === 1 ? 'has' : 'have'} a check. How many the standard has in all is not recorded here.`
      : `${number(checked)} of ${number(size)} controls have a check. Of the others this report says nothing.`;
  sheet.text(known, {}, { after: 4 });
  const families = new Set(all.map((row) => row.family));
  for (const family of families) {
    if (family !== undefined) sheet.text(prose(family), { face: 'bold', colour: COLOUR.soft }, { after: 0 }, 'H3');
    rows(
      sheet,
      all.filter((row) => row.family === family),
    );
    sheet.space(6);
  }
}

function rows(sheet: Sheet, all: readonly Assessment[]): void {
  const columns = [
    { title: 'Control', share: 2.1 },
    { title: 'Standing', share: 1.15 },
    { title: 'Strength', share: 1.35 },
    { title: 'Covered, and not', share: 3.2 },
  ];
  table(
    sheet,
    columns,
    all.map((row): readonly Cell[] => [
      { spans: [{ text: `${name(row.id)} `, face: 'bold' }, { text: name(prose(row.title)) }] },
      marked({ standing: row.standing }, STANDING_WORD[row.standing], { face: 'bold', colour: STANDING_COLOUR[row.standing] }),
      marked({ strength: row.strength }, STRENGTH_WORD[row.strength]),
      { spans: covers(row), ...found(row) },
    ]),
  );
}
function covers(row: Assessment): Cell['spans'] {
  const part = row.covers === 'whole' ? 'The whole of it is checked.' : 'A part of it is checked.';
  return [
    { text: `${checksIn(row.proof).length === 0 ? 'No check.' : part} ${cut(prose(row.because), 400)} ` },
    ...(row.remainder === undefined ? [] : [{ text: 'Not covered: ', face: 'bold' as const }, { text: cut(prose(row.remainder), 500) }]),
  ];
}
function found(row: Assessment): Pick<Cell, 'below'> {
  const checks = proofLines(row.proof).flatMap((line) => (line.check === undefined ? [] : [[line.check, line.verdict] as const]));
  if (checks.length === 0) return {};
  const names = [...new Map<string, Verdict>(checks)].map(([check, verdict]) => `${name(check)} ${VERDICT_WORD[verdict]}`);
  const more = names.length > 12 ? ` · and ${names.length - 12} more` : '';
  return { below: [{ text: `${names.slice(0, 12).join(' · ')}${more}`, size: SIZE.tiny, colour: COLOUR.faint }] };
}
