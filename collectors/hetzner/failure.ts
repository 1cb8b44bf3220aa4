/** What Hetzner's refusals mean. https://docs.hetzner.cloud/reference/cloud#errors and #rate-limiting */
import { classifyStatus } from '../../src/kit.ts';
import type { Classified, Failure, Reason } from '../../src/model.ts';

interface Meaning {
  readonly reason: Reason;
  readonly retry?: true;
}
/** `error.code` of the body; the status alone decides where it is not listed. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  unauthorized: { reason: 'credentials_invalid' },
  forbidden: { reason: 'access_denied' },
  token_readonly: { reason: 'access_denied' },
  rate_limit_exceeded: { reason: 'rate_limited', retry: true },
  locked: { reason: 'provider_error' },
  conflict: { reason: 'provider_error' },
  maintenance: { reason: 'provider_error', retry: true },
  unavailable: { reason: 'provider_error', retry: true },
  service_error: { reason: 'provider_error', retry: true },
  server_error: { reason: 'provider_error', retry: true },
  timeout: { reason: 'provider_error', retry: true },
};

export function classify(failure: Failure): Classified {
  const { operation, status } = failure;
  const said = status === undefined ? undefined : errorIn(failure.body);
  const byStatus = classifyStatus(failure);
  const wait = status === 429 ? untilReset(failure.headers) : undefined;
  const waiting = wait === undefined ? {} : { retryAfterMs: wait };
  if (!said) return { ...byStatus, ...(status === 429 && { reason: 'rate_limited' as const }), ...waiting };
  const meaning = Object.hasOwn(MEANINGS, said.code) ? MEANINGS[said.code] : undefined;
  const { reason, retry } = meaning ?? { reason: byStatus.reason, retry: byStatus.retry };
  return {
    code: said.code,
    reason,
    detail: `${operation}: ${status} ${said.code}: ${said.message}`.slice(0, 300),
    retry: retry === true,
    ...waiting,
  };
}

function errorIn(body: string | undefined): { code: string; message: string } | undefined {
  if (body === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined; // not Hetzner's own words (a proxy's page, a body cut at 4 KiB): the status decides
  }
  const error = (parsed as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  return typeof error?.code === 'string'
    ? { code: error.code, message: typeof error.message === 'string' ? error.message : '' }
    : undefined;
}

/**
 * `RateLimit-Reset` is the UNIX time at which the whole quota is back; the answer's own `Date` is what it is counted from, so that our
 * clock does not matter. In ms.
 */
function untilReset(headers: Failure['headers']): number | undefined {
  const { 'ratelimit-reset': reset, date } = headers === undefined ? {} : headers;
  if (reset === undefined || date === undefined || !/^\d{1,12}$/.test(reset)) return undefined;
  const wait = Number(reset) * 1000 - Date.parse(date);
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
