/** A request and what came of it, as it is recorded: without secrets, with both instants and the provider's own. */
import type { Call, WireRequest, WireResponse } from '../model.ts';
import { asking } from './asking.ts';
import type { Clock } from './clock.ts';
import type { Concealer } from './conceal.ts';
import type { Earlier } from './recall.ts';
import { type Exchange, pick } from './tape.ts';
import type { Unobservable } from './unobservable.ts';

interface Desk {
  readonly concealer: Concealer;
  readonly clock: Pick<Clock, 'now'>;
  /** The user's name of the source. */
  readonly name: string;
}
export interface Outcome {
  readonly order: number;
  readonly requestedAt: string;
  readonly response: WireResponse | undefined;
  readonly refusal: Unobservable | undefined;
  readonly confirms: Earlier | undefined;
}

export function describe(
  request: WireRequest,
  operation: string,
  call: Call,
  outcome: Outcome,
  { concealer, clock, name }: Desk,
): Exchange {
  const { response, refusal, confirms } = outcome;
  const receivedAt = clock.now();
  const url = concealer.text(request.url.href);
  // what answers with credentials may be asked with credentials: neither body is kept
  const sent = request.body && !call.withheld && concealer.text(new TextDecoder().decode(request.body));
  const received = response && !call.withheld ? concealBytes(confirms?.body ?? response.body, concealer) : undefined;
  const date = Date.parse(response?.headers['date'] ?? '');
  return {
    order: outcome.order,
    source: name,
    subject: asking.getStore()?.subject ?? name,
    operation,
    request: {
      method: request.method,
      url: url.text,
      headers: pick(request.headers, 'request', concealer),
      ...(sent && sent.text !== '' && { body: sent.text }),
    },
    ...(response && {
      response: {
        status: response.status,
        headers: pick(response.headers, 'response', concealer),
        body: received?.bytes ?? new Uint8Array(),
        ...(call.withheld && { withheld: true as const }),
      },
    }),
    ...(confirms && { confirms: { evidence: confirms.id, receivedAt: confirms.receivedAt, headers: confirms.headers } }),
    ...(refusal && {
      refusal: { reason: refusal.reason, detail: concealer.text(refusal.message).text, ...(refusal.retry && { again: true as const }) },
    }),
    requestedAt: outcome.requestedAt,
    receivedAt,
    ...(!Number.isNaN(date) && { skewMs: skew(date, outcome.requestedAt, receivedAt) }),
    redactions: [...url.redactions, ...(sent ? sent.redactions : []), ...(received?.redactions ?? [])],
  };
}

/** `Date` has whole seconds and was set between our two readings: only what lies outside that window is skew. */
function skew(date: number, requestedAt: string, receivedAt: string): number {
  const [earliest, latest] = [Date.parse(requestedAt) - 1000, Date.parse(receivedAt)];
  if (date < earliest) return earliest - date;
  return date > latest ? latest - date : 0;
}

function concealBytes(body: Uint8Array, concealer: Concealer): { bytes: Uint8Array; redactions: Exchange['redactions'] } {
  // latin1 keeps every byte, so that a body in any encoding comes back unchanged where nothing was concealed
  const text = Buffer.from(body).toString('latin1');
  const { text: clean, redactions } = concealer.text(text);
  return { bytes: redactions.length === 0 ? body : Buffer.from(clean, 'latin1'), redactions };
}
