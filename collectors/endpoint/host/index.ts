/** One of your hosts from outside: which ports take a connection. */
import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, unknown } from '../../../src/kit.ts';
import type { Answer, Reason, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, type Outside, type Ports } from '../client.ts';

const Host = z.object({
  id: z.string(),
  name: z.string(),
  allowedPorts: z.array(z.int()).describe('What strangers may reach, as declared'),
  triedPorts: z.array(z.int()).describe('What was tried'),
  openPorts: known(z.array(z.int())).describe('Those that took a connection, seen from outside'),
  unexpectedPorts: known(z.array(z.int())).describe('Those of them that are not allowed'),
});
type Host = z.infer<typeof Host>;
interface Seen {
  readonly host: string;
  readonly allowed: readonly number[];
  readonly outside: boolean;
  readonly ports: readonly { readonly port: number; readonly answer: Answer<Ports> }[];
}

export default defineCollector<Outside, Seen, Host>({
  id: 'endpoint/host',
  title: 'Hosts seen from outside',
  scope: 'perimeter',
  calls: [CALLS.port],
  freshFor: 'P1D',
  resource: Host,

  async *fetch(client, ask) {
    const { hosts, allowedPublicPorts, probedPorts, vantage } = client.config;
    const each = [...new Map(hosts.map((one) => [one.host, one])).values()];
    const of = asks(client, ask);
    ask.proof(`the configuration declares ${each.length} hosts`);
    yield* parallel(each, async ({ host, allowedPorts: allowed = allowedPublicPorts }) => {
      const tried = [...new Set([...probedPorts, ...allowed])].sort((a, b) => a - b);
      const ports = await Promise.all(tried.map(async (port) => ({ port, answer: await of.port({ host, port }) })));
      return { host, allowed, outside: vantage === 'outside', ports };
    });
  },

  normalise({ host, allowed, outside, ports }) {
    const seen = ports.flatMap(({ port, answer }) =>
      isUnknown(answer) || answer === null
        ? []
        : answer.addresses.map(({ peer, state }) => ({ port, address: peer.replace(/:\d+$/, ''), state })),
    );
    const open = [...new Set(seen.filter(({ state }) => state === 'open').map(({ port }) => port))];
    const unexpected = open.filter((port) => !allowed.includes(port));
    const inside = outside ? undefined : gap('attestation_missing', INSIDE);
    const doubt = ports.map(({ answer }) => answer).find(isUnknown) ?? deaf(host, seen);
    return {
      id: host,
      name: host,
      allowedPorts: [...allowed],
      triedPorts: ports.map(({ port }) => port),
      openPorts: inside ?? doubt ?? open,
      // one that is open is a fact, whatever could not be seen beside it
      unexpectedPorts: inside ?? (unexpected.length > 0 ? unexpected : (doubt ?? [])),
    };
  },
});

const INSIDE = 'ports seen from inside, or from an address that a firewall lets in, prove nothing: state `vantage: outside` where it is so';
const gap = (reason: Reason, detail: string): Unknown => unknown({ operation: CALLS.port.operation, reason, detail });

/** An address of which nothing at all answers: nobody knows whether it is closed or the line is dead. */
function deaf(host: string, seen: readonly { readonly address: string; readonly state: string }[]): Unknown | undefined {
  const addresses = [...new Set(seen.map(({ address }) => address))];
  const dead = addresses.find((address) => seen.every((one) => one.address !== address || one.state === 'filtered'));
  if (dead !== undefined) return gap('timeout', `${host} (${dead}) answers on none of its ports: closed cannot be told from unreachable`);
  return addresses.length === 0 ? gap('not_run', `no port of ${host} was tried`) : undefined;
}
