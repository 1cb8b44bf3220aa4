import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { addTo, labelOf, locationOf, member, nameOf } from '../member.ts';

const SERVERS = CALLS.servers.operation;
const GROUPS = CALLS.placement_groups.operation;

/** The servers of one role in one location. `of` is unknown for those that do not tell their role or location. */
interface Raw {
  readonly of: Known<{ readonly role: string; readonly place: string }>;
  readonly servers: readonly Item[];
  readonly groups: Answer<readonly Item[]>;
  /** Why servers may be missing from it; absent: the project's list was read to its end. */
  readonly unread?: Unknown;
}

export default defineCollector({
  id: 'hetzner/role-placement',
  title: 'Servers of one role in one location, and whether a placement group keeps them on different hosts',
  scope: 'project',
  calls: [CALLS.servers, CALLS.placement_groups],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`<role>/<location>`, or `untold` for servers that do not tell their role or location'),
    name: z.string().describe('Value of the label `role`, and location'),
    servers: z.array(z.string()).describe('Names of its servers'),
    several: known(z.boolean()).describe('There are at least two of them'),
    spread: known(z.boolean()).describe('All of them are in one and the same placement group, and its `type` is `spread`'),
  }),

  async *fetch(client: Hetzner, ask): AsyncIterable<Raw> {
    const byBoth = new Map<string, Item[]>();
    const untold: Item[] = [];
    let why: Unknown | undefined;
    const groups = ask.list(GROUPS, {}, client.pages('placement_groups'));
    for await (const server of ask.pages(SERVERS, {}, client.pages('servers'))) {
      const [role, location] = [labelOf(server, 'role', SERVERS), locationOf(server, SERVERS)];
      if (!isUnknown(role) && !isUnknown(location)) addTo(byBoth, JSON.stringify([role, location.name]), server);
      else {
        untold.push(server);
        why ??= isUnknown(role) ? role : isUnknown(location) ? location : undefined;
      }
    }
    // the same question, so the same answer: Unknown when any page of it went unread
    const whole = await ask.list(SERVERS, {}, client.pages('servers'));
    // whoever does not tell may belong to any of them
    const unread = isUnknown(whole) ? whole : why;
    for (const [key, servers] of byBoth) {
      const [role = '', place = ''] = JSON.parse(key) as string[];
      yield { of: { role, place }, servers, groups: await groups, ...(unread && { unread }) };
    }
    if (why) yield { of: why, servers: untold, groups: await groups };
  },

  normalise({ of, servers, groups, unread }: Raw) {
    const names = servers.map(nameOf).sort();
    if (isUnknown(of)) {
      const name = `${servers.length} ${servers.length === 1 ? 'server' : 'servers'} without a role or a location`;
      return { id: 'untold', name, servers: names, several: of, spread: of };
    }
    return {
      id: `${of.role}/${of.place}`,
      name: `${of.role} in ${of.place}`,
      servers: names,
      several: servers.length < 2 && unread !== undefined ? unread : servers.length >= 2,
      spread: spreadOf(servers, groups, unread),
    };
  },
});

const Group = z.looseObject({ id: z.int() }).nullable();

/** One server in no group, or two in different groups, is enough to say no; a yes needs all of them. */
function spreadOf(servers: readonly Item[], groups: Answer<readonly Item[]>, unread: Unknown | undefined): Known<boolean> {
  const ids = servers.map((server): Known<number | null> => {
    const group = member(server, 'placement_group', Group, SERVERS);
    return isUnknown(group) || group === null ? group : group.id;
  });
  const told = new Set(ids.filter((id): id is number | null => !isUnknown(id)));
  if (told.has(null) || told.size > 1) return false;
  const hidden = ids.find(isUnknown);
  if (hidden) return hidden;
  const [id] = told;
  const list = settle<readonly Item[], readonly Item[]>(groups, { some: (all) => all, none: missing(GROUPS, 'placement_groups') });
  if (isUnknown(list)) return list;
  const group = list.find((one) => one.id === id);
  if (!group) return disagree(`${GROUPS} does not list placement group ${id}, which servers name`);
  const type = member(group, 'type', z.string(), GROUPS);
  const members = member(group, 'servers', z.array(z.int()), GROUPS);
  if (isUnknown(type)) return type;
  if (type !== 'spread') return false;
  if (isUnknown(members)) return members;
  if (!servers.every((server) => members.includes(server.id)))
    return disagree(`${GROUPS} does not count a server to placement group ${id} that says it is in it`);
  return unread === undefined ? true : unread;
}
function disagree(detail: string): Unknown {
  return unknown({ operation: GROUPS, reason: 'changed_during_collection', detail });
}
