import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { Labels, labelsOf, member, nameOf } from '../member.ts';

const SERVERS = CALLS.servers.operation;
const NETWORKS = CALLS.networks.operation;

interface Raw {
  readonly project: string;
  /** As far as they could be read. */
  readonly servers: readonly Item[];
  readonly networks: readonly Item[];
  /** The same lists again, for whether they were read to their end. */
  readonly whole: readonly [servers: Answer<readonly Item[]>, networks: Answer<readonly Item[]>];
}

const Server = z.object({
  name: z.string().describe('`name`'),
  labels: known(Labels).describe('`labels`'),
});

export default defineCollector({
  id: 'hetzner/environment',
  title: 'What shares one project, one token and one network',
  scope: 'project',
  calls: [CALLS.servers, CALLS.networks],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the project'),
    name: z.string().describe('The name that claimcheck.yaml gives the project'),
    servers: z.array(Server).describe('Servers of the project, and those in its networks that its list of servers does not show'),
    vswitches: known(z.array(z.string())).describe(
      "`subnets[].vswitch_id` of its networks: what reaches beyond the project, to machines that Hetzner Cloud's API does not show",
    ),
    whole: known(z.boolean()).describe('Both lists were read to their end'),
    undeclared: known(z.boolean()).describe('Never known: stands for what a server without the label asked for does not say'),
    vswitchUndeclared: known(z.boolean()).describe(
      'Never known: stands for which environment a vSwitch belongs to that nobody has declared',
    ),
  }),

  async *fetch(client: Hetzner, ask): AsyncIterable<Raw> {
    const servers = await gathered(ask.pages(SERVERS, {}, client.pages('servers')));
    const networks = await gathered(ask.pages(NETWORKS, {}, client.pages('networks')));
    const whole = await Promise.all([ask.list(SERVERS, {}, client.pages('servers')), ask.list(NETWORKS, {}, client.pages('networks'))]);
    yield { project: client.project, servers, networks, whole };
  },

  normalise({ project, servers, networks, whole }: Raw) {
    const read = whole.map((list, index) =>
      settle<readonly Item[], boolean>(list, { some: () => true, none: missing(index === 0 ? SERVERS : NETWORKS, 'the list') }),
    );
    return {
      id: project,
      name: project,
      servers: [...servers.map((server) => ({ name: nameOf(server), labels: labelsOf(server, SERVERS) })), ...unlisted(servers, networks)],
      vswitches: vswitchesOf(networks),
      whole: [...read, ...networks.map(membersOf)].find(isUnknown) ?? true,
      undeclared: unknown({
        operation: SERVERS,
        reason: 'missing_member',
        detail: `a server of ${project} does not carry the label asked for, and nothing else in Hetzner's API says it`,
      }),
      vswitchUndeclared: unknown({
        operation: NETWORKS,
        reason: 'missing_member',
        detail: `nobody has declared to which environment the vSwitches of ${project} belong, and Hetzner Cloud's API shows neither`,
      }),
    };
  },
});

async function gathered(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
function membersOf(network: Item): Known<readonly number[]> {
  return member(network, 'servers', z.array(z.int()), NETWORKS);
}
/** Whoever is in a network and on no list shares it all the same. */
function unlisted(servers: readonly Item[], networks: readonly Item[]): { name: string; labels: Unknown }[] {
  const listed = new Set(servers.map(({ id }) => id));
  const inside = networks.flatMap((network) => {
    const members = membersOf(network);
    return isUnknown(members) ? [] : members;
  });
  return [...new Set(inside)]
    .filter((id) => !listed.has(id))
    .map((id) => {
      const why = unknown({
        operation: SERVERS,
        reason: 'changed_during_collection',
        detail: `${SERVERS} does not list server ${id}, which a network of the project holds`,
      });
      return { name: `server ${id}`, labels: why };
    });
}
function vswitchesOf(networks: readonly Item[]): Known<string[]> {
  const ids = new Set<string>();
  for (const network of networks) {
    const subnets = member(network, 'subnets', z.array(z.looseObject({ type: z.string() })), NETWORKS);
    if (isUnknown(subnets)) return subnets;
    for (const subnet of subnets.filter(({ type }) => type === 'vswitch')) {
      const id = member(subnet, 'vswitch_id', z.int(), NETWORKS);
      if (isUnknown(id)) return id;
      ids.add(String(id));
    }
  }
  return [...ids].sort();
}
