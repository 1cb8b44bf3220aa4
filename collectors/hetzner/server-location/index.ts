import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { addTo, Labels, labelsOf, locationOf, nameOf } from '../member.ts';

const SERVERS = CALLS.servers.operation;
const BOXES = CALLS.storage_boxes.operation;

/** The servers of one location. `place` is unknown for those that do not tell where they stand. */
interface Raw {
  readonly place: Known<string>;
  readonly servers: readonly Item[];
  readonly boxes: Answer<readonly Item[]>;
}

const Labelled = {
  name: z.string().describe('`name`'),
  labels: known(Labels).describe('`labels`'),
};

export default defineCollector({
  id: 'hetzner/server-location',
  title: 'Where servers stand, and which Storage Boxes of the project stand elsewhere',
  scope: 'project',
  calls: [CALLS.servers, CALLS.storage_boxes],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Location, such as `fsn1`, or `untold` for servers that do not tell theirs'),
    name: z.string().describe('Location, such as `fsn1`'),
    servers: z.array(z.object(Labelled)).describe('Servers that stand here'),
    boxes: known(
      z.array(
        z.object({ ...Labelled, elsewhere: known(z.boolean()).describe('`location.name` of the Storage Box is another than this one') }),
      ),
    ).describe('All Storage Boxes of the project'),
    undeclared: known(z.boolean()).describe('Never known: stands for what a thing without the label asked for does not say'),
    attestedElsewhere: known(z.boolean()).describe(
      "Whether something that Hetzner's API does not show this token keeps backups elsewhere; only an attestation can say",
    ),
  }),

  async *fetch(client: Hetzner, ask): AsyncIterable<Raw> {
    const servers = ask.pages(SERVERS, {}, client.pages('servers'));
    const boxes = await ask.list(BOXES, {}, client.pages('storage_boxes'));
    const byPlace = new Map<string, Item[]>();
    const untold: Item[] = [];
    let why: Unknown | undefined;
    for await (const server of servers) {
      const location = locationOf(server, SERVERS);
      if (!isUnknown(location)) addTo(byPlace, location.name, server);
      else {
        untold.push(server);
        why ??= location;
      }
    }
    for (const [place, here] of byPlace) yield { place, servers: here, boxes };
    if (why) yield { place: why, servers: untold, boxes };
  },

  normalise({ place, servers, boxes }: Raw) {
    const name = isUnknown(place) ? `${servers.length} ${servers.length === 1 ? 'server' : 'servers'} of untold location` : place;
    return {
      id: isUnknown(place) ? 'untold' : place,
      name,
      servers: servers.map((server) => labelled(server, SERVERS)),
      boxes: settle<readonly Item[], ReturnType<typeof boxOf>[]>(boxes, {
        some: (all) => all.map((box) => boxOf(box, place)),
        none: missing(BOXES, 'storage_boxes'),
      }),
      undeclared: unknown({
        operation: SERVERS,
        reason: 'missing_member',
        detail: `a server in ${name}, or a Storage Box, does not carry the label asked for, and nothing else in Hetzner's API says it`,
      }),
      attestedElsewhere: unknown({
        operation: 'attestation',
        reason: 'attestation_missing',
        detail: `Hetzner's API shows this token neither buckets nor other projects' Storage Boxes; nobody has attested what keeps backups of ${name} elsewhere`,
      }),
    };
  },
});

function labelled(item: Item, operation: string) {
  return { name: nameOf(item), labels: labelsOf(item, operation) };
}
function boxOf(box: Item, place: Known<string>) {
  const location = locationOf(box, BOXES);
  const elsewhere: Known<boolean> = isUnknown(place) ? place : isUnknown(location) ? location : location.name !== place;
  return { ...labelled(box, BOXES), elsewhere };
}
