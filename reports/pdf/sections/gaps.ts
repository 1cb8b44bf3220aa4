/** What could not be seen: a box in the summary, and all of it in a chapter. */
import type { Report } from '../../../src/model.ts';
import { type GapGroup, gapGroups } from '../../facts.ts';
import { name, sentence } from '../../text.ts';
import { breakLines, clip, heightOf, type Span } from '../lines.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { cell, table } from '../table.ts';

const IN_BOX = 3;
const PAD = 12;

function groupLine({ t }: Sheet, group: GapGroup): readonly Span[] {
  const { gaps: words } = t.pages;
  const help = group.permission === undefined ? t.remedy[group.reason] : words.wouldHelp(name(group.permission));
  return [
    { text: name(group.operation), face: 'bold' },
    { text: ` — ${t.reasonMeans[group.reason]} (${group.reason}), ${words.in(group.inSubjects)}. ${help}` },
  ];
}

/** Never left out: a report without gaps says that there were none. Of a height that does not depend on names. */
export function gapBox(sheet: Sheet, groups: readonly GapGroup[], { run }: Report): void {
  const { gaps: words, chapters } = sheet.t.pages;
  const width = CONTENT - 2 * PAD;
  const blocks = [breakLines(sheet.fonts, [{ text: chapters.gaps }], width, { face: 'bold', size: SIZE.body })];
  const add = (spans: readonly Span[]) => blocks.push(clip(sheet.fonts, breakLines(sheet.fonts, spans, width, { size: SIZE.small }), 2));
  if (groups.length === 0) add([{ text: run.requests.sent === 0 ? words.nobodyAsked : words.none }]);
  for (const group of groups.slice(0, IN_BOX)) add(groupLine(sheet, group));
  if (groups.length > IN_BOX) add([{ text: words.more(groups.length - IN_BOX), face: 'bold', goTo: sheet.to('gaps') }]);
  const height = blocks.reduce((sum, lines) => sum + heightOf(lines) + 2, 0) + 2 * PAD - 8;
  const top = sheet.y;
  sheet.artifact(() => {
    sheet.doc.rect(PAGE.left, top, CONTENT, height).fill(COLOUR.panel);
    sheet.doc.rect(PAGE.left, top, 3, height).fill(groups.length === 0 ? COLOUR.rule : COLOUR.unknown);
  });
  sheet.space(PAD - 4);
  blocks.forEach((lines, index) => {
    sheet.lines(lines, PAGE.left + PAD, index === 0 ? 'H2' : 'P');
    sheet.space(2);
  });
  sheet.y = top + height + 12;
}

const ROWS = 200;

export function gaps(sheet: Sheet, report: Report): void {
  const groups = gapGroups(report);
  if (groups.length === 0) return;
  const { t } = sheet;
  const { gaps: words, chapters } = t.pages;
  sheet.chapter(chapters.gaps, words.remark, { id: 'gaps', room: 200 });
  const rows = groups
    .slice(0, ROWS)
    .map((group) => [
      cell(name(group.operation), { face: 'bold' }),
      { spans: [{ text: `${t.reasonMeans[group.reason]} (${group.reason}). ` }, { text: sentence(group.detail), colour: COLOUR.soft }] },
      cell(group.permission === undefined ? t.remedy[group.reason] : name(group.permission)),
      cell(where(sheet, group)),
    ]);
  const columns = [
    { title: words.operation, share: 1.7 },
    { title: words.why, share: 2.6 },
    { title: words.helps, share: 1.7 },
    { title: words.where, share: 1.5 },
  ];
  table(sheet, columns, rows);
  if (groups.length > ROWS) sheet.text(words.cut(groups.length - ROWS), { face: 'bold' });
}
function where({ t }: Sheet, { subjects, inSubjects }: GapGroup): string {
  const shown = subjects.slice(0, 4).map(name).join(', ');
  return inSubjects > 4 ? `${shown}, ${t.pages.gaps.andMore(inSubjects - 4)}` : shown;
}
