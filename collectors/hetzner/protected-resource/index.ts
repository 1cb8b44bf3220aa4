import { z } from 'zod';
import { defineCollector, isUnknown, known } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { Labels, labelsOf, member, nameOf, unlabelled } from '../member.ts';

const KINDS = {
  server: 'servers',
  volume: 'volumes',
  network: 'networks',
  'load-balancer': 'load_balancers',
  'primary-ip': 'primary_ips',
  'floating-ip': 'floating_ips',
  zone: 'zones',
} as const;
type Kind = keyof typeof KINDS;
interface Raw {
  readonly kind: Kind;
  readonly item: Item;
}

export default defineCollector({
  id: 'hetzner/protected-resource',
  title: 'Everything that Hetzner can protect against deletion, and whether it does',
  scope: 'project',
  calls: Object.values(KINDS).map((list) => CALLS[list]),
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`<kind>/<id>`'),
    name: z.string().describe('`name`'),
    kind: z.string().describe('server, volume, network, load-balancer, primary-ip, floating-ip or zone'),
    labels: known(Labels).describe('`labels`'),
    undeclared: known(z.boolean()).describe('Never known: stands for what a thing without the label asked for does not say'),
    protected: known(z.boolean()).describe('`protection.delete`; of a server also `protection.rebuild`'),
    autoDelete: known(z.boolean().nullable()).describe('`auto_delete` of a primary IP: it goes when its server goes; null: another kind'),
  }),

  async *fetch(client: Hetzner, ask): AsyncIterable<Raw> {
    const lists = (Object.entries(KINDS) as [Kind, (typeof KINDS)[Kind]][]).map(([kind, list]) => ({
      kind,
      items: ask.pages(CALLS[list].operation, {}, client.pages(list)),
    }));
    for (const { kind, items } of lists) for await (const item of items) yield { kind, item };
  },

  normalise({ kind, item }: Raw) {
    const { operation } = CALLS[KINDS[kind]];
    return {
      id: `${kind}/${item.id}`,
      name: nameOf(item),
      kind,
      labels: labelsOf(item, operation),
      undeclared: unlabelled(item, operation),
      protected: protectionOf(kind, item),
      autoDelete: kind === 'primary-ip' ? member(item, 'auto_delete', z.boolean(), operation) : null,
    };
  },
});

/** One protection that is off is enough to say no, whatever the other hides. */
function protectionOf(kind: Kind, item: Item): Known<boolean> {
  const { operation } = CALLS[KINDS[kind]];
  const protection = member(item, 'protection', z.record(z.string(), z.unknown()), operation);
  if (isUnknown(protection)) return protection;
  const each = (kind === 'server' ? ['delete', 'rebuild'] : ['delete']).map((what) => member(protection, what, z.boolean(), operation));
  if (each.includes(false)) return false;
  return each.find(isUnknown) ?? true;
}
