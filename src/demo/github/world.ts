/** A GitHub organization as data: what is so, not how it is asked. Times are ages in days, so that a world stays as old as it was written. */
import type { Changes } from './parts/changes/holding.ts';
import type { Configured } from './parts/configuration/holding.ts';
import type { Governance } from './parts/governance/holding.ts';

export interface World {
  /** `clean`, `drifted`, … */
  readonly name: string;
  readonly organization: Organization;
  readonly members: readonly Member[];
  readonly collaborators: readonly Collaborator[];
  readonly repositories: readonly Repository[];
  readonly rulesets: readonly Ruleset[];
  /** The login of the member whose token asks. Who is no owner is shown less, as GitHub does. */
  readonly caller: string;
  /** The longest page that any listing gives, whatever the caller asks for. GitHub's own is 100. */
  readonly pageSize: number;
  readonly refusals: readonly Refusal[];
  /** What was changed, and how, by repository. */
  readonly changes?: Changes;
  /** Absent: every repository is kept as tidily as can be. */
  readonly configuration?: Configured;
  /** Absent: GitHub says `Not Found` of all of it. */
  readonly governance?: Governance;
}
/** One operation that is never answered. */
export interface Refusal {
  /** `GET /orgs/{org}/members`; a closing `*` stands for any rest. */
  readonly operation: string;
  readonly how: 'denied' | 'throttled' | 'plan' | 'sso' | 'html';
  /** Only for this repository, by name; absent: for all. */
  readonly repository?: string;
}

export interface Organization {
  readonly id: number;
  readonly login: string;
  readonly age: number;
  readonly plan: string;
  readonly verified: boolean;
  readonly twoFactorRequired: boolean;
  readonly basePermission: 'none' | 'read' | 'write' | 'admin';
  readonly membersMay: { readonly createPublic: boolean; readonly changeVisibility: boolean; readonly delete: boolean };
}
export interface Member {
  readonly id: number;
  readonly login: string;
  readonly role: 'admin' | 'member';
  readonly secondFactor: SecondFactor;
}
export type Collaborator = Omit<Member, 'role'>;
export type SecondFactor = 'secure' | 'insecure' | 'none';

export interface Repository {
  readonly id: number;
  readonly name: string;
  readonly age: number;
  readonly visibility: 'public' | 'private';
  /** KB, as GitHub counts now and then: 0 for what is empty, and for what is new. */
  readonly size: number;
  readonly defaultBranch: string;
  /** False: nothing was ever pushed. */
  readonly hasBranch: boolean;
  readonly archived: boolean;
  readonly disabled: boolean;
  readonly fork: boolean;
  /** Null: no classic protection. */
  readonly classic: Classic | null;
  readonly secretScanning: boolean;
  readonly pushProtection: boolean;
}
export interface Classic {
  readonly enforceAdmins: boolean;
  /** Null: no pull request is asked for. */
  readonly reviews: {
    readonly approvals: number;
    readonly dismissStale: boolean;
    readonly lastPush: boolean;
    readonly bypass: readonly string[];
  } | null;
  /** Null: the block is off; empty: the branch must be up to date, and that is all. */
  readonly checks: readonly string[] | null;
  readonly allowForcePushes: boolean;
  readonly allowDeletions: boolean;
  readonly conversations: boolean;
  readonly signatures: boolean;
  readonly codeOwners?: boolean;
}
export interface Ruleset {
  readonly id: number;
  readonly name: string;
  /** A repository's name; null: the organization's. */
  readonly of: string | null;
  readonly enforcement: 'active' | 'evaluate' | 'disabled';
  /** Absent: branches. */
  readonly target?: 'branch' | 'tag';
  /** Absent: the default branch. */
  readonly refs?: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  /** Names of the repositories whose default branch it covers. */
  readonly covers: readonly string[];
  readonly bypass: readonly {
    readonly actor_id: number | null;
    readonly actor_type: string;
    readonly bypass_mode: 'always' | 'pull_request' | 'exempt';
  }[];
  /** In GitHub's own words. */
  readonly rules: readonly { readonly type: string; readonly parameters?: Readonly<Record<string, unknown>> }[];
}
