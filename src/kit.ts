/** All that the author of a source or a collector may import, besides the types. */
import { z } from 'zod';
import { Refusal } from './errors.ts';
import {
  type Answer,
  type Call,
  type Classified,
  type Collector,
  type Context,
  type Door,
  type Failure,
  type Gap,
  type Known,
  REASONS,
  type Reason,
  type Resource,
  type Source,
  type Unknown,
  type WireRequest,
  type WireResponse,
} from './model.ts';
import type { PublicPage } from './statement/fetch.ts';
import type { Source as Page } from './statement/read.ts';

export { listed, packed } from './listed.ts';

/** Identity, so that Raw and Resource are inferred from what is written and never written twice. */
export function defineCollector<Client, Raw, R extends Resource>(collector: Collector<Client, Raw, R>): Collector<Client, Raw, R> {
  return collector;
}
export function defineSource<Config, Client>(source: Source<Config, Client>): Source<Config, Client> {
  return source;
}

/** Thrown by `Source.connect` when there are no credentials to try: all its rows are unknown, other sources run. */
export class Uncredentialed extends Error {
  override readonly name = 'Uncredentialed';
}

/** Whether a collector looks at this subject. */
export function looksAt({ scope, alsoIn }: Pick<Collector, 'scope' | 'alsoIn'>, subject: { readonly scope: string }): boolean {
  return scope === subject.scope || (alsoIn?.includes(subject.scope) ?? false);
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && '$unknown' in value;
}
export function unknown(gap: Gap): Unknown {
  return { $unknown: gap };
}

const UnknownValue = z.object({
  $unknown: z.object({
    operation: z.string(),
    reason: z.enum(REASONS),
    detail: z.string(),
    permission: z.string().optional(),
    evidence: z.array(z.string()).optional(),
  }),
});
/** In `resource`: a value, or the reason we have none. There is no third thing; `settle` gave absence a meaning. */
export function known<T>(schema: z.ZodType<T>): z.ZodType<Known<T>> {
  return z.union([UnknownValue, schema]) as unknown as z.ZodType<Known<T>>;
}

/** The author says what "the provider has none" means; what "we could not find out" means is not theirs to say. */
export function settle<T, U>(answer: Answer<T>, meaning: { some: (value: T) => Known<U>; none: Known<U> }): Known<U> {
  if (isUnknown(answer)) return answer;
  return answer === null ? meaning.none : meaning.some(answer as T);
}

/** Several values that are known together: the first unknown among them wins. */
export function settled<T extends readonly unknown[], U>(
  values: { [K in keyof T]: Known<T[K]> },
  meaning: (...values: T) => Known<U>,
): Known<U> {
  for (const value of values) if (isUnknown(value)) return value;
  return meaning(...(values as unknown as T));
}

/** Absence that is ignorance: the provider answered, but without this member. */
export function missing(operation: string, member: string, permission?: string): Unknown {
  const detail = `${operation} answered without \`${member}\``;
  return unknown({
    operation,
    reason: 'missing_member',
    detail: permission ? `${detail}; it is shown to: ${permission}` : detail,
    ...(permission && { permission }),
  });
}

/** Nobody asked, since no check of the run reads it of this resource (`Context.wanted`). No check can take it for an answer. */
export function unasked(operation: string): Unknown {
  return unknown({ operation, reason: 'not_run', detail: `${operation} was not asked: no check of this run reads it of this resource` });
}

/**
 * Maps side by side, in order, with at most `width` under way; reads ahead no further than that.
 * What `work` throws is thrown at its place in the order.
 */
export async function* parallel<T, U>(items: AsyncIterable<T> | Iterable<T>, work: (item: T) => Promise<U>, width = 64): AsyncIterable<U> {
  const under: Promise<U>[] = [];
  for await (const item of items) {
    const started = work(item);
    started.catch(() => undefined); // it is awaited below, in order; without this Node would call it unhandled first
    under.push(started);
    if (under.length >= width) yield await (under.shift() as Promise<U>);
  }
  while (under.length > 0) yield await (under.shift() as Promise<U>);
}

/** Matches `GET /orgs/{org}/members` against a request; the template with the fewest placeholders wins. */
export function restOperation(calls: readonly Call[], basePath = ''): (request: WireRequest) => string | undefined {
  const templates = calls
    .map(({ operation }) => {
      const [method = '', path = ''] = operation.split(' ');
      const pattern = path.split(/\{[^}]+\}/).map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      return { operation, method, holes: pattern.length - 1, pattern: new RegExp(`^${pattern.join('[^/]+')}$`) };
    })
    .sort((a, b) => a.holes - b.holes);
  return ({ method, url }) => {
    if (!url.pathname.startsWith(basePath)) return undefined;
    const path = url.pathname.slice(basePath.length);
    return templates.find((template) => template.method === method && template.pattern.test(path))?.operation;
  };
}

/** What any HTTP status means when the provider says nothing more exact. */
export function classifyStatus(failure: Failure): Classified {
  const { status, error } = failure;
  const code = status === undefined ? error.name : String(status);
  const as = (reason: Reason, retry = false): Classified => ({
    code,
    reason,
    detail: `${failure.operation}: ${code} ${error.message}`.trim(),
    retry,
  });
  if (status === undefined) return as('unreachable', true);
  if (status === 401) return as('credentials_invalid');
  if (status === 403) return as('access_denied');
  if (status === 429) return as('throttled', true);
  if (status >= 500) return as('provider_error', true);
  return as('provider_error');
}

/** RFC 9110 `Retry-After`: seconds, or a date counted against the answer's own `Date`. In ms. */
export function retryAfter(headers: Readonly<Record<string, string>> | undefined): number | undefined {
  const value = headers?.['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value) - Date.parse(headers?.['date'] ?? '');
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}

/** Puts a question to an instrument (`ConnectContext.instrument`) through the door; what it saw comes back as it was recorded. */
export async function consult(door: Door, url: URL): Promise<unknown> {
  const { body } = await door.send({ method: 'GET', url, headers: { accept: 'application/json' } });
  return JSON.parse(new TextDecoder().decode(body));
}
/** What an instrument saw, as the whole answer that the door takes. */
export function seen(value: object): WireResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: new TextEncoder().encode(JSON.stringify(value)) };
}

/** For instruments: a page of the public web, HTML or Markdown, with redirects followed and inward addresses refused. */
export async function publicPage(url: string, signal: AbortSignal): Promise<PublicPage> {
  const { publicPage: fetched } = await import('./statement/fetch.ts');
  return fetched(url, signal);
}
/** What a page says, sentence by sentence, each with the heading above it; unknown where it cannot be read as a statement. */
export async function sentencesOf(
  operation: string,
  page: Page,
): Promise<Known<readonly { readonly heading: string; readonly text: string }[]>> {
  const { parseStatement } = await import('./statement/read.ts');
  try {
    const { sentences } = await parseStatement(page);
    return sentences.map(({ headings, text }) => ({ heading: headings.at(-1) ?? '', text }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return unknown({ operation, reason: 'malformed_response', detail: `${page.name}: ${error.message}` });
  }
}

/** For instruments: how many looks may be under way. */
export { openGate } from './collect/gate.ts';
/** For instruments: a file that the configuration names. */
export { localFile } from './collect/local-file.ts';
/** Thrown by an instrument that could not look. */
export { Unobservable } from './collect/unobservable.ts';
export type { Answer, Call, Classified, Collector, Context, Failure, Gap, Known, Reason, Resource, Source, Unknown, WireRequest };
