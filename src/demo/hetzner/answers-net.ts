/** Networks, placement groups and DNS zones. */
import type { Before, Entry } from './answers.ts';
import { marksOf } from './answers-shared.ts';
import type { Network, World, Zone } from './world.ts';

export function networkOf(network: Network, { servers }: World, before: Before): Entry {
  const { id, name, vswitch, stranger } = network;
  const inside = servers.filter((server) => server.privateNets.includes(id)).map((server) => server.id);
  const subnet = { type: 'cloud', ip_range: '10.0.0.0/24', network_zone: 'eu-central', gateway: '10.0.0.1', vswitch_id: null };
  return {
    id,
    name,
    ...marksOf(network),
    created: before(420),
    ip_range: '10.0.0.0/16',
    routes: [],
    expose_routes_to_vswitch: false,
    subnets: [
      subnet,
      ...(vswitch === undefined ? [] : [{ ...subnet, type: 'vswitch', ip_range: '10.0.9.0/24', gateway: '10.0.9.1', vswitch_id: vswitch }]),
    ],
    servers: stranger === undefined ? inside : [...inside, stranger],
    load_balancers: [],
  };
}

export function groupOf({ id, name }: World['placementGroups'][number], { servers }: World, before: Before): Entry {
  return {
    id,
    name,
    labels: {},
    type: 'spread',
    created: before(400),
    servers: servers.filter((server) => server.group === id).map((server) => server.id),
  };
}

const ASSIGNED = ['hydrogen.ns.hetzner.com.', 'oxygen.ns.hetzner.com.', 'helium.ns.hetzner.de.'];
const DELEGATED: Readonly<Record<Zone['delegation'], readonly string[]>> = {
  valid: ASSIGNED,
  'partially-valid': [...ASSIGNED, 'robotns3.second-ns.com.'],
  invalid: ['ns1.example.net.'],
  lame: ['ns1.example.net.'],
  unregistered: [],
  unknown: [],
};

export function zoneOf(zone: Zone, before: Before): Entry {
  const { id, name, status, delegation, copiedWith } = zone;
  return {
    id,
    name,
    ...marksOf(zone),
    created: before(410),
    ttl: 3600,
    mode: copiedWith ? 'secondary' : 'primary',
    status,
    record_count: 12,
    registrar: 'other',
    authoritative_nameservers: {
      assigned: ASSIGNED,
      delegated: DELEGATED[delegation],
      delegation_last_check: delegation === 'unknown' ? null : before(0.1),
      delegation_status: delegation,
    },
    primary_nameservers: (copiedWith ?? []).map((algorithm, index) => ({
      address: `198.51.100.${index + 1}`,
      port: 53,
      tsig_algorithm: algorithm,
      // a canary: this must be read by nobody and stand in no record
      tsig_key: Buffer.from(`tsig-canary-${id}-${index}`).toString('base64'),
    })),
  };
}

/** https://docs.hetzner.cloud/reference/cloud#zone-rrsets-list-rrsets */
export function recordsOf({ id, records = [] }: Zone): { readonly type: string; readonly [member: string]: unknown }[] {
  return records.map(({ name, type, values }) => ({
    id: `${name}/${type}`,
    name,
    type,
    ttl: null,
    labels: {},
    protection: { change: false },
    records: values.map((value) => ({ value, comment: '' })),
    zone: id,
  }));
}
