/** A world in Hetzner's own words. Members and types: the API's OpenAPI description, which test/against checks. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../model.ts';
import { certificateOf, loadBalancerOf } from './answers-edge.ts';
import { groupOf, networkOf, zoneOf } from './answers-net.ts';
import { addressesOf, bare, locationOf, marksOf, PLACES, primaryIpsOf } from './answers-shared.ts';
import { boxOf, snapshotOf, subaccountOf } from './answers-storage.ts';
import type { Firewall, Image, Place, Placed, Server, Volume, World } from './world.ts';

export type Entry = Readonly<Record<string, unknown>> & { readonly id: number };
const DAY = 86_400_000;

/** Every listing by its name; `images` before any filter. */
export function answersOf(world: World, now: Instant): Readonly<Record<string, readonly Entry[]>> {
  const before = (age: number): Instant =>
    new Date(Math.floor((Date.parse(now) - age * DAY) / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  return {
    locations: (Object.keys(PLACES) as Place[]).map(locationOf),
    servers: world.servers.map((server) => serverOf(server, world, before)),
    firewalls: world.firewalls.map((firewall) => firewallOf(firewall, before)),
    images: world.images.map((image) => imageOf(image, world, before)),
    volumes: world.volumes.map((volume) => volumeOf(volume, before)),
    load_balancers: world.loadBalancers.map((one) => loadBalancerOf(one, before)),
    floating_ips: world.floatingIps.map((one) => floatingIpOf(one, before)),
    primary_ips: world.servers.flatMap((server) => primaryIpsOf(server, before)),
    certificates: world.certificates.map((one) => certificateOf(one, before)),
    networks: world.networks.map((one) => networkOf(one, world, before)),
    placement_groups: world.placementGroups.map((one) => groupOf(one, world, before)),
    ssh_keys: world.sshKeys.map(({ id, name, publicKey }) => keyOf(id, name, publicKey, before)),
    zones: world.zones.map((one) => zoneOf(one, before)),
    storage_boxes: world.storageBoxes.map((one) => boxOf(one, before)),
    snapshots: world.storageBoxes.flatMap((box) => box.snapshots.map((one) => snapshotOf(one, box, before))),
    subaccounts: world.storageBoxes.flatMap((box) => box.subaccounts.map((one) => subaccountOf(one, box, before))),
  };
}
export type Before = (age: number) => Instant;

function serverOf(server: Server, world: World, before: Before): Entry {
  const { volumes, placementGroups } = world;
  const group = placementGroups.find((one) => one.id === server.group);
  const { id, name, labels, status, place } = server;
  const whole: Entry = {
    id,
    name,
    status,
    labels,
    created: before(400),
    backup_window: server.backupWindow,
    iso: null,
    locked: false,
    rescue_enabled: server.rescue,
    // `datacenter` was removed in 2026: https://docs.hetzner.cloud/changelog
    location: locationOf(place),
    image: systemOf(server, before),
    public_net: { ...addressesOf(server), floating_ips: [], firewalls: server.firewalls },
    private_net: server.privateNets.map((network) => ({
      network,
      ip: `10.0.0.${id - 999}`,
      alias_ips: [],
      mac_address: '86:00:ff:2a:7d:e1',
    })),
    protection: { delete: server.unprotected !== true, rebuild: server.unprotected !== true && server.rebuildable !== true },
    volumes: volumes.filter((volume) => volume.server === id).map((volume) => volume.id),
    load_balancers: [],
    placement_group: group ? groupOf(group, world, before) : null,
    primary_disk_size: 40,
    included_traffic: 21_990_232_555_520,
    ingoing_traffic: 1234,
    outgoing_traffic: 5678,
    server_type: {
      id: 22,
      name: 'cpx11',
      description: 'CPX 11',
      cores: 2,
      memory: 2,
      disk: 40,
      deprecated: false,
      deprecation: null,
      prices: [],
      locations: [{ id: 1, name: 'fsn1', deprecation: null }],
      storage_type: 'local',
      cpu_type: 'shared',
      architecture: 'x86',
      category: 'Shared vCPU',
    },
  };
  return Object.fromEntries(Object.entries(whole).filter(([member]) => !server.without?.includes(member))) as Entry;
}

function systemOf({ image }: Server, before: Before): Entry | null {
  if (image === null) return null;
  const { flavor, version, deprecated } = image ?? { flavor: 'debian', version: '12' };
  return {
    ...bare(114690387, 'system', before(700)),
    name: version === null ? null : `${flavor}-${version}`,
    description: `${flavor} ${version}`,
    os_flavor: flavor,
    os_version: version,
    rapid_deploy: true,
    deprecated: deprecated === undefined ? null : before(deprecated),
  };
}

function firewallOf({ id, name, rules, servers, selector }: Firewall, before: Before): Entry {
  const byName = servers.map((server) => ({ type: 'server', server: { id: server } }));
  const bySelector = selector
    ? [
        {
          type: 'label_selector',
          label_selector: { selector: selector.text },
          applied_to_resources: selector.servers.map((server) => ({ type: 'server', server: { id: server } })),
        },
      ]
    : [];
  return {
    id,
    name,
    labels: {},
    created: before(300),
    rules: rules.map(({ direction, protocol, port, ips }) => ({
      direction,
      protocol,
      port,
      description: null,
      source_ips: direction === 'in' ? ips : [],
      destination_ips: direction === 'out' ? ips : [],
    })),
    applied_to: [...byName, ...bySelector],
  };
}

function imageOf(image: Image, { servers }: World, before: Before): Entry {
  const { id, type, of, status, labels, description } = image;
  const name = servers.find((server) => server.id === of)?.name ?? 'gone';
  return {
    ...bare(id, type, before(image.age)),
    status,
    labels,
    description,
    bound_to: type === 'backup' ? of : null,
    created_from: { id: of, name },
    image_size: status === 'available' ? 2.3 : null,
    protection: { delete: image.deleteProtected },
  };
}

function volumeOf(volume: Volume, before: Before): Entry {
  const { id, name, place, server } = volume;
  return {
    id,
    name,
    server,
    ...marksOf(volume),
    created: before(390),
    location: locationOf(place),
    size: 100,
    status: 'available',
    format: 'ext4',
    linux_device: `/dev/disk/by-id/scsi-0HC_Volume_${id}`,
  };
}

function floatingIpOf(ip: Placed, before: Before): Entry {
  const { id, name, place } = ip;
  return {
    id,
    name,
    ...marksOf(ip),
    created: before(350),
    description: name,
    type: 'ipv4',
    ip: '198.51.100.251',
    server: null,
    dns_ptr: [],
    blocked: false,
    home_location: locationOf(place),
  };
}

function keyOf(id: number, name: string, publicKey: string, before: Before): Entry {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  const fingerprint = createHash('md5')
    .update(blob)
    .digest('hex')
    .replace(/(..)(?=.)/g, '$1:');
  return { id, name, labels: {}, created: before(500), fingerprint, public_key: publicKey };
}
