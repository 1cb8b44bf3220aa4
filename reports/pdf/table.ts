/** Tables: thin rules, no cages. The head is repeated on every page; a row is never torn. */
import { breakLines, clip, heightOf, type Line, type Span, type Style } from './lines.ts';
import { draw, type Mark, markWidth } from './marks.ts';
import type { PageOf, Sheet } from './sheet.ts';
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
  /** Lines at most. */
  readonly most?: number;
  /** The number of the page where this place is. */
  readonly pageOf?: string;
}
export interface Look {
  readonly size?: number;
  /** Above and below each row. */
  readonly pad?: number;
}
const GAP = 14;
const PAD = 4;

/** A cell of plain text. */
export const cell = (text: string, style: Style = {}): Cell => ({ spans: [{ ...style, text }] });
export const marked = (mark: Mark, text: string, style: Style = {}): Cell => ({ mark, spans: [{ ...style, text }] });

interface Set {
  readonly lines: readonly Line[];
  readonly x: number;
  readonly mark: Mark | undefined;
  readonly left: number;
  readonly pageOf?: PageOf;
}

/** Without a title in any column the table has no head. */
export function table(sheet: Sheet, columns: readonly Column[], rows: readonly (readonly Cell[])[], look: Look = {}): void {
  const { size = SIZE.small, pad = PAD } = look;
  const frame = frames(columns);
  const titled = columns.some((column) => column.title !== '');
  let headed = false;
  const head = () => {
    if (!titled) return;
    const cells = columns.map((column) => cell(column.title, { face: 'bold', size: SIZE.tiny, colour: COLOUR.soft }));
    const row = set(sheet, cells, frame, SIZE.tiny);
    sheet.space(pad);
    if (headed) sheet.repeat(row);
    else sheet.row(row, 'TH');
    headed = true;
    sheet.space(pad * 0.75);
    sheet.rule(COLOUR.ink, 0.8);
  };
  const first = rows[0] === undefined ? 0 : tallest(set(sheet, rows[0], frame, size));
  sheet.need(30 + first);
  sheet.group('Table', () => {
    head();
    for (const cells of rows) {
      const row = set(sheet, cells, frame, size);
      if (tallest(row) + 2 * pad > FLOOR - sheet.y) {
        sheet.page();
        head();
      }
      put(sheet, row, size, pad);
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
    ...breakLines(sheet.fonts, [{ text: sheet.t.pages.furniture.tooLong }], CONTENT, { size, face: 'bold' }),
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
  return cells.map(({ spans, mark, below, most, pageOf }, index) => {
    const { x, width } = frame[index] ?? { x: PAGE.left, width: CONTENT };
    const indent = mark === undefined ? 0 : markWidth(mark, size) + 5;
    const above = breakLines(sheet.fonts, spans, width - indent, { size });
    const lines = [
      ...(most === undefined ? above : clip(sheet.fonts, above, most)),
      ...(below === undefined ? [] : breakLines(sheet.fonts, below, width - indent, { size })),
    ];
    const number = pageOf === undefined ? {} : { pageOf: { to: pageOf, right: x + width, style: { size } } };
    return { lines: clipped(sheet, lines, size), x: x + indent, mark, left: x, ...number };
  });
}
const tallest = (row: readonly Set[]): number => Math.max(0, ...row.map(({ lines }) => heightOf(lines)));

function put(sheet: Sheet, row: readonly Set[], size: number, pad: number): void {
  sheet.space(pad);
  const top = sheet.y;
  if (row.some(({ mark }) => mark !== undefined))
    sheet.artifact(() => {
      for (const { mark, left } of row) if (mark !== undefined) draw(sheet.doc, mark, left, top + size * 0.17, size * 0.98);
    });
  sheet.row(row, 'TD');
  sheet.space(pad);
}
