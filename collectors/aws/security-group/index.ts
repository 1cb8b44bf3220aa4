import { z } from 'zod';
import { isUnknown, type Known, known, missing, settle, unasked } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { INTERFACES, interfacePages, type NetworkInterface } from '../network-interfaces.ts';
import { gather, turning } from '../paging.ts';
import { OpenPorts } from '../ports.ts';
import { Entry, type PrefixLists, type Raw, SecurityGroup } from './answers.ts';
import { grantsOf, openToInternet, otherProtocols } from './grants.ts';

const GROUPS = 'ec2:DescribeSecurityGroups';
const ENTRIES = 'ec2:GetManagedPrefixListEntries';

const Resource = z.object({
  id: z.string().describe('GroupId: `sg-…`'),
  name: z.string().describe('GroupName'),
  vpc: known(z.string()).describe('VpcId'),
  isDefault: z.boolean().describe('GroupName is `default`, which only the group that comes with a VPC can have'),
  attached: known(z.boolean()).describe('A network interface of this region has the group (NetworkInterfaces[].Groups)'),
  inboundRules: known(z.int()).describe('How many IpPermissions there are'),
  outboundRules: known(z.int()).describe('How many IpPermissionsEgress there are'),
  openPorts: known(z.array(OpenPorts)).describe(
    'Ports that more than half of all public IPv4 or IPv6 addresses may reach: all inbound rules together, prefix lists resolved',
  ),
  openProtocols: known(
    z.array(z.object({ protocol: z.string().describe('Protocol number'), open: known(z.boolean()).describe('True, or why not known') })),
  ).describe('Protocols besides TCP, UDP and ICMP that are open to the internet by their own number'),
});

export default throughConfig({
  id: 'aws/security-group',
  title: 'Security groups and the ports that they open to the internet',
  scope: 'region',
  calls: [call('ec2', 'DescribeSecurityGroups'), call('ec2', 'DescribeNetworkInterfaces'), call('ec2', 'GetManagedPrefixListEntries')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region }, wanted }): AsyncIterable<Raw> {
    const groupPages = turning({
      list: 'SecurityGroups',
      token: 'NextToken',
      item: SecurityGroup,
      key: (group) => group.GroupId,
      send: (token) => aws.send('ec2', 'DescribeSecurityGroups', { MaxResults: 1000, ...token }, region),
    });
    const [groups, interfaces] = await Promise.all([
      gather(ask.pages(GROUPS, {}, groupPages)),
      wanted === undefined || wanted(['attached']) ? ask.list(INTERFACES, {}, interfacePages(aws, region)) : unasked(INTERFACES),
    ]);
    const listing = settle(interfaces, { some: (all) => all, none: missing(INTERFACES, 'NetworkInterfaces') });
    const byGroup = isUnknown(listing) ? new Map<string, NetworkInterface[]>() : attachments(listing);
    const ids = [...new Set(groups.flatMap(prefixListsOf))];
    const entries = await Promise.all(ids.map((id) => ask.list(ENTRIES, { id }, entryPages(aws, region, id))));
    for (const group of groups) {
      const own = prefixListsOf(group).map((id) => [id, entries[ids.indexOf(id)] as PrefixLists[string]]);
      yield {
        group,
        interfaces: isUnknown(listing) ? listing : (byGroup.get(group.GroupId)?.slice(0, 1) ?? []),
        end: isUnknown(listing) ? listing : (listing.at(-1) ?? listing),
        prefixLists: Object.fromEntries(own),
      };
    }
  },
  normalise({ group, interfaces, prefixLists }) {
    const told = (list: readonly unknown[] | undefined, member: string): Known<number> =>
      list === undefined ? missing(GROUPS, `SecurityGroups[].${member}`) : list.length;
    const grants = group.IpPermissions?.flatMap((rule) => grantsOf(rule, prefixLists));
    const unread = missing(GROUPS, 'SecurityGroups[].IpPermissions');
    return {
      id: group.GroupId,
      name: group.GroupName,
      vpc: group.VpcId ?? missing(GROUPS, 'SecurityGroups[].VpcId'),
      isDefault: group.GroupName === 'default',
      attached: isUnknown(interfaces) ? interfaces : interfaces.length > 0,
      inboundRules: told(group.IpPermissions, 'IpPermissions'),
      outboundRules: told(group.IpPermissionsEgress, 'IpPermissionsEgress'),
      openPorts: grants ? openToInternet(grants) : unread,
      openProtocols: grants ? otherProtocols(grants) : unread,
    };
  },
});

function attachments(interfaces: readonly NetworkInterface[]): Map<string, NetworkInterface[]> {
  const found = new Map<string, NetworkInterface[]>();
  for (const one of interfaces) {
    for (const { GroupId: id } of one.Groups) {
      const known = found.get(id);
      if (known) known.push(one);
      else found.set(id, [one]);
    }
  }
  return found;
}
function prefixListsOf({ IpPermissions }: SecurityGroup): string[] {
  return [...new Set(IpPermissions?.flatMap((rule) => rule.PrefixListIds?.map(({ PrefixListId: id }) => id) ?? []))];
}
/** At most 100 a page: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html */
function entryPages(aws: Aws, region: string | undefined, id: string) {
  return turning({
    list: 'Entries',
    token: 'NextToken',
    item: Entry,
    key: ({ Cidr }) => Cidr,
    send: (token) => aws.send('ec2', 'GetManagedPrefixListEntries', { PrefixListId: id, MaxResults: 100, ...token }, region),
  });
}
