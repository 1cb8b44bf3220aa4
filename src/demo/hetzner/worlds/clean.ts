/** A small company's production project in which every sentence that Hetzner can answer is true. */
import type { Firewall, Image, Rule, Server, Volume, World } from '../world.ts';
import { certificates, loadBalancers, sshKeys, storageBoxes, zones } from './clean-edge.ts';

const EVERYBODY = ['0.0.0.0/0', '::/0'];
const EDGE = 9001;
const INTERNAL = 9002;
const OFFICE = 9003;
const NETWORK = 7001;
/** Keeps the two web servers of one location on two hosts. */
const WEB_FSN1 = 8001;

const inbound = (protocol: Rule['protocol'], port: string | null, ips: readonly string[]): Rule => ({
  direction: 'in',
  protocol,
  port,
  ips,
});

function server(id: number, name: string, place: Server['place'], role: string, change: Partial<Server> = {}): Server {
  return {
    id,
    name,
    place,
    labels: { env: 'production', role, ...(role !== 'bastion' && { redundant: 'true' }) },
    status: 'running',
    publicNet: true,
    privateNets: [NETWORK],
    firewalls: [],
    backupWindow: '22-02',
    rescue: false,
    ...change,
  };
}
const applied = (id: number): Server['firewalls'] => [{ id, status: 'applied' }];

const servers: readonly Server[] = [
  server(1001, 'web-1', 'fsn1', 'web', { firewalls: applied(EDGE), group: WEB_FSN1 }),
  server(1002, 'web-2', 'hel1', 'web', { firewalls: applied(EDGE) }),
  server(1003, 'app-1', 'nbg1', 'app', { firewalls: [...applied(INTERNAL), { id: EDGE, status: 'pending' }] }),
  server(1004, 'app-2', 'hel1', 'app', { firewalls: applied(INTERNAL) }),
  server(1005, 'db-1', 'fsn1', 'data', { publicNet: false }),
  server(1006, 'db-2', 'hel1', 'data', { publicNet: false }),
  server(1007, 'jump-1', 'fsn1', 'bastion', { firewalls: applied(OFFICE) }),
  server(1009, 'web-3', 'fsn1', 'web', { firewalls: applied(EDGE), group: WEB_FSN1 }),
];

const firewalls: readonly Firewall[] = [
  {
    id: EDGE,
    name: 'edge',
    servers: [],
    selector: { text: 'role=web', servers: [1001, 1002, 1009] },
    rules: [
      inbound('tcp', '80', EVERYBODY),
      inbound('tcp', '443', EVERYBODY),
      inbound('udp', '443', EVERYBODY),
      inbound('icmp', null, EVERYBODY),
    ],
  },
  {
    id: INTERNAL,
    name: 'internal',
    servers: [1003, 1004],
    rules: [inbound('tcp', '8000-8999', ['10.0.0.0/8']), { direction: 'out', protocol: 'tcp', port: 'any', ips: EVERYBODY }],
  },
  { id: OFFICE, name: 'office', servers: [1007], rules: [inbound('tcp', '22', ['192.0.2.0/24', '2001:db8:17::/48'])] },
  // left over and wide open, but it protects nothing
  { id: 9004, name: 'old-tests', servers: [], selector: { text: 'env=test', servers: [] }, rules: [inbound('tcp', '1-65535', EVERYBODY)] },
];

function backup(id: number, of: number, age: number, change: Partial<Image> = {}): Image {
  return { id, type: 'backup', of, age, description: `backup ${id}`, status: 'available', labels: {}, deleteProtected: false, ...change };
}
const images: readonly Image[] = [
  ...servers.flatMap(({ id }) => [backup(id * 10 + 1, id, 1.3), backup(id * 10 + 2, id, 0.3)]),
  backup(10019, 1001, 0.01, { status: 'creating' }),
  backup(20001, 1005, 200, { type: 'snapshot', description: 'yearly archive', labels: { purpose: 'backup' }, deleteProtected: true }),
  backup(20002, 1001, 60, { type: 'snapshot', description: 'golden web image', labels: { purpose: 'template' } }),
];

const volumes: readonly Volume[] = [
  { id: 3001, name: 'pgdata-1', place: 'fsn1', server: 1005 },
  { id: 3002, name: 'pgdata-2', place: 'hel1', server: 1006 },
  { id: 3003, name: 'spare', place: 'nbg1', server: null },
];

export const clean: World = {
  name: 'clean',
  pageSize: 3,
  servers,
  firewalls,
  images,
  volumes,
  loadBalancers,
  floatingIps: [{ id: 5001, name: 'vip-1', place: 'hel1' }],
  storageBoxes,
  certificates,
  networks: [{ id: NETWORK, name: 'internal' }],
  placementGroups: [{ id: WEB_FSN1, name: 'web-fsn1' }],
  sshKeys,
  zones,
  refusals: [],
};
