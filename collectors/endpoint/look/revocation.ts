/**
 * Answers `tls://host:443/revocation`: what the issuer's responder says of the certificate that is shown, as it was stapled to the handshake
 * or, where nothing usable was, as the responder says itself; where it names no responder, what the list (CRL) says that it names. Only a
 * certificate that is trusted may send us there, to an address that is vetted as every one is.
 */
import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { Unobservable } from '../../../src/kit.ts';
import type { Instant } from '../../../src/model.ts';
import type { Target } from '../config.ts';
import { listsOf, statusIn } from './crl.ts';
import type { Place } from './dial.ts';
import { NoStatus, questionOf, type Status, statusOf } from './ocsp.ts';
import { get } from './plain.ts';
import { errorOf, shown } from './tls.ts';

const MOST_BYTES = 64 * 1024;
/** Authorities cut theirs into pieces; some have tens of megabytes. */
const MOST_LIST_BYTES = 32 * 1024 * 1024;

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
  const list = responder === null && staple === null ? listOf(pair) : null;
  const seen = (by: 'staple' | 'responder' | 'list', status: Status) => ({
    peer,
    responder,
    list,
    stapled: staple !== null,
    answer: { by, ...status },
  });
  const said = (bytes: Uint8Array) => read(() => statusOf(bytes, pair.leaf, pair.issuer));
  const stapled = staple === null ? null : said(staple);
  if (stapled !== null && !(stapled instanceof Unobservable) && (responder === null || isCurrent(stapled, now)))
    return seen('staple', stapled);
  if (responder === null) {
    if (stapled instanceof Unobservable) throw stapled;
    if (list === null) return { peer, responder, list, stapled: false, answer: null };
    return seen('list', await askList(list, pair, place, signal));
  }
  const answer = said(await ask(responder, questionOf(pair.leaf, pair.issuer), place, signal));
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
function read(parse: () => Status): Status | Unobservable {
  try {
    return parse();
  } catch (error) {
    if (error instanceof NoStatus)
      return new Unobservable(error.later ? 'provider_error' : 'malformed_response', error.message, error.later);
    if (error instanceof RangeError) return new Unobservable('malformed_response', `what came cannot be read: ${error.message}`);
    throw error;
  }
}
/** Decides only whether to ask further: what it is worth is judged against the run's own time. */
const isCurrent = ({ nextUpdate }: Status, now: Instant): boolean => nextUpdate !== null && Date.parse(nextUpdate) > Date.parse(now);

/** GET, RFC 6960 appendix A.1: caches may answer it. */
function ask(responder: string, question: Buffer, place: Place, signal: AbortSignal): Promise<Buffer> {
  const url = new URL(responder);
  const path = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(question.toString('base64'))}`;
  const type = /^application\/ocsp-response\b/i;
  const wanted = { url, path, accept: 'application/ocsp-response', type, mostBytes: MOST_BYTES, who: `the responder ${responder}` };
  return get(wanted, place, signal);
}

/** The list that the certificate names, where no responder is there to be asked. Servers call it many things: what counts is who signed it. */
async function askList(list: string, pair: Pair, place: Place, signal: AbortSignal): Promise<Status> {
  if (!/^http:\/\//i.test(list) || !URL.canParse(list))
    throw new Unobservable('unreachable', `the list of revoked certificates is not offered over HTTP: ${list.slice(0, 200)}`);
  const url = new URL(list);
  const wanted = {
    url,
    path: `${url.pathname}${url.search}`,
    accept: 'application/pkix-crl',
    mostBytes: MOST_LIST_BYTES,
    who: `the list ${list}`,
  };
  const bytes = await get(wanted, place, signal);
  const said = read(() => statusIn(bytes, pair.leaf, pair.issuer));
  if (said instanceof Unobservable) throw said;
  return said;
}
/** The first over HTTP, else the first. */
function listOf({ leaf }: Pair): string | null {
  const lists = listsOf(leaf);
  return lists.find((one) => /^http:/i.test(one)) ?? lists[0] ?? null;
}
