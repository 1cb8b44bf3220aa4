/** RFC 4180, and what spreadsheets make of it: a mark in front, semicolons or tabs, line feeds alone. https://www.rfc-editor.org/rfc/rfc4180 */
import { Refusal } from '../errors.ts';

export interface CsvRow {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Empty lines are no rows. A quote that never ends is refused where it begins. */
export function parseCsv(text: string, file: string): readonly CsvRow[] {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const comma = separatorOf(body);
  const rows: CsvRow[] = [];
  let row: { line: number; cells: string[] } = { line: 1, cells: [] };
  let line = 1;
  let at = 0;
  const close = () => {
    if (row.cells.length > 1 || row.cells[0] !== '') rows.push(row);
    row = { line, cells: [] };
  };
  while (at < body.length) {
    const cell = body[at] === '"' ? quoted(body, at, comma, { file, line }) : plain(body, at, comma);
    row.cells.push(cell.text);
    line += cell.lines;
    at = cell.end;
    if (body[at] === comma) {
      at += 1;
      // a separator at the very end is followed by an empty cell
      if (at === body.length) row.cells.push('');
      continue;
    }
    at += body[at] === '\r' && body[at + 1] === '\n' ? 2 : 1;
    line += 1;
    close();
  }
  if (row.cells.length > 0) close();
  return rows;
}

interface Cell {
  readonly text: string;
  readonly end: number;
  readonly lines: number;
}
function plain(body: string, from: number, comma: string): Cell {
  let end = from;
  while (end < body.length && body[end] !== comma && body[end] !== '\n' && body[end] !== '\r') end += 1;
  return { text: body.slice(from, end), end, lines: 0 };
}
/** What stands between the closing quote and the separator belongs to the cell: some programs write it so. */
function quoted(body: string, from: number, comma: string, place: { file: string; line: number }): Cell {
  const parts: string[] = [];
  let at = from + 1;
  for (;;) {
    const end = body.indexOf('"', at);
    if (end === -1)
      throw new Refusal('CONFIG_SYNTAX', 'a quote begins here and never ends', {
        at: place,
        hint: 'a quote inside of one is written twice',
      });
    parts.push(body.slice(at, end));
    if (body[end + 1] !== '"') {
      const inside = parts.join('');
      const rest = plain(body, end + 1, comma);
      return { text: inside + rest.text, end: rest.end, lines: inside.split('\n').length - 1 };
    }
    parts.push('"');
    at = end + 2;
  }
}

/** Whichever splits the first line most: spreadsheets of countries with a decimal comma write semicolons. */
function separatorOf(body: string): string {
  const head = /^(?:"(?:[^"]|"")*"|[^\r\n"])*/.exec(body.slice(0, 65_536))?.[0].replaceAll(/"(?:[^"]|"")*"/g, '') ?? '';
  const count = (separator: string) => head.split(separator).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}
