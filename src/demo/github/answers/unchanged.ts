/** Conditional requests: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
import { createHash } from 'node:crypto';
import type { WireRequest, WireResponse } from '../../../model.ts';

/** A good answer to GET has an ETag, which varies with who asks and in which form; whoever names it is told that nothing has changed, and nothing else. */
export function unlessUnchanged({ method, headers }: WireRequest, response: WireResponse): WireResponse {
  if (method !== 'GET' || response.status !== 200) return response;
  const seen = [headers['authorization'], headers['accept'], response.headers['link']].map((text) => text ?? '').join('\n');
  const etag = `W/"${createHash('sha256')
    .update(portless(seen))
    .update(portless(Buffer.from(response.body).toString('utf8')))
    .digest('hex')}"`;
  const renewed = { etag, vary: 'Accept, Authorization, Cookie, X-GitHub-OTP' };
  const named = headers['if-none-match']?.split(',').map((tag) => tag.trim());
  if (named?.includes(etag)) return { status: 304, headers: renewed, body: new Uint8Array() };
  return { ...response, headers: { ...response.headers, ...renewed } };
}

/** The estate has another port each time it is opened: its own address is no part of what an answer says, and tapes come out alike. */
function portless(text: string): string {
  return text.replaceAll(/\b127\.0\.0\.1:\d+/g, '127.0.0.1');
}
