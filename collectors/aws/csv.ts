/** RFC 4180, exactly: quoted fields may hold commas, quotes and line ends. A quote left open makes a last line of the wrong width. */
export function readCsv(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const from = field.lastIndex;
    const match = field.exec(text);
    if (!match) return [...lines, [...line, text.slice(from)], []];
    const [, quoted, plain = '', end] = match;
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') {
      if (field.lastIndex === text.length) line.push('');
      continue;
    }
    lines.push(line);
    line = [];
  }
  return line.length > 0 ? [...lines, line] : lines;
}
