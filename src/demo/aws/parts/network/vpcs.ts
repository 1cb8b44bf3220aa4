/** EC2's answers about VPCs, what lies in them, what joins them and what watches them. */
import type * as Ec2 from '@aws-sdk/client-ec2';
import { type Ask, ago, tagList } from '../../answers/ask.ts';
import { AwsRefusal } from '../../wire-errors.ts';
import { ec2Page, wanted } from '../ec2-input.ts';
import type { FlowLog, Interface, Network, Peering, Side } from './network.ts';

type Here = (ask: Ask) => Network;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const describeVpcs =
  (here: Here) =>
  (input: Ec2.DescribeVpcsRequest, ask: Ask): Ec2.DescribeVpcsResult => {
    const all = wanted(here(ask).vpcs, input.VpcIds, ({ id }) => id, 'InvalidVpcID.NotFound');
    const { items, next } = ec2Page(all, input, ask, input.VpcIds);
    const vpcs = items.map(({ id, tags }) => ({
      VpcId: id,
      OwnerId: ask.account.id,
      CidrBlock: '10.0.0.0/16',
      State: 'available' as const,
      IsDefault: false,
      Tags: tagList(tags),
    }));
    return { Vpcs: vpcs, NextToken: next };
  };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html */
export const describeNetworkInterfaces =
  (here: Here) =>
  (input: Ec2.DescribeNetworkInterfacesRequest, ask: Ask): Ec2.DescribeNetworkInterfacesResult => {
    const ids = input.NetworkInterfaceIds;
    const all = wanted(here(ask).interfaces, ids, ({ id }) => id, 'InvalidNetworkInterfaceID.NotFound');
    const { items, next } = ec2Page(all, input, ask, ids);
    return { NetworkInterfaces: items.map((one) => describeInterface(one, here(ask), ask)), NextToken: next };
  };
function describeInterface({ id, vpc, subnet, groups }: Interface, network: Network, { account }: Ask): Ec2.NetworkInterface {
  return {
    NetworkInterfaceId: id,
    OwnerId: account.id,
    VpcId: vpc,
    SubnetId: subnet,
    Status: 'in-use',
    InterfaceType: 'interface',
    Groups: groups.map((GroupId) => ({ GroupId, GroupName: network.groups.find((group) => group.id === GroupId)?.name })),
  };
}

/** Its filter is called `Filter`: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFlowLogs.html */
export const describeFlowLogs =
  (here: Here) =>
  ({ Filter, FlowLogIds, ...input }: Ec2.DescribeFlowLogsRequest, ask: Ask): Ec2.DescribeFlowLogsResult => {
    if (FlowLogIds?.length) throw new AwsRefusal('InvalidParameterValue', 'The simulator lists all flow logs.', 400);
    const { items, next } = ec2Page(here(ask).flowLogs, { ...input, ...(Filter && { Filters: Filter }) }, ask);
    return { FlowLogs: items.map((log) => describeFlowLog(log, ask)), NextToken: next };
  };
function describeFlowLog({ id, resource, traffic, delivery }: FlowLog, ask: Ask): Ec2.FlowLog {
  return {
    FlowLogId: id,
    ResourceId: resource,
    // what it was told to do; whether that works stands in DeliverLogsStatus
    FlowLogStatus: 'ACTIVE',
    TrafficType: traffic,
    DeliverLogsStatus: delivery,
    LogDestinationType: 'cloud-watch-logs',
    LogGroupName: '/vpc/flow-logs',
    CreationTime: ago(300, ask),
    MaxAggregationInterval: 600,
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcPeeringConnections.html */
export const describeVpcPeeringConnections =
  (here: Here) =>
  (input: Ec2.DescribeVpcPeeringConnectionsRequest, ask: Ask): Ec2.DescribeVpcPeeringConnectionsResult => {
    const { items, next } = ec2Page(here(ask).peerings, input, ask);
    return { VpcPeeringConnections: items.map(describePeering), NextToken: next };
  };
function describePeering({ id, requester, accepter, status }: Peering): Ec2.VpcPeeringConnection {
  const info = ({ vpc, account, region }: Side) => ({ VpcId: vpc, OwnerId: account, Region: region, CidrBlock: '10.0.0.0/16' });
  return {
    VpcPeeringConnectionId: id,
    RequesterVpcInfo: info(requester),
    AccepterVpcInfo: info(accepter),
    Status: { Code: status, Message: status },
    Tags: [],
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTransitGatewayVpcAttachments.html */
export const describeTransitGatewayVpcAttachments =
  (here: Here) =>
  (input: Ec2.DescribeTransitGatewayVpcAttachmentsRequest, ask: Ask): Ec2.DescribeTransitGatewayVpcAttachmentsResult => {
    const { items, next } = ec2Page(here(ask).attachments, input, ask);
    const attachments = items.map(({ id, gateway, vpc, state }) => ({
      TransitGatewayAttachmentId: id,
      TransitGatewayId: gateway,
      VpcId: vpc,
      VpcOwnerId: ask.account.id,
      State: state,
    }));
    return { TransitGatewayVpcAttachments: attachments, NextToken: next };
  };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTransitGateways.html */
export const describeTransitGateways =
  (here: Here) =>
  (input: Ec2.DescribeTransitGatewaysRequest, ask: Ask): Ec2.DescribeTransitGatewaysResult => {
    const { items, next } = ec2Page(here(ask).gateways, input, ask);
    return {
      TransitGateways: items.map(({ id, owner }) => ({ TransitGatewayId: id, OwnerId: owner, State: 'available' })),
      NextToken: next,
    };
  };
