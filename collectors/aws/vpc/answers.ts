/** EC2's answers about VPCs, what joins them and what watches them. */
import { z } from 'zod';
import { type Known, missing } from '../../../src/kit.ts';
import type { NetworkInterface } from '../network-interfaces.ts';

export const VPCS = 'ec2:DescribeVpcs';
export const FLOW_LOGS = 'ec2:DescribeFlowLogs';
export const PEERINGS = 'ec2:DescribeVpcPeeringConnections';
export const ATTACHMENTS = 'ec2:DescribeTransitGatewayVpcAttachments';
export const GATEWAYS = 'ec2:DescribeTransitGateways';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Vpc.html */
export const Vpc = z.looseObject({
  VpcId: z.string().min(1),
  OwnerId: z.string().min(1).optional(),
  Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string().optional() })).optional(),
});
export type Vpc = z.infer<typeof Vpc>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html */
export const FlowLog = z.looseObject({
  FlowLogId: z.string().min(1),
  /** A VPC, a subnet, a network interface or a transit gateway. */
  ResourceId: z.string().min(1),
  FlowLogStatus: z.string().min(1).optional(),
  TrafficType: z.string().min(1).optional(),
  DeliverLogsStatus: z.string().min(1).optional(),
});
export type FlowLog = z.infer<typeof FlowLog>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcPeeringConnectionVpcInfo.html */
const Side = z.looseObject({
  VpcId: z.string().min(1).optional(),
  OwnerId: z.string().min(1).optional(),
  Region: z.string().min(1).optional(),
});
export type Side = z.infer<typeof Side>;
export const Peering = z.looseObject({
  VpcPeeringConnectionId: z.string().min(1),
  AccepterVpcInfo: Side.optional(),
  RequesterVpcInfo: Side.optional(),
  Status: z.looseObject({ Code: z.string().min(1) }).optional(),
});
export type Peering = z.infer<typeof Peering>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayVpcAttachment.html */
export const Attachment = z.looseObject({
  TransitGatewayAttachmentId: z.string().min(1),
  TransitGatewayId: z.string().min(1),
  VpcId: z.string().min(1),
  State: z.string().min(1).optional(),
});
export type Attachment = z.infer<typeof Attachment>;
export const Gateway = z.looseObject({ TransitGatewayId: z.string().min(1), OwnerId: z.string().min(1) });
export type Gateway = z.infer<typeof Gateway>;

export type Tags = Readonly<Record<string, string>>;
/** Another VPC that a peering connection or a transit gateway joins to this one; or why there may be one. */
export interface Joined {
  /** Empty where nobody told which. */
  readonly vpc: string;
  /** `pcx-…`, `tgw-…`, or the question that was not answered. */
  readonly by: string;
  readonly tags: Known<Tags>;
  /** The answers that say so. */
  readonly from: readonly object[];
}
export interface Raw {
  readonly vpc: Vpc;
  readonly account: string;
  /** Those in the VPC. */
  readonly interfaces: Known<readonly NetworkInterface[]>;
  /** Of the VPC, its subnets and its interfaces. */
  readonly flowLogs: Known<readonly FlowLog[]>;
  readonly joined: readonly Joined[];
  /** The end of each listing: what is not there rests on all of it. */
  readonly ends: readonly object[];
}

export function tagsOf({ Tags: tags }: Vpc): Known<Tags> {
  // a tag without a value has an empty one
  if (tags) return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value === undefined ? '' : Value]));
  return missing(VPCS, 'Vpcs[].Tags');
}
