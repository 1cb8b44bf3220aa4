/** Somebody else's questions, as a table: which column is the number, which the question. Every row is kept, answered or not. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { nearest, Refusal } from '../errors.ts';
import { type CsvRow, parseCsv } from './csv.ts';
import type { Workbook } from './xlsx/workbook.ts';

/** The longest questionnaires have a few thousand questions: anything larger is a mistake. */
export const MOST_BYTES = 4 * 1024 * 1024;

export interface Question {
  readonly line: number;
  /** Empty: a heading between questions. */
  readonly id: string;
  readonly cells: readonly string[];
}
export interface Questions {
  readonly file: string;
  readonly columns: readonly string[];
  readonly questions: readonly Question[];
  /** In which line the columns are named. */
  readonly head: number;
  /** Where they came in one. */
  readonly workbook?: Workbook;
}

/** CSV or XLSX, by what it is and not by what it is called. What reads workbooks is loaded when there is one. */
export async function readQuestions(path: string, shown: string, idColumn: string | undefined, sheet?: string): Promise<Questions> {
  const bytes = bytesOf(path, shown);
  const at = { file: shown };
  // what Excel saves under a password is a container of another kind: [MS-CFB] 2.2
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    throw new Refusal('CONFIG_UNREADABLE', 'this workbook has a password, or is of before 2007', {
      at,
      hint: 'save it as XLSX without one',
    });
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const { openWorkbook } = await import('./xlsx/workbook.ts');
    const workbook = openWorkbook(bytes, shown, sheet);
    return { ...questionsIn(fromHead(workbook.rows, idColumn), shown, idColumn), workbook };
  }
  if (sheet !== undefined) throw new Refusal('USAGE', '--sheet goes with a workbook', { hint: `${shown} is none` });
  return questionsOf(textOf(bytes, shown), shown, idColumn);
}

/** Above the names of the columns, workbooks have titles and explanations. */
const MOST_ABOVE = 30;
function fromHead(rows: readonly CsvRow[], wanted: string | undefined): readonly CsvRow[] {
  const is = (cell: string) => (wanted === undefined ? ID_COLUMN.test(cell.trim()) : cell.trim().toLowerCase() === wanted.toLowerCase());
  const at = rows.slice(0, MOST_ABOVE).findIndex(({ cells }) => cells.some(is));
  return at === -1 ? rows : rows.slice(at);
}

function bytesOf(path: string, shown: string): Uint8Array {
  const at = { file: shown };
  try {
    const handle = openSync(path, 'r');
    try {
      const { size } = fstatSync(handle);
      if (size > MOST_BYTES)
        throw new Refusal('CONFIG_UNREADABLE', `the file has ${size} bytes; more than ${MOST_BYTES} are not read`, { at });
      return readFileSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal('CONFIG_UNREADABLE', 'cannot read the questions', {
      at,
      hint: code === 'ENOENT' ? 'no such file' : String(code),
      cause: error,
    });
  }
}
function textOf(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Refusal('CONFIG_UNREADABLE', 'the file is not UTF-8', { at: { file: shown }, hint: 'save it as CSV UTF-8', cause: error });
  }
}

const ID_COLUMN = /^(?:question[\s_-]*)?(?:id|no|number|nr|ref|reference|identifier)\.?$|^control[\s_-]*(?:id|number)$/i;

/** An id that stands twice is refused: two rows could not be told apart. */
export function questionsOf(text: string, file: string, idColumn: string | undefined): Questions {
  return questionsIn(parseCsv(text, file), file, idColumn);
}
function questionsIn(rows: readonly CsvRow[], file: string, idColumn: string | undefined): Questions {
  const [head, ...rest] = rows;
  if (head === undefined) throw new Refusal('CONFIG_INVALID', 'there is no question: the file is empty', { at: { file } });
  const columns = head.cells.map((cell) => cell.trim());
  const index = columnOf(columns, idColumn, { file, line: head.line });
  const seen = new Map<string, number>();
  const questions = rest.map(({ line, cells }): Question => {
    if (cells.length > columns.length)
      throw new Refusal('CONFIG_INVALID', `this row has ${cells.length} cells, and there are ${columns.length} columns`, {
        at: { file, line },
        hint: 'a cell with a separator or a quote in it is quoted',
      });
    const id = (cells[index] ?? '').trim();
    const before = seen.get(id);
    if (id !== '' && before !== undefined)
      throw new Refusal('CONFIG_INVALID', `the question \`${id}\` stands already in line ${before}`, { at: { file, line } });
    seen.set(id, line);
    return { line, id, cells: columns.map((_, at) => cells[at] ?? '') };
  });
  if (questions.every(({ id }) => id === ''))
    throw new Refusal('CONFIG_INVALID', 'no row has the id of a question', { at: { file, line: head.line } });
  return { file, columns, questions, head: head.line };
}

function columnOf(columns: readonly string[], wanted: string | undefined, at: { file: string; line: number }): number {
  const index =
    wanted === undefined
      ? columns.findIndex((name) => ID_COLUMN.test(name))
      : columns.findIndex((name) => name.toLowerCase() === wanted.toLowerCase());
  if (index !== -1) return index;
  const names = columns.map((name) => JSON.stringify(name)).join(', ');
  const meant = wanted === undefined ? undefined : nearest(wanted, columns);
  throw new Refusal(
    'CONFIG_INVALID',
    wanted === undefined ? 'no column looks like the id of a question' : `there is no column ${JSON.stringify(wanted)}`,
    {
      at,
      hint: meant ? `did you mean ${JSON.stringify(meant)}?` : `name one with --id-column: ${names}`,
    },
  );
}
