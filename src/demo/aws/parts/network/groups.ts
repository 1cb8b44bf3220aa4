/** EC2's answers about security groups, prefix lists and network ACLs. */
import type * as Ec2 from '@aws-sdk/client-ec2';
import { type Ask, page } from '../../answers/ask.ts';
import { AwsRefusal } from '../../wire-errors.ts';
import { ec2Page, wanted } from '../ec2-input.ts';
import type { Acl, Group, Network, Rule } from './network.ts';

type Here = (ask: Ask) => Network;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const describeSecurityGroups =
  (here: Here) =>
  (input: Ec2.DescribeSecurityGroupsRequest, ask: Ask): Ec2.DescribeSecurityGroupsResult => {
    const all = wanted(here(ask).groups, input.GroupIds, ({ id }) => id, 'InvalidGroup.NotFound');
    const { items, next } = ec2Page(all, input, ask, input.GroupIds);
    return { SecurityGroups: items.map((group) => describeGroup(group, ask)), NextToken: next };
  };
function describeGroup({ id, name, vpc, inbound, outbound }: Group, { account }: Ask): Ec2.SecurityGroup {
  return {
    GroupId: id,
    GroupName: name,
    Description: name === 'default' ? 'default VPC security group' : name,
    OwnerId: account.id,
    VpcId: vpc,
    IpPermissions: inbound.map((rule) => permission(rule, account.id)),
    IpPermissionsEgress: outbound.map((rule) => permission(rule, account.id)),
    Tags: [],
  };
}
/** Each list is there, even when it is empty. */
function permission({ protocol, ports, v4 = [], v6 = [], prefixLists = [], groups = [] }: Rule, account: string): Ec2.IpPermission {
  return {
    IpProtocol: protocol,
    ...(ports && { FromPort: ports[0], ToPort: ports[1] }),
    IpRanges: v4.map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: v6.map((CidrIpv6) => ({ CidrIpv6 })),
    PrefixListIds: prefixLists.map((PrefixListId) => ({ PrefixListId })),
    UserIdGroupPairs: groups.map((GroupId) => ({ GroupId, UserId: account })),
  };
}

/** At most 100 a page: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html */
export const getManagedPrefixListEntries =
  (here: Here) =>
  (input: Ec2.GetManagedPrefixListEntriesRequest, ask: Ask): Ec2.GetManagedPrefixListEntriesResult => {
    const { PrefixListId: id = '', MaxResults: size, NextToken: token } = input;
    const entries = here(ask).prefixLists[id];
    if (!entries) throw new AwsRefusal('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`, 400);
    if (size !== undefined && (size < 1 || size > 100))
      throw new AwsRefusal(
        'InvalidParameterValue',
        `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value in 1..100.`,
        400,
      );
    const bad = () => new AwsRefusal('InvalidNextToken', 'The token is invalid.', 400);
    const { items, next } = page(entries, ask, { size, token }, bad);
    return { Entries: items.map((Cidr) => ({ Cidr, Description: '' })), NextToken: next };
  };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkAcls.html */
export const describeNetworkAcls =
  (here: Here) =>
  (input: Ec2.DescribeNetworkAclsRequest, ask: Ask): Ec2.DescribeNetworkAclsResult => {
    const all = wanted(here(ask).acls, input.NetworkAclIds, ({ id }) => id, 'InvalidNetworkAclID.NotFound');
    const { items, next } = ec2Page(all, input, ask, input.NetworkAclIds);
    return { NetworkAcls: items.map((acl) => describeAcl(acl, ask)), NextToken: next };
  };
function describeAcl({ id, vpc, isDefault, subnets, entries }: Acl, { account }: Ask): Ec2.NetworkAcl {
  return {
    NetworkAclId: id,
    VpcId: vpc,
    OwnerId: account.id,
    IsDefault: isDefault,
    Associations: subnets.map((SubnetId, i) => ({ NetworkAclAssociationId: `${id}-${i}`, NetworkAclId: id, SubnetId })),
    // AWS gives them in any order
    Entries: [...entries].reverse().map(({ number, egress, action, protocol, block, ports }) => ({
      RuleNumber: number,
      Egress: egress,
      RuleAction: action,
      Protocol: protocol,
      ...(block.includes(':') ? { Ipv6CidrBlock: block } : { CidrBlock: block }),
      ...(ports && { PortRange: { From: ports[0], To: ports[1] } }),
    })),
    Tags: [],
  };
}
