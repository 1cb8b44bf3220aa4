/** What single headers of an answer say. Pure. */
import { z } from 'zod';

/** RFC 6797 section 6.1. Null: the browser ignores it, for want of one readable `max-age`. */
export interface Hsts {
  readonly maxAge: number;
  readonly includeSubDomains: boolean;
}
export function hstsOf(value: string | null): Hsts | null {
  if (value === null) return null;
  const directives = value
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...rest] = part.split('=');
      return { name: name.trim().toLowerCase(), value: rest.join('=').trim() };
    });
  // a directive may stand once: section 6.1, rule 2
  if (new Set(directives.map(({ name }) => name)).size !== directives.length) return null;
  const age = /^"?(\d{1,15})"?$/.exec(directives.find(({ name }) => name === 'max-age')?.value ?? '')?.[1];
  return age === undefined ? null : { maxAge: Number(age), includeSubDomains: directives.some(({ name }) => name === 'includesubdomains') };
}

/** https://fetch.spec.whatwg.org/#x-content-type-options-header */
export const forbidsSniffing = (values: readonly string[]): boolean => values.join(',').split(',')[0]?.trim().toLowerCase() === 'nosniff';

/** RFC 7034; ALLOW-FROM is followed by no browser of today. */
export const limitsFrames = (values: readonly string[]): boolean =>
  values.length > 0 && values.every((value) => /^\s*(?:deny|sameorigin)\s*$/i.test(value));

/** https://www.w3.org/TR/referrer-policy/#parse-referrer-policy-from-header: the last word that is known counts. */
const REFERRER =
  /^(?:no-referrer|no-referrer-when-downgrade|same-origin|origin|strict-origin|origin-when-cross-origin|strict-origin-when-cross-origin|unsafe-url)$/;
export function referrerPolicyOf(values: readonly string[]): string | null {
  const words = values
    .join(',')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => REFERRER.test(word));
  return words.at(-1) ?? null;
}

/** `nginx/1.22.1` says its version, `cloudflare` and `AmazonS3` say none. */
export const saysVersion = (banner: string): boolean => /\/\s*v?\d|\d+\.\d+/i.test(banner);

export const Cookie = z.object({
  name: z.string(),
  secure: z.boolean(),
  httpOnly: z.boolean(),
  sameSite: z.string(),
});
/** RFC 6265bis section 5.6. `sameSite` is '' where it is not set, or to nothing that a browser knows. */
export function cookieOf(value: string): z.infer<typeof Cookie> {
  const [pair = '', ...attributes] = value.split(';');
  const named = attributes.map((attribute) => {
    const [name = '', ...rest] = attribute.split('=');
    return { name: name.trim().toLowerCase(), value: rest.join('=').trim() };
  });
  const site = named.findLast(({ name }) => name === 'samesite')?.value.toLowerCase();
  return {
    name: pair.split('=')[0]?.trim() ?? '',
    secure: named.some(({ name }) => name === 'secure'),
    httpOnly: named.some(({ name }) => name === 'httponly'),
    sameSite: site !== undefined && ['strict', 'lax', 'none'].includes(site) ? site : '',
  };
}
