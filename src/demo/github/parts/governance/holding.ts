/** What an organization holds besides people and repositories. Times are ages in days, or days ahead. */
export interface Governance {
  readonly teams: readonly { readonly id: number; readonly slug: string; readonly permission: string }[];
  /** Repository -> login -> role: whoever has more, or less, than owners and members have anyhow. */
  readonly roles: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly apps: readonly AppInstalled[];
  readonly tokens: readonly {
    readonly id: number;
    readonly owner: string;
    readonly name: string;
    /** In days; null: never. */
    readonly expiresIn: number | null;
    readonly lastUsed: number | null;
  }[];
  readonly hooks: readonly Hook[];
  readonly securityDefaults: readonly {
    readonly id: number;
    readonly name: string;
    readonly of: 'all' | 'public' | 'private_and_internal';
    readonly on: readonly ('secret_scanning' | 'secret_scanning_push_protection' | 'dependabot_alerts' | 'code_scanning_default_setup')[];
  }[];
  readonly actions: {
    readonly enabled: 'all' | 'none' | 'selected';
    readonly allowed: 'all' | 'local_only' | 'selected';
    readonly pinned: boolean;
    /** With `selected`. */
    readonly patterns: readonly string[];
    readonly approval: 'first_time_contributors_new_to_github' | 'first_time_contributors' | 'all_external_contributors';
  };
  readonly singleSignOn: {
    readonly saml: { readonly url: string; readonly issuer: string; readonly identities: number } | null;
    /** Of its enterprise; null: there is none. */
    readonly ofEnterprise: string | null;
  };
  /** Login -> days since the last event in the audit log, of members without a contribution; null: none is kept. */
  readonly idle: Readonly<Record<string, number | null>>;
  readonly workflowToken: WorkflowToken;
  /** By repository, where it differs. */
  readonly workflowTokens: Readonly<Record<string, WorkflowToken>>;
  readonly runnerGroups: readonly {
    readonly id: number;
    readonly name: string;
    readonly visibility: 'all' | 'selected' | 'private';
    readonly allowsPublic: boolean;
    readonly inherited: boolean;
    readonly runners: number;
  }[];
  /** Null: it belongs to none. */
  readonly enterprise: {
    readonly slug: string;
    readonly streams: readonly { readonly id: number; readonly kind: string; readonly enabled: boolean }[];
  } | null;
}
export interface AppInstalled {
  readonly id: number;
  readonly slug: string;
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly repositories: 'all' | 'selected';
  readonly suspended: boolean;
}
export interface Hook {
  readonly id: number;
  /** A repository's name; null: the organization's. */
  readonly of: string | null;
  readonly url: string;
  readonly verifies: boolean;
  readonly secret: boolean;
  readonly active: boolean;
}
export interface WorkflowToken {
  readonly permissions: 'read' | 'write';
  readonly approves: boolean;
}
