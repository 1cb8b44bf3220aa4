/**
 * Answers `tls://host:443/revocation`: what the issuer's responder says of the certificate that is shown, as it was stapled to the handshake
 * or, where nothing usable was, as the responder says itself. Only a certificate that is trusted may send us to its responder, which is vetted
 * as every address is.
 */
import { X509Certificate } from 'node:crypto';
import http from 'node:http';
import type { TLSSocket } from 'node:tls';
import { Unobservable } from '../../../src/kit.ts';
import type { Instant } from '../../../src/model.ts';
import type { Target } from '../config.ts';
import { codeOf, dial, type Place } from './dial.ts';
import { NoStatus, questionOf, type Status, statusOf } from './ocsp.ts';
import { errorOf, shown } from './tls.ts';
import { within } from './within.ts';

const MOST_BYTES = 64 * 1024;

/** Whom to trust beside the system's authorities, and what time it is. */
interface Ground {
  readonly ca: string | undefined;
  readonly now: Instant;
}

export async function lookRevocation(target: Target, { ca, now }: Ground, place: Place, signal: AbortSignal): Promise<object> {
  const { socket, peer, staple } = await shown(target, ca, place, signal);
  const pair = pairOf(socket, target);
  socket.destroy();
  const responder = responderOf(pair.leaf);
  const seen = (by: 'staple' | 'responder', status: Status) => ({ peer, responder, stapled: staple !== null, answer: { by, ...status } });
  const stapled = staple === null ? null : read(staple, pair);
  if (stapled !== null && !(stapled instanceof Unobservable) && (responder === null || isCurrent(stapled, now)))
    return seen('staple', stapled);
  if (responder === null) {
    if (stapled instanceof Unobservable) throw stapled;
    return { peer, responder, stapled: false, answer: null };
  }
  const answer = read(await ask(responder, questionOf(pair.leaf, pair.issuer), place, signal), pair);
  if (answer instanceof Unobservable) throw answer;
  return seen('responder', answer);
}

interface Pair {
  readonly leaf: X509Certificate;
  readonly issuer: X509Certificate;
}
function pairOf(socket: TLSSocket, { host }: Target): Pair {
  const shown = socket.getPeerCertificate(true);
  const why = !socket.authorized ? errorOf(socket) : shown.issuerCertificate?.raw ? undefined : 'its issuer was not shown';
  if (why === undefined) return { leaf: new X509Certificate(shown.raw), issuer: new X509Certificate(shown.issuerCertificate.raw) };
  socket.destroy();
  throw new Unobservable('tls_failure', `${host}: nobody is asked about a certificate that is not trusted: ${why}`);
}
/** The first that Authority Information Access names: RFC 5280 section 4.2.2.1. */
function responderOf({ infoAccess }: X509Certificate): string | null {
  return /^OCSP - URI:(http:\/\/\S+)$/m.exec(infoAccess ?? '')?.[1] ?? null;
}
function read(answer: Uint8Array, { leaf, issuer }: Pair): Status | Unobservable {
  try {
    return statusOf(answer, leaf, issuer);
  } catch (error) {
    if (error instanceof NoStatus)
      return new Unobservable(error.later ? 'provider_error' : 'malformed_response', error.message, error.later);
    if (error instanceof RangeError) return new Unobservable('malformed_response', `an OCSP answer that cannot be read: ${error.message}`);
    throw error;
  }
}
/** Decides only whether to ask further: what it is worth is judged against the run's own time. */
const isCurrent = ({ nextUpdate }: Status, now: Instant): boolean => nextUpdate !== null && Date.parse(nextUpdate) > Date.parse(now);

/** GET, RFC 6960 appendix A.1: caches may answer it. */
async function ask(responder: string, question: Buffer, place: Place, signal: AbortSignal): Promise<Buffer> {
  const url = new URL(responder);
  const target = { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 80 : Number(url.port) };
  const { socket } = await dial(target, place, signal);
  const { until, done } = within(signal, place.timeoutMs);
  const path = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(question.toString('base64'))}`;
  const fault = (error: unknown) => {
    if (error instanceof Unobservable) return error;
    if (signal.aborted) return new Unobservable('aborted', 'the run was interrupted');
    if (until.aborted) return new Unobservable('timeout', `the responder ${responder} did not answer in time`);
    return new Unobservable('unreachable', `the responder ${responder} broke off: ${codeOf(error)}`, true);
  };
  try {
    return await new Promise<Buffer>((settle, fail) => {
      const headers = { host: url.host, accept: 'application/ocsp-response', connection: 'close' };
      const sent = http.request({ createConnection: () => socket, path, headers, signal: until, setHost: false });
      sent.once('response', (message) => whole(message, responder).then(settle, fail));
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
async function whole(message: http.IncomingMessage, responder: string): Promise<Buffer> {
  const { statusCode, headers } = message;
  if (statusCode !== 200)
    throw new Unobservable(
      'provider_error',
      `the responder ${responder} answers ${statusCode}`,
      statusCode !== undefined && statusCode >= 500,
    );
  const type = headers['content-type'];
  if (!/^application\/ocsp-response\b/i.test(type ?? ''))
    throw new Unobservable('unexpected_content_type', `the responder ${responder} answers with ${JSON.stringify(type ?? 'nothing')}`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Unobservable('too_large', `the responder ${responder} says more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
