import { z } from 'zod';
import { defineCollector, isUnknown, known } from '../../../src/kit.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { Labels, labelsOf, member, nameOf } from '../member.ts';

const { operation } = CALLS.images;

export default defineCollector({
  id: 'hetzner/image',
  title: 'Snapshots: images that people made of their servers',
  scope: 'project',
  calls: [CALLS.images],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`id`'),
    name: z.string().describe('`description`: snapshots have no name'),
    labels: known(Labels).describe('`labels`'),
    created: known(z.string()).describe('`created`'),
    deleteProtected: known(z.boolean()).describe('`protection.delete`'),
  }),

  fetch(client: Hetzner, ask) {
    return ask.pages(operation, { type: 'snapshot' }, client.pages('images', { type: 'snapshot' }));
  },

  normalise(image: Item) {
    const protection = member(image, 'protection', z.looseObject({ delete: z.boolean() }), operation);
    return {
      id: String(image.id),
      name: nameOf(image),
      labels: labelsOf(image, operation),
      created: member(image, 'created', z.string(), operation),
      deleteProtected: isUnknown(protection) ? protection : protection.delete,
    };
  },
});
