/**
 * TLS handshakes as a patient old client would offer them. Our own OpenSSL must not refuse in the peer's name: at its default security level
 * it breaks TLS 1.0 off by itself, which looks like a refusal. So level 0 is offered, and only an alert, a reset or a close by the peer
 * counts as "refused"; an error on this side is thrown.
 */
import type { Socket } from 'node:net';
import tls, { type ConnectionOptions, type TLSSocket } from 'node:tls';
import { Unobservable } from '../../../src/kit.ts';
import { atOf, type Target } from '../config.ts';
import { contextOf } from './contexts.ts';
import { codeOf, dial, type Place } from './dial.ts';

export interface Offer {
  readonly minVersion: tls.SecureVersion;
  readonly maxVersion: tls.SecureVersion;
  readonly ciphers: string;
  /** PEM, trusted beside the public roots. */
  readonly ca?: string;
  /** Asks for a stapled OCSP answer: RFC 6066 section 8. */
  readonly staple?: true;
}
export type Shaken =
  | { readonly outcome: 'accepted'; readonly socket: TLSSocket; readonly peer: string; readonly staple: Buffer | null }
  | { readonly outcome: 'refused'; readonly by: string; readonly peer: string };

const BROKEN = 'a broken connection';
/** A reset may be an overloaded server's: it is believed when it happens twice. */
export async function shake(target: Target, offer: Offer, place: Place, signal: AbortSignal): Promise<Shaken> {
  const first = await once(target, offer, place, signal);
  return first.outcome === 'refused' && first.by === BROKEN ? once(target, offer, place, signal) : first;
}

async function once(target: Target, offer: Offer, place: Place, signal: AbortSignal): Promise<Shaken> {
  const { socket, peer } = await dial(target, place, signal);
  return { ...(await secure(socket, target, offer, place.timeoutMs, signal)), peer };
}

export const namedIn = (host: string): { servername?: string } => (/^[\d.]+$|:/.test(host) ? {} : { servername: host }); // RFC 6066 section 3: no addresses

type Secured =
  | { readonly outcome: 'accepted'; readonly socket: TLSSocket; readonly staple: Buffer | null }
  | { readonly outcome: 'refused'; readonly by: string };
function secure(
  plain: Socket,
  target: Target,
  { staple, ca, ...versions }: Offer,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Secured> {
  return new Promise((settle, fail) => {
    let stapled: Buffer | null = null;
    const socket = tls.connect({
      socket: plain,
      ...namedIn(target.host),
      rejectUnauthorized: false, // what is wrong with the certificate is what we came to see
      checkServerIdentity: (_, certificate) => tls.checkServerIdentity(target.host, certificate),
      ...(staple && { requestOCSP: true }),
      secureContext: contextOf({ ...versions, ...(ca !== undefined && { ca: [ca] }) }),
    } satisfies ConnectionOptions);
    const end = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      act();
    };
    const give = (error: Unobservable) =>
      end(() => {
        socket.destroy();
        fail(error);
      });
    const aborted = () => give(new Unobservable('aborted', 'the run was interrupted'));
    const timer = setTimeout(
      () => give(new Unobservable('timeout', `${atOf(target)} took the connection and did not answer the handshake`)),
      timeoutMs,
    );
    signal.addEventListener('abort', aborted);
    socket.on('OCSPResponse', (response: Buffer | null) => (stapled = response)); // null: nothing was stapled
    socket.once('secureConnect', () =>
      end(() => settle({ outcome: 'accepted', socket, staple: stapled === null || stapled.length === 0 ? null : stapled })),
    );
    // stays: what a peer says after the handshake (an alert for want of a client certificate) must not become an uncaught error
    socket.on('error', (error: Error) => {
      const by = refusalIn(error, versions.minVersion);
      end(() => {
        socket.destroy();
        if (by === undefined) fail(new Unobservable('tls_failure', `${atOf(target)}: the handshake failed on this side: ${codeOf(error)}`));
        else settle({ outcome: 'refused', by });
      });
    });
  });
}

/**
 * How the peer refused; undefined: the error is ours. OpenSSL ends the text of an alert that it received with `SSL alert number 70`. Who is
 * offered TLS 1.2 alone and has nothing newer than 1.1 answers in 1.1 (RFC 5246 appendix E.1): our OpenSSL ends that, and theirs was the choice.
 */
export function refusalIn(error: Error, offered: tls.SecureVersion): string | undefined {
  const alert = /SSL alert number (\d+)/.exec(error.message)?.[1];
  if (alert !== undefined) return `alert ${alert}`;
  const code = codeOf(error);
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL' && (offered === 'TLSv1.2' || offered === 'TLSv1.3')) return 'an answer in an older version';
  return code === 'ECONNRESET' || code === 'EPIPE' ? BROKEN : undefined;
}
