/** What stands around the servers of the clean project: load balancer, certificates, keys, zones, boxes. */
import { ed25519, rsa } from '../keys.ts';
import type { Certificate, LoadBalancer, StorageBox, World, Zone } from '../world.ts';

export const loadBalancers: readonly LoadBalancer[] = [
  {
    id: 4001,
    name: 'lb-1',
    place: 'fsn1',
    labels: { env: 'production', redundant: 'true' },
    services: [{ port: 443, protocol: 'https', redirect: true, certificates: [11001] }],
    targets: [
      {
        selector: 'role=web',
        servers: [
          { server: 1001, health: 'healthy' },
          { server: 1002, health: 'healthy' },
          { server: 1009, health: 'healthy' },
        ],
      },
    ],
  },
  {
    id: 4002,
    name: 'internal',
    place: 'nbg1',
    private: true,
    services: [{ port: 8000, protocol: 'http' }],
    targets: [
      { server: 1003, health: 'healthy' },
      { server: 1004, health: 'healthy' },
    ],
  },
];

export const certificates: readonly Certificate[] = [
  { id: 11001, name: 'www', type: 'managed', endsIn: 62, usedBy: [4001] },
  { id: 11002, name: 'of-last-year', type: 'uploaded', endsIn: -120, usedBy: [] },
];

export const sshKeys: World['sshKeys'] = [
  { id: 12001, name: 'ada@laptop', publicKey: ed25519('ada@laptop') },
  { id: 12002, name: 'deploy', publicKey: rsa('deploy', 4096) },
];

export const zones: readonly Zone[] = [
  {
    id: 13001,
    name: 'example.com',
    status: 'ok',
    delegation: 'valid',
    records: [
      { name: 'www', type: 'A', values: ['203.0.113.10'] },
      { name: 'www', type: 'AAAA', values: ['2001:db8::10'] },
      { name: 'api', type: 'CNAME', values: ['www.example.com.'] },
      { name: 'database', type: 'A', values: ['10.0.1.4'] },
      { name: '_dmarc', type: 'CNAME', values: ['dmarc.example.net.'] },
      { name: '@', type: 'TXT', values: ['"v=spf1 -all"'] },
    ],
  },
  { id: 13002, name: 'example.net', status: 'ok', delegation: 'valid', copiedWith: ['hmac-sha256', 'hmac-sha256'] },
];

export const storageBoxes: readonly StorageBox[] = [
  {
    id: 6001,
    name: 'archive',
    place: 'hel1',
    plan: 'daily',
    snapshots: [
      { id: 61001, age: 0.4 },
      { id: 61002, age: 1.4 },
      { id: 61003, age: 200, byHand: true },
    ],
    subaccounts: [{ id: 1 }, { id: 2, readonly: true }],
  },
  { id: 6002, name: 'archive-2', place: 'fsn1', plan: 'weekly', snapshots: [{ id: 62001, age: 5 }], subaccounts: [] },
];
