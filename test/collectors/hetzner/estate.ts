/** Estates that the demo does not have: one where every check fails that can, and one where there is nothing. */
import { rsa } from '../../../src/demo/hetzner/keys.ts';
import type { World } from '../../../src/demo/hetzner/world.ts';
import { clean } from '../../../src/demo/hetzner/worlds/clean.ts';

/** What no API shows cannot fail either. */
export const ATTESTED = [
  'hetzner.account.two-factor',
  'hetzner.backup.other-location',
  'hetzner.project.coverage',
  'hetzner.project.members-reviewed',
  'hetzner.volume.backup-evidence',
  'hetzner.volume.encryption',
];

export const broken: World = {
  ...clean,
  name: 'broken',
  servers: clean.servers.map((server) => {
    const { group: _, ...rest } = server;
    const broken = {
      ...rest,
      place: 'ash' as const,
      publicNet: true,
      firewalls: [],
      backupWindow: null,
      rescue: true,
      rebuildable: true as const,
    };
    return server.id === 1007
      ? { ...broken, labels: { ...server.labels, env: 'staging' } }
      : { ...broken, image: { flavor: 'ubuntu', version: '18.04' } };
  }),
  firewalls: clean.firewalls.map((firewall) => ({
    ...firewall,
    rules: [{ direction: 'in', protocol: 'tcp', port: 'any', ips: ['0.0.0.0/0'] }],
  })),
  images: clean.images.filter(({ type }) => type === 'snapshot').map((image) => ({ ...image, age: 200, deleteProtected: false })),
  loadBalancers: clean.loadBalancers.map((balancer) => ({
    ...balancer,
    services: [{ port: 80, protocol: 'http' }],
    targets: [
      { server: 1001, health: 'healthy' },
      { server: 1002, health: 'unhealthy' },
    ],
  })),
  certificates: clean.certificates.map((certificate) => ({ ...certificate, endsIn: 20, usedBy: [4001] })),
  sshKeys: [...clean.sshKeys, { id: 12009, name: 'old', publicKey: rsa('old', 2048) }],
  zones: clean.zones.map((zone) => ({ ...zone, delegation: 'lame' })),
  storageBoxes: clean.storageBoxes.map((box) => ({ ...box, samba: true, plan: null })),
};

export const nothing: World = {
  name: 'nothing',
  pageSize: 3,
  servers: [],
  firewalls: [],
  images: [],
  volumes: [],
  loadBalancers: [],
  floatingIps: [],
  storageBoxes: [],
  certificates: [],
  networks: [],
  placementGroups: [],
  sshKeys: [],
  zones: [],
  refusals: [],
};
