/** The clean project after a year of small shortcuts. Each is data: what was done, and which check must see it. */
import type { Firewall, Image, LoadBalancer, Server, Volume, World } from '../world.ts';
import { clean } from './clean.ts';

export interface Drift {
  /** The check that must fail. */
  readonly check: string;
  /** The id of the resource that it must fail on, as the check's collector gives it. */
  readonly resource: string;
  readonly what: string;
}
/** Complete: a check of Hetzner that is not named here must not fail. */
export const drift: readonly Drift[] = [
  { check: 'hetzner.server.firewall-attached', resource: '1002', what: 'web-2 was taken out of its firewall to debug something' },
  { check: 'hetzner.firewall.no-world-admin-ports', resource: '9003', what: 'SSH is open to 0.0.0.0/1 and to 128.0.0.0/1, in two rules' },
  { check: 'hetzner.firewall.no-world-data-ports', resource: '9002', what: 'PostgreSQL is open to everybody on IPv6' },
  { check: 'hetzner.firewall.only-authorised-ports', resource: '9002', what: 'port 5432 is on no list' },
  { check: 'hetzner.firewall.only-authorised-ports', resource: '9003', what: 'port 22 is on no list' },
  { check: 'hetzner.server.backups-enabled', resource: '1004', what: 'backups of app-2 were switched off to save a fifth of its price' },
  { check: 'hetzner.server.backup-recent', resource: '1004', what: 'without backups there is no recent one' },
  { check: 'hetzner.server.backup-recent', resource: '1005', what: 'the newest available backup of db-1 is five days old' },
  { check: 'hetzner.server.no-public-ip-for-data', resource: '1006', what: 'db-2 was given a public address' },
  { check: 'hetzner.server.not-in-rescue', resource: '1007', what: 'jump-1 was left in rescue mode' },
  { check: 'hetzner.snapshot.protected', resource: '20001', what: "the yearly archive's protection was taken off" },
  { check: 'hetzner.redundancy.multi-location', resource: 'role/data', what: 'db-2 was moved next to db-1' },
  { check: 'hetzner.redundancy.placement-group', resource: 'data/fsn1', what: 'and into no placement group, so both may run on one host' },
  { check: 'hetzner.loadbalancer.https', resource: '4001', what: 'a second service of lb-1 speaks plain HTTP, for a test' },
  {
    check: 'hetzner.resources.delete-protection',
    resource: 'volume/3003',
    what: 'the protection of spare was taken off to delete it one day',
  },
  { check: 'hetzner.location.allowed', resource: 'server/1008', what: 'app-3 was created in the United States' },
  { check: 'hetzner.location.allowed', resource: 'primary-ip/100804', what: 'its IPv4 address came with it' },
  { check: 'hetzner.location.allowed', resource: 'primary-ip/100806', what: 'and its IPv6 network' },
];

/** Changes the one with this id; a drift that meets nothing is a mistake in this file. */
function change<T extends { readonly id: number }>(all: readonly T[], id: number, how: (one: T) => T): readonly T[] {
  if (!all.some((one) => one.id === id)) throw new TypeError('a drift changes nothing');
  return all.map((one) => (one.id === id ? how(one) : one));
}
function changeAll<T extends { readonly id: number }>(
  all: readonly T[],
  changes: readonly (readonly [number, (one: T) => T])[],
): readonly T[] {
  return changes.reduce((some, [id, how]) => change(some, id, how), all);
}

const appThree: Server = { ...(clean.servers.find(({ id }) => id === 1003) as Server), id: 1008, name: 'app-3', place: 'ash' };
const servers = changeAll<Server>(
  [...clean.servers, appThree],
  [
    [1002, (web) => ({ ...web, firewalls: [] })],
    [1004, (app) => ({ ...app, backupWindow: null })],
    [1006, (db) => ({ ...db, place: 'fsn1', publicNet: true, firewalls: [{ id: 9002, status: 'applied' }] })],
    [1007, (jump) => ({ ...jump, rescue: true })],
  ],
);

const firewalls = changeAll<Firewall>(clean.firewalls, [
  [9001, (edge) => ({ ...edge, selector: { text: 'role=web', servers: [1001, 1009] } })],
  [
    9002,
    (internal) => ({
      ...internal,
      servers: [1003, 1004, 1006, 1008],
      rules: [...internal.rules, { direction: 'in', protocol: 'tcp', port: '5432', ips: ['::/0'] }],
    }),
  ],
  [
    9003,
    (office) => ({
      ...office,
      rules: [
        { direction: 'in', protocol: 'tcp', port: '22', ips: ['0.0.0.0/1'] },
        { direction: 'in', protocol: 'tcp', port: '20-25', ips: ['128.0.0.0/2', '192.0.0.0/2'] },
      ],
    }),
  ],
]);

const images = [
  ...clean.images
    .filter((image) => !(image.of === 1004 && image.type === 'backup'))
    .map((image): Image => (image.of === 1005 && image.type === 'backup' ? { ...image, age: image.age + 4.7 } : image))
    .map((image): Image => (image.id === 20001 ? { ...image, deleteProtected: false } : image)),
  { ...(clean.images.find(({ of }) => of === 1003) as Image), id: 10081, of: 1008, age: 0.4 },
];

export const drifted: World = {
  ...clean,
  name: 'drifted',
  servers,
  firewalls,
  images,
  volumes: changeAll<Volume>(clean.volumes, [
    [3002, (volume) => ({ ...volume, place: 'fsn1' })],
    [3003, (volume) => ({ ...volume, unprotected: true })],
  ]),
  loadBalancers: change<LoadBalancer>(clean.loadBalancers, 4001, (balancer) => ({
    ...balancer,
    services: [...balancer.services, { port: 8080, protocol: 'http' }],
  })),
};
