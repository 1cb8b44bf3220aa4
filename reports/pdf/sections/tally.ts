/** Counts side by side: a mark, a word, how many of how many, and a bar that prints in black. */
import { number, plural } from '../../text.ts';
import { breakLines, type Span } from '../lines.ts';
import { draw, type Mark } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';

export interface Tally {
  readonly title: string;
  readonly total: number;
  readonly of: string;
  readonly rows: readonly { readonly mark: Mark; readonly word: string; readonly count: number }[];
  readonly note?: string;
}
const GAP = 26;
const WIDTH = (CONTENT - GAP) / 2;
const ROW = 14.2;
const BAR = 62;

/** Two beside each other. */
export function tallies(sheet: Sheet, all: readonly Tally[]): void {
  for (let index = 0; index < all.length; index += 2) {
    const pair = all.slice(index, index + 2);
    sheet.need(120);
    const top = sheet.y;
    const bottoms = pair.map((tally, column) => {
      sheet.y = top;
      one(sheet, tally, PAGE.left + column * (WIDTH + GAP));
      return sheet.y;
    });
    sheet.y = Math.max(...bottoms) + 8;
  }
}

function one(sheet: Sheet, { title, total, of, rows, note }: Tally, x: number): void {
  const remark = note === undefined || note === '' ? '' : `, ${note}`;
  const head: readonly Span[] = [
    { text: title, face: 'bold' },
    { text: `  of ${plural(total, of)}${remark}`, size: SIZE.small, colour: COLOUR.soft },
  ];
  sheet.lines(breakLines(sheet.fonts, head, WIDTH), x);
  const line = sheet.y + 2;
  sheet.artifact(() =>
    sheet.doc
      .moveTo(x, line)
      .lineTo(x + WIDTH, line)
      .lineWidth(0.8)
      .strokeColor(COLOUR.ink)
      .stroke(),
  );
  sheet.space(5);
  if (total === 0) sheet.lines(breakLines(sheet.fonts, [{ text: `No ${of} to count.`, colour: COLOUR.soft }], WIDTH), x);
  for (const { mark, word, count } of total === 0 ? [] : rows) {
    const top = sheet.y;
    sheet.artifact(() => {
      draw(sheet.doc, mark, x, top + 2.4, 7.6);
      bar(sheet, x + WIDTH - BAR, top + 3.2, count / total);
    });
    const spans: readonly Span[] = [
      { text: `${word} ` },
      { text: `${number(count)} of ${number(total)}`, face: count > 0 ? 'bold' : 'regular' },
    ];
    sheet.lines(breakLines(sheet.fonts, spans, WIDTH - BAR - 20, { size: SIZE.body }), x + 14);
    sheet.y = top + ROW;
  }
}

function bar(sheet: Sheet, x: number, y: number, share: number): void {
  sheet.doc.rect(x, y, BAR, 6).lineWidth(0.4).strokeColor(COLOUR.rule).stroke();
  if (share > 0) sheet.doc.rect(x, y, Math.max(1.2, BAR * share), 6).fill(COLOUR.soft);
}
