/** Places, addresses and the members that every image has. */
import type { Before, Entry } from './answers.ts';
import type { Named, Place, Server } from './world.ts';

/** https://docs.hetzner.com/cloud/general/locations/ */
export const PLACES: Readonly<Record<Place, Omit<Entry, 'name'>>> = {
  fsn1: {
    id: 1,
    country: 'DE',
    city: 'Falkenstein',
    description: 'Falkenstein DC Park 1',
    latitude: 50.47612,
    longitude: 12.370071,
    network_zone: 'eu-central',
  },
  nbg1: {
    id: 2,
    country: 'DE',
    city: 'Nuremberg',
    description: 'Nuremberg DC Park 1',
    latitude: 49.452102,
    longitude: 11.076665,
    network_zone: 'eu-central',
  },
  hel1: {
    id: 3,
    country: 'FI',
    city: 'Helsinki',
    description: 'Helsinki DC Park 1',
    latitude: 60.169855,
    longitude: 24.938379,
    network_zone: 'eu-central',
  },
  ash: {
    id: 4,
    country: 'US',
    city: 'Ashburn, VA',
    description: 'Ashburn, VA',
    latitude: 39.045821,
    longitude: -77.487073,
    network_zone: 'us-east',
  },
  hil: {
    id: 5,
    country: 'US',
    city: 'Hillsboro, OR',
    description: 'Hillsboro, OR',
    latitude: 45.54222,
    longitude: -122.951924,
    network_zone: 'us-west',
  },
  sin: {
    id: 6,
    country: 'SG',
    city: 'Singapore',
    description: 'Singapore',
    latitude: 1.283333,
    longitude: 103.833333,
    network_zone: 'ap-southeast',
  },
};
export function locationOf(place: Place): Entry {
  return { ...PLACES[place], name: place } as unknown as Entry;
}

/** Documentation addresses (RFC 5737, RFC 3849), told apart by the server's id. */
export function addressesOf({ id, publicNet }: Pick<Server, 'id' | 'publicNet'>): { ipv4: object | null; ipv6: object | null } {
  if (!publicNet) return { ipv4: null, ipv6: null };
  return {
    ipv4: { id: id * 100 + 4, ip: `198.51.100.${id % 256}`, blocked: false, dns_ptr: `server-${id}.example.com` },
    ipv6: { id: id * 100 + 6, ip: `2001:db8:${id}::/64`, blocked: false, dns_ptr: [] },
  };
}
/** What `Named` leaves to be understood. */
export function marksOf({ labels, unprotected }: Pick<Named, 'labels' | 'unprotected'>) {
  return { labels: labels ?? { env: 'production' }, protection: { delete: unprotected !== true } };
}
export function primaryIpsOf(server: Server, before: Before): Entry[] {
  if (!server.publicNet) return [];
  const common = {
    labels: server.labels,
    created: before(400),
    blocked: false,
    auto_delete: false,
    assignee_type: 'server',
    assignee_id: server.id,
    dns_ptr: [],
    protection: { delete: true },
    location: locationOf(server.place),
  };
  return [
    { ...common, id: server.id * 100 + 4, name: `${server.name}-ipv4`, type: 'ipv4', ip: `198.51.100.${server.id % 256}` },
    { ...common, id: server.id * 100 + 6, name: `${server.name}-ipv6`, type: 'ipv6', ip: `2001:db8:${server.id}::/64` },
  ];
}

/** An image with nothing special about it. */
export function bare(id: number, type: string, created: string): Entry {
  return {
    id,
    type,
    created,
    status: 'available',
    name: null,
    description: '',
    image_size: null,
    disk_size: 40,
    created_from: null,
    bound_to: null,
    os_flavor: 'debian',
    os_version: null,
    rapid_deploy: false,
    protection: { delete: false },
    deprecated: null,
    deleted: null,
    labels: {},
    architecture: 'x86',
  };
}
