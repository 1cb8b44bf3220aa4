/** The tidy network: production in two regions, development beside it and joined to nothing. */
import { PRODUCTION } from '../../accounts.ts';
import { cleanInstances } from '../instances/clean.ts';
import { type Acl, type AclEntry, EMPTY, type Group, type Interface, id, type Network } from './network.ts';

/** Nobody's default group is used: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
const closed = (n: number, vpc: number): Group => ({ id: id('sg', n), name: 'default', vpc: id('vpc', vpc), inbound: [], outbound: [] });
const anywhere = { v4: ['0.0.0.0/0'], v6: ['::/0'] };
const outwards = [{ protocol: '-1', ...anywhere }];

function web(n: number, vpc: number): Group {
  const inbound = [
    { protocol: 'tcp', ports: [80, 80] as const, ...anywhere },
    { protocol: 'tcp', ports: [443, 443] as const, ...anywhere },
    { protocol: 'udp', ports: [443, 443] as const, ...anywhere },
    { protocol: 'icmp', ports: [3, 4] as const, v4: ['0.0.0.0/0'] },
  ];
  return { id: id('sg', n), name: 'web', vpc: id('vpc', vpc), inbound, outbound: outwards };
}

/**
 * Answers to what the subnets themselves ask come back to high ports, and RDP's is one of them: the denial must come first.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html
 */
const allowing = (number: number, block: string, ports: readonly [number, number]): AclEntry => ({
  number,
  egress: false,
  action: 'allow',
  protocol: '6',
  block,
  ports,
});
const entries: readonly AclEntry[] = [
  allowing(100, '10.0.0.0/8', [22, 22]),
  { ...allowing(110, '0.0.0.0/0', [3389, 3389]), action: 'deny' },
  { ...allowing(111, '::/0', [3389, 3389]), action: 'deny' },
  allowing(120, '0.0.0.0/0', [80, 80]),
  allowing(130, '0.0.0.0/0', [443, 443]),
  allowing(131, '::/0', [443, 443]),
  allowing(140, '0.0.0.0/0', [1024, 65535]),
  allowing(141, '::/0', [1024, 65535]),
  { number: 100, egress: true, action: 'allow', protocol: '-1', block: '0.0.0.0/0' },
  // the last word, which nobody can delete
  ...[false, true].flatMap((egress): AclEntry[] => [
    { number: 32767, egress, action: 'deny', protocol: '-1', block: '0.0.0.0/0' },
    { number: 32768, egress, action: 'deny', protocol: '-1', block: '::/0' },
  ]),
];
const acl = (n: number, vpc: number, subnets: readonly string[]): Acl => ({
  id: id('acl', n),
  vpc: id('vpc', vpc),
  isDefault: true,
  subnets,
  entries,
});

/** One for each instance of the region: the same number, the same zone. */
function interfacesOf(region: string, vpc: number, groups: readonly string[]): Interface[] {
  const instances = cleanInstances[PRODUCTION]?.[region];
  if (!instances) throw new TypeError(`no instances in ${region}`);
  return instances.map((instance) => ({
    id: instance.id.replace(/^i-/, 'eni-'),
    vpc: id('vpc', vpc),
    subnet: `subnet-${instance.zone}`,
    groups,
  }));
}
const side = (n: number, region: string) => ({ vpc: id('vpc', n), account: PRODUCTION, region });

const OFFICES = id('pl', 1);
export const OLD_BASTION = id('sg', 5);

export const frankfurt: Network = {
  vpcs: [
    { id: id('vpc', 1), tags: { Name: 'shop', environment: 'production' } },
    { id: id('vpc', 2), tags: { Name: 'data', environment: 'production' } },
    { id: id('vpc', 3), tags: { Name: 'sandbox', environment: 'development' } },
  ],
  groups: [
    closed(1, 1),
    closed(2, 2),
    closed(3, 3),
    web(4, 1),
    {
      id: OLD_BASTION,
      name: 'old-bastion',
      vpc: id('vpc', 1),
      inbound: [{ protocol: 'tcp', ports: [22, 22], v4: ['10.0.0.0/8'] }],
      outbound: outwards,
    },
    {
      id: id('sg', 6),
      name: 'operations',
      vpc: id('vpc', 1),
      inbound: [{ protocol: 'tcp', ports: [22, 22], prefixLists: [OFFICES] }],
      outbound: outwards,
    },
    {
      id: id('sg', 7),
      name: 'orders-database',
      vpc: id('vpc', 2),
      inbound: [{ protocol: 'tcp', ports: [5432, 5432], v4: ['10.0.0.0/16'], groups: [id('sg', 4)] }],
      outbound: [],
    },
  ],
  interfaces: [
    ...interfacesOf('eu-central-1', 1, [id('sg', 4), id('sg', 6)]),
    { id: id('eni', 7), vpc: id('vpc', 2), subnet: 'subnet-data-a', groups: [id('sg', 7)] },
  ],
  prefixLists: { [OFFICES]: ['203.0.113.0/25', '198.51.100.16/28', '2001:db8:77::/48'] },
  acls: [
    acl(1, 1, ['subnet-eu-central-1a', 'subnet-eu-central-1b']),
    acl(2, 2, ['subnet-data-a']),
    // AWS made it and it allows everything, but it guards nothing
    { ...acl(3, 3, []), entries: [{ number: 100, egress: false, action: 'allow', protocol: '-1', block: '0.0.0.0/0' }] },
  ],
  flowLogs: [
    { id: id('fl', 1), resource: id('vpc', 1), traffic: 'ALL', delivery: 'SUCCESS' },
    { id: id('fl', 2), resource: id('vpc', 2), traffic: 'REJECT', delivery: 'SUCCESS' },
  ],
  peerings: [
    { id: id('pcx', 1), requester: side(1, 'eu-central-1'), accepter: side(2, 'eu-central-1'), status: 'active' },
    { id: id('pcx', 2), requester: side(3, 'eu-central-1'), accepter: side(1, 'eu-central-1'), status: 'deleted' },
  ],
  attachments: [
    { id: id('tgw-attach', 1), gateway: id('tgw', 1), vpc: id('vpc', 1), state: 'available' },
    { id: id('tgw-attach', 2), gateway: id('tgw', 1), vpc: id('vpc', 2), state: 'available' },
    { id: id('tgw-attach', 3), gateway: id('tgw', 1), vpc: id('vpc', 3), state: 'deleted' },
  ],
  gateways: [{ id: id('tgw', 1), owner: PRODUCTION }],
};

export const virginia: Network = {
  ...EMPTY,
  vpcs: [{ id: id('vpc', 11), tags: { Name: 'edge', environment: 'production' } }],
  groups: [closed(11, 11), web(12, 11)],
  interfaces: interfacesOf('us-east-1', 11, [id('sg', 12)]),
  acls: [acl(11, 11, ['subnet-us-east-1a', 'subnet-us-east-1b'])],
  // not on the VPC, but on every subnet that has anything in it
  flowLogs: [
    { id: id('fl', 11), resource: 'subnet-us-east-1a', traffic: 'ALL', delivery: 'SUCCESS' },
    { id: id('fl', 12), resource: 'subnet-us-east-1b', traffic: 'ALL', delivery: 'SUCCESS' },
  ],
};
