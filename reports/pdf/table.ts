/** Tables: thin rules, no cages. The head is repeated on every page; a row is never torn. */
import { breakLines, heightOf, type Line, type Span, type Style } from './lines.ts';
import { draw, type Mark, markWidth } from './marks.ts';
import type { Sheet } from './sheet.ts';
import { COLOUR, CONTENT, FLOOR, LEADING, PAGE, SIZE } from './style.ts';

export interface Column {
  readonly title: string;
  /** Share of the width; shares need not sum to anything. */
  readonly share: number;
}
export interface Cell {
  readonly spans: readonly Span[];
  readonly mark?: Mark;
  /** On lines of its own, below. */
  readonly below?: readonly Span[];
}
const GAP = 12;
const PAD = 4.2;

/** A cell of plain text. */
export const cell = (text: string, style: Style = {}): Cell => ({ spans: [{ ...style, text }] });
export const marked = (mark: Mark, text: string, style: Style = {}): Cell => ({ mark, spans: [{ ...style, text }] });

interface Set {
  readonly lines: readonly Line[];
  readonly x: number;
  readonly mark: Mark | undefined;
  readonly left: number;
}

/** Without a title in any column the table has no head. */
export function table(sheet: Sheet, columns: readonly Column[], rows: readonly (readonly Cell[])[], size: number = SIZE.small): void {
  const frame = frames(columns);
  const titled = columns.some((column) => column.title !== '');
  const head = () => {
    if (!titled) return;
    const cells = columns.map((column) => cell(column.title, { face: 'bold', size: SIZE.tiny, colour: COLOUR.soft }));
    place(sheet, set(sheet, cells, frame, SIZE.tiny), SIZE.tiny, 'TH');
    sheet.rule(COLOUR.ink, 0.7);
  };
  const sets = rows.map((row) => set(sheet, row, frame, size));
  sheet.need(30 + tallest(sets[0]));
  sheet.group('Table', () => {
    head();
    for (const row of sets) {
      if (tallest(row) + 2 * PAD > FLOOR - sheet.y) {
        sheet.page();
        head();
      }
      place(sheet, row, size, 'TD');
      sheet.rule();
    }
  });
}

/** A row must fit below a head on a page of its own: escapes can make a short name long. */
function clipped(sheet: Sheet, lines: readonly Line[], size: number): readonly Line[] {
  const most = Math.floor((FLOOR - PAGE.top - 60) / (size * LEADING));
  if (lines.length <= most) return lines;
  return [
    ...lines.slice(0, most - 1),
    ...breakLines(sheet.fonts, [{ text: '… [cut: too long for a page]' }], CONTENT, { size, face: 'bold' }),
  ];
}

function frames(columns: readonly Column[]): readonly { readonly x: number; readonly width: number }[] {
  const total = columns.reduce((sum, column) => sum + column.share, 0);
  const room = CONTENT - GAP * (columns.length - 1);
  let x: number = PAGE.left;
  return columns.map((column) => {
    const width = (room * column.share) / total;
    const frame = { x, width };
    x += width + GAP;
    return frame;
  });
}
function set(sheet: Sheet, cells: readonly Cell[], frame: ReturnType<typeof frames>, size: number): readonly Set[] {
  return cells.map(({ spans, mark, below }, index) => {
    const { x, width } = frame[index] ?? { x: PAGE.left, width: CONTENT };
    const indent = mark === undefined ? 0 : markWidth(mark, size) + 5;
    const lines = [spans, ...(below === undefined ? [] : [below])].flatMap((part) =>
      breakLines(sheet.fonts, part, width - indent, { size }),
    );
    return { lines: clipped(sheet, lines, size), x: x + indent, mark, left: x };
  });
}
const tallest = (row: readonly Set[] | undefined): number => Math.max(0, ...(row ?? []).map(({ lines }) => heightOf(lines)));

function place(sheet: Sheet, row: readonly Set[], size: number, role: 'TD' | 'TH'): void {
  sheet.space(PAD);
  const top = sheet.y;
  sheet.artifact(() => {
    for (const { mark, left } of row) if (mark !== undefined) draw(sheet.doc, mark, left, top + size * 0.18, size);
  });
  sheet.row(row, role);
  sheet.space(PAD);
}
