import { z } from 'zod';
import { defineCollector, isUnknown, known, unknown } from '../../../src/kit.ts';
import type { Known, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { addTo, anyOf, labelOf, labelsOf, locationOf, member, nameOf } from '../member.ts';

const { operation } = CALLS.servers;

/** The servers that share a role. `role` is unknown for those whose labels do not tell. */
interface Raw {
  readonly role: Known<string>;
  readonly servers: readonly Item[];
  /** Why servers may be missing from it; absent: the project's list was read to its end. */
  readonly unread?: Unknown;
}

export default defineCollector({
  id: 'hetzner/role',
  title: 'What servers are for, by their label `role`, and in how many places each role runs',
  scope: 'project',
  calls: [CALLS.servers],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`role/<value>`, or `unlabelled` for all servers without the label'),
    name: z.string().describe('Value of the label `role`'),
    role: known(z.string()).describe('Value of the label `role`; unknown for servers that carry none'),
    declaredRedundant: known(z.boolean()).describe('One of its servers carries the label `redundant=true`'),
    runningIn: known(z.array(z.string())).describe('Distinct locations (not data centres) of its servers with the status `running`'),
    inSeveralLocations: known(z.boolean()).describe('Its running servers stand in at least two locations'),
  }),

  async *fetch(client: Hetzner, ask): AsyncIterable<Raw> {
    const byRole = new Map<string, Item[]>();
    const unlabelled: Item[] = [];
    for await (const server of ask.pages(operation, {}, client.pages('servers'))) {
      const role = labelOf(server, 'role', operation);
      if (isUnknown(role)) unlabelled.push(server);
      else addTo(byRole, role, server);
    }
    // the same question, so the same answer: Unknown when any page of it went unread
    const whole = await ask.list(operation, {}, client.pages('servers'));
    const unread = isUnknown(whole) ? { unread: whole } : {};
    for (const [role, servers] of byRole) yield { role, servers, ...unread };
    if (unlabelled.length > 0) yield { role: untold(unlabelled), servers: unlabelled };
  },

  normalise({ role, servers, unread }: Raw) {
    if (isUnknown(role)) {
      const name = `${servers.length} ${servers.length === 1 ? 'server' : 'servers'} without a role`;
      return { id: 'unlabelled', name, role, declaredRedundant: role, runningIn: role, inSeveralLocations: role };
    }
    return {
      id: `role/${role}`,
      name: role,
      role,
      declaredRedundant: anyOf([...servers.map(saysRedundant), ...(unread ? [unread] : [])]),
      ...placesOf(servers, unread),
    };
  },
});

function untold(servers: readonly Item[]): Known<string> {
  const names = servers.slice(0, 5).map(nameOf).join(', ');
  const more = servers.length > 5 ? ` and ${servers.length - 5} more` : '';
  return unknown({
    operation,
    reason: 'missing_member',
    detail: `no label \`role\` says what ${names}${more} ${servers.length === 1 ? 'is' : 'are'} for`,
  });
}

function saysRedundant(server: Item): Known<boolean> {
  const labels = labelsOf(server, operation);
  return isUnknown(labels) ? labels : labels['redundant'] === 'true';
}

/** Two places proved are two places, whatever a third server hides; one place proved is not "only one" while any server is hidden. */
function placesOf(
  servers: readonly Item[],
  unread: Unknown | undefined,
): { runningIn: Known<string[]>; inSeveralLocations: Known<boolean> } {
  const places = servers.map((server): Known<string | null> => {
    const status = member(server, 'status', z.string(), operation);
    if (isUnknown(status)) return status;
    if (status !== 'running') return null;
    const location = locationOf(server, operation);
    return isUnknown(location) ? location : location.name;
  });
  const proved = [...new Set(places.filter((place) => typeof place === 'string'))].sort();
  const hidden = [...places, unread].find(isUnknown);
  return { runningIn: hidden ?? proved, inSeveralLocations: proved.length < 2 && hidden !== undefined ? hidden : proved.length >= 2 };
}
