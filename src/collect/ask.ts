/** The door as a collector sees it: one answer per question per run, classified, retried, and never silently empty. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { z } from 'zod';
import { isUnknown, unknown } from '../kit.ts';
import type { Answer, Ask, Call, Classified, Digest, Failure, Gap, Paging, Source, Subject, Unknown } from '../model.ts';
import type { Answered } from './answered.ts';
import { type Asking, asking } from './asking.ts';
import type { Clock } from './clock.ts';
import type { Concealer } from './conceal.ts';
import { type End, readPages } from './pages.ts';
import { noteRefused } from './refused.ts';
import { DoNotAsk, type Retry, withRetries } from './retry.ts';
import type { Tally } from './transport.ts';
import { verifyBody } from './verify.ts';

export interface AskOptions {
  readonly source: Source;
  readonly subject: Subject;
  readonly calls: readonly Call[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly concealer: Concealer;
  readonly tally: Tally;
  readonly retry: Retry;
  readonly limits: { readonly pages: number };
  /** Answers that need not be asked for again. */
  readonly answered?: Pick<Answered, 'find'>;
  /** Answers already given to this run about this subject; shared between collectors. */
  readonly memory: Memory;
  /** Where a collector's population-wide gaps and proofs go. */
  readonly ledger: Ledger;
}
/** Question -> its one answer, for as long as the subject is looked at. */
export type Memory = Map<string, unknown>;
export interface Ledger {
  readonly gaps: Gap[];
  readonly proofs: string[];
  complete: boolean;
}
export function openLedger(): Ledger {
  return { gaps: [], proofs: [], complete: true };
}

/** Which exchanges an answer rests on; found again by walking what a collector made of it. */
const restsOn = new WeakMap<object, readonly Digest[]>();
export function evidenceOf(value: unknown): Digest[] {
  const found = new Set<Digest>();
  gather(value, 4, found);
  return [...found].sort();
}
/** For each resource anew, and through whole answers: nothing is made on the way. */
function gather(value: unknown, depth: number, found: Set<Digest>): void {
  if (typeof value !== 'object' || value === null) return;
  const own = isUnknown(value) ? value.$unknown.evidence : restsOn.get(value);
  if (own) for (const digest of own) found.add(digest);
  if (depth === 0) return;
  if (Array.isArray(value)) for (let i = 0; i < value.length; i += 1) gather(value[i], depth - 1, found);
  else for (const name in value) gather((value as Record<string, unknown>)[name], depth - 1, found);
}
function tie<T>(value: T, evidence: readonly Digest[]): T {
  if (typeof value === 'object' && value !== null) restsOn.set(value, [...new Set([...(restsOn.get(value) ?? []), ...evidence])]);
  return value;
}

export function openAsk(options: AskOptions): Ask {
  const { memory, ledger } = options;
  const once = <T>(operation: string, params: object, find: () => T): T => {
    const question = `${operation} ${JSON.stringify(params, (_, v: unknown) => (v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v))}`;
    const found = (memory.get(question) as T | undefined) ?? find();
    memory.set(question, found);
    return found;
  };
  const one = async <T>(operation: string, params: object, schema: z.ZodType<T>, send: () => Promise<unknown>): Promise<Answer<T>> => {
    const raw = await once(operation, params, async () => packed(operation, await put(operation, send, options), options));
    const value = unpacked(raw);
    if (value === null || isUnknown(value)) return value as null | Unknown;
    return tie(shaped(operation, value, schema, raw.evidence), raw.evidence);
  };
  // each reader holds the pages to its own schema; only what came over the wire is shared
  const read = <P, T>(operation: string, params: object, paging: Paging<P, T>): Reading<T> =>
    reading(operation, paging, options, (token) =>
      once(`page ${token ?? ''} of ${operation}`, params, async () =>
        packed(operation, await put(operation, () => paging.send(token), options), options),
      ),
    );

  return Object.assign(one, {
    pages: <P, T>(operation: string, params: object, paging: Paging<P, T>): AsyncIterable<T> =>
      enter(read(operation, params, paging), ledger),
    async list<P, T>(operation: string, params: object, paging: Paging<P, T>): Promise<Answer<readonly T[]>> {
      const { items, end } = read(operation, params, paging);
      const { gap, absent, evidence } = await end;
      if (absent) return null;
      return gap ? unknown(gap) : tie([...items], evidence);
    },
    incomplete(gap: Gap) {
      ledger.complete = false;
      ledger.gaps.push(gap);
    },
    proof(sentence: string) {
      ledger.proofs.push(sentence);
    },
  });
}

/** A listing while it is being read. */
interface Reading<T> {
  /** Those of the pages so far. */
  readonly items: readonly T[];
  readonly end: Promise<End & { readonly evidence: readonly Digest[] }>;
  /** Resolves when the page under way has been read: true while there is another. */
  more(): Promise<boolean>;
}

/** Items are handed on page by page. Only who reads to the end may call the set whole by this listing, or has to call it incomplete. */
async function* enter<T>({ items, end, more }: Reading<T>, ledger: Ledger): AsyncIterable<T> {
  for (let [next, going] = [0, true]; ; going = await more()) {
    while (next < items.length) yield items[next++] as T;
    if (!going) break;
  }
  const { gap, proof } = await end;
  if (gap) {
    ledger.complete = false;
    ledger.gaps.push(gap);
  } else ledger.proofs.push(proof);
}

function reading<P, T>(
  operation: string,
  paging: Paging<P, T>,
  options: AskOptions,
  page: (token: string | undefined) => Promise<Held>,
): Reading<T> {
  const items: T[] = [];
  const evidence: Digest[] = [];
  let turn: (another: boolean) => void = () => undefined;
  let turned = Promise.resolve(true);
  const ask = async (token: string | undefined): Promise<P | null | Unknown> => {
    turn(true); // who asks for a page has taken the one before
    turned = new Promise((resolve) => (turn = resolve));
    const raw = await page(token);
    evidence.push(...raw.evidence);
    const value = unpacked(raw);
    return value === null || isUnknown(value) ? (value as null | Unknown) : shaped(operation, value, paging.page, raw.evidence);
  };
  const end = readPages(operation, paging, ask, options.limits.pages, (item) => items.push(tie(item, evidence))).then((found) => {
    const gap = found.gap && { ...found.gap, evidence: [...new Set(evidence)] };
    return { ...found, evidence, ...(gap && { gap }) };
  });
  const last = () => turn(false);
  end.then(last, last); // whoever reads to the end meets the failure; without this Node would call it unhandled first
  return { items, end, more: () => turned };
}

/** Missing or mistyped members make the whole answer Unknown: a default would be our invention. */
function shaped<T>(operation: string, value: unknown, schema: z.ZodType<T>, evidence: readonly Digest[]): T | Unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0] as z.core.$ZodIssue;
  const path = issue.path.map(String).join('.') || '(the answer itself)';
  const absent = issue.code === 'invalid_type' && /received undefined/.test(issue.message);
  const detail = absent
    ? `${operation} answered without \`${path}\``
    : `${operation} answered \`${path}\` in an unexpected form: ${issue.message}`;
  return unknown({ operation, reason: absent ? 'missing_member' : 'malformed_response', detail, evidence });
}

/** An answer for as long as somebody may still want it. */
type Held = { readonly evidence: readonly Digest[] } & ({ readonly value: unknown } | { readonly packed: Uint8Array });

/** What one question brings of very many things is held small: each reader takes its own copy out of it, and lets that go. */
function packed(operation: string, { value, evidence }: Awaited<ReturnType<typeof put>>, { calls, source }: AskOptions): Held {
  const call = [...calls, ...source.calls].find((one) => one.operation === operation);
  if (!call?.bulky || value === null || isUnknown(value)) return { value, evidence };
  return { packed: gzipSync(JSON.stringify(value), { level: 1 }), evidence };
}
function unpacked(held: Held): unknown {
  return 'packed' in held ? (JSON.parse(gunzipSync(held.packed).toString()) as unknown) : held.value;
}

/** Sends one question until it is answered, absent, or known to be unknowable. */
async function put(
  operation: string,
  send: () => Promise<unknown>,
  options: AskOptions,
): Promise<{ value: unknown; evidence: readonly Digest[] }> {
  const declared = new Map([...options.source.calls, ...options.calls].map((call) => [call.operation, call]));
  const current: Asking = {
    subject: options.subject.key,
    about: options.subject,
    operation,
    declared,
    signal: options.signal,
    ...(options.answered && { answered: options.answered }),
    evidence: [],
  };
  const call = declared.get(operation);
  try {
    if (!call) throw new DoNotAsk({ code: 'undeclared', reason: 'plugin_crashed', detail: `${operation} is asked but not declared` });
    const attempt = () => asking.run(current, () => answerOf(send, current));
    const value = await withRetries(attempt, (error) => classify(error, current, options), options);
    return { value, evidence: current.evidence };
  } catch (error) {
    if (!(error instanceof DoNotAsk)) throw error;
    const { code, reason, detail, permission } = error.classified;
    if (call?.absentOn?.includes(code)) return absence(operation, current);
    const gap: Gap = { operation, reason, detail: options.concealer.text(detail).text, evidence: [...current.evidence] };
    noteRefused(options.tally.refused, { entry: `${options.source.id}/${options.subject.name}`, subject: options.subject.key }, gap);
    const grant = permission ?? (reason === 'access_denied' ? call?.permission : undefined);
    return { value: unknown(grant === undefined ? gap : { ...gap, permission: grant }), evidence: current.evidence };
  }
}

/** "There is none" counts only when the answer that says so is whole: half a refusal may read like another one. */
function absence(operation: string, { last, evidence }: Asking): { value: null | Unknown; evidence: readonly Digest[] } {
  const flaw = last?.response && verifyBody(last.response.headers['content-type'] ?? '', last.response.body);
  const gap = flaw && {
    operation,
    reason: flaw.reason,
    detail: `${operation}: the answer that there is none is not whole: ${flaw.detail}`,
    evidence,
  };
  return { value: gap ? unknown(gap) : null, evidence };
}

/** An SDK may swallow what the transport refused and resolve to "nothing": the refusal stands. */
async function answerOf(send: () => Promise<unknown>, current: Asking): Promise<unknown> {
  delete current.refusal;
  delete current.last;
  current.tries = (current.tries ?? 0) + 1;
  const value = await send();
  if (current.refusal !== undefined) throw current.refusal;
  if (value === undefined || value === null) throw new Error('the SDK resolved to nothing');
  return value;
}

function classify(error: unknown, current: Asking, options: AskOptions): Classified {
  const { refusal, last, operation } = current;
  if (refusal !== undefined)
    return { code: refusal.reason, reason: refusal.reason, detail: refusal.message, retry: refusal.retry, ...refusal.advice };
  const thrown = error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) };
  const { response } = last ?? {};
  if (response === undefined) return options.source.classify({ operation, error: thrown });
  if (response.status < 400) {
    // a whole 200 that the provider's own SDK cannot read
    return {
      code: thrown.name,
      reason: 'malformed_response',
      detail: `${operation}: the answer could not be read: ${thrown.message.slice(0, 200)}`,
    };
  }
  const failure: Failure = {
    operation,
    status: response.status,
    headers: response.headers,
    body: new TextDecoder().decode(response.body.subarray(0, 4096)),
    error: thrown,
  };
  return options.source.classify(failure);
}
