/** What Systems Manager answers about the machines it manages and about their patches. */
import { z } from 'zod';
import type { Paging } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

export const MANAGED = 'ssm:DescribeInstanceInformation';
export const PATCHES = 'ssm:DescribeInstancePatchStates';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstanceInformation.html */
export const Managed = z.looseObject({
  InstanceId: z.string().min(1),
  PingStatus: z.string().min(1).optional(),
  LastPingDateTime: z.date().optional(),
});
export type Managed = z.infer<typeof Managed>;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstancePatchState.html */
export const PatchState = z.looseObject({
  InstanceId: z.string().min(1),
  OperationEndTime: z.date().optional(),
  CriticalNonCompliantCount: z.int().nonnegative().optional(),
  SecurityNonCompliantCount: z.int().nonnegative().optional(),
});
export type PatchState = z.infer<typeof PatchState>;

export function managedPages(aws: Aws, region: string | undefined): Paging<Record<string, unknown>, Managed> {
  return turning({
    list: 'InstanceInformationList',
    token: 'NextToken',
    item: Managed,
    key: ({ InstanceId }) => InstanceId,
    send: (token) => aws.send('ssm', 'DescribeInstanceInformation', { MaxResults: 50, ...token }, region),
  });
}
export function patchPages(
  aws: Aws,
  InstanceIds: readonly string[],
  region: string | undefined,
): Paging<Record<string, unknown>, PatchState> {
  return turning({
    list: 'InstancePatchStates',
    token: 'NextToken',
    item: PatchState,
    key: ({ InstanceId }) => InstanceId,
    send: (token) => aws.send('ssm', 'DescribeInstancePatchStates', { InstanceIds, MaxResults: 100, ...token }, region),
  });
}
