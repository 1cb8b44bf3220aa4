/** Faults in front of any demo server: what a provider, a proxy or a cable can do to an answer. Knows no provider. */
import type { ServerResponse } from 'node:http';
import type { WireResponse } from '../model.ts';

export const FAULT_KINDS = ['denied', 'throttled', 'html', 'empty', 'truncated', 'garbled', 'slow', 'reset', '500'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
export interface Fault {
  /** As the server names it: `iam:ListUsers`, `GET /orgs/{org}/members`. A closing `*` stands for any rest; `*` alone for all. */
  readonly operation: string | '*';
  readonly kind: FaultKind;
  /** How many requests it hits; absent: for ever. */
  readonly times?: number;
  /** How many matching requests pass unharmed first: 1 spoils the second page. */
  readonly after?: number;
}

/** One request on its way to an answer. Refusals are in the provider's own words, so the server brings them. */
export interface Turn {
  readonly operation: string;
  readonly answer: () => Promise<WireResponse>;
  readonly refuse: (kind: 'denied' | 'throttled') => WireResponse;
}
export interface FaultsOptions {
  readonly faults: readonly Fault[];
  /** How long a `slow` answer is held back, in ms. */
  readonly slowMs?: number;
}
/** Serves one turn on the socket, spoiled by the first fault that is due. */
export type Serve = (turn: Turn, response: ServerResponse) => Promise<void>;

export function serveWith({ faults, slowMs = 30_000 }: FaultsOptions): Serve {
  const due = schedule(faults);
  return async (turn, response) => {
    const kind = due(turn.operation);
    if (kind === 'reset') return void response.socket?.resetAndDestroy();
    if (kind === 'slow') await hold(slowMs, response);
    const whole = kind === 'denied' || kind === 'throttled' ? turn.refuse(kind) : await turn.answer();
    if (kind === 'truncated') return cutShort(whole, response);
    deliver(spoil(whole, kind), response);
  };
}

/** Which fault hits the next request for an operation. Counts per fault, over the life of the server. */
function schedule(faults: readonly Fault[]): (operation: string) => FaultKind | undefined {
  const seen = faults.map(() => 0);
  return (operation) => {
    let hit: FaultKind | undefined;
    faults.forEach((fault, i) => {
      if (!matches(fault.operation, operation)) return;
      const turn = seen[i] ?? 0;
      seen[i] = turn + 1;
      const first = fault.after ?? 0;
      if (turn >= first && turn < first + (fault.times ?? Number.POSITIVE_INFINITY)) hit ??= fault.kind;
    });
    return hit;
  };
}
export function matches(pattern: string, operation: string): boolean {
  return pattern.endsWith('*') ? operation.startsWith(pattern.slice(0, -1)) : pattern === operation;
}

/** What a captive portal or a web filter puts in the place of an answer. */
export const HTML_PAGE: WireResponse = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: Buffer.from('<!doctype html><html><head><title>Sign in to the network</title></head><body><h1>Welcome</h1></body></html>'),
};

function spoil(whole: WireResponse, kind: FaultKind | undefined): WireResponse {
  switch (kind) {
    case 'html':
      return HTML_PAGE;
    case 'empty':
      return { ...whole, body: new Uint8Array() };
    case 'garbled':
      return { ...whole, body: garble(whole.body) };
    case '500':
      return { status: 500, headers: { 'content-type': 'text/plain' }, body: Buffer.from('Internal Server Error') };
    default:
      return whole;
  }
}

/** The length is right and the middle third is no UTF-8: only a reader that decodes strictly can tell. */
function garble(body: Uint8Array): Uint8Array {
  const third = Math.ceil(body.length / 3);
  return Uint8Array.from(body).fill(0xff, third, 2 * third);
}

function deliver({ status, headers, body }: WireResponse, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}

/** Promises the whole length, sends half, closes in good order: RFC 9112 section 6.3 calls the message incomplete. */
function cutShort({ status, headers, body }: WireResponse, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Math.max(body.length, 2) });
  response.write(body.subarray(0, Math.max(1, body.length >> 1)), () => response.socket?.end());
}

/** Ends early when the caller gives up, so that a server can always close. */
export function hold(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
