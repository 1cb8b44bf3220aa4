/** Whether flow logs see all of a VPC: by one on the VPC, or by those on its subnets and interfaces together. Pure. */
import { isUnknown, type Known, missing, unknown } from '../../../src/kit.ts';
import { and, or } from '../kleene.ts';
import { FLOW_LOGS, type FlowLog, type Raw, VPCS } from './answers.ts';

export function logged({ vpc, account, interfaces, flowLogs }: Pick<Raw, 'vpc' | 'account' | 'interfaces' | 'flowLogs'>): Known<boolean> {
  if (isUnknown(flowLogs)) return flowLogs;
  const on = (resource: string) =>
    flowLogs
      .filter(({ ResourceId }) => ResourceId === resource)
      .map(works)
      .reduce(or, false);
  const piecewise = isUnknown(interfaces)
    ? interfaces
    : interfaces.map(({ NetworkInterfaceId, SubnetId }) => or(on(SubnetId), on(NetworkInterfaceId))).reduce(and, interfaces.length > 0);
  const seen = or(on(vpc.VpcId), piecewise);
  if (seen !== false || vpc.OwnerId === account) return seen;
  if (vpc.OwnerId === undefined) return missing(VPCS, 'Vpcs[].OwnerId');
  // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-service-behavior.html
  const detail = `${FLOW_LOGS}: ${vpc.VpcId} is shared by ${vpc.OwnerId}, and that account alone sees all of its flow logs`;
  return unknown({ operation: FLOW_LOGS, reason: 'population_incomplete', detail });
}

/** Active, of what was rejected at least, and delivered: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html */
function works({ FlowLogStatus, TrafficType, DeliverLogsStatus }: FlowLog): Known<boolean> {
  const active = FlowLogStatus === undefined ? lacks('FlowLogStatus') : FlowLogStatus === 'ACTIVE';
  const traffic = TrafficType === undefined ? lacks('TrafficType') : TrafficType === 'ALL' || TrafficType === 'REJECT';
  const delivered = DeliverLogsStatus === undefined ? lacks('DeliverLogsStatus') : DeliverLogsStatus !== 'FAILED';
  return and(active, and(traffic, delivered));
}
const lacks = (member: string) => missing(FLOW_LOGS, `FlowLogs[].${member}`);
