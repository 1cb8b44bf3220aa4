import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, settle, unasked, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { INTERFACES, interfacePages } from '../network-interfaces.ts';
import { gather, turning } from '../paging.ts';
import * as Ec2 from './answers.ts';
import { joinedTo, type Region } from './joins.ts';
import { logged } from './logged.ts';

const Tags = z.record(z.string(), z.string());

const Resource = z.object({
  id: z.string().describe('VpcId: `vpc-…`'),
  name: z.string().describe('VpcId'),
  inUse: known(z.boolean()).describe('A network interface lies in it (NetworkInterfaces[].VpcId)'),
  flowLogged: known(z.boolean()).describe(
    'An active, delivered flow log of all or of rejected traffic is on the VPC, or on each of its interfaces or their subnets (FlowLogs[])',
  ),
  tags: known(Tags).describe('Tags, as key to value'),
  untagged: known(z.boolean()).describe(
    'Never known: what is so where this VPC, or one that is joined to it, lacks the tag that would decide',
  ),
  joined: z
    .array(
      z.object({
        vpc: z.string().describe('VpcId; empty where nobody told which'),
        by: z.string().describe('`pcx-…` or `tgw-…`'),
        tags: known(Tags).describe('Tags of the other VPC'),
      }),
    )
    .describe('VPCs that an active peering connection or a transit gateway joins to this one, as far as they are shown'),
});

export default defineCollector({
  id: 'aws/vpc',
  title: 'VPCs: flow logs, and what joins them',
  scope: 'region',
  calls: [
    call('ec2', 'DescribeVpcs'),
    call('ec2', 'DescribeNetworkInterfaces'),
    call('ec2', 'DescribeFlowLogs'),
    call('ec2', 'DescribeVpcPeeringConnections'),
    call('ec2', 'DescribeTransitGatewayVpcAttachments'),
    call('ec2', 'DescribeTransitGateways'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region }, wanted }): AsyncIterable<Ec2.Raw> {
    const list = listing(aws, ask, region);
    const read = (...fields: string[]) => wanted === undefined || wanted(fields);
    const [vpcs, interfaces, flowLogs, peerings, attachments] = await Promise.all([
      gather(
        ask.pages(
          Ec2.VPCS,
          {},
          pagesOf(aws, region, 'DescribeVpcs', 'Vpcs', Ec2.Vpc, ({ VpcId }) => VpcId),
        ),
      ),
      read('inUse', 'flowLogged')
        ? ask.list(INTERFACES, {}, interfacePages(aws, region)).then((answer) => told(answer, INTERFACES))
        : unasked(INTERFACES),
      read('flowLogged') ? list('DescribeFlowLogs', 'FlowLogs', Ec2.FlowLog, ({ FlowLogId }) => FlowLogId) : unasked(Ec2.FLOW_LOGS),
      read('joined')
        ? list('DescribeVpcPeeringConnections', 'VpcPeeringConnections', Ec2.Peering, (one) => one.VpcPeeringConnectionId)
        : unasked(Ec2.PEERINGS),
      read('joined')
        ? list(
            'DescribeTransitGatewayVpcAttachments',
            'TransitGatewayVpcAttachments',
            Ec2.Attachment,
            (one) => one.TransitGatewayAttachmentId,
          )
        : unasked(Ec2.ATTACHMENTS),
    ]);
    const attached = !isUnknown(attachments) && attachments.length > 0;
    const gateways = attached ? await list('DescribeTransitGateways', 'TransitGateways', Ec2.Gateway, (one) => one.TransitGatewayId) : [];
    const around: Region = { account: aws.account, peerings, attachments, gateways, tagsOf: tagsIn(vpcs) };
    for (const vpc of vpcs) {
      const within = isUnknown(interfaces) ? interfaces : interfaces.filter(({ VpcId }) => VpcId === vpc.VpcId);
      const pieces = new Set([vpc.VpcId, ...(isUnknown(within) ? [] : within.flatMap((one) => [one.SubnetId, one.NetworkInterfaceId]))]);
      yield {
        vpc,
        account: aws.account,
        interfaces: within,
        flowLogs: isUnknown(flowLogs) ? flowLogs : flowLogs.filter(({ ResourceId }) => pieces.has(ResourceId)),
        joined: joinedTo(vpc.VpcId, around),
        ends: [interfaces, flowLogs, peerings, attachments].flatMap((all) => (isUnknown(all) ? [] : [all.at(-1) ?? all])),
      };
    }
  },
  normalise(raw) {
    const id = raw.vpc.VpcId;
    return {
      id,
      name: id,
      inUse: isUnknown(raw.interfaces) ? raw.interfaces : raw.interfaces.length > 0,
      flowLogged: logged(raw),
      tags: Ec2.tagsOf(raw.vpc),
      untagged: untagged(id),
      joined: raw.joined.map(({ vpc, by, tags }) => ({ vpc, by, tags })),
    };
  },
});

function tagsIn(vpcs: readonly Ec2.Vpc[]): Region['tagsOf'] {
  const byId = new Map(vpcs.map((vpc) => [vpc.VpcId, vpc]));
  return (id) => {
    const found = byId.get(id);
    return found && Ec2.tagsOf(found);
  };
}
function untagged(vpc: string) {
  return unknown({
    operation: Ec2.VPCS,
    reason: 'missing_member',
    detail: `${vpc}, or a VPC that is joined to it, has no tag that says its environment`,
  });
}

function pagesOf<T>(aws: Aws, region: string | undefined, command: string, list: string, item: z.ZodType<T>, key: (item: T) => string) {
  const send = (token: object) => aws.send('ec2', command, { MaxResults: 1000, ...token }, region);
  return turning({ list, token: 'NextToken', item, key, send });
}
/** Listings that belong to the region as a whole: what goes unread of them leaves single fields unknown, not the number of VPCs. */
function listing(aws: Aws, ask: Ask, region: string | undefined) {
  return async <T>(command: string, list: string, item: z.ZodType<T>, key: (item: T) => string): Promise<Known<readonly T[]>> => {
    const operation = `ec2:${command}`;
    return told(await ask.list(operation, {}, pagesOf(aws, region, command, list, item, key)), operation);
  };
}
function told<T>(answer: Answer<readonly T[]>, operation: string): Known<readonly T[]> {
  return settle<readonly T[], readonly T[]>(answer, { some: (all) => all, none: missing(operation, '(its list)') });
}
