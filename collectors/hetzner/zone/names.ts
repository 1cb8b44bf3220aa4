/** Which names of a zone somebody outside can go to. Pure. */
import { BlockList, isIP } from 'node:net';
import { unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import type { RecordSet } from '../client.ts';

/** What nobody reaches from outside: https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-. */
const INSIDE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  INSIDE.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INSIDE.addSubnet(network, prefix, 'ipv6');

/** Sorted, each once, in full: `www.example.com`. A name with an underscore is no host's: RFC 8552. */
export function hostNamesIn(zone: string, sets: readonly RecordSet[], operation: string): Known<string[]> {
  const names = new Set<string>();
  for (const { name, type, records } of sets) {
    if (/(?:^|\.)_/.test(name) || !['A', 'AAAA', 'CNAME'].includes(type)) continue;
    const full = name === '@' ? zone : `${name}.${zone}`;
    const family = type === 'A' ? 4 : 6;
    const odd = type === 'CNAME' ? undefined : records.find(({ value }) => isIP(value) !== family);
    if (odd)
      return unknown({
        operation,
        reason: 'malformed_response',
        detail: `${full} leads to ${JSON.stringify(odd.value.slice(0, 60))}, which is no address`,
      });
    if (type === 'CNAME' || records.some(({ value }) => !INSIDE.check(value, family === 4 ? 'ipv4' : 'ipv6'))) names.add(full);
  }
  return [...names].sort();
}
