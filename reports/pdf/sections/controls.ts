/** Controls of each standard: for which of them this evidence is relevant, and what it leaves open. */
import { type Assessment, type Report, STANDINGS, type Verdict } from '../../../src/model.ts';
import { checksIn, coverage, type FrameworkEntry, requirementsOf, standingCounts, unplaced } from '../../facts.ts';
import { proofLines } from '../../proof.ts';
import { cut, name, prose } from '../../text.ts';
import { fillOfStanding, stacked } from '../charts.ts';
import { breakLines, clip, type Span } from '../lines.ts';
import { draw, STANDING_COLOUR } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { type Cell, marked, table } from '../table.ts';

export function controls(sheet: Sheet, report: Report): void {
  const frameworks = report.run.frameworks.filter((row) => row.kind === 'controls');
  const lost = unplaced(report);
  if (frameworks.length === 0 && lost.length === 0) return;
  const { chapters, controls: words } = sheet.t.pages;
  sheet.page();
  sheet.chapter(chapters.controls, words.remark, { id: 'controls' });
  frameworks.forEach((framework, index) => {
    if (index > 0) sheet.need(360);
    one(sheet, report, framework);
  });
  if (lost.length > 0) {
    sheet.heading(words.unplaced);
    rows(sheet, lost);
  }
}

function one(sheet: Sheet, report: Report, framework: FrameworkEntry): void {
  const { controls: words } = sheet.t.pages;
  const all = requirementsOf(report, framework);
  const { checked, size } = coverage(report, framework);
  sheet.within(cut(prose(framework.title), 80));
  sheet.heading(words.mapped(prose(framework.title), name(framework.version)));
  sheet.text(size === undefined ? words.ofUnknown(checked) : words.of(checked, size), {}, { after: 6 });
  chart(sheet, all, size);
  const families = [...new Set(all.map((row) => row.family))];
  if (families.length > 1) byFamily(sheet, all, families);
  for (const family of families) {
    sheet.need(110);
    if (family !== undefined) sheet.text(prose(family), { face: 'bold', colour: COLOUR.soft }, { after: 0 }, 'H3');
    rows(
      sheet,
      all.filter((row) => row.family === family),
    );
    sheet.space(10);
  }
}

/** One bar as wide as the standard: what is shown, what is contradicted, and the white of what no check covers. */
function chart(sheet: Sheet, all: readonly Assessment[], size: number | undefined): void {
  const { t } = sheet;
  const { controls: words, summary } = t.pages;
  const checked = all.filter((row) => checksIn(row.proof).length > 0);
  const counts = standingCounts(checked);
  const total = size ?? all.length;
  if (total === 0) return;
  const legend: (readonly [string, (typeof STANDINGS)[number] | undefined, number])[] = STANDINGS.filter(
    (standing) => (counts.get(standing) ?? 0) > 0,
  ).map((standing) => [t.standingWord[standing], standing, counts.get(standing) ?? 0]);
  if (total > checked.length) legend.push([words.noCheck, undefined, total - checked.length]);
  sheet.need(50);
  const top = sheet.y;
  const segments = STANDINGS.map((standing) => ({ share: (counts.get(standing) ?? 0) / total, fill: fillOfStanding(standing) }));
  const alt = legend.map(([word, , count]) => `${word} ${summary.count(count, total)}`).join(', ');
  sheet.figure(alt, () => stacked(sheet.doc, segments, { x: PAGE.left, y: top, width: CONTENT, height: 13 }));
  sheet.y = top + 18;
  const below = sheet.y;
  let x: number = PAGE.left;
  for (const [word, standing, count] of legend) {
    sheet.y = below;
    const lines = breakLines(sheet.fonts, [{ text: `${word} ` }, { text: summary.count(count, total), face: 'bold' }], 200, {
      size: SIZE.small,
    });
    const width = lines[0]?.pieces.reduce((sum, piece) => sum + piece.width, 0) ?? 0;
    sheet.artifact(() => {
      if (standing !== undefined) draw(sheet.doc, { standing }, x, below + 2, 7.6);
      else
        sheet.doc
          .rect(x, below + 2, 7.4, 7.4)
          .lineWidth(0.5)
          .strokeColor(COLOUR.faint)
          .stroke();
    });
    sheet.lines(clip(sheet.fonts, lines, 1), x + 12);
    x += 12 + width + 18;
  }
  sheet.space(8);
}

/** The same for each family, of the controls that have a check here. */
function byFamily(sheet: Sheet, all: readonly Assessment[], families: readonly (string | undefined)[]): void {
  const { t } = sheet;
  const { controls: words, summary } = t.pages;
  const label = 190;
  const bar = CONTENT - label - 40;
  const most = Math.max(...families.map((family) => all.filter((row) => row.family === family).length));
  sheet.text(words.families, { face: 'bold', size: SIZE.small, colour: COLOUR.soft }, { after: 2 });
  for (const family of families) {
    const own = all.filter((row) => row.family === family);
    const counts = standingCounts(own);
    sheet.need(16);
    const top = sheet.y;
    const [line] = clip(sheet.fonts, breakLines(sheet.fonts, [{ text: prose(family ?? '—') }], label - 8, { size: SIZE.small }), 1);
    if (line !== undefined) sheet.lines([line], PAGE.left);
    const segments = STANDINGS.map((standing) => ({ share: (counts.get(standing) ?? 0) / own.length, fill: fillOfStanding(standing) }));
    const alt = STANDINGS.filter((standing) => (counts.get(standing) ?? 0) > 0)
      .map((standing) => `${t.standingWord[standing]} ${summary.count(counts.get(standing) ?? 0, own.length)}`)
      .join(', ');
    const width = (bar * own.length) / most;
    sheet.figure(alt, () => stacked(sheet.doc, segments, { x: PAGE.left + label, y: top + 2, width, height: 8.4 }));
    sheet.y = top;
    sheet.text(String(own.length), { size: SIZE.small }, { x: PAGE.left + label + width + 6 });
    sheet.y = top + 14.4;
  }
  sheet.space(10);
}

function rows(sheet: Sheet, all: readonly Assessment[]): void {
  const { t } = sheet;
  const { controls: words } = t.pages;
  const columns = [
    { title: words.control, share: 2 },
    { title: words.standing, share: 1.5 },
    { title: words.covered, share: 4.2 },
  ];
  const cells = all.map((row): readonly Cell[] => [
    { spans: [{ text: `${name(row.id)} `, face: 'bold' }, { text: name(prose(row.title)) }] },
    {
      ...marked({ standing: row.standing }, t.standingWord[row.standing], { face: 'bold', colour: STANDING_COLOUR[row.standing] }),
      below: [{ text: t.strengthWord[row.strength], colour: COLOUR.soft }],
    },
    { spans: covers(sheet, row), below: found(sheet, row) },
  ]);
  table(sheet, columns, cells);
}
function covers(sheet: Sheet, row: Assessment): readonly Span[] {
  const { controls: words } = sheet.t.pages;
  const part = row.covers === 'whole' ? words.whole : words.part;
  return [
    { text: `${checksIn(row.proof).length === 0 ? words.noCheckHere : part} ${cut(prose(row.because), 300)}. `.replace('.. ', '. ') },
    ...(row.remainder === undefined
      ? []
      : [{ text: `${words.notCovered} `, face: 'bold' as const }, { text: cut(prose(row.remainder), 400) }]),
  ];
}
const SHOWN = 8;
/** The checks behind it, what does not hold first. */
function found(sheet: Sheet, row: Assessment): readonly Span[] {
  const { t } = sheet;
  const checks = new Map<string, Verdict>(
    proofLines(row.proof, 0, t).flatMap((line) => (line.check === undefined ? [] : [[line.check, line.verdict] as const])),
  );
  const order: readonly Verdict[] = ['fail', 'unknown', 'pass', 'not_applicable'];
  const names = [...checks]
    .sort(([, a], [, b]) => order.indexOf(a) - order.indexOf(b))
    .map(([check, verdict]) => `${name(check)} ${t.verdictWord[verdict]}`);
  const more = names.length > SHOWN ? ` · ${t.pages.controls.moreChecks(names.length - SHOWN)}` : '';
  return [{ text: `${names.slice(0, SHOWN).join(' · ')}${more}`, size: SIZE.tiny, colour: COLOUR.faint }];
}
