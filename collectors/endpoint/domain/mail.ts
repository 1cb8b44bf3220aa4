/** SPF (RFC 7208) and DMARC (RFC 7489) as they stand in TXT records. Pure. */

const QUALIFIERS = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' } as const;

/** Section 4.5: `v=spf1` alone or before a space. */
export const spfIn = (texts: readonly string[]): string[] => texts.filter((text) => /^v=spf1(?: |$)/i.test(text));

export interface Spf {
  /** What the `all` mechanism makes of everybody else; `none`: there is none, so that they are neutral. */
  readonly all: 'pass' | 'fail' | 'softfail' | 'neutral' | 'none';
  /** The domain whose policy holds instead, where there is no `all`: section 6.1. */
  readonly redirect?: string;
  /** `-all` and nobody else: there is no mechanism that lets anybody send. */
  readonly nobody: boolean;
}
export function spfOf(record: string): Spf {
  const terms = record.split(/ +/).slice(1);
  const all = terms.map((term) => /^([+?~-]?)all$/i.exec(term)).find((match) => match !== null);
  // a modifier has an equals sign, a mechanism has none before its colon or slash: section 4.6.1
  const nobody = terms.every((term) => term === '' || /^-all$/i.test(term) || /^[a-z][a-z0-9_.-]*=/i.test(term));
  if (all) return { all: QUALIFIERS[(all[1] || '+') as keyof typeof QUALIFIERS], nobody };
  const redirect = terms.map((term) => /^redirect=(\S+)$/i.exec(term)?.[1]).find((name) => name !== undefined);
  return redirect === undefined
    ? { all: 'none', nobody: false }
    : { all: 'none', redirect: redirect.replace(/\.$/, '').toLowerCase(), nobody: false };
}

/** Section 6.6.3: what does not begin so is no DMARC record. */
export const dmarcIn = (texts: readonly string[]): string[] => texts.filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));

export interface Dmarc {
  /** `none`, `quarantine`, `reject`; '' where it is nothing that a receiver knows. */
  readonly policy: string;
  /** The policy for subdomains: `sp`, or `p` where it is left out. */
  readonly subPolicy: string;
  /** Percentage of messages it is applied to: 100 where it is left out, section 6.3. */
  readonly percent: number;
}
export function dmarcOf(record: string): Dmarc {
  const tags = new Map(
    record.split(';').map((part) => {
      const [name = '', ...rest] = part.split('=');
      return [name.trim().toLowerCase(), rest.join('=').trim()] as const;
    }),
  );
  const word = (tag: string | undefined) => (/^(?:none|quarantine|reject)$/i.test(tag ?? '') ? (tag as string).toLowerCase() : '');
  const percent = tags.get('pct');
  return {
    policy: word(tags.get('p')),
    subPolicy: word(tags.get('sp') ?? tags.get('p')),
    percent: percent === undefined ? 100 : /^\d{1,3}$/.test(percent) ? Number(percent) : 100, // an unreadable tag is left out: section 6.3
  };
}
