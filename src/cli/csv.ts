/** RFC 4180: CRLF, a quoted cell where it needs quotes. What a spreadsheet would take for a formula is text, and stays text. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** The mark in front is the one that spreadsheets hide: https://owasp.org/www-community/attacks/CSV_Injection */
function cell(text: string): string {
  const safe = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
