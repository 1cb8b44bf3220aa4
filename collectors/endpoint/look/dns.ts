/**
 * A stub resolver of RFC 1035, because Node's shows neither the AD bit nor DS records: https://nodejs.org/api/dns.html. "There is none"
 * (NXDOMAIN, NODATA) is an answer; everything short of an answer is thrown.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIP } from 'node:net';
import { type Answer, AUTHENTIC_DATA, type DecodedPacket, DNSSEC_OK, decode, encode, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import { Unobservable } from '../../../src/kit.ts';
import { socketOf } from '../config.ts';

export interface NameServers {
  /** `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:53`. */
  readonly servers: readonly string[];
  readonly timeoutMs: number;
}
/** What a name server said about one name and type. */
export interface Reply {
  readonly server: string;
  readonly rcode: 'NOERROR' | 'NXDOMAIN';
  /** The AD bit: the resolver says that it has validated this. RFC 4035 section 3.2.3. */
  readonly authenticated: boolean;
  /** Whose SOA record stands in the answer or beside it: the zone's own name. */
  readonly zone: string | null;
  readonly records: readonly unknown[];
}

const TRIES = 2;

export async function query(name: string, type: string, { servers, timeoutMs }: NameServers, signal: AbortSignal): Promise<Reply> {
  let last: Unobservable | undefined;
  for (let turn = 0; turn < TRIES; turn++)
    for (const server of servers) {
      if (signal.aborted) throw new Unobservable('aborted', 'the run was interrupted');
      try {
        return await askOne(name, type as RecordType, server, timeoutMs / TRIES, signal);
      } catch (error) {
        if (!(error instanceof Unobservable)) throw error;
        last = error;
      }
    }
  throw last ?? new Unobservable('unreachable', 'this machine has no name server to ask');
}

export async function addressesOf(host: string, servers: NameServers, signal: AbortSignal): Promise<readonly string[]> {
  const replies = await Promise.all(['A', 'AAAA'].map((type) => query(host, type, servers, signal)));
  const found = replies.flatMap(({ records }) => records as string[]);
  if (found.length === 0)
    throw new Unobservable('unreachable', `${host}: ${replies[0]?.rcode === 'NXDOMAIN' ? 'no such name' : 'the name has no address'}`);
  return found;
}

async function askOne(name: string, type: RecordType, server: string, timeoutMs: number, signal: AbortSignal): Promise<Reply> {
  const to = socketOf(server) ?? { address: server, port: 53 };
  const id = randomInt(0x1_0000);
  const packet = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED | AUTHENTIC_DATA,
    questions: [{ type, name }],
    // 1232: what fits any path, https://www.rfc-editor.org/rfc/rfc9715
    additionals: [
      { type: 'OPT', name: '.', udpPayloadSize: 1232, extendedRcode: 0, ednsVersion: 0, flags: DNSSEC_OK, flag_do: true, options: [] },
    ],
  });
  const what = `${name} ${type}`;
  const short = understood(await overUdp(packet, to, { id, what, timeoutMs, signal }), what);
  const reply = short.flag_tc ? understood(await overTcp(packet, to, { id, what, timeoutMs, signal }), what) : short;
  return replyOf(reply, { name, type, server });
}

type Server = { readonly address: string; readonly port: number };
interface Exchange {
  readonly id: number;
  readonly what: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

function overUdp(packet: Buffer, { address, port }: Server, { id, what, timeoutMs, signal }: Exchange): Promise<Buffer> {
  return new Promise((settle, fail) => {
    const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
    const end = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.close();
      act();
    };
    const aborted = () => end(() => fail(new Unobservable('aborted', 'the run was interrupted')));
    const timer = setTimeout(() => end(() => fail(silent(what, address))), timeoutMs);
    signal.addEventListener('abort', aborted);
    socket.once('error', (error) => end(() => fail(lost(what, address, error))));
    socket.on('message', (message) => {
      if (message.length >= 12 && message.readUInt16BE(0) === id) end(() => settle(message));
    });
    // connected: the kernel drops what other addresses send
    socket.connect(port, address, () => socket.send(packet));
  });
}

/** RFC 1035 section 4.2.2: two bytes of length before each message. */
function overTcp(packet: Buffer, { address, port }: Server, { what, timeoutMs, signal }: Exchange): Promise<Buffer> {
  return new Promise((settle, fail) => {
    const socket = connect({ host: address, port, signal });
    let got = Buffer.alloc(0);
    const end = (act: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners('close');
      socket.on('error', () => undefined); // it has been read, or given up
      socket.destroy();
      act();
    };
    const timer = setTimeout(() => end(() => fail(silent(what, address))), timeoutMs);
    socket.once('error', (error) => end(() => fail(lost(what, address, error))));
    socket.once('close', () => end(() => fail(new Unobservable('truncated', `${what}: ${address} broke off its answer`))));
    socket.on('data', (chunk) => {
      got = Buffer.concat([got, chunk]);
      if (got.length >= 2 && got.length >= 2 + got.readUInt16BE(0)) end(() => settle(got.subarray(2, 2 + got.readUInt16BE(0))));
    });
    socket.once('connect', () => socket.write(Buffer.concat([Buffer.of(packet.length >> 8, packet.length & 0xff), packet])));
  });
}
const silent = (what: string, address: string) => new Unobservable('timeout', `${what}: the name server ${address} does not answer`);
const lost = (what: string, address: string, error: NodeJS.ErrnoException) =>
  new Unobservable('unreachable', `${what}: the name server ${address} could not be asked: ${error.code ?? error.name}`);

/** What DNS answers with, of dns-packet's own types. */
type Heard = DecodedPacket & { readonly rcode?: string };
function understood(message: Buffer, what: string): Heard {
  try {
    return decode(message) as Heard;
  } catch (error) {
    throw new Unobservable('malformed_response', `${what}: the name server's answer cannot be read: ${(error as Error).message}`);
  }
}

interface Asked {
  readonly name: string;
  readonly type: RecordType;
  readonly server: string;
}
const sameName = (a: string, b: string) => a.replace(/\.$/, '').toLowerCase() === b.replace(/\.$/, '').toLowerCase();

function replyOf(heard: Heard, { name, type, server }: Asked): Reply {
  const { rcode, questions = [], answers = [], authorities = [] } = heard;
  const [question] = questions;
  if (heard.type !== 'response' || !question || question.type !== type || !sameName(question.name, name))
    throw new Unobservable('malformed_response', `${name} ${type}: ${server} answered another question`);
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') {
    const help = rcode === 'SERVFAIL' ? ' (its zone may be broken, or its DNSSEC signatures may not hold)' : '';
    throw new Unobservable('provider_error', `${name} ${type}: ${server} answered ${rcode}${help}`, rcode === 'SERVFAIL');
  }
  if (!heard.flag_ra && !heard.flag_aa)
    // an empty referral reads like "there is none"
    throw new Unobservable('provider_error', `${name} ${type}: ${server} does not look names up for others`);
  const soa = [...answers, ...authorities].find((record) => record.type === 'SOA');
  const mine = answers.filter((record) => record.type === type && isOf(record.name, name, answers));
  return { server, rcode, authenticated: heard.flag_ad, zone: soa ? soa.name.toLowerCase() : null, records: mine.map(recordOf) };
}

/** Records of the name itself, or of the names that it is an alias of: RFC 1034 section 3.6.2. What else is sent along was not asked for. */
function isOf(owner: string, name: string, answers: readonly Answer[]): boolean {
  const names = [name];
  for (const alias of names)
    for (const record of answers)
      if (record.type === 'CNAME' && sameName(record.name, alias) && !names.some((one) => sameName(one, record.data)))
        names.push(record.data);
  return names.some((one) => sameName(one, owner));
}

/** As JSON: text for addresses and TXT, the record's own members for the rest. */
function recordOf(record: Answer): unknown {
  switch (record.type) {
    case 'TXT':
      return Buffer.concat([record.data].flat().map((part) => Buffer.from(part))).toString('utf8');
    case 'CAA':
      return { critical: ((record.data.flags as number) & 0x80) !== 0, tag: record.data.tag, value: record.data.value };
    case 'DS':
      return { ...record.data, digest: record.data.digest.toString('hex') };
    default:
      return (record as { data?: unknown }).data ?? null;
  }
}
