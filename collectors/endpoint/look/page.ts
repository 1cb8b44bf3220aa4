/**
 * Answers `webs://host:443/page?path=/&body=yes` (`web:` without TLS): one GET, no redirect followed, bounded in bytes and time. Values of
 * cookies are sessions: they are struck out here and never leave. A body is read only where the question asks for it.
 */
import http from 'node:http';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { Unobservable } from '../../../src/kit.ts';
import { atOf, type Target } from '../config.ts';
import { contextOf } from './contexts.ts';
import { codeOf, dial, type Place } from './dial.ts';
import { namedIn } from './handshake.ts';
import { within } from './within.ts';

export interface PageOptions {
  readonly secure: boolean;
  readonly path: string;
  readonly body: boolean;
  readonly ca: string | undefined;
}
const MOST_BYTES = 2 * 1024 * 1024;

export async function lookPage(target: Target, options: PageOptions, place: Place, signal: AbortSignal): Promise<object> {
  const { socket, peer } = await dial(target, place, signal);
  const { until, done } = within(signal, place.timeoutMs);
  try {
    const line = options.secure ? await encrypted(socket, target, options.ca, until) : socket;
    const message = await ask(line, target, options, until);
    const { statusCode, rawHeaders } = message;
    const body = options.body ? await bodyOf(message) : null;
    return { peer, status: statusCode, headers: headersOf(rawHeaders), body };
  } catch (error) {
    throw faultOf(error, target, signal, until);
  } finally {
    done();
    socket.on('error', () => undefined); // nobody listens to it any more
    socket.destroy();
  }
}

/** Whoever cannot prove to be the host is not asked: what it says would be somebody's word. */
function encrypted(plain: Socket, { host }: Target, ca: string | undefined, until: AbortSignal): Promise<Socket> {
  return new Promise((settle, fail) => {
    const socket = tls.connect({
      socket: plain,
      ...namedIn(host),
      checkServerIdentity: (_, certificate) => tls.checkServerIdentity(host, certificate),
      ALPNProtocols: ['http/1.1'],
      secureContext: contextOf(ca === undefined ? {} : { ca: [ca] }),
    });
    until.addEventListener('abort', () => socket.destroy(new Error('aborted')), { once: true });
    socket.once('secureConnect', () => settle(socket));
    socket.on('error', fail);
  });
}

function ask(line: Socket, target: Target, { path, secure }: PageOptions, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { port } = target;
  const host = port === (secure ? 443 : 80) ? atOf(target).replace(/:\d+$/, '') : atOf(target);
  const headers = { host, 'user-agent': 'claimcheck', accept: '*/*', 'accept-encoding': 'identity', connection: 'close' };
  return new Promise((settle, fail) => {
    const sent = http.request({
      createConnection: () => line,
      method: 'GET',
      path,
      headers,
      signal,
      maxHeaderSize: 64 * 1024,
      setHost: false,
    });
    sent.once('response', settle);
    sent.once('upgrade', () => fail(new Unobservable('malformed_response', `${atOf(target)} changes the protocol unasked`)));
    sent.on('error', fail);
    sent.end();
  });
}

async function bodyOf(message: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Unobservable('too_large', `the page is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  const announced = message.headers['content-length'];
  if (!message.complete || (announced !== undefined && Number(announced) !== size))
    throw new Unobservable('truncated', `${size} of ${announced ?? 'an unknown number of'} bytes arrived`);
  const encoding = message.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new Unobservable('malformed_response', `the page came in the encoding ${JSON.stringify(encoding)}, which was not asked for`);
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** In order, repeated ones included, names in lower case. */
export function headersOf(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] as string).toLowerCase();
    const value = raw[at + 1] as string;
    pairs.push([name, name === 'set-cookie' ? value.replace(/^([^=;]*=)[^;]*/, '$1(struck out)') : value]);
  }
  return pairs;
}

function faultOf(error: unknown, target: Target, run: AbortSignal, until: AbortSignal): Unobservable {
  if (error instanceof Unobservable) return error;
  if (run.aborted) return new Unobservable('aborted', 'the run was interrupted');
  const at = atOf(target);
  if (until.aborted) return new Unobservable('timeout', `${at} did not answer in time`);
  const code = codeOf(error);
  // Node's parser: what came is no HTTP
  if (code.startsWith('HPE_')) return new Unobservable('malformed_response', `${at} answered what is no HTTP: ${code}`);
  if (code === 'ECONNRESET' || code === 'EPIPE') return new Unobservable('unreachable', `${at} broke the connection off: ${code}`, true);
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  return new Unobservable('tls_failure', `${at} could not be asked over a connection that proves to be its own: ${code}`);
}
