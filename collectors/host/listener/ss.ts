/** Sockets that wait for somebody: `ss -tulnH`, https://manpages.debian.org/ss.8 */
import type { Known } from '../../../src/model.ts';
import { linesOf, odd } from '../client.ts';
import { SOCKETS } from '../queries.ts';

export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}
/** `tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*`; an interface may stand behind the address: `127.0.0.53%lo:53`. */
const LINE = /^(tcp|udp)\s+(?:LISTEN|UNCONN)\s+\d+\s+\d+\s+(\S+):(\d{1,5})\s+\S+/;

export function listenersIn(text: string): Known<Listener[]> {
  const found: Listener[] = [];
  for (const line of linesOf(text)) {
    const [, protocol, address, port] = LINE.exec(line.trim()) ?? [];
    if (protocol === undefined) return odd(SOCKETS.call, line);
    found.push({ protocol: protocol as 'tcp' | 'udp', address: bare(address as string), port: Number(port) });
  }
  return found;
}
const bare = (address: string) => address.replace(/^\[(.*)\]/, '$1').replace(/\]?%[\w.-]+\]?$/, '');

export const isLoopback = (address: string) => /^(?:::ffff:)?127\./.test(address) || address === '::1';

export interface Row {
  readonly address: string;
  readonly port: string;
  readonly protocol: string;
  readonly family: string;
}
/** The same of osquery's table `listening_ports`: families 2 and 10 are IP, protocols 6 and 17 are TCP and UDP. https://osquery.io/schema */
export function listenersOf(rows: readonly Row[]): Listener[] {
  return rows.flatMap(({ address, port, protocol, family }): Listener[] => {
    const named = protocol === '6' ? 'tcp' : protocol === '17' ? 'udp' : undefined;
    return named && (family === '2' || family === '10') && port !== '0' ? [{ protocol: named, address, port: Number(port) }] : [];
  });
}
