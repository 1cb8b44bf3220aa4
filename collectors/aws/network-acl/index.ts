import { z } from 'zod';
import { isUnknown, type Known, known, missing } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { turning } from '../paging.ts';
import { OpenPorts } from '../ports.ts';
import { ACLS, Entry, openToInternet, rulesOf } from './evaluate.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAcl.html */
const NetworkAcl = z.looseObject({
  NetworkAclId: z.string().min(1),
  VpcId: z.string().min(1).optional(),
  IsDefault: z.boolean().optional(),
  Associations: z.array(z.looseObject({})).optional(),
  Entries: z.array(Entry).optional(),
});
type NetworkAcl = z.infer<typeof NetworkAcl>;

const Resource = z.object({
  id: z.string().describe('NetworkAclId: `acl-…`'),
  name: z.string().describe('NetworkAclId'),
  vpc: known(z.string()).describe('VpcId'),
  isDefault: known(z.boolean()).describe('IsDefault: the one that came with the VPC'),
  subnets: known(z.int()).describe('How many subnets it guards: Associations'),
  openPorts: known(z.array(OpenPorts)).describe(
    'Ports that it lets more than half of all public IPv4 or IPv6 addresses reach: inbound entries tried by RuleNumber, the first match decides',
  ),
});

export default throughConfig({
  id: 'aws/network-acl',
  title: 'Network ACLs and the ports that they open to the internet',
  scope: 'region',
  calls: [call('ec2', 'DescribeNetworkAcls')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    const send = (token: object) => aws.send('ec2', 'DescribeNetworkAcls', { MaxResults: 1000, ...token }, region);
    yield* ask.pages(
      ACLS,
      {},
      turning({ list: 'NetworkAcls', token: 'NextToken', item: NetworkAcl, key: ({ NetworkAclId }) => NetworkAclId, send }),
    );
  },
  normalise({ NetworkAclId, VpcId, IsDefault, Associations, Entries }) {
    return {
      id: NetworkAclId,
      name: NetworkAclId,
      vpc: VpcId ?? missing(ACLS, 'NetworkAcls[].VpcId'),
      isDefault: IsDefault ?? missing(ACLS, 'NetworkAcls[].IsDefault'),
      subnets: Associations?.length ?? missing(ACLS, 'NetworkAcls[].Associations'),
      openPorts: portsOf(Entries),
    };
  },
});

function portsOf(entries: NetworkAcl['Entries']): Known<OpenPorts[]> {
  const rules = entries ? rulesOf(entries) : missing(ACLS, 'NetworkAcls[].Entries');
  return isUnknown(rules) ? rules : openToInternet(rules);
}
