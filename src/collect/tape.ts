/** Raw answers as they came, minus secrets: the evidence itself, and what a replay is played from. */
import type { Digest, Instant, Reason, WireRequest } from '../model.ts';
import type { Concealer } from './conceal.ts';

/** One request and what came of it. Safe to write: everything in it has passed the concealer. */
export interface Exchange {
  /** Position among the run's requests: what a replay is ordered by. */
  readonly order: number;
  readonly source: string;
  readonly subject: string;
  readonly operation: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
    readonly withheld?: true;
  };
  /**
   * The answer is a 304 to a question that named an earlier answer's ETag: the provider's word that the earlier one still holds. Its
   * bytes are `response.body`, the same object that the earlier run recorded; status and headers of `response` are the 304's own.
   */
  readonly confirms?: {
    /** The record of the answer whose bytes these are, in the same locker. */
    readonly evidence: Digest;
    readonly receivedAt: Instant;
    /** As they came with it. */
    readonly headers: Readonly<Record<string, string>>;
  };
  /** Why this is not an answer, in the transport's own judgement. */
  /** `again`: it was worth asking again; a replay asks again where the run did. */
  readonly refusal?: { readonly reason: Reason; readonly detail: string; readonly again?: true };
  readonly requestedAt: Instant;
  readonly receivedAt: Instant;
  /** Our clock minus the provider's `Date`, in ms; absent without a `Date`. */
  readonly skewMs?: number;
  readonly redactions: readonly { readonly rule: string; readonly count: number }[];
}
/** What whoever asked is told: a confirmed answer is read with its own headers, as far as the 304 did not renew them (RFC 9111 section 3.2). */
export function answerOf({ response, confirms }: Pick<Exchange, 'response' | 'confirms'>): Exchange['response'] {
  if (response?.status !== 304 || !confirms) return response;
  return { ...response, status: 200, headers: { ...confirms.headers, ...response.headers } };
}

/** Takes exchanges as they happen and names them; the name is the evidence id. */
export interface Recorder {
  record(exchange: Exchange): Promise<Digest>;
}

/** What of a request is evidence. An allow-list: a header that nobody named is never written. */
const REQUEST_HEADERS = ['accept', 'content-type', 'if-none-match', 'x-amz-target', 'x-amz-account-id', 'x-github-api-version'];
const RESPONSE_HEADERS = [
  'content-type',
  'date',
  'etag',
  'last-modified',
  'link',
  'retry-after',
  'x-amzn-requestid',
  'x-amz-request-id',
  'x-amz-id-2',
  'x-amzn-errortype',
  'x-amz-bucket-region',
  'x-github-request-id',
  'x-accepted-github-permissions',
  'x-oauth-scopes',
  'x-accepted-oauth-scopes',
  'x-github-sso',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'x-correlation-id',
];
export function pick(
  headers: Readonly<Record<string, string>>,
  side: 'request' | 'response',
  concealer: Concealer,
): Record<string, string> {
  const names = side === 'request' ? REQUEST_HEADERS : RESPONSE_HEADERS;
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, concealer.text(headers[name]).text]])));
}

/** The question that a request asks, whatever endpoint it goes to and however it is signed. */
export function question(
  subject: string,
  operation: string,
  request: Pick<WireRequest, 'method' | 'url'> & { body?: Uint8Array | string },
): string {
  const query = [...request.url.searchParams].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([name, value]) => `${name}=${value}`);
  const body = typeof request.body === 'string' ? request.body : request.body ? new TextDecoder().decode(request.body) : '';
  // an API is the same one at another address; what an instrument looks at is the address
  const place = /^https?:$/.test(request.url.protocol) ? '' : `${request.url.protocol}//${request.url.host}`;
  return [subject, operation, request.method, `${place}${request.url.pathname}`, query.join('&'), body].join('\n');
}
