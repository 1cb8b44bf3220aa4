/** VPCs and what guards, joins and watches them. */
import { PRODUCTION } from '../../accounts.ts';
import type { Ask } from '../../answers/ask.ts';
import { type Holding, type Part, see } from '../part.ts';
import * as broken from './broken.ts';
import { frankfurt, OLD_BASTION, virginia } from './clean.ts';
import { describeNetworkAcls, describeSecurityGroups, getManagedPrefixListEntries } from './groups.ts';
import { EMPTY, type Network } from './network.ts';
import * as vpcs from './vpcs.ts';

type Held = Holding<null, Network>;
/** Made without default VPCs, as AWS Control Tower makes accounts: https://docs.aws.amazon.com/controltower/latest/userguide/vpc-concepts.html */
const nothing: Held = { account: null, regions: {}, elsewhere: EMPTY };
const here = (ask: Ask): Network => see(ask, network.id, nothing).region;

const holding = (inFrankfurt: Network, inVirginia: Network): Held => ({
  account: null,
  regions: { 'eu-central-1': inFrankfurt, 'us-east-1': inVirginia },
  elsewhere: EMPTY,
});
/** The whole world, in two halves that no search for 0.0.0.0/0 finds. */
const halves = [{ protocol: 'tcp', ports: [22, 22] as const, v4: ['0.0.0.0/1', '128.0.0.0/1'] }];
const drifted: Network = {
  ...frankfurt,
  groups: frankfurt.groups.map((group) => (group.id === OLD_BASTION ? { ...group, inbound: halves } : group)),
};

export const network: Part<null, Network> = {
  id: 'network',
  answers: {
    ec2: {
      DescribeSecurityGroups: describeSecurityGroups(here),
      GetManagedPrefixListEntries: getManagedPrefixListEntries(here),
      DescribeNetworkAcls: describeNetworkAcls(here),
      DescribeVpcs: vpcs.describeVpcs(here),
      DescribeNetworkInterfaces: vpcs.describeNetworkInterfaces(here),
      DescribeFlowLogs: vpcs.describeFlowLogs(here),
      DescribeVpcPeeringConnections: vpcs.describeVpcPeeringConnections(here),
      DescribeTransitGatewayVpcAttachments: vpcs.describeTransitGatewayVpcAttachments(here),
      DescribeTransitGateways: vpcs.describeTransitGateways(here),
    },
  },
  nothing,
  clean: { [PRODUCTION]: holding(frankfurt, virginia) },
  drifted: { [PRODUCTION]: holding(drifted, virginia) },
  drift: [
    {
      check: 'aws.ec2.sg-no-world-admin-ports',
      resource: 'old-bastion',
      what: 'a security group, left over and attached to nothing, opens SSH to both halves of the internet',
    },
  ],
  checks: [
    'aws.ec2.default-sg-closed',
    'aws.ec2.env-networks-separate',
    'aws.ec2.flow-logs',
    'aws.ec2.nacl-admin-ports',
    'aws.ec2.sg-no-world-admin-ports',
    'aws.ec2.sg-no-world-data-ports',
    'aws.ec2.sg-only-authorised-world-ports',
  ],
  broken: { [PRODUCTION]: holding(broken.frankfurt, broken.brokenVirginia) },
  refusals: [
    { operation: 'ec2:GetManagedPrefixListEntries', how: 'denied' },
    { operation: 'ec2:DescribeNetworkInterfaces', how: 'denied', region: 'us-east-1' },
  ],
};
