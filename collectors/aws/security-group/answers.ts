/** EC2's answers: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroup.html and API_IpPermission.html */
import { z } from 'zod';
import type { Answer, Known } from '../../../src/kit.ts';
import type { NetworkInterface } from '../network-interfaces.ts';

/** Lists are told even when they are empty; one that is lacking leaves this rule's sources unknown, and no other's. */
export const Permission = z.looseObject({
  IpProtocol: z.string().min(1).optional(),
  FromPort: z.int().optional(),
  ToPort: z.int().optional(),
  IpRanges: z.array(z.looseObject({ CidrIp: z.string().min(1) })).optional(),
  Ipv6Ranges: z.array(z.looseObject({ CidrIpv6: z.string().min(1) })).optional(),
  PrefixListIds: z.array(z.looseObject({ PrefixListId: z.string().min(1) })).optional(),
});
export type Permission = z.infer<typeof Permission>;
export const SecurityGroup = z.looseObject({
  GroupId: z.string().min(1),
  GroupName: z.string().min(1),
  VpcId: z.string().min(1).optional(),
  IpPermissions: z.array(Permission).optional(),
  IpPermissionsEgress: z.array(z.looseObject({})).optional(),
});
export type SecurityGroup = z.infer<typeof SecurityGroup>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PrefixListEntry.html */
export const Entry = z.looseObject({ Cidr: z.string().min(1) });
export type PrefixLists = Readonly<Record<string, Answer<readonly z.infer<typeof Entry>[]>>>;

export interface Raw {
  readonly group: SecurityGroup;
  readonly interfaces: Known<readonly NetworkInterface[]>;
  /** The end of the listing of interfaces: a group that is attached to none rests on all of it. */
  readonly end: object;
  /** Those that the group's inbound rules name. */
  readonly prefixLists: PrefixLists;
}
