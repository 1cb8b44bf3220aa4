/** RFC 4180 as spreadsheets write it back: with a byte order mark, semicolons, bare line feeds. */
import { Refusal } from '../errors.ts';

export interface Cells {
  /** Of the file; where the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows without those that are empty. Throws at a quote that is never closed. */
export function tableOf(text: string, file: string): readonly Cells[] {
  const body = text.replace(/^\uFEFF/, '');
  const first = /^[^\r\n]*/.exec(body)?.[0] as string;
  const separator = [',', ';', '\t'].find((one) => first.split(one).length > 3) ?? ',';
  const rows: { line: number; cells: string[] }[] = [];
  let [line, begun, cell, quoted] = [1, 1, '', false];
  let cells: string[] = [];
  const end = () => {
    rows.push({ line: begun, cells: [...cells, cell] });
    [cells, cell, begun] = [[], '', line + 1];
  };
  for (let at = 0; at < body.length; at += 1) {
    const char = body[at] as string;
    if (quoted && char === '"' && body[at + 1] === '"') cell += body[++at];
    else if (char === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && char === separator) [cells, cell] = [[...cells, cell], ''];
    else if (!quoted && char === '\n') end();
    else if (quoted || char !== '\r') cell += char;
    if (char === '\n') line += 1;
  }
  if (quoted)
    throw new Refusal('CONFIG_SYNTAX', 'a quote is opened here and never closed', {
      at: { file, line: begun },
      hint: 'RFC 4180: "" is a quote within',
    });
  if (cell !== '' || cells.length > 0) end();
  return rows.filter((row) => row.cells.some((one) => one.trim() !== ''));
}
