import { z } from 'zod';
import { defineCollector, isUnknown, known, unknown } from '../../../src/kit.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { Labels, Location, labelsOf, locationOf, member, nameOf } from '../member.ts';

const { operation } = CALLS.volumes;

export default defineCollector({
  id: 'hetzner/volume',
  title: 'Volumes and what they are attached to',
  scope: 'project',
  calls: [CALLS.volumes],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`id`'),
    name: z.string().describe('`name`'),
    labels: known(Labels).describe('`labels`'),
    attached: known(z.boolean()).describe('`server` is not null'),
    server: known(z.string().nullable()).describe('Id of the server it is attached to; null: none'),
    size: known(z.number()).describe('`size`, in GB'),
    location: known(Location).describe('`location`'),
    deleteProtected: known(z.boolean()).describe('`protection.delete`'),
    created: known(z.string()).describe('`created`'),
    backedUp: known(z.boolean()).describe(
      'Whether anything backs it up. Hetzner has no backups of volumes, so only an attestation can say',
    ),
  }),

  fetch(client: Hetzner, ask) {
    return ask.pages(operation, {}, client.pages('volumes'));
  },

  normalise(volume: Item) {
    const server = member(volume, 'server', z.int().nullable(), operation);
    const protection = member(volume, 'protection', z.looseObject({ delete: z.boolean() }), operation);
    return {
      id: String(volume.id),
      name: nameOf(volume),
      labels: labelsOf(volume, operation),
      attached: isUnknown(server) ? server : server !== null,
      server: isUnknown(server) || server === null ? server : String(server),
      size: member(volume, 'size', z.number(), operation),
      location: locationOf(volume, operation),
      deleteProtected: isUnknown(protection) ? protection : protection.delete,
      created: member(volume, 'created', z.iso.datetime({ offset: true }), operation),
      // https://docs.hetzner.com/cloud/general/faq: backups and snapshots of a server do not include its volumes
      backedUp: unknown({
        operation: 'attestation',
        reason: 'attestation_missing',
        detail: `Hetzner's API has no backup of volumes and its server backups leave volumes out; nobody has attested what backs up ${nameOf(volume)}`,
      }),
    };
  },
});
