/** security.txt: https://www.rfc-editor.org/rfc/rfc9116. Pure. */

export interface SecurityTxt {
  /** Contacts as the RFC demands them: mailto, tel or https addresses. */
  readonly contacts: readonly string[];
  /** Null: none, several, or no RFC 3339 instant; it must stand exactly once (section 2.5.5). */
  readonly expires: string | null;
  readonly signed: boolean;
  /** Lines that are neither field, comment nor blank. */
  readonly strayLines: number;
}

export function securityTxtOf(text: string): SecurityTxt {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const signed = lines[0] === '-----BEGIN PGP SIGNED MESSAGE-----';
  const fields: { readonly name: string; readonly value: string }[] = [];
  let strayLines = 0;
  for (const line of signed ? plain(lines) : lines) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([\x21-\x39\x3b-\x7e]+):[ \t]*(\S.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) strayLines += 1;
    else fields.push({ name: name.toLowerCase(), value });
  }
  const valuesOf = (wanted: string) => fields.flatMap(({ name, value }) => (name === wanted ? [value] : []));
  const expiries = valuesOf('expires');
  return {
    contacts: valuesOf('contact').filter((value) => /^(?:mailto:[^\s@]+@[^\s@]+|tel:[+\d][\d().-]+|https:\/\/[^\s/]+\S*)$/i.test(value)),
    expires: expiries.length === 1 ? instantOf(expiries[0] as string) : null,
    signed,
    strayLines,
  };
}

/** The text of a cleartext signature, dashes unescaped: RFC 4880 section 7. */
function plain(lines: readonly string[]): string[] {
  const from = lines.findIndex((line, at) => at > 0 && line.trim() === '');
  const until = lines.indexOf('-----BEGIN PGP SIGNATURE-----');
  return lines.slice(from + 1, until < 0 ? undefined : until).map((line) => line.replace(/^- /, ''));
}

function instantOf(text: string): string | null {
  const form = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
  const at = form.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
