/** The network interfaces of a region: what of the network is in use. One listing per run, whoever asks first. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';
import type { Aws } from './client.ts';
import { turning } from './paging.ts';

export const INTERFACES = 'ec2:DescribeNetworkInterfaces';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html */
export const NetworkInterface = z.looseObject({
  NetworkInterfaceId: z.string().min(1),
  VpcId: z.string().min(1),
  SubnetId: z.string().min(1),
  Groups: z.array(z.looseObject({ GroupId: z.string().min(1) })),
});
export type NetworkInterface = z.infer<typeof NetworkInterface>;

/** `ask.list(INTERFACES, {}, interfacePages(aws, region))`. Load balancers, functions and databases have theirs in it too. */
export function interfacePages(aws: Aws, region: string | undefined): Paging<Record<string, unknown>, NetworkInterface> {
  return turning({
    list: 'NetworkInterfaces',
    token: 'NextToken',
    item: NetworkInterface,
    key: ({ NetworkInterfaceId }) => NetworkInterfaceId,
    send: (token) => aws.send('ec2', 'DescribeNetworkInterfaces', { MaxResults: 1000, ...token }, region),
  });
}
