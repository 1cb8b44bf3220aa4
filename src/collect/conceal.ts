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
  const values = new Set<string>();
  /** The longest first: one may stand in another. */
  let known: readonly string[] = [];
  return {
    add(value) {
      const before = values.size;
      if (value.length >= 8) for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) values.add(form);
      if (values.size > before) known = [...values].sort((a, b) => b.length - a.length);
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
      for (const value of known) if (clean.includes(value)) replace('secret', value);
      for (const [rule, pattern] of PATTERNS) replace(rule, pattern);
      return { text: clean, redactions: [...counts].map(([rule, count]) => ({ rule, count })) };
    },
  };
}
