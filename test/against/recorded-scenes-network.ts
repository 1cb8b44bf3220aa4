/** Recorded answers about networks: who hears them, and what should come of it. */
import acl from '../../collectors/aws/network-acl/index.ts';
import securityGroup from '../../collectors/aws/security-group/index.ts';
import vpc from '../../collectors/aws/vpc/index.ts';
import { byId, type Fields, type Json, MISSING, or, type Said, tags, whole } from './recorded-readings.ts';
import { ACCOUNT, bare, each, listed, type Scene } from './recorded-worlds.ts';

const nothing = bare();
const network = bare('network');

/** Owned by somebody else, its flow logs may be that account's alone. */
const ownLogs = (owner: string | undefined) => (owner === undefined ? MISSING : owner === ACCOUNT ? false : '?population_incomplete');
const vpcs = ({ Vpcs }: Json): Said =>
  whole(
    byId(
      Vpcs,
      (one: Json) => one.VpcId,
      ({ OwnerId, Tags }) => ({ inUse: false, flowLogged: ownLogs(OwnerId), tags: or(tags(Tags)), joined: [] }),
    ),
  );

/** Whole ports alone: from one /0 that lets in TCP or UDP to the next, grown together where they touch. */
const ANYWHERE = ['0.0.0.0/0', '::/0'];
type Span = [number, number];
const protocols: Readonly<Record<string, readonly string[]>> = {
  tcp: ['tcp'],
  udp: ['udp'],
  '6': ['tcp'],
  '17': ['udp'],
  '-1': ['tcp', 'udp'],
};
function grown(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}
const openOf = (permissions: readonly Json[]) =>
  ['tcp', 'udp'].flatMap((protocol) => {
    const open = permissions.filter((one) => {
      const from = [...one.IpRanges.map((r: Json) => r.CidrIp), ...one.Ipv6Ranges.map((r: Json) => r.CidrIpv6)];
      return protocols[one.IpProtocol]?.includes(protocol) && from.some((cidr: string) => ANYWHERE.includes(cidr));
    });
    const all = (one: Json) => one.IpProtocol === '-1' || one.FromPort === -1 || one.ToPort === -1;
    const spans = open.map((one): Span => (all(one) ? [0, 65535] : [one.FromPort, one.ToPort]));
    return grown(spans).map(([from, to]) => ({ protocol, from, to, open: true }));
  });
/** Answers of years ago lack lists that did not exist yet, so that whom a rule lets in is not told; a list of others is not in this world. */
const simple = (one: Json) => one.Ipv6Ranges && one.PrefixListIds?.length === 0;
const groups = ({ SecurityGroups }: Json): Said =>
  whole(
    byId(
      SecurityGroups,
      (one: Json) => one.GroupId,
      (one): Fields => ({
        name: one.GroupName,
        vpc: or(one.VpcId),
        isDefault: one.GroupName === 'default',
        attached: false,
        inboundRules: or(one.IpPermissions?.length),
        outboundRules: or(one.IpPermissionsEgress?.length),
        ...(one.IpPermissions?.every(simple) && { openPorts: openOf(one.IpPermissions) }),
        ...(one.IpPermissions === undefined && { openPorts: MISSING }),
      }),
    ),
  );

/** In the three recordings nothing is narrower than all ports of all addresses. */
const entries = (all: readonly Json[]) => {
  if (all.some((one) => one.Protocol !== '-1' || one.CidrBlock !== '0.0.0.0/0')) throw new Error('this reading knows no such entry');
  const [first] = all.filter(({ Egress }) => !Egress).sort((a, b) => a.RuleNumber - b.RuleNumber);
  return first?.RuleAction === 'allow' ? ['tcp', 'udp'].map((protocol) => ({ protocol, from: 0, to: 65535, open: true })) : [];
};
const acls = ({ NetworkAcls }: Json): Said =>
  whole(
    byId(
      NetworkAcls,
      (one: Json) => one.NetworkAclId,
      (one) => ({ vpc: one.VpcId, isDefault: one.IsDefault, subnets: one.Associations.length, openPorts: entries(one.Entries) }),
    ),
  );

/** Of an interface without a VPC (EC2-Classic) nothing can be said where it lies, and so of none. */
const placed = ({ NetworkInterfaces }: Json) => NetworkInterfaces.every(({ VpcId, SubnetId }: Json) => VpcId && SubnetId);
const joints = ({ joined }: Fields) => (joined as readonly Json[]).map(({ by }) => by);
/** The list of prefixes that the world's rules name: open to more than half of the internet, or not. */
const wide = ({ Entries }: Json) => Entries.some(({ Cidr }: Json) => ANYWHERE.includes(Cidr));

export const NETWORK: Readonly<Record<string, readonly Scene[]>> = {
  'ec2:DescribeVpcs': [{ collector: vpc, world: () => nothing, says: listed(vpcs) }],
  'ec2:DescribeSecurityGroups': [{ collector: securityGroup, world: () => nothing, says: listed(groups) }],
  'ec2:DescribeNetworkAcls': [{ collector: acl, world: () => nothing, says: listed(acls) }],
  // interfaces, logs, connections and gateways of other networks than the world's: they are no word about it
  'ec2:DescribeNetworkInterfaces': [
    { collector: securityGroup, world: () => network, says: each((data) => ({ attached: placed(data) ? false : MISSING })) },
    { collector: vpc, world: () => network, says: each((data) => ({ inUse: placed(data) ? false : MISSING })) },
  ],
  'ec2:DescribeFlowLogs': [{ collector: vpc, world: () => network, says: each(() => ({ flowLogged: false })) }],
  'ec2:DescribeVpcPeeringConnections': [
    {
      collector: vpc,
      world: () => network,
      says: each(() => (row) => ({ joined: joints(row).some((by) => by.startsWith('pcx-')) ? 'a strange connection' : row['joined'] })),
    },
  ],
  'ec2:DescribeTransitGateways': [
    {
      collector: vpc,
      world: () => network,
      // the world's own is not among them, and who owns it is not known any more
      says: each(() => (row) => {
        const found = (row['joined'] as readonly Json[]).filter(({ by }) => by.startsWith('tgw-'));
        const doubt = found.filter(({ vpc: other, tags: said }) => other === '' && said === '?changed_during_collection');
        return found.length === 0 || doubt.length === 1 ? {} : { joined: 'a gateway without its doubt' };
      }),
    },
  ],
  'ec2:GetManagedPrefixListEntries': [
    {
      collector: securityGroup,
      world: () => network,
      says: each(
        (data) =>
          ({ name }) =>
            name === 'operations' ? { openPorts: wide(data) ? [{ protocol: 'tcp', from: 22, to: 22, open: true }] : [] } : {},
      ),
    },
  ],
};
