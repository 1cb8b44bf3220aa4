/** A questionnaire as a workbook (ECMA-376, XLSX): its sheet of questions is read, and given back with the answers beside them; all else stays as it was. */
import { nearest, Refusal } from '../../errors.ts';
import { escaped, localName, parserOf, readSheet, type Sheet, sharedStrings, textCell, withCells } from './sheet.ts';
import { type Part, packed, readZip, textOf, writeZip } from './zip.ts';

export interface Workbook {
  readonly sheet: string;
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** The whole workbook again, with texts to the right of its rows, by their numbers. */
  answered(added: ReadonlyMap<number, readonly string[]>): Uint8Array;
}

const ROOT = 'xl/workbook.xml';

export function openWorkbook(bytes: Uint8Array, file: string, wanted?: string): Workbook {
  const parts = readZip(bytes, file);
  const at = (name: string): Part => {
    const part = parts.get(name);
    if (part) return part;
    throw new Refusal('CONFIG_UNREADABLE', 'this is no workbook that can be read', { at: { file }, hint: `it has no ${name}` });
  };
  const { sheets, strings } = contents(textOf(at(ROOT), file), textOf(at('xl/_rels/workbook.xml.rels'), file), file);
  const chosen = chosenOf(sheets, wanted, file);
  const shared = strings === undefined ? [] : sharedStrings(textOf(at(strings), file), file);
  const sheet = readSheet(textOf(at(chosen.part), file), shared, file);
  return {
    sheet: chosen.name,
    rows: rowsOf(sheet),
    answered: (added) =>
      writeZip([...parts.values()].map((part) => (part.name === chosen.part ? packed(part.name, withCells(sheet, added)) : part))),
  };
}
/** Rows without a word in them are no rows. */
function rowsOf({ rows, width }: Sheet): Workbook['rows'] {
  return rows
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ number, cells }) => ({ line: number, cells: Array.from({ length: width }, (_, index) => cells[index] ?? '') }));
}

interface Named {
  readonly name: string;
  readonly part: string;
  readonly hidden: boolean;
}
function contents(book: string, rels: string, file: string): { readonly sheets: readonly Named[]; readonly strings: string | undefined } {
  const targets = new Map<string, string>();
  let strings: string | undefined;
  const links = parserOf('workbook.xml.rels', file);
  links.on('opentag', ({ name, attributes }) => {
    if (localName(name) !== 'Relationship') return;
    const target = String(attributes['Target']);
    const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    targets.set(String(attributes['Id']), part);
    if (String(attributes['Type']).endsWith('/sharedStrings')) strings = part;
  });
  links.write(rels).close();
  const sheets: Named[] = [];
  const parser = parserOf('workbook.xml', file);
  parser.on('opentag', ({ name, attributes }) => {
    if (localName(name) !== 'sheet') return;
    const id = Object.entries(attributes).find(([key]) => /:id$/.test(key))?.[1];
    const part = targets.get(String(id));
    const hidden = attributes['state'] === 'hidden' || attributes['state'] === 'veryHidden';
    if (part !== undefined) sheets.push({ name: String(attributes['name']), part, hidden });
  });
  parser.write(book).close();
  return { sheets, strings };
}

/** The only one that can be seen, or the one that is named. */
function chosenOf(sheets: readonly Named[], wanted: string | undefined, file: string): Named {
  const visible = sheets.filter(({ hidden }) => !hidden);
  const names = visible.map(({ name }) => name);
  if (wanted !== undefined) {
    const found = sheets.find(({ name }) => name === wanted);
    if (found) return found;
    const meant = nearest(wanted, names);
    const hint = meant ? `did you mean ${JSON.stringify(meant)}?` : `it has: ${names.map((name) => JSON.stringify(name)).join(', ')}`;
    throw new Refusal('CONFIG_INVALID', `the workbook has no sheet ${JSON.stringify(wanted)}`, { at: { file }, hint });
  }
  const [only, ...more] = visible;
  if (only && more.length === 0) return only;
  if (!only) throw new Refusal('CONFIG_INVALID', 'the workbook has no sheet that can be seen', { at: { file } });
  throw new Refusal('CONFIG_INVALID', `the workbook has ${visible.length} sheets; which one has the questions?`, {
    at: { file },
    hint: `--sheet: ${names.map((name) => JSON.stringify(name)).join(', ')}`,
  });
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** A table as a workbook of its own, every cell a text. */
export function workbookOf(rows: readonly (readonly string[])[], sheet: string): Uint8Array {
  const body = rows
    .map(
      (cells, index) =>
        `<row r="${index + 1}">${cells.map((text, column) => (text === '' ? '' : textCell(text, column, index + 1))).join('')}</row>`,
    )
    .join('');
  const relation = (type: string, target: string) => `<Relationship Id="rId1" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const relations = (inner: string) => `${XML}<Relationships xmlns="${PACKAGE}/relationships">${inner}</Relationships>`;
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const files: Record<string, string> = {
    '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/${ROOT}" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/></Types>`,
    '_rels/.rels': relations(relation('officeDocument', ROOT)),
    [ROOT]: `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(relation('worksheet', 'worksheets/sheet1.xml')),
    'xl/worksheets/sheet1.xml': `${XML}<worksheet xmlns="${MAIN}"><sheetData>${body}</sheetData></worksheet>`,
  };
  return writeZip(Object.entries(files).map(([name, text]) => packed(name, text)));
}
