import { z } from 'zod';
import { defineCollector, isUnknown } from '../../../src/kit.ts';
import { gap, type Hosts, hear, machineIn, tableOf, told } from '../client.ts';
import { OSQUERY, SOCKETS } from '../queries.ts';
import { isLoopback, type Listener, listenersIn, listenersOf } from './ss.ts';

const Row = z.looseObject({ address: z.string(), port: z.string().regex(/^\d+$/), protocol: z.string(), family: z.string() });
/** A socket, and the answer that tells of it. */
type Raw = Listener & { readonly at?: string; readonly rests: unknown };

export default defineCollector({
  id: 'host/listener',
  title: 'Listening sockets of the machine',
  scope: 'machine',
  calls: [SOCKETS.call, OSQUERY],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Protocol, address and port'),
    name: z.string().describe('The same'),
    protocol: z.string().describe('`tcp` or `udp`'),
    address: z.string().describe('The local address; `*`, `0.0.0.0` and `::` are all of them'),
    service: z.string().describe('As an allow-list names it: `tcp/22`'),
    loopback: z.boolean().describe('Reached from this machine alone: 127.0.0.0/8 or ::1'),
  }),
  async *fetch(client: Hosts, ask, ctx): AsyncIterable<Raw> {
    const looked = machineIn(client, ctx);
    if (looked.machine.by === 'osquery') {
      const table = await tableOf(looked, ask, 'listening_ports', Row);
      if (isUnknown(table)) return ask.incomplete(table.$unknown);
      if (table === null) return ask.incomplete(gap(OSQUERY.operation, 'missing_member', 'no table listening_ports').$unknown);
      if (table.rows.length === 0) return ask.incomplete(silent(OSQUERY.operation));
      ask.proof(`all ${table.rows.length} sockets that osquery saw at ${table.at}`);
      return yield* unique(listenersOf(table.rows)).map((one) => ({ ...one, at: table.at, rests: table }));
    }
    const heard = await hear(looked, ask, SOCKETS);
    const listeners = told(heard, SOCKETS, ({ stdout }) => listenersIn(stdout));
    if (isUnknown(listeners)) return ask.incomplete(listeners.$unknown);
    if (listeners.length === 0) return ask.incomplete(silent(SOCKETS.call.operation));
    ask.proof(`ss names ${listeners.length} listening sockets`);
    yield* unique(listeners).map((one) => ({ ...one, rests: heard }));
  },
  normalise({ protocol, address, port }: Raw) {
    const id = idOf({ protocol, address, port });
    return { id, name: id, protocol, address, service: `${protocol}/${port}`, loopback: isLoopback(address) };
  },
  asOf: ({ at }: Raw) => at,
});

/** A machine that can be asked listens somewhere, if only to itself: an empty list is one that was not shown. */
const silent = (operation: string) => gap(operation, 'no_results', 'not one listening socket is named').$unknown;

const idOf = ({ protocol, address, port }: Listener) => `${protocol} ${address.includes(':') ? `[${address}]` : address}:${port}`;
/** Several sockets may share a port (SO_REUSEPORT). */
const unique = (listeners: readonly Listener[]) => [...new Map(listeners.map((one) => [idOf(one), one])).values()];
