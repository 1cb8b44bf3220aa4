/** Which ports the internet may reach, as ranges. Pure. */
import { z } from 'zod';
import { isUnknown, type Known, known } from '../../src/kit.ts';

export const PROTOCOLS = ['tcp', 'udp'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Both ends are in it. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}
export const ALL_PORTS: Ports = { from: 0, to: 65535 };

/** As checks read it: what is not in the list, the internet cannot reach. */
export const OpenPorts = z.object({
  protocol: z.enum(PROTOCOLS).describe('`tcp` or `udp`'),
  from: z.int().describe('First port of the range'),
  to: z.int().describe('Last port of the range'),
  open: known(z.boolean()).describe('True; or why it could not be told whether the internet may reach these ports'),
});
export type OpenPorts = z.infer<typeof OpenPorts>;

/** Ranges as long as they can be. `rules`: where something begins or ends; `open` says the same of every port between two such edges. */
export function openPorts(protocol: Protocol, rules: readonly Ports[], open: (port: number) => Known<boolean>): OpenPorts[] {
  const within = rules.flatMap(({ from, to }) => [from, to + 1]).filter((port) => port > ALL_PORTS.from && port <= ALL_PORTS.to);
  const edges = [...new Set([ALL_PORTS.from, ...within])].sort((a, b) => a - b);
  const found: OpenPorts[] = [];
  for (const [i, from] of edges.entries()) {
    const next = edges[i + 1];
    const to = next === undefined ? ALL_PORTS.to : next - 1;
    const said = open(from);
    const last = found.at(-1);
    if (last?.to === from - 1 && said !== false && isUnknown(last.open) === isUnknown(said)) found[found.length - 1] = { ...last, to };
    else if (said !== false) found.push({ protocol, from, to, open: said });
  }
  return found;
}
