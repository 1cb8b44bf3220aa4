/** Cuts that say so: a line that ends in `…`, a list that ends in `and n more`. */
import { number } from '../text.ts';
import { columns, wrap } from './wrap.ts';

// half an escape would read as another character: `\x1b` may not become `\x1`
const HALF_ESCAPE = /\\(?:x[0-9a-f]?|u[0-9a-f]{0,3}|u\{[0-9a-f]*)?$/;

/** At most `room` columns of text in which everything is visible already. */
export function clip(text: string, room: number): string {
  if (columns(text) <= room) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += columns(character);
    if (used > room) break;
    kept += character;
  }
  return `${kept.replace(HALF_ESCAPE, '').trimEnd()}…`;
}

/** `a, b, c and 12 more`: the first of them, at least one, in `room` columns and at most `most` of them. */
export function firstOf(items: readonly string[], room: number, { most = items.length, between = ', ', rest = ' and ' } = {}): string {
  let taken = Math.min(items.length, most);
  const text = () => items.slice(0, taken).join(between) + (taken < items.length ? `${rest}${number(items.length - taken)} more` : '');
  while (taken > 1 && columns(text()) > room) taken -= 1;
  return text();
}

/** A head that is never cut, and after it as much of the rest as one line holds. */
export function oneLine(head: string, rest: string, width: number, first: string): readonly string[] {
  const room = width - columns(first) - columns(head) - 1;
  if (room >= Math.min(16, columns(rest))) return [`${first}${head} ${clip(rest, room)}`];
  const deeper = ' '.repeat(columns(first) + 2);
  return [...wrap(head, width, first), `${deeper}${clip(rest, width - columns(deeper))}`];
}

// private, so it never stands in text that was made visible
const GLUE = '\ue000';

/** Items with commas between them, each on one line as far as a line can hold it. */
export function listed(items: readonly string[], width: number, first: string): readonly string[] {
  const room = width - columns(first) - 1;
  const glued = items.map((item) => (columns(item) <= room ? item.replaceAll(' ', GLUE) : item));
  return wrap(glued.join(', '), width, first).map((line) => line.replaceAll(GLUE, ' '));
}

/** Rows with the same key together, in the order in which the keys first come. */
export function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row)) ?? [];
    group.push(row);
    groups.set(keyOf(row), group);
  }
  return [...groups];
}
