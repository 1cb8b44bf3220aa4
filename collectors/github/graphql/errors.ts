/** What GitHub says in `errors` of a 200: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
import { z } from 'zod';
import type { Classified, Reason, WireResponse } from '../../../src/model.ts';
import { limited } from '../classify.ts';

const Errors = z.array(
  z.looseObject({
    message: z.string(),
    type: z.string().optional(),
    extensions: z.looseObject({ saml_failure: z.boolean().optional(), code: z.string().optional() }).nullish(),
  }),
);
type Said = z.infer<typeof Errors>[number];
type Flaw = Pick<Classified, 'reason' | 'detail'> & Partial<Classified>;

/** It begins with data, and nowhere names errors: most answers do, and are large. Written with escapes, a name has a backslash in it. */
const isGood = (text: string): boolean => /^\s*\{\s*"data"\s*:\s*\{/.test(text) && !text.includes('"errors"') && !text.includes('\\u');

/** Undefined: there is nothing in `errors`, and there is data. Data beside an error is no data: something in it is missing. */
export function flawIn({ body, headers }: WireResponse): Flaw | undefined {
  const text = new TextDecoder().decode(body);
  if (isGood(text)) return undefined;
  const answer = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (answer.errors !== undefined) {
    const errors = Errors.safeParse(answer.errors);
    const first = errors.success ? (errors.data.find((one) => reasonOf(one) === 'rate_limited') ?? errors.data[0]) : undefined;
    return first ? flawOf(first, headers) : { reason: 'malformed_response', detail: '`errors` cannot be read' };
  }
  return typeof answer.data === 'object' && answer.data !== null
    ? undefined
    : { reason: 'missing_member', detail: 'answered without `data`' };
}

function flawOf(said: Said, headers: WireResponse['headers']): Flaw {
  const { message, type } = said;
  const reason = reasonOf(said);
  const code = type ?? said.extensions?.code ?? '';
  const words = `${code} ${message}`.trim().slice(0, 300);
  if (reason === 'rate_limited') {
    const spent = headers['x-ratelimit-remaining'] === '0';
    return limited(headers, spent, words, (reason_, detail, more = {}) => ({ code, reason: reason_, detail, ...more }));
  }
  if (said.extensions?.saml_failure) {
    return { reason, detail: words, permission: 'authorise the token for the organization’s SAML single sign-on' };
  }
  return { reason, detail: words, ...(reason === 'provider_error' && { retry: true }) };
}

/** GitHub says `NOT_FOUND` too of what the token may not see. Without a type it is a fault of its own: mostly a query that took too long. */
function reasonOf({ type, message }: Said): Reason {
  if (type === 'RATE_LIMITED' || type === 'RATE_LIMIT' || /secondary rate limit|abuse detection/i.test(message)) return 'rate_limited';
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES' || type === 'NOT_FOUND') return 'access_denied';
  return 'provider_error';
}
