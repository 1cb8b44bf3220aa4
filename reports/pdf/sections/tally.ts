/** Counts side by side: a mark, a word, how many of how many, and a bar whose pattern prints in black. */
import { type Fill, fillOfStanding, fillOfVerdict, stacked } from '../charts.ts';
import { breakLines, clip, type Span } from '../lines.ts';
import { draw, type Mark } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';

export interface Tally {
  readonly title: string;
  readonly total: number;
  /** `4 claims`. */
  readonly of: string;
  readonly rows: readonly { readonly mark: Mark; readonly word: string; readonly count: number }[];
  readonly note?: string;
}
const GAP = 30;
const WIDTH = (CONTENT - GAP) / 2;
const ROW = 14.6;
const BAR = 74;

/** Two beside each other. */
export function tallies(sheet: Sheet, all: readonly Tally[]): void {
  for (let index = 0; index < all.length; index += 2) {
    const top = sheet.y;
    const bottoms = all.slice(index, index + 2).map((tally, column) => {
      sheet.y = top;
      one(sheet, tally, PAGE.left + column * (WIDTH + GAP));
      return sheet.y;
    });
    sheet.y = Math.max(...bottoms) + 9;
  }
}

function one(sheet: Sheet, { title, total, of, rows, note }: Tally, x: number): void {
  const { summary: words } = sheet.t.pages;
  const head: readonly Span[] = [
    { text: title, face: 'bold' },
    { text: `  ${words.of(of)}${note === undefined || note === '' ? '' : `, ${note}`}`, size: SIZE.small, colour: COLOUR.soft },
  ];
  sheet.lines(clip(sheet.fonts, breakLines(sheet.fonts, head, WIDTH), 1), x, 'H2');
  const line = sheet.y + 2;
  sheet.artifact(() =>
    sheet.doc
      .moveTo(x, line)
      .lineTo(x + WIDTH, line)
      .lineWidth(0.8)
      .strokeColor(sheet.tint(COLOUR.accent))
      .stroke(),
  );
  sheet.space(5);
  if (total === 0) sheet.lines(breakLines(sheet.fonts, [{ text: words.noneToCount, colour: COLOUR.soft }], WIDTH), x);
  for (const { mark, word, count } of total === 0 ? [] : rows) {
    const top = sheet.y;
    sheet.artifact(() => {
      draw(sheet.doc, mark, x, top + 2.2, 8.4);
      stacked(sheet.doc, [{ share: count / total, fill: fillOf(mark) }], { x: x + WIDTH - BAR, y: top + 2.8, width: BAR, height: 7.4 });
    });
    const spans: readonly Span[] = [{ text: `${word} ` }, { text: words.count(count, total), face: count > 0 ? 'bold' : 'regular' }];
    sheet.lines(clip(sheet.fonts, breakLines(sheet.fonts, spans, WIDTH - BAR - 20), 1), x + 15);
    sheet.y = top + ROW;
  }
}
const fillOf = (mark: Mark): Fill =>
  'verdict' in mark
    ? fillOfVerdict(mark.verdict)
    : 'standing' in mark
      ? fillOfStanding(mark.standing)
      : { colour: COLOUR.soft, pattern: 'solid' };
