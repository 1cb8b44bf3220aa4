/** From a network ACL's numbered entries to the ports that the internet may reach. Pure. */
import { z } from 'zod';
import { isUnknown, type Known, missing, type Unknown, unknown } from '../../../src/kit.ts';
import {
  type Addresses,
  all,
  FAMILIES,
  type Family,
  intersection,
  isInternet,
  NONE,
  parseCidr,
  type Range,
  union,
  without,
} from '../addresses.ts';
import { ALL_PORTS, type OpenPorts, openPorts, type Ports, PROTOCOLS } from '../ports.ts';

export const ACLS = 'ec2:DescribeNetworkAcls';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html */
export const Entry = z.looseObject({
  Egress: z.boolean().optional(),
  RuleNumber: z.int().optional(),
  RuleAction: z.string().min(1).optional(),
  Protocol: z.string().min(1).optional(),
  CidrBlock: z.string().min(1).optional(),
  Ipv6CidrBlock: z.string().min(1).optional(),
  PortRange: z.looseObject({ From: z.int(), To: z.int() }).optional(),
});
export type Entry = z.infer<typeof Entry>;

/** One inbound entry that can concern TCP or UDP, with every word of it understood. */
export interface Rule {
  readonly number: number;
  readonly allow: boolean;
  readonly protocol: 'tcp' | 'udp' | 'any';
  readonly ports: Ports;
  readonly family: Family;
  readonly range: Range;
}

/** In the order in which AWS tries them. One entry that is not understood could decide anything: then nothing is known of the list. */
export function rulesOf(entries: readonly Entry[]): Known<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const entry of entries) {
    if (entry.Egress === undefined) return missing(ACLS, 'Entries[].Egress');
    const rule = entry.Egress ? undefined : ruleOf(entry);
    if (isUnknown(rule)) return rule;
    if (rule) rules.push(rule);
  }
  return rules.sort((a, b) => a.number - b.number);
}

const NAMES: Readonly<Record<string, Rule['protocol']>> = { '-1': 'any', '6': 'tcp', '17': 'udp', tcp: 'tcp', udp: 'udp', all: 'any' };

/** Undefined: it is about another protocol. */
function ruleOf({ RuleNumber, RuleAction, Protocol, PortRange, ...blocks }: Entry): Known<Rule> | undefined {
  if (Protocol === undefined) return missing(ACLS, 'Entries[].Protocol');
  const protocol = NAMES[Protocol];
  if (protocol === undefined) return undefined;
  if (RuleNumber === undefined) return missing(ACLS, 'Entries[].RuleNumber');
  if (RuleAction !== 'allow' && RuleAction !== 'deny') return strange('RuleAction', RuleAction);
  const cidr = blocks.CidrBlock ?? blocks.Ipv6CidrBlock;
  const parsed = cidr === undefined ? undefined : parseCidr(cidr);
  if (!parsed) return strange('CidrBlock', cidr);
  // all protocols are all ports, whatever else the entry says
  const ports = protocol === 'any' ? ALL_PORTS : PortRange && { from: PortRange.From, to: PortRange.To };
  if (!ports) return missing(ACLS, 'Entries[].PortRange');
  return { number: RuleNumber, allow: RuleAction === 'allow', protocol, ports, ...parsed };
}
function strange(member: string, said: string | undefined): Unknown {
  if (said === undefined) return missing(ACLS, `Entries[].${member}`);
  const detail = `${ACLS}: ${member} ${JSON.stringify(said)} is not understood`;
  return unknown({ operation: ACLS, reason: 'malformed_response', detail });
}

/** "As soon as a rule matches traffic, it's applied": https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html */
export function allowed(rules: readonly Rule[], family: Family, protocol: 'tcp' | 'udp', port: number): Addresses {
  let undecided = all(family);
  let admitted = NONE;
  for (const rule of rules) {
    const concerns = rule.family === family && (rule.protocol === protocol || rule.protocol === 'any');
    if (!concerns || port < rule.ports.from || port > rule.ports.to) continue;
    const decided = intersection(undecided, [rule.range]);
    if (rule.allow) admitted = union(admitted, decided);
    undecided = without(undecided, decided);
  }
  return admitted;
}

export function openToInternet(rules: readonly Rule[]): OpenPorts[] {
  return PROTOCOLS.flatMap((protocol) =>
    openPorts(
      protocol,
      rules.map(({ ports }) => ports),
      (port) => FAMILIES.some((family) => isInternet(family, allowed(rules, family, protocol, port))),
    ),
  );
}
