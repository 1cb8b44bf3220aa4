/**
 * The one door to the network. Every byte of every SDK passes here, is checked, concealed and recorded.
 * What is not provably a whole answer of the asked provider to a declared read is refused, whatever an SDK would make of it.
 */
import { isIP } from 'node:net';
import type { Call, Classified, Digest, Door, Failure, Instrument, Reason, Source, WireRequest, WireResponse } from '../model.ts';
import { type Asking, asking } from './asking.ts';
import type { Clock } from './clock.ts';
import type { Concealer } from './conceal.ts';
import { describe } from './describe.ts';
import type { Asked, Pace } from './pace.ts';
import type { Earlier, Recalled } from './recall.ts';
import type { Refused } from './refused.ts';
import { secretsIn } from './secrets.ts';
import { answerOf, type Exchange, pick, type Recorder } from './tape.ts';
import { Unobservable } from './unobservable.ts';
import { verifyBody } from './verify.ts';
import type { Wire } from './wire.ts';

export interface DoorOptions<Config> {
  readonly source: Source<Config>;
  readonly name: string;
  readonly config: Config;
  readonly env: (name: string) => string | undefined;
  readonly wire: Pick<Wire, 'send'> & { readonly played?: (request: WireRequest) => Played };
  /** By scheme; filled while the source connects. */
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly pace: Pace;
  readonly recorder: Recorder;
  readonly concealer: Concealer;
  readonly clock: Clock;
  readonly tally: Tally;
  /** What the run before was told as the same principal; empty until it is known who asks now. */
  readonly recalled?: { current?: Recalled };
}
/** What was sent, for the manifest and the report's "0 mutating". */
export interface Tally {
  sent: number;
  retried: number;
  /** Answers of the run before that their provider has confirmed by a 304. */
  confirmed: number;
  readonly operations: Set<string>;
  maxSkewMs: number;
  /** The same, by the user's name of the source. */
  readonly skews: Map<string, number>;
  readonly refused: Refused;
}

/** An exchange of an earlier run, found again in its locker instead of on the network. */
export interface Played {
  readonly id: Digest;
  readonly exchange: Exchange;
}

export function openDoor<Config>(options: DoorOptions<Config>): Door {
  const send = (request: WireRequest) => pass(request, options);
  return { send, fetch: asFetch(send) };
}

async function pass<Config>(request: WireRequest, options: DoorOptions<Config>): Promise<WireResponse> {
  const current = asking.getStore();
  try {
    const { operation, call } = admit(request, options);
    return await roundTrip(request, operation, call, options);
  } catch (error) {
    const refusal = asRefusal(error);
    if (current) current.refusal = refusal;
    throw refusal;
  }
}

/** A name that says "read"; anything else needs `Call.readOnly`, which a contract test keeps to a named few. */
const READS = /^(?:[a-z0-9-]+:(?:Get|List|Describe|BatchGet|Select)[A-Z]\w*|(?:GET|HEAD) \/.*)$/;

function admit<Config>(request: WireRequest, { source, config, env }: DoorOptions<Config>): { operation: string; call: Call } {
  const { url } = request;
  if (!source.mayReach(url, config, env))
    throw new Unobservable('cross_origin_blocked', `${url.origin} is not an address of ${source.title}; nothing was sent`);
  const looked = source.instruments?.includes(url.protocol);
  if (url.protocol !== 'https:' && !looked && !isLoopback(url.hostname))
    throw new Unobservable('target_blocked', `${url.origin}: plain http is accepted for loopback only`);
  const operation = source.operationOf(request);
  if (operation === undefined)
    throw new Unobservable(
      'plugin_crashed',
      `${request.method} ${url.pathname} is no operation that ${source.title} declares; nothing was sent`,
    );
  const call = asking.getStore()?.declared.get(operation) ?? source.calls.find((known) => known.operation === operation);
  if (!call) throw new Unobservable('plugin_crashed', `${operation} was not declared by who asks for it; nothing was sent`);
  if (!READS.test(operation) && call.readOnly === undefined)
    throw new Unobservable('plugin_crashed', `${operation} may change something; nothing was sent`);
  return { operation, call };
}

export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

async function roundTrip<Config>(request: WireRequest, operation: string, call: Call, options: DoorOptions<Config>): Promise<WireResponse> {
  const { clock, wire, tally, source, pace } = options;
  if (wire.played) return replay(wire.played(request), operation, call, options);
  const current = asking.getStore();
  const before = current?.answered && (await current.answered.find(questionOf(request, operation, current, options.concealer)));
  if (before) {
    tally.operations.add(operation);
    return replay(before, operation, call, options);
  }
  const earlier = await recall(request, operation, call, current, options);
  const sent = earlier ? { ...request, headers: { ...request.headers, 'if-none-match': earlier.etag } } : request;
  let requestedAt = clock.now();
  tally.sent += 1;
  const order = tally.sent;
  tally.operations.add(operation);
  const until = current?.signal ?? AbortSignal.timeout(120_000);
  const look = options.instruments.get(request.url.protocol) ?? ((asked, signal) => wire.send(asked, signal));
  const keep = async ({ response, answer, refusal }: Arrived) => {
    const confirms = answer !== undefined && answer !== response ? earlier : undefined;
    if (confirms && !refusal) tally.confirmed += 1;
    const exchange = describe(sent, operation, call, { order, requestedAt, response, refusal, confirms }, options);
    noteSkew(exchange, tally);
    const id = await options.recorder.record(exchange);
    if (!current) return;
    if (refusal || !isAside(current, operation, call, response)) current.evidence.push(id);
    current.last = exchange;
  };
  let arrived: Arrived | undefined;
  try {
    await pace.through(
      asked(request, operation, current, until, source),
      () => {
        requestedAt = clock.now();
        return look(sent, until);
      },
      (response) => {
        arrived = received(response, operation, call, earlier, options);
        return keep(arrived);
      },
    );
  } catch (error) {
    if (arrived) throw error;
    arrived = { refusal: asRefusal(error) };
    await keep(arrived);
  }
  if (arrived?.refusal) throw arrived.refusal;
  return arrived?.answer as WireResponse;
}

/** What came, and what is made of it. */
interface Arrived {
  readonly response?: WireResponse;
  /** The response, or the earlier one that it confirms. */
  readonly answer?: WireResponse;
  readonly refusal?: Unobservable | undefined;
}
function received<Config>(
  response: WireResponse,
  operation: string,
  call: Call,
  earlier: Earlier | undefined,
  { concealer, source }: DoorOptions<Config>,
): Arrived {
  try {
    if (call.conceals) for (const value of secretsIn(response.body, call.conceals)) concealer.add(value);
    const answer = earlier && response.status === 304 ? confirmed(response, operation, earlier) : response;
    return { response, answer, refusal: judge(answer, operation, call, source) };
  } catch (error) {
    return { response, refusal: asRefusal(error) };
  }
}
const asRefusal = (error: unknown): Unobservable =>
  error instanceof Unobservable ? error : new Unobservable('internal_error', String(error));

function questionOf(
  { method, url, headers, body }: WireRequest,
  operation: string,
  { subject }: Asking,
  concealer: Concealer,
): Pick<Exchange, 'subject' | 'operation' | 'request'> {
  const sent = body && concealer.text(new TextDecoder().decode(body)).text;
  const request = { method, url: concealer.text(url.href).text, headers: pick(headers, 'request', concealer) };
  return { subject, operation, request: { ...request, ...(sent && { body: sent }) } };
}

/** Whoever asks again does so in full: a 304 that helped nobody is not asked for twice. */
async function recall<Config>(
  { method, url, headers, body }: WireRequest,
  operation: string,
  call: Call,
  current: Asking | undefined,
  { source, recalled, concealer }: DoorOptions<Config>,
): Promise<Earlier | undefined> {
  if (!recalled?.current || !current || (current.tries ?? 1) > 1) return undefined;
  if (method !== 'GET' || body !== undefined || call.withheld || call.empty || !source.conditional?.(operation)) return undefined;
  const asked = { method, url: url.href, headers: pick(headers, 'request', concealer) };
  return recalled.current.find({ subject: current.subject, operation, request: asked });
}

/** The bytes that were recorded, which hash to their name, with the provider's word of today that they hold. */
function confirmed(response: WireResponse, operation: string, { etag, receivedAt, headers, body }: Earlier): WireResponse {
  const broken = (detail: string) => new Unobservable('malformed_response', `${operation}: ${detail}`, true);
  if (response.body.length > 0) throw broken('304 with a body');
  // compared weakly, as the provider compares them: RFC 9110 section 13.1.2. It must send the ETag along: section 15.4.5
  const bare = (tag: string | undefined) => tag?.replace(/^W\//, '');
  if (bare(response.headers['etag']) !== bare(etag))
    throw broken(`304 for ${response.headers['etag'] ?? 'no ETag'}, asked about ${etag} of ${receivedAt}`);
  return { status: 200, headers: { ...headers, ...response.headers }, body };
}

/** What shares a budget. A scheme that is not special has the origin `null`: https://url.spec.whatwg.org/#origin */
const originOf = (url: URL): string => (url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin);

function asked(
  request: WireRequest,
  operation: string,
  current: Asking | undefined,
  signal: AbortSignal,
  source: Source,
): Asked<WireResponse> {
  const refusedAs = (answer: WireResponse, which: Reason) => {
    if (answer.status < 400) return undefined;
    const { reason, retryAfterMs = 0 } = source.classify(failureOf(operation, answer));
    return reason === which ? retryAfterMs : undefined;
  };
  const counts = current?.about && source.laneOf?.(operation, request, current.about);
  return {
    origin: originOf(request.url),
    lane: counts && { ...counts, key: `${source.id} ${counts.key}` },
    again: (current?.tries ?? 1) > 1,
    signal,
    pressed: (answer) => refusedAs(answer, 'throttled'),
    spent: (answer) => refusedAs(answer, 'rate_limited'),
  };
}
export function failureOf(operation: string, { status, headers, body }: WireResponse): Failure {
  const text = new TextDecoder().decode(body.subarray(0, 4096));
  return { operation, status, headers, body: text, error: { name: 'Error', message: '' } };
}

/** A sign-in that succeeded on the way to a question: recorded, but not what the answer rests on. A replay, which signs in nowhere, agrees. */
function isAside(current: Asking, operation: string, call: Call, response: WireResponse | undefined): boolean {
  return call.withheld === true && current.operation !== operation && response !== undefined && response.status < 400;
}

function noteSkew({ skewMs, source }: Exchange, tally: Tally): void {
  if (skewMs === undefined) return;
  tally.maxSkewMs = Math.max(tally.maxSkewMs, Math.abs(skewMs));
  tally.skews.set(source, Math.max(tally.skews.get(source) ?? 0, Math.abs(skewMs)));
}

/** What the wire says of a connection: it was asked again then, so it is asked again in a replay. An instrument decides each time, and it is recorded. */
const OF_THE_LINE: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'truncated']);

/** The recorded bytes are judged by today's rules; what never was an answer stays none. */
function replay<Config>({ id, exchange }: Played, operation: string, call: Call, { source, tally }: DoorOptions<Config>): WireResponse {
  noteSkew(exchange, tally);
  const current = asking.getStore();
  current?.evidence.push(id);
  if (current) current.last = exchange;
  const { refusal } = exchange;
  const response = answerOf(exchange);
  // judged first, so that what was worth asking again then is asked again now
  const flaw = response && judge(response, operation, call, source);
  if (flaw) throw flaw;
  if (refusal || !response) {
    const { reason, detail, again } = refusal ?? { reason: 'not_run', detail: 'nothing was recorded' };
    const overTheWire = /^https?:/.test(exchange.request.url);
    throw new Unobservable(reason, detail, again === true || (overTheWire && OF_THE_LINE.has(reason)));
  }
  return response;
}

/** Errors (400 and above) are the provider's word and go on to the SDK; everything else must be a whole, fitting 200; or 201 or 204, where the call says so. */
function judge(response: Judged, operation: string, call: Call, source: Source): Unobservable | undefined {
  const { status, headers, body, withheld } = response;
  const due = call.empty ? 204 : call.created && call.readOnly !== undefined ? 201 : 200;
  if (status >= 400) return undefined;
  if (status >= 300 && status !== 304)
    return new Unobservable(
      'redirect_blocked',
      `${operation}: ${status} to ${JSON.stringify(headers['location'] ?? 'nowhere').slice(0, 200)}; redirects are not followed`,
    );
  if (status !== due) return new Unobservable('malformed_response', `${operation}: status ${status} where ${due} is due`);
  const type = headers['content-type'] ?? '';
  if (call.empty) {
    const flaw = source.verify?.(operation, response);
    if (body.length > 0) return new Unobservable('malformed_response', `${operation}: 204 with a body`);
    return flaw && new Unobservable(flaw.reason, `${operation}: ${flaw.detail}`);
  }
  if (body.length === 0 && !withheld) return new Unobservable('malformed_response', `${operation}: ${due} with an empty body`);
  if (!source.accepts.test(type))
    return new Unobservable('unexpected_content_type', `${operation}: ${due} with content type ${JSON.stringify(type)}`);
  // what was withheld from the record was judged when it came; it is read by nobody now
  if (withheld) return undefined;
  const flaw: ReturnType<NonNullable<Source['verify']>> = verifyBody(type, body) ?? source.verify?.(operation, response);
  return flaw && new Unobservable(flaw.reason, `${operation}: ${flaw.detail}`, flaw.retry, adviceIn(flaw));
}
function adviceIn({ retryAfterMs, permission }: Pick<Classified, 'retryAfterMs' | 'permission'>): Unobservable['advice'] {
  return { ...(retryAfterMs !== undefined && { retryAfterMs }), ...(permission !== undefined && { permission }) };
}

/** From the wire, or from the record, where a body may be withheld. */
type Judged = WireResponse & { readonly withheld?: true };

function asFetch(send: Door['send']): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = init?.body == null ? undefined : new Uint8Array(await request.arrayBuffer());
    const headers = { ...Object.fromEntries(request.headers), 'accept-encoding': 'gzip' };
    const response = await send({ method: request.method, url: new URL(request.url), headers, ...(body && { body }) });
    const rest = Object.fromEntries(
      Object.entries(response.headers).filter(([name]) => name !== 'content-encoding' && name !== 'content-length'),
    );
    return new Response(response.body.length === 0 ? null : Buffer.from(response.body), { status: response.status, headers: rest });
  };
}
