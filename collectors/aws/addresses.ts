/** Sets of IP addresses as sorted, disjoint, whole ranges, and how much of the internet one holds. Pure. */

/** Both ends are in it. IPv4 in 32 bits, IPv6 in 128. */
export interface Range {
  readonly from: bigint;
  readonly to: bigint;
}
/** Sorted, disjoint and never adjacent. */
export type Addresses = readonly Range[];
export type Family = 'v4' | 'v6';
export const FAMILIES = ['v4', 'v6'] as const;

const BITS: Readonly<Record<Family, number>> = { v4: 32, v6: 128 };
export const NONE: Addresses = [];
export const all = (family: Family): Addresses => [{ from: 0n, to: (1n << BigInt(BITS[family])) - 1n }];

/** `10.0.0.0/8`, `2001:db8::/32`; bits behind the prefix are ignored, as EC2 does. Undefined: that is no block of addresses. */
export function parseCidr(cidr: string): { readonly family: Family; readonly range: Range } | undefined {
  const [, address = '', digits = ''] = /^([0-9A-Fa-f:.]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const family = address.includes(':') ? 'v6' : 'v4';
  const number = family === 'v6' ? parseV6(address) : parseV4(address);
  const prefix = Number(digits);
  if (number === undefined || digits === '' || prefix > BITS[family]) return undefined;
  const size = 1n << BigInt(BITS[family] - prefix);
  const from = number - (number % size);
  return { family, range: { from, to: from + size - 1n } };
}
function parseV4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || octets.some((octet) => !/^\d{1,3}$/.test(octet) || Number(octet) > 255)) return undefined;
  return octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
}
/** RFC 4291 section 2.2, with the dotted tail of its third form. */
function parseV6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  if (!before || !after) return undefined;
  const gap = 8 - before.length - after.length;
  if (tail === undefined ? gap !== 0 : gap < 1) return undefined;
  return [...before, ...Array<bigint>(gap).fill(0n), ...after].reduce((sum, group) => sum * 65536n + group, 0n);
}
function groups(text: string): bigint[] | undefined {
  if (text === '') return [];
  const found: bigint[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (part.includes('.') && i === parts.length - 1) {
      const v4 = parseV4(part);
      if (v4 === undefined) return undefined;
      found.push(v4 >> 16n, v4 & 0xffffn);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) found.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return found;
}

export function union(...sets: readonly (readonly Range[])[]): Addresses {
  const sorted = sets.flat().sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const merged: Range[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last && range.from <= last.to + 1n) merged[merged.length - 1] = { from: last.from, to: range.to > last.to ? range.to : last.to };
    else merged.push(range);
  }
  return merged;
}
export function intersection(a: Addresses, b: Addresses): Addresses {
  const common: Range[] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    const [one, other] = [a[i] as Range, b[j] as Range];
    const from = one.from > other.from ? one.from : other.from;
    const to = one.to < other.to ? one.to : other.to;
    if (from <= to) common.push({ from, to });
    if (one.to < other.to) i += 1;
    else j += 1;
  }
  return common;
}
export function without(a: Addresses, b: Addresses): Addresses {
  const left: Range[] = [];
  for (const { from, to } of a) {
    let start = from;
    for (const cut of b) {
      if (cut.to < start || cut.from > to) continue;
      if (cut.from > start) left.push({ from: start, to: cut.from - 1n });
      start = cut.to + 1n;
    }
    if (start <= to) left.push({ from: start, to });
  }
  return left;
}
export function count(set: Addresses): bigint {
  return set.reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
}

/**
 * What IANA calls not globally reachable, and what it has not handed out for hosts:
 * https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/ipv6-address-space
 */
const V4_SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
const V6_GLOBAL = '2000::/3';
const V6_SPECIAL = ['2001:db8::/32', '3fff::/20'];

const blocks = (cidrs: readonly string[]): Addresses => union(cidrs.map((cidr) => (parseCidr(cidr) as { range: Range }).range));
/** Every address that a stranger can send from. */
export const INTERNET: Readonly<Record<Family, Addresses>> = {
  v4: without(all('v4'), blocks(V4_SPECIAL)),
  v6: without(blocks([V6_GLOBAL]), blocks(V6_SPECIAL)),
};
const SIZE: Readonly<Record<Family, bigint>> = { v4: count(INTERNET.v4), v6: count(INTERNET.v6) };

/**
 * More than half of all public addresses. The whole world is, in however many pieces; so is the world without a few: whoever
 * leaves one address out has not closed the door.
 */
export function isInternet(family: Family, set: Addresses): boolean {
  return 2n * count(intersection(set, INTERNET[family])) > SIZE[family];
}
