/** A page of the web, asked for once: bounded, vetted where each name leads at the moment of connecting, and only if it is a page. */
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Unobservable } from '../collect/unobservable.ts';
import { LIMITS, openWire, type Wire } from '../collect/wire.ts';
import { Refusal } from '../errors.ts';
import type { WireResponse } from '../model.ts';
import { MOST_BYTES } from '../yaml.ts';
import type { Format, Source } from './read.ts';

const MOST_REDIRECTS = 5;
/** Not of the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-. */
const INWARD = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  INWARD.addSubnet(address, prefix, 'ipv4');
const OUTWARD6 = new BlockList();
OUTWARD6.addSubnet('2000::', 3, 'ipv6');

/** Where clouds hand out credentials to whoever asks from the machine itself: no page is there, whoever names it. */
const LOCAL = new BlockList();
LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LOCAL.addSubnet('fe80::', 10, 'ipv6');
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
LOCAL.addAddress('fd00:ec2::254', 'ipv6');

/** An address that a stranger's page may send us to. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !INWARD.check(address, 'ipv4');
  // 6to4 and Teredo carry IPv4 addresses inside: RFC 3056, RFC 4380
  return family === 6 && OUTWARD6.check(address, 'ipv6') && !/^(?:2002|2001:0{0,4}):/i.test(address);
}

const guarded: LookupFunction = (host, options, answer) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const inward = error ? undefined : addresses.find(({ address }) => !isPublic(address));
    const first = error ? undefined : addresses[0];
    if (error) answer(error, '', 0);
    else if (inward) answer(new Unobservable('target_blocked', `${host} leads to ${inward.address}, which is no public address`), '', 0);
    else if (options.all) answer(null, addresses);
    else if (first) answer(null, first.address, first.family);
    else answer(new Unobservable('unreachable', `${host} has no address`), '', 0);
  });
};

/** What the answer said, and what came of it, when redirects were followed. */
export interface Fetched {
  readonly url: URL;
  readonly response: WireResponse;
}

/** `named`: the host that the user wrote, who may have meant a machine of their own. Elsewhere only the public internet is asked. */
export async function get(from: URL, accept: string, signal: AbortSignal, method = 'GET'): Promise<Fetched> {
  const own = isIP(bare(from)) !== 0 || bare(from) === 'localhost';
  const limits = { ...LIMITS, bytes: MOST_BYTES, headersMs: 15_000, bodyMs: 30_000, sockets: 2 };
  const [open, wary] = [openWire(limits), openWire(limits, guarded)];
  try {
    let url = from;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const response = await ask(url, own && url.host === from.host ? open : wary, own, from, accept, signal, method);
      const next = response.status >= 300 && response.status < 400 ? response.headers['location'] : undefined;
      if (next === undefined) return { url, response };
      url = new URL(next, url);
    }
    throw new Unobservable('redirect_blocked', `more than ${MOST_REDIRECTS} redirects`);
  } finally {
    open.close();
    wary.close();
  }
}

async function ask(
  url: URL,
  wire: Wire,
  own: boolean,
  from: URL,
  accept: string,
  signal: AbortSignal,
  method: string,
): Promise<WireResponse> {
  const mine = own && url.host === from.host;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mine))
    throw new Unobservable('redirect_blocked', `${url.protocol}//${url.host} is not https`);
  const family = isIP(bare(url));
  if (family !== 0 && LOCAL.check(bare(url), family === 4 ? 'ipv4' : 'ipv6'))
    throw new Unobservable('target_blocked', `${url.host} is an address of the machine's own metadata`);
  if (family !== 0 && !mine && !isPublic(bare(url))) throw new Unobservable('target_blocked', `${url.host} is no public address`);
  const headers = { accept, 'accept-encoding': 'gzip, br', 'user-agent': 'claimcheck' };
  return wire.send({ method, url, headers }, signal);
}
function bare({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** A page as it was published: what it says, and what came with it. */
export interface PublicPage {
  /** Where it stood in the end, when redirects were followed. */
  readonly at: string;
  readonly type: Format;
  /** The line itself said where the answer ends (RFC 9112 section 6.3), so that none of it can be missing. */
  readonly framed: boolean;
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly text: string;
}

/** Throws `Unobservable` alone: whatever is not a whole page that everybody may read is no answer. */
export async function publicPage(from: string, signal: AbortSignal): Promise<PublicPage> {
  const { url, response } = await get(new URL(from), 'text/html, text/markdown, text/plain;q=0.5', signal);
  const { status, headers, body } = response;
  if (status !== 200) throw answered(from, status);
  const type = headers['content-type'] ?? '';
  const [kind = ''] = type.toLowerCase().split(';');
  const format = { 'text/html': 'html', 'application/xhtml+xml': 'html', 'text/markdown': 'markdown', 'text/plain': 'markdown' } as const;
  const known = Object.hasOwn(format, kind.trim()) ? format[kind.trim() as keyof typeof format] : undefined;
  if (known === undefined)
    throw new Unobservable(
      'unexpected_content_type',
      `${from} is ${kind.trim() || 'of no stated type'}, and a statement is HTML or Markdown`,
    );
  const framed = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const sha256 = createHash('sha256').update(body).digest('hex');
  return { at: url.href, type: known, framed, sha256, bytes: body.length, text: decoded(body, type, from) };
}

function answered(from: string, status: number): Unobservable {
  const detail = `${from} answered ${status}`;
  if (status === 401 || status === 403)
    return new Unobservable('access_denied', `${detail}: not everybody may read it, or not this program`);
  if (status === 404 || status === 410) return new Unobservable('no_results', `${detail}: no page is there`);
  if (status === 429) return new Unobservable('throttled', detail, true);
  return new Unobservable('provider_error', detail, status >= 500);
}
function decoded(bytes: Uint8Array, type: string, from: string): string {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    throw new Unobservable('malformed_response', `${from} is no ${charset} text`);
  }
}

/** The same for somebody who named an address on the command line. */
export async function fetchPage(from: string, signal: AbortSignal): Promise<Source> {
  const url = urlOf(from);
  const { text, type } = await publicPage(url.href, signal).catch((error: unknown) => {
    if (!(error instanceof Unobservable)) throw error;
    throw new Refusal('STATEMENT_UNREADABLE', `cannot read ${from}`, { hint: `${error.reason}: ${error.message}`, cause: error });
  });
  return { name: from, text, format: type };
}

function urlOf(from: string): URL {
  if (!URL.canParse(from)) throw new Refusal('USAGE', `\`${from}\` is no address`);
  const url = new URL(from);
  if (url.username !== '' || url.password !== '') throw new Refusal('USAGE', 'an address with a user in it is not asked');
  url.hash = '';
  return url;
}
