/** A table for people's eyes, for a page or for a spreadsheet. Cells are strangers' words: what would steer or reorder is shown instead. */
import { nearest, Refusal } from '../errors.ts';
import { csv } from './csv.ts';
import { visible } from './visible.ts';

export interface Table {
  /** Paragraphs above the table; a spreadsheet gets none. */
  readonly head: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
export const TABLE_FORMATS = ['text', 'markdown', 'csv'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** One of `allowed`, or a refusal that says which was meant. */
export function formatNamed<T extends string>(name: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === name);
  if (found !== undefined) return found;
  const meant = nearest(name, allowed);
  throw new Refusal('USAGE', `no format is called \`${name}\``, {
    hint: meant ? `did you mean \`${meant}\`?` : `known: ${allowed.join(', ')}`,
  });
}

export function shownAs({ head, columns, rows }: Table, format: TableFormat): string {
  if (format === 'csv') return csv([columns, ...rows.map((row) => row.map(visible))]);
  if (format === 'markdown') {
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
    const body = rows.map((row) => line(row.map(inMarkdown))).join('');
    return `${head.map((one) => `${inMarkdown(one)}\n\n`).join('')}${line(columns)}${line(columns.map(() => '---'))}${body}`;
  }
  const cells = [columns, ...rows].map((row) => row.map((cell) => visible(oneLine(cell))));
  const widths = columns.map((_, index) => Math.max(0, ...cells.map((row) => row[index]?.length ?? 0)));
  const padded = cells.map((row) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  '),
  );
  return [...head.map((one) => visible(oneLine(one))), ...padded].map((line) => `${line.trimEnd()}\n`).join('');
}

/** No mention, reference, link, tag or column of GitHub's and GitLab's Markdown: a sign and a comment behind it is the sign alone. */
function inMarkdown(text: string): string {
  return visible(oneLine(text))
    .replaceAll(/[\\`*_[\]<>|~&^$]/g, '\\$&')
    .replaceAll(/[@#]|:(?=\/\/)|www(?=\.)/gi, '$&<!-- -->');
}
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
