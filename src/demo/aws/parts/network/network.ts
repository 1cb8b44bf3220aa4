/** A region's network as data. */
import type { Tags } from '../../world.ts';

export interface Network {
  readonly vpcs: readonly Vpc[];
  readonly groups: readonly Group[];
  readonly interfaces: readonly Interface[];
  /** Blocks by prefix list. */
  readonly prefixLists: Readonly<Record<string, readonly string[]>>;
  readonly acls: readonly Acl[];
  readonly flowLogs: readonly FlowLog[];
  readonly peerings: readonly Peering[];
  readonly attachments: readonly Attachment[];
  readonly gateways: readonly Gateway[];
}
export interface Vpc {
  readonly id: string;
  readonly tags: Tags;
}
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly vpc: string;
  readonly inbound: readonly Rule[];
  readonly outbound: readonly Rule[];
}
export interface Rule {
  /** `tcp`, `udp`, `icmp`, `-1` or a number. */
  readonly protocol: string;
  /** First and last; absent for -1: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
  readonly ports?: readonly [number, number];
  readonly v4?: readonly string[];
  readonly v6?: readonly string[];
  readonly prefixLists?: readonly string[];
  readonly groups?: readonly string[];
}
export interface Interface {
  readonly id: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly groups: readonly string[];
}
export interface Acl {
  readonly id: string;
  readonly vpc: string;
  readonly isDefault: boolean;
  readonly subnets: readonly string[];
  readonly entries: readonly AclEntry[];
}
export interface AclEntry {
  readonly number: number;
  readonly egress: boolean;
  readonly action: 'allow' | 'deny';
  /** `-1`, `6`, `17`, … */
  readonly protocol: string;
  readonly block: string;
  readonly ports?: readonly [number, number];
}
export interface FlowLog {
  readonly id: string;
  readonly resource: string;
  readonly traffic: 'ALL' | 'ACCEPT' | 'REJECT';
  readonly delivery: 'SUCCESS' | 'FAILED';
}
export interface Side {
  readonly vpc: string;
  readonly account: string;
  readonly region: string;
}
export interface Peering {
  readonly id: string;
  readonly requester: Side;
  readonly accepter: Side;
  /** https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-lifecycle.html */
  readonly status: 'active' | 'deleted' | 'pending-acceptance' | 'rejected';
}
export interface Attachment {
  readonly id: string;
  readonly gateway: string;
  readonly vpc: string;
  readonly state: 'available' | 'deleted' | 'pending';
}
export interface Gateway {
  readonly id: string;
  readonly owner: string;
}

export const EMPTY: Network = {
  vpcs: [],
  groups: [],
  interfaces: [],
  prefixLists: {},
  acls: [],
  flowLogs: [],
  peerings: [],
  attachments: [],
  gateways: [],
};

/** `sg-00000000000000042` */
export const id = (kind: string, n: number): string => `${kind}-0${String(n).padStart(16, '0')}`;
