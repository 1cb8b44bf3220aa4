import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { anyOf, Labels, Location, labelsOf, locationOf, member, nameOf, unlabelled } from '../member.ts';
import { byOwner, newestAvailable } from './images.ts';
import { systemOf } from './system.ts';

const SERVERS = CALLS.servers.operation;
const IMAGES = CALLS.images.operation;

/** The images of one server. `read` stands for the whole list, so that "no image" rests on the pages that show none. */
interface Images {
  readonly own: readonly Item[];
  readonly stray: readonly Item[];
  readonly read: readonly Item[];
}
interface Raw {
  readonly server: Item;
  readonly backups: Answer<Images>;
  readonly snapshots: Answer<Images>;
}

const Firewall = z.object({
  id: known(z.string()),
  status: known(z.string().describe('`applied` or `pending`; pending filters nothing yet')),
});

export default defineCollector({
  id: 'hetzner/server',
  title: 'Servers, their public addresses, firewalls, backups and state',
  scope: 'project',
  calls: [CALLS.servers, CALLS.images],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`id`'),
    name: z.string().describe('`name`'),
    labels: known(Labels).describe('`labels`: the only place where Hetzner keeps what a server is for'),
    undeclared: known(z.boolean()).describe('Never known: stands for what a server without the label asked for does not say'),
    status: known(z.string()).describe('`status`: running, off, …'),
    hasPublicAddress: known(z.boolean()).describe('`public_net.ipv4` or `public_net.ipv6` is not null'),
    hasPrivateNetwork: known(z.boolean()).describe('`private_net` names at least one network'),
    firewalls: known(z.array(Firewall)).describe('`public_net.firewalls`: what Hetzner filters before the public interface'),
    backupsEnabled: known(z.boolean()).describe('`backup_window` is not null'),
    newestBackup: known(z.string().nullable()).describe(
      '`created` of the newest available backup bound to it or snapshot made from it; null: none',
    ),
    rescueEnabled: known(z.boolean()).describe('`rescue_enabled`'),
    isoAttached: known(z.boolean()).describe('`iso` is not null'),
    image: known(z.string().nullable()).describe('Name of the image it was made from; null: none, or one without a name'),
    system: known(z.string()).describe('`image.os_flavor` and `image.os_version`: what it was made with, such as `debian 12`'),
    deprecatedSince: known(z.string().nullable()).describe(
      '`image.deprecated`: since when Hetzner calls the image deprecated; null: it does not',
    ),
    supportEnds: known(z.string()).describe('When the makers of that system end its free security updates, by the table that is shipped'),
    location: known(Location).describe('`location`; `datacenter` was removed from the API in 2026'),
    deleteProtected: known(z.boolean()).describe('`protection.delete` and `protection.rebuild`'),
    volumes: known(z.array(z.string())).describe('`volumes`: ids of attached volumes, which no server backup includes'),
  }),

  async *fetch(client: Hetzner, ask) {
    const servers = ask.pages(SERVERS, {}, client.pages('servers'));
    const images = (type: string) => ask.list(IMAGES, { type }, client.pages('images', { type }));
    const [backups, snapshots] = await Promise.all([images('backup'), images('snapshot')]);
    const [ofBackups, ofSnapshots] = [imagesOf(backups), imagesOf(snapshots)];
    for await (const server of servers) {
      yield { server, backups: ofBackups(server), snapshots: ofSnapshots(server) };
    }
  },

  normalise({ server, backups, snapshots }: Raw) {
    const publicNet = member(server, 'public_net', z.record(z.string(), z.unknown()), SERVERS);
    return {
      id: String(server.id),
      name: nameOf(server),
      labels: labelsOf(server, SERVERS),
      undeclared: unlabelled(server, SERVERS),
      status: member(server, 'status', z.string(), SERVERS),
      hasPublicAddress: isUnknown(publicNet) ? publicNet : anyOf([isThere(publicNet, 'ipv4'), isThere(publicNet, 'ipv6')]),
      hasPrivateNetwork: some(
        member(server, 'private_net', z.array(z.looseObject({ network: z.int() })), SERVERS),
        (nets) => nets.length > 0,
      ),
      firewalls: isUnknown(publicNet)
        ? publicNet
        : some(member(publicNet, 'firewalls', z.array(z.record(z.string(), z.unknown())), SERVERS), firewallsOf),
      backupsEnabled: isThere(server, 'backup_window'),
      newestBackup: newest(newestOf(backups), newestOf(snapshots)),
      rescueEnabled: member(server, 'rescue_enabled', z.boolean(), SERVERS),
      isoAttached: isThere(server, 'iso'),
      image: some(member(server, 'image', z.looseObject({ name: z.string().nullable() }).nullable(), SERVERS), (image) =>
        image === null ? null : image.name,
      ),
      ...systemOf(server),
      location: locationOf(server, SERVERS),
      deleteProtected: some(
        member(server, 'protection', z.looseObject({ delete: z.boolean(), rebuild: z.boolean() }), SERVERS),
        (is) => is.delete && is.rebuild,
      ),
      volumes: some(member(server, 'volumes', z.array(z.int()), SERVERS), (ids) => ids.map(String)),
    };
  },
});

function some<T, U>(value: Known<T>, meaning: (value: T) => U): Known<U> {
  return isUnknown(value) ? value : meaning(value);
}
/** Null is Hetzner's word for "none"; a member that is left out is no word at all. */
function isThere(of: Readonly<Record<string, unknown>>, name: string): Known<boolean> {
  return of[name] === undefined ? missing(SERVERS, name) : of[name] !== null;
}

function firewallsOf(entries: readonly Record<string, unknown>[]): z.infer<typeof Firewall>[] {
  return entries.map((entry) => ({
    id: some(member(entry, 'id', z.int(), SERVERS), String),
    status: member(entry, 'status', z.string(), SERVERS),
  }));
}

function imagesOf(answer: Answer<readonly Item[]>): (server: Item) => Answer<Images> {
  if (answer === null || isUnknown(answer)) return () => answer;
  const { byServer, stray } = byOwner(answer);
  const none: readonly Item[] = [];
  // the last item was tied to every page read before it; walking all of them once per server would be quadratic
  const read = answer.length === 0 ? answer : answer.slice(-1);
  return (server) => ({ own: byServer.get(server.id) ?? none, stray, read });
}
function newestOf(images: Answer<Images>): Known<string | null> {
  return settle<Images, string | null>(images, { some: ({ own, stray }) => newestAvailable(own, stray), none: missing(IMAGES, 'images') });
}
function newest(a: Known<string | null>, b: Known<string | null>): Known<string | null> {
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) >= Date.parse(b) ? a : b;
}
