import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, settle, type Unknown, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

const LIST = 'network-firewall:ListFirewalls';
const FIREWALL = 'network-firewall:DescribeFirewall';
const POLICY = 'network-firewall:DescribeFirewallPolicy';
const LOGGING = 'network-firewall:DescribeLoggingConfiguration';

const Listed = z.looseObject({ FirewallArn: z.string().min(1), FirewallName: z.string().min(1).optional() });
type Listed = z.infer<typeof Listed>;
/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Firewall.html */
const Firewall = z.looseObject({
  VpcId: z.string().min(1).optional(),
  TransitGatewayId: z.string().min(1).optional(),
  FirewallPolicyArn: z.string().min(1),
  NumberOfAssociations: z.int().nonnegative().optional(),
});
type Firewall = z.infer<typeof Firewall>;
const Described = z.looseObject({ Firewall });
/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_FirewallPolicy.html */
const Policy = z.looseObject({
  FirewallPolicy: z.looseObject({ StatefulRuleGroupReferences: z.array(z.looseObject({ ResourceArn: z.string().min(1) })).optional() }),
});
/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_LoggingConfiguration.html */
const Logging = z.looseObject({
  LoggingConfiguration: z.looseObject({ LogDestinationConfigs: z.array(z.looseObject({ LogType: z.string().min(1) })) }),
});

interface Asked {
  readonly listed: Listed;
  readonly firewall: Known<Firewall>;
  readonly policy: Answer<z.infer<typeof Policy>>;
  readonly logging: Answer<z.infer<typeof Logging>>;
}
interface Raw {
  readonly region: string;
  readonly firewalls: Known<readonly Asked[]>;
  /** The listing: that nothing is in it rests on all of it. */
  readonly heard: unknown;
}

const Resource = z.object({
  id: z.string().describe('The region'),
  name: z.string().describe('The region'),
  firewalls: known(
    z.array(
      z.object({
        name: z.string().describe('FirewallName'),
        vpc: known(z.string()).describe('VpcId'),
        statefulRuleGroups: known(z.int()).describe('How many stateful rule groups its policy refers to'),
        alerts: known(z.boolean()).describe('Logs of the type ALERT are delivered somewhere'),
      }),
    ),
  ).describe('Network firewalls of the region, once for the VPC of each, and once more where they may stand in others'),
});

export default defineCollector({
  id: 'aws/network-firewall',
  title: 'Network firewalls of a region',
  scope: 'region',
  calls: [
    call('network-firewall', 'ListFirewalls'),
    call('network-firewall', 'DescribeFirewall'),
    call('network-firewall', 'DescribeFirewallPolicy'),
    call('network-firewall', 'DescribeLoggingConfiguration'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const listed = await ask.list(
      LIST,
      {},
      turning({
        list: 'Firewalls',
        token: 'NextToken',
        item: Listed,
        key: ({ FirewallArn }) => FirewallArn,
        send: (token) => aws.send('network-firewall', 'ListFirewalls', { MaxResults: 100, ...token }, region),
      }),
    );
    const none = missing(LIST, 'Firewalls');
    const all = settle(listed, { some: (found): Known<readonly Listed[]> => found, none });
    // a region is there whatever is in it: what cannot be listed is not known of it
    yield {
      region: region as string,
      firewalls: isUnknown(all) ? all : await Promise.all(all.map((one) => aroundFirewall(one, aws, ask, region))),
      heard: listed,
    };
  },
  normalise({ region, firewalls }) {
    return { id: region, name: region, firewalls: isUnknown(firewalls) ? firewalls : firewalls.flatMap(normaliseFirewall) };
  },
});

async function aroundFirewall(listed: Listed, aws: Aws, ask: Ask, region: string | undefined): Promise<Asked> {
  const { FirewallArn } = listed;
  const send = (operation: string, input: object) => aws.send('network-firewall', operation, input, region);
  const [described, logging] = await Promise.all([
    ask(FIREWALL, { FirewallArn }, Described, () => send('DescribeFirewall', { FirewallArn })),
    ask(LOGGING, { FirewallArn }, Logging, () => send('DescribeLoggingConfiguration', { FirewallArn })),
  ]);
  const firewall = settle(described, { some: ({ Firewall }): Known<Firewall> => Firewall, none: missing(FIREWALL, 'Firewall') });
  if (isUnknown(firewall)) return { listed, firewall, policy: firewall, logging };
  const input = { FirewallPolicyArn: firewall.FirewallPolicyArn };
  return { listed, firewall, policy: await ask(POLICY, input, Policy, () => send('DescribeFirewallPolicy', input)), logging };
}

function normaliseFirewall({ listed, firewall, policy, logging }: Asked) {
  const name = listed.FirewallName ?? listed.FirewallArn;
  const looks = {
    statefulRuleGroups: settle(policy, {
      some: ({ FirewallPolicy: { StatefulRuleGroupReferences: groups } }) =>
        groups?.length ?? missing(POLICY, 'FirewallPolicy.StatefulRuleGroupReferences'),
      none: missing(POLICY, 'FirewallPolicy'),
    }),
    alerts: settle(logging, {
      some: ({ LoggingConfiguration: { LogDestinationConfigs: all } }) => all.some(({ LogType }) => LogType === 'ALERT'),
      none: missing(LOGGING, 'LoggingConfiguration'),
    }),
  };
  return vpcsOf(name, firewall).map((vpc) => ({ name, vpc, ...looks }));
}

/** Its own VPC, and those that it may stand in besides: only other calls would name them. */
function vpcsOf(name: string, firewall: Known<Firewall>): readonly Known<string>[] {
  if (isUnknown(firewall)) return [firewall];
  const { VpcId, TransitGatewayId, NumberOfAssociations } = firewall;
  const own = VpcId ?? (TransitGatewayId === undefined ? missing(FIREWALL, 'Firewall.VpcId') : further(name, 'a transit gateway'));
  return NumberOfAssociations === 0 ? [own] : [own, further(name, 'endpoint associations')];
}
function further(name: string, by: string): Unknown {
  return unknown({ operation: FIREWALL, reason: 'not_run', detail: `which VPCs ${name} stands before by ${by} is not asked` });
}
