/** The same networks with everything open, unseen and joined. */
import { frankfurt as tidy, virginia as tidyVirginia } from './clean.ts';
import { type Group, id, type Network } from './network.ts';

/** As AWS makes them: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
const asMade = (group: Group): Group =>
  group.name === 'default'
    ? { ...group, inbound: [{ protocol: '-1', groups: [group.id] }], outbound: [{ protocol: '-1', v4: ['0.0.0.0/0'] }] }
    : group;
const everything: Group['inbound'] = [{ protocol: '-1', v6: ['::/0'] }];

function opened(network: Network): Network {
  return {
    ...network,
    groups: network.groups.map((group) => (group.name === 'web' ? { ...group, inbound: everything } : asMade(group))),
    acls: network.acls.map((acl) => ({
      ...acl,
      entries: [
        { number: 100, egress: false, action: 'allow', protocol: '-1', block: '0.0.0.0/0' },
        { number: 32767, egress: false, action: 'deny', protocol: '-1', block: '0.0.0.0/0' },
      ],
    })),
    flowLogs: network.flowLogs.map((log) => ({ ...log, delivery: 'FAILED' })),
    peerings: network.peerings.map((peering) => ({ ...peering, status: 'active' })),
    attachments: network.attachments.map((attachment) => ({ ...attachment, state: 'available' })),
  };
}

export const frankfurt = opened(tidy);
/** Joined to a neighbour of another environment; the other region has no other VPC, so one is added. */
const virginia = opened(tidyVirginia);
export const brokenVirginia: Network = {
  ...virginia,
  vpcs: [...virginia.vpcs, { id: id('vpc', 12), tags: { environment: 'staging' } }],
  gateways: tidy.gateways,
  attachments: [
    { id: id('tgw-attach', 11), gateway: id('tgw', 1), vpc: id('vpc', 11), state: 'available' },
    { id: id('tgw-attach', 12), gateway: id('tgw', 1), vpc: id('vpc', 12), state: 'available' },
  ],
};
