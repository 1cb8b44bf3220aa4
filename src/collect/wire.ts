/** Bytes over HTTP/1.1 with kept-alive sockets: whole or not at all, bounded in size and time. Knows no provider. */
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { WireRequest, WireResponse } from '../model.ts';
import { Unobservable } from './unobservable.ts';

export interface Limits {
  /** From the request's first byte to the answer's headers, in ms. */
  readonly headersMs: number;
  /** From the headers to the body's last byte, in ms. */
  readonly bodyMs: number;
  /** Largest body, decoded, in bytes. */
  readonly bytes: number;
  /** Sockets kept per origin. */
  readonly sockets: number;
}
export const LIMITS: Limits = { headersMs: 30_000, bodyMs: 60_000, bytes: 32 * 1024 * 1024, sockets: 64 };

export interface Wire {
  send(request: WireRequest, signal: AbortSignal): Promise<WireResponse>;
  close(): void;
}

/** `lookup` decides where a name may lead, at the moment of connecting: for addresses that somebody else chose. */
export function openWire(limits: Limits = LIMITS, lookup?: LookupFunction): Wire {
  const options = { keepAlive: true, maxSockets: limits.sockets, scheduling: 'lifo', ...(lookup && { lookup }) } as const;
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  return {
    send: (request, signal) => exchange(request, agents, limits, signal),
    close: () => {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

type Agents = Readonly<Record<'http:' | 'https:', http.Agent>>;

async function exchange(request: WireRequest, agents: Agents, limits: Limits, signal: AbortSignal): Promise<WireResponse> {
  const message = await headersOf(request, agents, limits, signal);
  const raw = await bodyOf(message, limits);
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
  return { status: message.statusCode as number, headers, body: decode(raw, headers['content-encoding'], limits.bytes) };
}

function headersOf(request: WireRequest, agents: Agents, limits: Limits, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { url, method, headers, body } = request;
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const sent = (secure ? https : http).request(url, { method, headers, agent: secure ? agents['https:'] : agents['http:'], signal });
    const deadline = setTimeout(
      () => sent.destroy(new Unobservable('timeout', `${url.host} sent no headers within ${limits.headersMs} ms`, true)),
      limits.headersMs,
    );
    sent.once('response', (message) => {
      clearTimeout(deadline);
      resolve(message);
    });
    sent.once('error', (error) => {
      clearTimeout(deadline);
      reject(lineFault(error, url, signal));
    });
    sent.end(body);
  });
}

/** The codes of Node's own certificate verification: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS = /^(CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH|INVALID_)/;

function lineFault(error: Error & { code?: string }, url: URL, signal: AbortSignal): Unobservable {
  if (error instanceof Unobservable) return error;
  if (signal.aborted) return new Unobservable('aborted', 'the run was interrupted');
  const code = error.code ?? error.name;
  if (TLS.test(code)) return new Unobservable('tls_failure', `${url.host}: ${code}`);
  return new Unobservable('unreachable', `${url.host}: ${code}`, true);
}

async function bodyOf(message: http.IncomingMessage, limits: Limits): Promise<Buffer> {
  const deadline = setTimeout(
    () => message.destroy(new Unobservable('timeout', `the body was not whole within ${limits.bodyMs} ms`, true)),
    limits.bodyMs,
  );
  try {
    const body = await readAll(message, limits.bytes);
    // a 304 may announce the length of what it does not send: RFC 9110 section 8.6
    const announced = message.statusCode === 304 ? undefined : message.headers['content-length'];
    if (!message.complete || (announced !== undefined && Number(announced) !== body.length)) {
      throw new Unobservable('truncated', `${body.length} of ${announced ?? 'an unknown number of'} bytes arrived`, true);
    }
    return body;
  } catch (error) {
    message.destroy();
    if (error instanceof Unobservable) throw error;
    throw new Unobservable('truncated', `the answer broke off: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`, true);
  } finally {
    clearTimeout(deadline);
  }
}

async function readAll(stream: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new Unobservable('too_large', `the answer is larger than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(body: Buffer, encoding: string | undefined, most: number): Buffer {
  const decoders = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const;
  if (encoding === undefined || encoding === 'identity' || body.length === 0) return body;
  const decoder = Object.hasOwn(decoders, encoding) ? decoders[encoding as keyof typeof decoders] : undefined;
  if (!decoder) throw new Unobservable('malformed_response', `unknown content encoding ${JSON.stringify(encoding)}`);
  try {
    return decoder(body, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Unobservable('too_large', `the answer unpacks to more than ${most} bytes`);
    throw new Unobservable('truncated', `the ${encoding} stream is broken: ${(error as Error).message}`, true);
  }
}
