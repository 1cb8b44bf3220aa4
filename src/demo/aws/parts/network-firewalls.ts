/** Network firewalls: which VPC each stands in, what its policy refers to, what it logs. */
import type * as Firewalls from '@aws-sdk/client-network-firewall';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

export interface NetworkFirewall {
  readonly name: string;
  readonly vpc: string;
  readonly statefulRuleGroups: readonly string[];
  readonly logs: readonly Firewalls.LogType[];
  /** Further VPCs, by endpoint associations. */
  readonly associations: number;
}
type Held = Holding<null, readonly NetworkFirewall[]>;
const nothing: Held = { account: null, regions: {}, elsewhere: [] };

const arnOf = (kind: string, name: string, { account, regionName }: Ask) =>
  `arn:aws:network-firewall:${regionName}:${account.id}:${kind}/${name}`;
const firewallArn = (name: string, ask: Ask) => arnOf('firewall', name, ask);
const policyArn = (name: string, ask: Ask) => arnOf('firewall-policy', name, ask);
const missing = () => new AwsRefusal('ResourceNotFoundException', 'The request referenced a resource that does not exist.');

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_ListFirewalls.html */
function ListFirewalls(input: Firewalls.ListFirewallsRequest, ask: Ask): Firewalls.ListFirewallsResponse {
  const bad = () => new AwsRefusal('InvalidRequestException', 'The token is not valid');
  const { items, next } = page(here(ask), ask, { size: input.MaxResults, token: input.NextToken }, bad);
  return { Firewalls: items.map(({ name }) => ({ FirewallName: name, FirewallArn: firewallArn(name, ask) })), NextToken: next };
}

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_DescribeFirewall.html */
function DescribeFirewall(input: Firewalls.DescribeFirewallRequest, ask: Ask): Firewalls.DescribeFirewallResponse {
  const { name, vpc, associations } = find(input, ask);
  return {
    UpdateToken: '00000000-0000-4000-8000-000000000001',
    Firewall: {
      FirewallName: name,
      FirewallArn: firewallArn(name, ask),
      FirewallId: '00000000-0000-4000-8000-000000000002',
      FirewallPolicyArn: policyArn(name, ask),
      VpcId: vpc,
      SubnetMappings: [{ SubnetId: 'subnet-00000000000000001', IPAddressType: 'IPV4' }],
      DeleteProtection: true,
      NumberOfAssociations: associations,
    },
    FirewallStatus: { Status: 'READY', ConfigurationSyncStateSummary: 'IN_SYNC' },
  };
}

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_DescribeFirewallPolicy.html */
function DescribeFirewallPolicy(
  { FirewallPolicyArn: arn }: Firewalls.DescribeFirewallPolicyRequest,
  ask: Ask,
): Firewalls.DescribeFirewallPolicyResponse {
  const found = here(ask).find(({ name }) => policyArn(name, ask) === arn);
  if (!found) throw missing();
  return {
    UpdateToken: '00000000-0000-4000-8000-000000000003',
    FirewallPolicyResponse: {
      FirewallPolicyName: found.name,
      FirewallPolicyArn: policyArn(found.name, ask),
      FirewallPolicyId: '00000000-0000-4000-8000-000000000004',
    },
    FirewallPolicy: {
      StatelessDefaultActions: ['aws:forward_to_sfe'],
      StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
      StatefulRuleGroupReferences: found.statefulRuleGroups.map((name) => ({ ResourceArn: arnOf('stateful-rulegroup', name, ask) })),
    },
  };
}

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_DescribeLoggingConfiguration.html */
function DescribeLoggingConfiguration(
  input: Firewalls.DescribeLoggingConfigurationRequest,
  ask: Ask,
): Firewalls.DescribeLoggingConfigurationResponse {
  const { name, logs } = find(input, ask);
  const LogDestinationConfigs = logs.map((LogType) => ({
    LogType,
    LogDestinationType: 'CloudWatchLogs' as const,
    LogDestination: { logGroup: `/firewall/${name}` },
  }));
  return { FirewallArn: firewallArn(name, ask), LoggingConfiguration: { LogDestinationConfigs } };
}

function find({ FirewallArn: arn }: { FirewallArn?: string | undefined }, ask: Ask): NetworkFirewall {
  const found = here(ask).find(({ name }) => firewallArn(name, ask) === arn);
  if (!found) throw missing();
  return found;
}
const here = (ask: Ask) => see(ask, networkFirewalls.id, nothing).region;

export const INSPECTED = 'vpc-00000000000000001';
/** Which VPCs of this estate are declared to need one: for the demo's claimcheck.yaml. */
export const params = { 'aws.network-firewall.ips': { vpcs: [`eu-central-1/${INSPECTED}`] } } as const;

const egress: NetworkFirewall = {
  name: 'egress',
  vpc: INSPECTED,
  statefulRuleGroups: ['known-threats', 'domains'],
  logs: ['FLOW', 'ALERT'],
  associations: 0,
};
const of = (...frankfurt: NetworkFirewall[]): Held => ({ account: null, regions: { 'eu-central-1': frankfurt }, elsewhere: [] });

export const networkFirewalls: Part<null, readonly NetworkFirewall[]> = {
  id: 'network-firewalls',
  answers: { 'network-firewall': { ListFirewalls, DescribeFirewall, DescribeFirewallPolicy, DescribeLoggingConfiguration } },
  nothing,
  clean: { [PRODUCTION]: of(egress) },
  drifted: { [PRODUCTION]: of(egress) },
  drift: [],
  checks: ['aws.network-firewall.ips'],
  broken: {
    [PRODUCTION]: of(
      { ...egress, logs: ['FLOW'] },
      { ...egress, name: 'elsewhere', vpc: 'vpc-00000000000000009' },
      { ...egress, name: 'empty', statefulRuleGroups: [] },
    ),
  },
  refusals: [],
};
