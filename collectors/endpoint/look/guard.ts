/**
 * Which addresses the public internet cannot mean: https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-. A name that leads
 * there is a name that lies, or one that the configuration has to vouch for.
 */
import { BlockList, isIP } from 'node:net';

const FOUR = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, where clouds keep their metadata
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
/** All that is not global unicast (RFC 4291 section 2.4), and what of it is no place of its own. */
const SIX = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4: any IPv4 address in disguise
  ['3fff::', 20],
] as const;
/** Apart, because Node holds IPv4 addresses against IPv6 rules as well, as ::ffff:a.b.c.d: https://nodejs.org/api/net.html#class-netblocklist */
const special = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [address, prefix] of FOUR) special.ipv4.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of SIX) special.ipv6.addSubnet(address, prefix, 'ipv6');

/** Why this address may not be connected to; undefined: it may. `named` are those that the configuration vouches for. */
export function blocked(address: string, named: BlockList): string | undefined {
  const plain = address.replace(/%.*$/, '');
  const version = isIP(plain);
  if (version === 0) return `${address} is no IP address`;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (named.check(plain, family) || !special[family].check(plain, family)) return undefined;
  return `${address} is no public address and \`allowPrivate\` does not name it; nothing was sent`;
}
