/** One GET over plain HTTP to an address that a certificate names: what comes is signed, so nobody need be trusted on the way. */
import http from 'node:http';
import { Unobservable } from '../../../src/kit.ts';
import { codeOf, dial, type Place } from './dial.ts';
import { within } from './within.ts';

interface Wanted {
  readonly url: URL;
  /** Path and query as they go over the wire. */
  readonly path: string;
  readonly accept: string;
  /** What it has to call itself; absent: it need not. */
  readonly type?: RegExp;
  readonly mostBytes: number;
  /** Who is asked, for people: "the responder http://…". */
  readonly who: string;
}

export async function get(wanted: Wanted, place: Place, signal: AbortSignal): Promise<Buffer> {
  const { url, path, accept, who } = wanted;
  const target = { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 80 : Number(url.port) };
  const { socket } = await dial(target, place, signal);
  const { until, done } = within(signal, place.timeoutMs);
  const fault = (error: unknown) => {
    if (error instanceof Unobservable) return error;
    if (signal.aborted) return new Unobservable('aborted', 'the run was interrupted');
    if (until.aborted) return new Unobservable('timeout', `${who} did not answer in time`);
    return new Unobservable('unreachable', `${who} broke off: ${codeOf(error)}`, true);
  };
  try {
    return await new Promise<Buffer>((settle, fail) => {
      const headers = { host: url.host, accept, connection: 'close' };
      const sent = http.request({ createConnection: () => socket, path, headers, signal: until, setHost: false });
      sent.once('response', (message) => whole(message, wanted).then(settle, fail));
      sent.once('error', fail);
      sent.end();
    });
  } catch (error) {
    throw fault(error);
  } finally {
    done();
    socket.on('error', () => undefined); // nobody listens to it any more
    socket.destroy();
  }
}

async function whole(message: http.IncomingMessage, { who, type: expected, mostBytes }: Wanted): Promise<Buffer> {
  const { statusCode, headers } = message;
  if (statusCode !== 200)
    throw new Unobservable('provider_error', `${who} answers ${statusCode}`, statusCode !== undefined && statusCode >= 500);
  const type = headers['content-type'];
  if (expected && !expected.test(type ?? ''))
    throw new Unobservable('unexpected_content_type', `${who} answers with ${JSON.stringify(type ?? 'nothing')}`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Unobservable('too_large', `${who} says more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
