/** Does a list of CIDR blocks let in the whole internet? Arithmetic over address ranges. Pure. */
import { isIP } from 'node:net';

export interface Block {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** `192.0.2.0/24`, `2001:db8::/32`, or one bare address; undefined: neither. */
export function parseCidr(text: string): Block | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const family = isIP(address);
  if ((family !== 4 && family !== 6) || address.includes('%') || rest.length > 0) return undefined;
  const width = family === 4 ? 32 : 128;
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > width)) return undefined;
  const host = BigInt(width - Number(length ?? width));
  const first = ((family === 4 ? bitsOf4(address) : bitsOf6(address)) >> host) << host;
  return { family, first, last: first + (1n << host) - 1n };
}

function bitsOf4(address: string): bigint {
  return address.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}
function bitsOf6(address: string): bigint {
  // the last 32 bits may be written in the IPv4 way, RFC 4291 section 2.2
  const tail = /(?<=:)[\d.]+$/.exec(address)?.[0];
  const words = tail?.includes('.') ? bitsOf4(tail) : undefined;
  const text =
    words === undefined
      ? address
      : `${address.slice(0, -(tail as string).length)}${(words >> 16n).toString(16)}:${(words & 0xffffn).toString(16)}`;
  const [head = '', after = ''] = text.split('::');
  const [left, right] = [head, after].map((part) => part.split(':').filter((word) => word !== '')) as [string[], string[]];
  const zeros = !text.includes('::') ? [] : new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((bits, word) => (bits << 16n) | BigInt(`0x${word}`), 0n);
}

/**
 * Nobody can come from here: leaving these out does not make a list of sources a restriction.
 * https://www.iana.org/assignments/iana-ipv4-special-registry/
 */
const UNREACHABLE_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const ALL_4 = parseCidr('0.0.0.0/0') as Block;
/** All that IANA has given out as global unicast. https://www.iana.org/assignments/ipv6-address-space/ */
const GLOBAL_6 = parseCidr('2000::/3') as Block;

/** True when the union of the blocks covers every routable address of IPv4 or of IPv6. What is no block is not counted. */
export function coversInternet(sources: readonly string[]): boolean {
  const blocks = sources.map(parseCidr).filter((block) => block !== undefined);
  const of = (family: 4 | 6) => blocks.filter((block) => block.family === family);
  const [four, six] = [of(4), of(6)];
  if (six.length > 0 && covers(six, GLOBAL_6)) return true;
  return four.length > 0 && covers([...four, ...UNREACHABLE_4.map((text) => parseCidr(text) as Block)], ALL_4);
}

function covers(blocks: readonly Block[], whole: Block): boolean {
  let reached = whole.first;
  for (const { first, last } of [...blocks].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    if (first > reached) return false;
    if (last >= reached) reached = last + 1n;
    if (reached > whole.last) return true;
  }
  return false;
}
