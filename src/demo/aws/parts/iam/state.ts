/** What one account has in IAM beside its users, who stand in the world itself. */
import type { FeatureType } from '@aws-sdk/client-iam';
import type { Age, Policy } from '../../world.ts';
import type { Holding } from '../part.ts';

export interface Granted {
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  /** By name. */
  readonly inline: Readonly<Record<string, Policy>>;
}
export interface Group extends Granted {
  readonly name: string;
  readonly age: Age;
  /** Names of users. */
  readonly members: readonly string[];
}
export interface Role extends Granted {
  readonly name: string;
  /** `/` or `/aws-service-role/support.amazonaws.com/`. */
  readonly path: string;
  readonly age: Age;
  readonly trust: Policy;
}
export interface Managed {
  readonly name: string;
  readonly age: Age;
  /** Oldest first. */
  readonly versions: readonly Policy[];
  /** Which of them, counted from one. Absent: the last. */
  readonly inForce?: number;
}
export interface Iam {
  readonly groups: readonly Group[];
  readonly roles: readonly Role[];
  /** The customer's own. */
  readonly policies: readonly Managed[];
  /** What is granted to users themselves, by name. Whoever is absent has nothing. */
  readonly direct: Readonly<Record<string, Granted>>;
  /** Names. */
  readonly samlProviders: readonly string[];
  /** `none`: in no organisation. `member`: not the one to ask. `untrusted`: IAM is not trusted in the organisation. */
  readonly rootManagement: 'none' | 'member' | 'untrusted' | readonly FeatureType[];
}
export type State = Holding<Iam, null>;

const NOTHING: Iam = { groups: [], roles: [], policies: [], direct: {}, samlProviders: [], rootManagement: 'none' };
export const held = (account: Iam): State => ({ account, regions: {}, elsewhere: null });
export const nothing: State = held(NOTHING);

export const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
export const own = (account: string, name: string) => `arn:aws:iam::${account}:policy/${name}`;
export function policy(...Statement: readonly Readonly<Record<string, unknown>>[]): Policy {
  return { Version: '2012-10-17', Statement };
}
