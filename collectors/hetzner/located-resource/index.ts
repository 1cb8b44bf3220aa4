import { z } from 'zod';
import { defineCollector, known } from '../../../src/kit.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { Location, locationOf, nameOf } from '../member.ts';

/** Every kind of thing that Hetzner gives a place, and the member that tells it. Networks span a zone, not a country. */
const KINDS = {
  server: { list: 'servers', place: 'location' },
  volume: { list: 'volumes', place: 'location' },
  'load-balancer': { list: 'load_balancers', place: 'location' },
  'floating-ip': { list: 'floating_ips', place: 'home_location' },
  'primary-ip': { list: 'primary_ips', place: 'location' },
  'storage-box': { list: 'storage_boxes', place: 'location' },
} as const;
type Kind = keyof typeof KINDS;
interface Raw {
  readonly kind: Kind;
  readonly item: Item;
}

export default defineCollector({
  id: 'hetzner/located-resource',
  title: 'Everything that stands somewhere, and in which country',
  scope: 'project',
  calls: Object.values(KINDS).map(({ list }) => CALLS[list]),
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`<kind>/<id>`'),
    name: z.string().describe('`name`'),
    kind: z.string().describe('server, volume, load-balancer, floating-ip, primary-ip or storage-box'),
    location: known(Location).describe('`location`; of a floating IP: `home_location`'),
  }),

  async *fetch(client: Hetzner, ask): AsyncIterable<Raw> {
    const lists = (Object.entries(KINDS) as [Kind, (typeof KINDS)[Kind]][]).map(([kind, { list }]) => ({
      kind,
      items: ask.pages(CALLS[list].operation, {}, client.pages(list)),
    }));
    for (const { kind, items } of lists) for await (const item of items) yield { kind, item };
  },

  normalise({ kind, item }: Raw) {
    const { list, place } = KINDS[kind];
    return { id: `${kind}/${item.id}`, name: nameOf(item), kind, location: locationOf(item, CALLS[list].operation, place) };
  },
});
