/**
 * Answers that an interrupted attempt of this run was given already. They were asked in the same words for the same run, so nobody is asked
 * again; they keep their own times. What another try could
 * have mended, and from what something was struck out, is asked again.
 */
import { parallel } from '../kit.ts';
import type { Call, Collector, Digest, Instant, Reason, Source } from '../model.ts';
import { exchangeOf } from './evidence.ts';
import { answerOf, type Exchange, type Recorder } from './tape.ts';
import { failureOf, type Played } from './transport.ts';
import { verifyBody } from './verify.ts';

export interface Answered {
  /** Each answer once, in the order in which they came; undefined: it has to be asked. */
  find(asked: Pick<Exchange, 'subject' | 'operation' | 'request'>): Promise<Played | undefined>;
  /** Of `aws/production`: who answered then is known, so that whoever else answers now is refused. Its scope may then stay as it was. */
  knows(entry: string): boolean;
  /** When the first of the answers about a subject was given: as old is what rests on them. */
  earliest(subject: string): Instant | undefined;
  /** Requests that were sent before. */
  readonly sent: number;
}

/** By whose rules an answer is read: what a refusal means, and which of them say "there is none". */
export interface Rules {
  source(id: string): Source | undefined;
  /** Codes of `Call.absentOn`, of whoever asks this. */
  absences(source: string, operation: string): ReadonlySet<string>;
}
export function rulesOf(sources: readonly Source[], collectors: readonly Collector[]): Rules {
  const byId = new Map(sources.map((source) => [source.id, source]));
  const codes = new Map<string, Set<string>>();
  const note = (id: string, calls: readonly Call[]) => {
    for (const { operation, absentOn } of calls)
      for (const code of absentOn ?? []) codes.set(`${id} ${operation}`, (codes.get(`${id} ${operation}`) ?? new Set()).add(code));
  };
  for (const { id, calls } of sources) note(id, calls);
  for (const { id, calls } of collectors) note(id.slice(0, id.indexOf('/')), calls);
  const none = new Set<string>();
  return { source: (id) => byId.get(id), absences: (id, operation) => codes.get(`${id} ${operation}`) ?? none };
}

interface Waiting {
  readonly id: Digest;
  readonly order: number;
}

/**
 * `get` throws for what is not there or not what its name says: that is asked again. `recorder`: of the run that goes on. `mayStand`: whether
 * it was known who answered for this entry (`aws/production`) when this was heard.
 */
export async function answeredBefore(
  records: AsyncIterable<Digest> | Iterable<Digest>,
  get: (digest: Digest) => Promise<Uint8Array>,
  recorder: Recorder,
  rules: Rules,
  mayStand: (id: Digest, entry: string) => boolean = () => true,
): Promise<Omit<Answered, 'knows'>> {
  const waiting = new Map<string, Waiting[]>();
  const first = new Map<string, Instant>();
  let sent = 0;
  for await (const [id, exchange] of parallel(records, async (id) => [id, await whole(id, get)] as const)) {
    if (!exchange) continue;
    sent = Math.max(sent, exchange.order);
    if (!isFinal(exchange, rules) || !mayStand(id, `${exchange.subject.split('/')[0]}/${exchange.source}`)) continue;
    const key = keyOf(exchange);
    waiting.set(key, [...(waiting.get(key) ?? []), { id, order: exchange.order }]);
    const { subject, receivedAt } = exchange;
    const before = first.get(subject);
    if (before === undefined || receivedAt < before) first.set(subject, receivedAt);
  }
  for (const one of waiting.values()) one.sort((a, b) => a.order - b.order);
  return {
    sent,
    earliest: (subject) => first.get(subject),
    async find(asked) {
      const next = waiting.get(keyOf(asked))?.shift();
      const exchange = next && (await whole(next.id, get));
      return exchange && { id: await recorder.record(exchange), exchange };
    },
  };
}

async function whole(id: Digest, get: (digest: Digest) => Promise<Uint8Array>): Promise<Exchange | undefined> {
  try {
    return await exchangeOf(await get(id), get);
  } catch {
    return undefined; // torn by the same kill: it counts as not asked
  }
}

/** What another try could have mended is asked again; a plain no is not, and "there is none" is an answer. */
const MENDABLE: ReadonlySet<Reason> = new Set([
  'throttled',
  'rate_limited',
  'credentials_expired',
  'credentials_invalid',
  'provider_error',
  'timeout',
  'unreachable',
]);
function isFinal(exchange: Exchange, rules: Rules): boolean {
  const { operation, subject, response, refusal, redactions } = exchange;
  const answer = answerOf(exchange);
  if (!response || !answer || response.withheld || refusal || redactions.length > 0) return false;
  if (answer.status < 400) return answer.status >= 200 && answer.status < 300;
  const source = subject.split('/')[0] as string;
  const classified = rules.source(source)?.classify(failureOf(operation, answer));
  if (!classified || classified.retry === true) return false;
  // half a refusal may read like another one: only a whole one says that there is none
  if (rules.absences(source, operation).has(classified.code))
    return verifyBody(answer.headers['content-type'] ?? '', answer.body) === undefined;
  return !MENDABLE.has(classified.reason);
}

function keyOf({
  subject,
  operation,
  request: { method, url, headers, body },
}: Pick<Exchange, 'subject' | 'operation' | 'request'>): string {
  const { 'if-none-match': _, ...asked } = headers;
  return JSON.stringify([subject, operation, method, url, Object.entries(asked).sort(), body ?? '']);
}
