/** Keeps secrets out of every byte that is written. Values first (what we were given), patterns second (what echoes back). */
export interface Concealer {
  /** Registers a value; shorter than 8 characters would redact ordinary words, so it is refused as a secret. */
  add(value: string): void;
  text(text: string): Concealed;
}
export interface Concealed {
  readonly text: string;
  readonly redactions: readonly { readonly rule: string; readonly count: number }[];
}

/** The providers' published token shapes. */
const PATTERNS: readonly (readonly [rule: string, pattern: RegExp])[] = [
  // https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available/
  ['github-token', /\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{40,255})\b/g],
  ['private-key', /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g],
  ['aws-secret', /(?<=(?:SecretAccessKey|SessionToken)["'>:\s=]{1,6})[A-Za-z0-9+/=]{30,}/g],
  ['bearer', /(?<=\b[Bb]earer )[A-Za-z0-9._~+/-]{16,}=*/g],
  // a zone's transfer key, also in an answer that came in pieces and cannot be read as JSON: https://docs.hetzner.cloud/reference/cloud#zones
  ['tsig-key', /(?<="tsig_key"\s{0,8}:\s{0,8}")[^"]+(?=")/g],
  ['url-password', /(?<=:\/\/[^/\s:@]{1,64}:)[^/\s@]{1,256}(?=@)/g],
];

export function openConcealer(): Concealer {
  const values = openValues();
  return {
    add(value) {
      if (value.length >= 8) for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) values.add(form);
    },
    text(text) {
      const counts = new Map<string, number>();
      let clean = text;
      const replace = (rule: string, pattern: string | RegExp) => {
        clean = clean.replaceAll(pattern, () => {
          counts.set(rule, (counts.get(rule) ?? 0) + 1);
          return `[redacted:${rule}]`;
        });
      };
      for (const value of values.within(text)) if (clean.includes(value)) replace('secret', value);
      for (const [rule, pattern] of PATTERNS) replace(rule, pattern);
      return { text: clean, redactions: [...counts].map(([rule, count]) => ({ rule, count })) };
    },
  };
}

/** Beyond this many values a text is read once for all of them, not once for each: a session of each account of an organisation is a secret. */
const FEW = 64;
/** Values are told apart by so many of their first characters; none is shorter. */
const HEAD = 8;

/** The values that are never to be written. */
function openValues(): { add(value: string): void; within(text: string): readonly string[] } {
  /** By the first characters: a value, or those that begin alike. There may be very many, and each list takes as much as a value. */
  const byHead = new Map<string, string | readonly string[]>();
  const alike = (head: string): readonly string[] => {
    const found = byHead.get(head);
    return found === undefined ? [] : typeof found === 'string' ? [found] : found;
  };
  let count = 0;
  /** Whether a value begins with four characters of this sum: most places of a text are passed over by it. */
  const begins = new Uint8Array(1 << 16);
  const longestFirst = (found: Iterable<string>) => [...found].sort((a, b) => b.length - a.length);
  let few: readonly string[] = [];
  return {
    add(value) {
      const head = value.slice(0, HEAD);
      const known = alike(head);
      if (known.includes(value)) return;
      byHead.set(head, known.length === 0 ? value : [...known, value]);
      count += 1;
      begins[sumAt(value, 0)] = 1;
      // one may stand in another
      if (count <= FEW) few = longestFirst([...few, value]);
    },
    within(text) {
      if (count <= FEW) return few;
      const found = new Set<string>();
      for (let at = 0; at + HEAD <= text.length; at += 1) {
        if (begins[sumAt(text, at)] === 0) continue;
        for (const value of alike(text.slice(at, at + HEAD))) if (text.startsWith(value, at)) found.add(value);
      }
      return longestFirst(found);
    },
  };
}
function sumAt(text: string, at: number): number {
  const [a, b, c, d] = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2), text.charCodeAt(at + 3)];
  return (a + b * 31 + c * 961 + d * 29_791) & 0xffff;
}
