import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { Labels, labelsOf, locationOf, member, nameOf, pick, unlabelled } from '../member.ts';
import { Backend, backendOf, Service, serviceOf } from './services.ts';
import { targetsOf } from './targets.ts';

const BALANCERS = CALLS.load_balancers.operation;
const SERVERS = CALLS.servers.operation;

interface Raw {
  readonly balancer: Item;
  /** Those of the project's servers that it sends to. */
  readonly servers: Answer<readonly Item[]>;
}

export default defineCollector({
  id: 'hetzner/load-balancer',
  title: 'Load balancers, what they speak, and how their targets fare',
  scope: 'project',
  calls: [CALLS.load_balancers, CALLS.servers],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`id`'),
    name: z.string().describe('`name`'),
    labels: known(Labels).describe('`labels`'),
    undeclared: known(z.boolean()).describe('Never known: stands for what a load balancer without the label asked for does not say'),
    public: known(z.boolean()).describe('`public_net.enabled`'),
    services: known(z.array(Service)).describe('`services`: what it speaks'),
    backends: known(z.array(Backend)).describe('Who answers on each of its services'),
    passedThrough: known(z.boolean()).describe('Never known: stands for whether what it passes through as TCP is encrypted'),
    declaredRedundant: known(z.boolean()).describe('It carries the label `redundant=true`'),
  }),

  async *fetch(client: Hetzner, ask): AsyncIterable<Raw> {
    const balancers = ask.pages(BALANCERS, {}, client.pages('load_balancers'));
    const servers = ask.list(SERVERS, {}, client.pages('servers'));
    yield* parallel(balancers, async (balancer): Promise<Raw> => {
      const answer = await servers;
      if (answer === null || isUnknown(answer)) return { balancer, servers: answer };
      const wanted = new Set(targetsOf(balancer).all.map(({ server }) => server));
      return { balancer, servers: pick(answer, ({ id }) => wanted.has(id)) };
    });
  },

  normalise({ balancer, servers }: Raw) {
    const net = member(balancer, 'public_net', z.looseObject({ enabled: z.boolean() }), BALANCERS);
    const services = member(balancer, 'services', z.array(z.looseObject({ listen_port: z.int() })), BALANCERS);
    const labels = labelsOf(balancer, BALANCERS);
    const targets = targetsOf(balancer);
    return {
      id: String(balancer.id),
      name: nameOf(balancer),
      labels,
      undeclared: unlabelled(balancer, BALANCERS),
      public: isUnknown(net) ? net : net.enabled,
      services: isUnknown(services) ? services : services.map(serviceOf),
      backends: isUnknown(services) ? services : services.map((one) => backendOf(one, targets, (id) => placeOf(id, servers))),
      passedThrough: unknown({
        operation: BALANCERS,
        reason: 'missing_member',
        detail: `${nameOf(balancer)} passes a port through as TCP: only a probe can tell whether that is encrypted`,
      }),
      declaredRedundant: isUnknown(labels) ? labels : labels['redundant'] === 'true',
    };
  },
});

function placeOf(id: number, servers: Answer<readonly Item[]>): Known<string> {
  const list = settle<readonly Item[], readonly Item[]>(servers, { some: (all) => all, none: missing(SERVERS, 'servers') });
  if (isUnknown(list)) return list;
  const server = list.find((one) => one.id === id);
  if (!server)
    return unknown({
      operation: SERVERS,
      reason: 'changed_during_collection',
      detail: `${SERVERS} does not list server ${id}, to which a load balancer sends`,
    });
  const location = locationOf(server, SERVERS);
  return isUnknown(location) ? location : location.name;
}
