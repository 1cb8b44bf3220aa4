/** One sheet: its rows as text with the places in the XML where each ends, so that cells can be added and nothing else is touched. */
import { SaxesParser } from 'saxes';
import { Refusal } from '../../errors.ts';

export interface SheetRow {
  /** As the spreadsheet numbers it, from 1. */
  readonly number: number;
  /** By column, from 0; what is not there is empty. */
  readonly cells: readonly string[];
  /** Where `<row …>` begins and ends, and where `</row>` begins. Counted in UTF-16 units. */
  readonly from: number;
  readonly body: number;
  readonly end: number;
  /** How its last cell looks; undefined: as cells do. */
  readonly style: string | undefined;
}
export interface Sheet {
  readonly xml: string;
  readonly rows: readonly SheetRow[];
  /** How many columns have anything in them. */
  readonly width: number;
}

const MOST_ROWS = 20_000;
const MOST_COLUMNS = 500;

/** Entities of one's own are refused with the document type that would declare them; nothing outside is ever read. */
export function parserOf(part: string, file: string): SaxesParser {
  const parser = new SaxesParser();
  const refuse = (hint: string) => new Refusal('CONFIG_UNREADABLE', `${part} of the workbook cannot be read`, { at: { file }, hint });
  parser.on('error', (error) => {
    throw refuse(error.message.split('\n')[0] as string);
  });
  parser.on('doctype', () => {
    throw refuse('it declares a document type, which no workbook does');
  });
  return parser;
}
/** Element names without their prefix: some programs write `x:row`. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** All texts that cells point to by number. Readings of Japanese words (`rPh`) are no part of them. */
export function sharedStrings(xml: string, file: string): readonly string[] {
  const parser = parserOf('sharedStrings.xml', file);
  const all: string[] = [];
  let text: string | undefined;
  let [inText, phonetic] = [false, 0];
  parser.on('opentag', ({ name }) => {
    const is = localName(name);
    if (is === 'si') text = '';
    else if (is === 'rPh') phonetic += 1;
    else if (is === 't') inText = true;
  });
  parser.on('text', (piece) => {
    if (inText && phonetic === 0 && text !== undefined) text += piece;
  });
  parser.on('closetag', ({ name }) => {
    const is = localName(name);
    if (is === 'si') all.push(text as string);
    else if (is === 'rPh') phonetic -= 1;
    else if (is === 't') inText = false;
  });
  parser.write(xml).close();
  return all;
}

interface Cell {
  readonly column: number;
  readonly type: string;
  readonly style: string | undefined;
  text: string;
}
export function readSheet(xml: string, shared: readonly string[], file: string): Sheet {
  const parser = parserOf('the sheet', file);
  const refuse = (hint: string, line?: number) =>
    new Refusal('CONFIG_UNREADABLE', 'the sheet is no questionnaire', { at: { file, ...(line !== undefined && { line }) }, hint });
  const rows: SheetRow[] = [];
  let row: { number: number; cells: string[]; from: number; body: number; style: string | undefined; next: number } | undefined;
  let cell: Cell | undefined;
  let [inValue, last, width] = [false, 0, 0];
  parser.on('opentag', ({ name, attributes }) => {
    const is = localName(name);
    if (is === 'row') {
      const number = attributes['r'] === undefined ? last + 1 : Number(attributes['r']);
      if (!Number.isInteger(number) || number <= last) throw refuse('its rows are not in order');
      if (rows.length >= MOST_ROWS) throw refuse(`it has more than ${MOST_ROWS} rows`);
      last = number;
      row = { number, cells: [], from: xml.lastIndexOf('<', parser.position - 1), body: parser.position, style: undefined, next: 0 };
    } else if (is === 'c' && row) {
      const column = attributes['r'] === undefined ? row.next : columnIn(String(attributes['r']));
      if (column < row.next || column >= MOST_COLUMNS) throw refuse(`a cell stands in column ${column + 1}`, row.number);
      row.next = column + 1;
      cell = { column, type: String(attributes['t'] ?? 'n'), style: attributes['s'] as string | undefined, text: '' };
    } else if (cell && (is === 'v' || is === 't')) inValue = true;
  });
  parser.on('text', (piece) => {
    if (cell && inValue) cell.text += piece;
  });
  parser.on('closetag', ({ name }) => {
    const is = localName(name);
    if (is === 'v' || is === 't') inValue = false;
    else if (is === 'c' && row && cell) {
      const text = shown(cell, shared, refuse, row.number);
      while (row.cells.length < cell.column) row.cells.push('');
      row.cells.push(text);
      row.style = cell.style;
      if (text !== '') width = Math.max(width, cell.column + 1);
      cell = undefined;
    } else if (is === 'row' && row) {
      const { number, cells, from, body, style } = row;
      rows.push({ number, cells, from, body, style, end: Math.max(body, xml.lastIndexOf('<', parser.position - 1)) });
      row = undefined;
    }
  });
  parser.write(xml).close();
  return { xml, rows, width };
}

function shown({ type, text }: Cell, shared: readonly string[], refuse: (hint: string, line: number) => Refusal, row: number): string {
  if (type === 'e') return '';
  if (type === 'b') return text === '' ? '' : text === '0' ? 'FALSE' : 'TRUE';
  if (type === 's') {
    const value = shared[Number(text)];
    if (value === undefined) throw refuse('a cell points to a text that is not there', row);
    return value;
  }
  // a number is kept in binary: 1.1 may be written 1.1000000000000001
  return type === 'n' && text !== '' && Number.isFinite(Number(text)) ? String(Number(Number(text).toPrecision(15))) : text;
}

/** `AB12` -> 27 */
function columnIn(reference: string): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '';
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
export function columnName(index: number): string {
  const [before, letter] = [Math.floor(index / 26) - 1, String.fromCharCode(65 + (index % 26))];
  return before < 0 ? letter : columnName(before) + letter;
}

/** Excel's own bound: https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3 */
const MOST_CHARACTERS = 32_767;
/** Text in place: whatever it begins with, a spreadsheet takes it for text and never for a formula. */
export function textCell(text: string, column: number, row: number, style?: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
  const look = style === undefined ? '' : ` s="${escaped(style)}"`;
  return `<c r="${columnName(column)}${row}"${look} t="inlineStr"><is><t xml:space="preserve">${escaped(short)}</t></is></c>`;
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;
export function escaped(text: string): string {
  return text
    .replaceAll(UNWRITABLE, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The sheet with cells to the right of all that is there. Rows are told by their number. */
export function withCells({ xml, rows, width }: Sheet, added: ReadonlyMap<number, readonly string[]>): string {
  const edits: { at: number; until: number; text: string }[] = [];
  for (const { number, from, body, end, style } of rows) {
    const texts = added.get(number);
    if (texts === undefined || xml.slice(body - 2, body) === '/>') continue;
    const cells = texts.flatMap((text, index) => (text === '' ? [] : [textCell(text, width + index, number, style)])).join('');
    // an optimization that would be wrong from now on: ECMA-376 18.3.1.73
    edits.push(
      { at: from, until: body, text: xml.slice(from, body).replace(/\s+spans="[^"]*"/, '') },
      { at: end, until: end, text: cells },
    );
  }
  const most = Math.max(0, ...[...added.values()].map((texts) => texts.length));
  const dimension = /<(?:\w+:)?dimension\b[^>]*\sref="([A-Z]+\d+):([A-Z]+)(\d+)"/.exec(xml.slice(0, 65_536));
  if (dimension?.[1] !== undefined) {
    const [whole, first, , lastRow] = dimension;
    const at = dimension.index;
    edits.push({
      at,
      until: at + whole.length,
      text: whole.replace(/ref="[^"]*"/, `ref="${first}:${columnName(width + most - 1)}${lastRow}"`),
    });
  }
  const pieces: string[] = [];
  let at = 0;
  for (const edit of edits.sort((a, b) => a.at - b.at)) {
    pieces.push(xml.slice(at, edit.at), edit.text);
    at = edit.until;
  }
  return `${pieces.join('')}${xml.slice(at)}`;
}
