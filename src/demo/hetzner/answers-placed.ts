/** Things that only have a place in these worlds; the rest of them is what Hetzner says of any such thing. */
import type { Before, Entry } from './answers.ts';
import { locationOf } from './answers-shared.ts';
import type { Placed } from './world.ts';

export function loadBalancerOf({ id, name, place }: Placed, before: Before): Entry {
  return {
    id,
    name,
    labels: {},
    created: before(350),
    location: locationOf(place),
    algorithm: { type: 'round_robin' },
    services: [],
    targets: [],
    private_net: [],
    public_net: {
      enabled: true,
      ipv4: { ip: '198.51.100.250', dns_ptr: 'lb.example.com' },
      ipv6: { ip: '2001:db8:ffff::1', dns_ptr: 'lb.example.com' },
    },
    protection: { delete: true },
    included_traffic: 21_990_232_555_520,
    ingoing_traffic: 1,
    outgoing_traffic: 2,
    load_balancer_type: {
      id: 1,
      name: 'lb11',
      description: 'LB11',
      max_connections: 10_000,
      max_services: 5,
      max_targets: 25,
      max_assigned_certificates: 10,
      deprecated: null,
      prices: [],
    },
  };
}

export function floatingIpOf({ id, name, place }: Placed, before: Before): Entry {
  return {
    id,
    name,
    labels: {},
    created: before(350),
    description: name,
    type: 'ipv4',
    ip: '198.51.100.251',
    server: null,
    dns_ptr: [],
    blocked: false,
    home_location: locationOf(place),
    protection: { delete: true },
  };
}

export function boxOf({ id, name, place }: Placed, before: Before): Entry {
  return {
    id,
    name,
    labels: {},
    created: before(350),
    status: 'active',
    username: `u${id}`,
    system: 'HEL1-BX01',
    server: `u${id}.your-storagebox.de`,
    location: locationOf(place),
    protection: { delete: true },
    stats: { size: 1_048_576, size_data: 1_048_576, size_snapshots: 0 },
    snapshot_plan: { max_snapshots: 10, minute: 30, hour: 3, day_of_week: null, day_of_month: null },
    access_settings: { reachable_externally: false, samba_enabled: false, ssh_enabled: true, webdav_enabled: false, zfs_enabled: false },
    storage_box_type: {
      id: 1,
      name: 'bx11',
      description: 'BX11',
      size: 1_099_511_627_776,
      snapshot_limit: 10,
      automatic_snapshot_limit: 10,
      subaccounts_limit: 100,
      deprecation: null,
      prices: [],
    },
  };
}
