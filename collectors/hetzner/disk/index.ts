import { z } from 'zod';
import { defineCollector, known, unknown } from '../../../src/kit.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { Labels, labelsOf, member, nameOf, unlabelled } from '../member.ts';

interface Raw {
  readonly kind: 'server' | 'volume';
  readonly item: Item;
}
const OPERATIONS = { server: CALLS.servers.operation, volume: CALLS.volumes.operation } as const;

export default defineCollector({
  id: 'hetzner/disk',
  title: "Everything that keeps data: each server's own disk and each volume",
  scope: 'project',
  calls: [CALLS.servers, CALLS.volumes],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`server/<id>` for the disk of a server, `volume/<id>` for a volume'),
    name: z.string().describe('`name` of the server or volume'),
    kind: z.string().describe('`server` or `volume`'),
    labels: known(Labels).describe('`labels` of the server or volume'),
    undeclared: known(z.boolean()).describe('Never known: stands for what a thing without the label asked for does not say'),
    created: known(z.string()).describe('`created` of the server or volume'),
    encrypted: known(z.boolean()).describe(
      "Whether it is encrypted at rest. Hetzner's API has no such field, so only an attestation can say",
    ),
  }),

  async *fetch(client: Hetzner, ask): AsyncIterable<Raw> {
    const servers = ask.pages(OPERATIONS.server, {}, client.pages('servers'));
    const volumes = ask.pages(OPERATIONS.volume, {}, client.pages('volumes'));
    for await (const item of servers) yield { kind: 'server', item };
    for await (const item of volumes) yield { kind: 'volume', item };
  },

  normalise({ kind, item }: Raw) {
    return {
      id: `${kind}/${item.id}`,
      name: nameOf(item),
      kind,
      labels: labelsOf(item, OPERATIONS[kind]),
      undeclared: unlabelled(item, OPERATIONS[kind]),
      created: member(item, 'created', z.iso.datetime({ offset: true }), OPERATIONS[kind]),
      encrypted: unknown({
        operation: 'attestation',
        reason: 'attestation_missing',
        detail: `Hetzner's API says nothing about encryption at rest of servers and volumes; nobody has attested it for ${kind} ${nameOf(item)}`,
      }),
    };
  },
});
