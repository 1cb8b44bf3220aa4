/** From a group's inbound rules to the ports that the internet may reach. Pure. */
import { isUnknown, type Known, missing, type Unknown, unknown } from '../../../src/kit.ts';
import { type Addresses, all, FAMILIES, type Family, isInternet, NONE, parseCidr, union } from '../addresses.ts';
import { ALL_PORTS, type OpenPorts, openPorts, type Ports, PROTOCOLS } from '../ports.ts';
import type { Permission, PrefixLists } from './answers.ts';

const GROUPS = 'ec2:DescribeSecurityGroups';
const ENTRIES = 'ec2:GetManagedPrefixListEntries';

/** Addresses that may send to ports; with `because`, they may or may not. */
export interface Grant {
  /** `tcp`, `udp`, `icmp`, another protocol's number, or `any`. */
  readonly protocol: string;
  readonly ports: Ports;
  readonly family: Family;
  readonly addresses: Addresses;
  readonly because?: Unknown;
}

export function grantsOf(rule: Permission, lists: PrefixLists): readonly Grant[] {
  const { protocol, ports, because } = reachOf(rule);
  return sourcesOf(rule, lists).map((source) => {
    const doubt = source.because ?? because;
    return { ...source, protocol, ports, ...(doubt !== undefined && { because: doubt }) };
  });
}

const NAMES: Readonly<Record<string, string>> = { '-1': 'any', '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmp', icmpv6: 'icmp' };

/** "-1 … allows traffic on all ports, regardless of any port range": https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
function reachOf({ IpProtocol, FromPort, ToPort }: Permission): Pick<Grant, 'protocol' | 'ports' | 'because'> {
  if (IpProtocol === undefined) return { protocol: 'any', ports: ALL_PORTS, because: missing(GROUPS, 'IpPermissions[].IpProtocol') };
  const protocol = NAMES[IpProtocol] ?? IpProtocol;
  if (protocol !== 'tcp' && protocol !== 'udp') return { protocol, ports: ALL_PORTS };
  if (FromPort === -1 || ToPort === -1) return { protocol, ports: ALL_PORTS };
  if (FromPort === undefined) return { protocol, ports: ALL_PORTS, because: missing(GROUPS, 'IpPermissions[].FromPort') };
  if (ToPort === undefined) return { protocol, ports: ALL_PORTS, because: missing(GROUPS, 'IpPermissions[].ToPort') };
  return { protocol, ports: { from: FromPort, to: ToPort } };
}

type Source = Pick<Grant, 'family' | 'addresses' | 'because'>;
const anyone = (because: Unknown, families: readonly Family[] = FAMILIES): Source[] =>
  families.map((family) => ({ family, addresses: all(family), because }));

function sourcesOf({ IpRanges, Ipv6Ranges, PrefixListIds }: Permission, lists: PrefixLists): Source[] {
  const v4 = IpRanges?.flatMap(({ CidrIp }) => block(GROUPS, CidrIp)) ?? anyone(missing(GROUPS, 'IpPermissions[].IpRanges'), ['v4']);
  const v6 =
    Ipv6Ranges?.flatMap(({ CidrIpv6 }) => block(GROUPS, CidrIpv6)) ?? anyone(missing(GROUPS, 'IpPermissions[].Ipv6Ranges'), ['v6']);
  const listed = PrefixListIds?.flatMap(({ PrefixListId: id }) => listedIn(id, lists));
  return [...v4, ...v6, ...(listed ?? anyone(missing(GROUPS, 'IpPermissions[].PrefixListIds')))];
}
function listedIn(id: string, lists: PrefixLists): Source[] {
  const entries = lists[id];
  if (isUnknown(entries)) return anyone(entries);
  if (!entries) return anyone(unknown({ operation: ENTRIES, reason: 'not_run', detail: `${ENTRIES}: nobody told what ${id} holds` }));
  return entries.flatMap(({ Cidr }) => block(ENTRIES, Cidr));
}
function block(operation: string, cidr: string): Source[] {
  const parsed = parseCidr(cidr);
  if (parsed) return [{ family: parsed.family, addresses: [parsed.range] }];
  const detail = `${operation}: ${JSON.stringify(cidr)} is no block of addresses`;
  return anyone(unknown({ operation, reason: 'malformed_response', detail }));
}

/** Ports of TCP and of UDP. */
export function openToInternet(grants: readonly Grant[]): OpenPorts[] {
  return PROTOCOLS.flatMap((protocol) => {
    const about = grants.filter((grant) => grant.protocol === protocol || grant.protocol === 'any');
    return openPorts(
      protocol,
      about.map(({ ports }) => ports),
      (port) => reachable(about.filter(({ ports }) => ports.from <= port && port <= ports.to)),
    );
  });
}
/** Protocols besides TCP, UDP and ICMP that are open by their own number: they know no ports, or AWS does not look at them. */
export function otherProtocols(grants: readonly Grant[]): { readonly protocol: string; readonly open: Known<boolean> }[] {
  const others = new Set(grants.map(({ protocol }) => protocol).filter((protocol) => !['tcp', 'udp', 'icmp', 'any'].includes(protocol)));
  return [...others].sort().flatMap((protocol) => {
    const open = reachable(grants.filter((grant) => grant.protocol === protocol));
    return open === false ? [] : [{ protocol, open }];
  });
}

/** Whether the grants together let the internet in: what is certain decides first, then what is possible. */
export function reachable(grants: readonly Grant[]): Known<boolean> {
  const certain = grants.filter(({ because }) => because === undefined);
  if (FAMILIES.some((family) => isInternet(family, together(certain, family)))) return true;
  for (const { because, family } of grants) if (because !== undefined && isInternet(family, together(grants, family))) return because;
  return false;
}
function together(grants: readonly Grant[], family: Family): Addresses {
  return grants.reduce((sum, grant) => (grant.family === family ? union(sum, grant.addresses) : sum), NONE);
}
