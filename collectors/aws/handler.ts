/** Between the SDK's pluggable HTTP layer and our door. Shapes: HttpRequest and HttpResponse of https://github.com/smithy-lang/smithy-typescript */
import { Readable } from 'node:stream';
import type { Door, WireRequest } from '../../src/model.ts';

/** What of Smithy's HttpRequest reaches the wire. */
export interface SmithyRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
export interface SmithyResponse {
  readonly response: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>>; readonly body: Readable };
}
export interface SdkHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: SmithyRequest): Promise<SmithyResponse>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
  destroy(): void;
}

export function handlerFor(door: Door): SdkHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request) {
      const { status, headers, body } = await door.send(wireRequest(request));
      return { response: { statusCode: status, headers, body: Readable.from(body.length === 0 ? [] : [Buffer.from(body)]) } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

export function wireRequest(request: SmithyRequest): WireRequest {
  const { method, protocol, hostname, port, path, query } = request;
  const search = queryString(query ?? {});
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}${search && `?${search}`}`);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const body = bytesOf(request.body);
  return { method, url, headers, ...(body && { body }) };
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body;
  throw new TypeError('a streamed request body: nothing that claimcheck asks has one');
}

/**
 * As the signature expects it: RFC 3986, sorted, a null value without `=`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function queryString(query: NonNullable<SmithyRequest['query']>): string {
  const parts: string[] = [];
  for (const name of Object.keys(query).sort()) {
    const value = query[name];
    if (value === null || value === undefined) parts.push(escaped(name));
    else for (const one of typeof value === 'string' ? [value] : value) parts.push(`${escaped(name)}=${escaped(one)}`);
  }
  return parts.join('&');
}
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
