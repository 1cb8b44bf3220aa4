/** What could not be seen: a box on page 1, and all of it in a chapter when the box is too small. */
import type { Report } from '../../../src/model.ts';
import { type GapGroup, gapGroups } from '../../facts.ts';
import { name, number, plural, sentence } from '../../text.ts';
import { REASON_MEANS, remedyFor } from '../../words.ts';
import { breakLines, heightOf, type Span } from '../lines.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { cell, table } from '../table.ts';

const IN_BOX = 4;
const PAD = 12;

function groupLine(group: GapGroup): readonly Span[] {
  const help = group.permission === undefined ? remedyFor(group.reason) : `Would help: ${name(group.permission)}.`;
  return [
    { text: name(group.operation), face: 'bold' },
    { text: ` — ${REASON_MEANS[group.reason]} (${group.reason}), in ${plural(group.subjects.length, 'subject')}. ${help}` },
  ];
}

/** Never left out: a report without gaps says that there were none. */
export function gapBox(sheet: Sheet, groups: readonly GapGroup[], { run }: Report): void {
  const width = CONTENT - 2 * PAD;
  const blocks = [breakLines(sheet.fonts, [{ text: 'What could not be seen' }], width, { face: 'bold', size: SIZE.lead })];
  const add = (spans: readonly Span[]) => blocks.push(breakLines(sheet.fonts, spans, width, { size: SIZE.small }));
  if (groups.length === 0) {
    add([{ text: run.requests.sent === 0 ? 'No question was asked at all.' : 'Every question that was asked was answered.' }]);
  }
  for (const group of groups.slice(0, IN_BOX)) add(groupLine(group));
  if (groups.length > IN_BOX)
    add([{ text: `And ${number(groups.length - IN_BOX)} more kinds, in full in the chapter “What could not be seen”.`, face: 'bold' }]);
  const height = blocks.reduce((sum, lines) => sum + heightOf(lines) + 2, 0) + 2 * PAD - 6;
  sheet.space(6);
  sheet.need(height);
  const top = sheet.y;
  sheet.artifact(() => {
    sheet.doc.rect(PAGE.left, top, CONTENT, height).fill(COLOUR.panel);
    sheet.doc.rect(PAGE.left, top, 3, height).fill(groups.length === 0 ? COLOUR.rule : COLOUR.unknown);
  });
  sheet.space(PAD - 3);
  for (const lines of blocks) {
    sheet.lines(lines, PAGE.left + PAD);
    sheet.space(2);
  }
  sheet.y = top + height + 6;
}

const ROWS = 200;

export function gaps(sheet: Sheet, report: Report): void {
  const groups = gapGroups(report);
  if (groups.length === 0) return;
  sheet.chapter(
    'What could not be seen',
    'Questions that were not answered, by cause. What depends on them is unknown: not passed, and not failed.',
  );
  const rows = groups
    .slice(0, ROWS)
    .map((group) => [
      cell(name(group.operation), { face: 'bold' }),
      { spans: [{ text: `${REASON_MEANS[group.reason]} (${group.reason}). ` }, { text: sentence(group.detail), colour: COLOUR.soft }] },
      cell(group.permission === undefined ? remedyFor(group.reason) : name(group.permission)),
      cell(where(group)),
    ]);
  table(
    sheet,
    [
      { title: 'Operation', share: 1.7 },
      { title: 'Why', share: 2.6 },
      { title: 'What would help', share: 1.7 },
      { title: 'Where', share: 1.5 },
    ],
    rows,
  );
  if (groups.length > ROWS)
    sheet.text(`${number(groups.length - ROWS)} more kinds are left out here; they stand in report.json under gaps.`, { face: 'bold' });
}
function where({ subjects }: GapGroup): string {
  const shown = subjects.slice(0, 4).map(name).join(', ');
  return subjects.length > 4 ? `${shown}, and ${number(subjects.length - 4)} more` : shown;
}
