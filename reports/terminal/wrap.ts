/** Columns of a terminal: East Asian wide characters take two, combining marks none (https://www.unicode.org/reports/tr11/). */
const WIDE = new RegExp(
  [
    '[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6]',
    '[\\u{1b000}-\\u{1b2ff}\\u{1f000}-\\u{1faff}\\u{20000}-\\u{3fffd}]',
  ].join('|'),
  'u',
);
const MARK = /\p{M}/u;

export function columns(text: string): number {
  let width = 0;
  for (const character of text) width += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Breaks what is too long for a line of its own, between characters, after a sign that parts names where there is one. */
function pieces(word: string, width: number): readonly string[] {
  if (columns(word) <= width) return [word];
  const out: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && columns(piece) + columns(character) > width) {
      const at = Math.max(...['/', ':', '-', '.', '_', ','].map((sign) => piece.lastIndexOf(sign)));
      const end = at > piece.length / 2 ? at + 1 : piece.length;
      out.push(piece.slice(0, end));
      piece = piece.slice(end);
    }
    piece += character;
  }
  return [...out, piece];
}

/** Lines of at most `width` columns. `first` stands before the first line, as many spaces before the others. */
export function wrap(text: string, width: number, first = ''): readonly string[] {
  const indent = ' '.repeat(columns(first));
  const room = Math.max(8, width - columns(first));
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(' ').flatMap((word) => pieces(word, room))) {
    if (line !== '' && columns(line) + 1 + columns(piece) > room) {
      lines.push(line);
      line = piece;
    } else line = line === '' ? piece : `${line} ${piece}`;
  }
  return [...lines, line].map((row, index) => `${index === 0 ? first : indent}${row}`.trimEnd());
}
