/** What a repository is made of and guarded by besides its branches. Ages in days, as everywhere in a world. */

/** By repository; what is not said of one is as tidy as `tidy.ts` has it. */
export interface Configured {
  readonly repositories: Readonly<Record<string, Partial<Configuration>>>;
  /** Those of the organization. */
  readonly secrets: readonly Dated[];
}
export interface Configuration {
  /** Of the default branch: path -> text. */
  readonly files: Readonly<Record<string, string>>;
  /** GitHub cuts the list of files. */
  readonly truncated: boolean;
  readonly codeownersErrors: number;
  /** Bytes. */
  readonly languages: Readonly<Record<string, number>>;
  readonly scanning: Scanning;
  readonly secretAlerts: readonly (Numbered & { readonly type: string; readonly validity: 'active' | 'inactive' | 'unknown' })[];
  readonly dependabot: Dependabot;
  readonly releases: readonly { readonly id: number; readonly tag: string; readonly age: number; readonly draft: boolean }[];
  readonly immutable: boolean;
  readonly environments: readonly Environment[];
  readonly secrets: readonly Dated[];
  readonly deployments: readonly Deployment[];
  readonly deployKeys: readonly DeployKey[];
  readonly privateReporting: boolean;
  /** Besides the repository itself. */
  readonly packages: number;
  /** GitHub's own package for the repository, which is always there, is left out as well. */
  readonly emptyBill: boolean;
}
interface Numbered {
  readonly number: number;
  readonly age: number;
}
export interface Dated {
  readonly name: string;
  readonly age: number;
}
export interface Scanning {
  readonly setup: 'configured' | 'not-configured' | 'unlicensed';
  /** Null: there never was one. */
  readonly analyses: readonly { readonly age: number; readonly error: string }[] | null;
  readonly alerts: readonly (Numbered & {
    readonly severity: 'low' | 'medium' | 'high' | 'critical' | null;
    readonly state: 'open' | 'dismissed' | 'fixed';
    readonly reason: 'false positive' | "won't fix" | null;
  })[];
}
export interface Dependabot {
  readonly alerts: boolean;
  readonly fixes: 'enabled' | 'paused' | 'disabled';
  readonly open: readonly (Numbered & {
    readonly package: string;
    readonly severity: 'low' | 'medium' | 'high' | 'critical';
    readonly scope: 'runtime' | 'development' | null;
    readonly patched: boolean;
  })[];
}
export interface Environment {
  readonly id: number;
  readonly name: string;
  /** Logins. */
  readonly reviewers: readonly string[];
  readonly selfReview: boolean;
  /** Null: every branch may deploy. */
  readonly branches: 'protected' | 'custom' | null;
  readonly secrets: readonly Dated[];
}
export interface Deployment {
  readonly id: number;
  readonly environment: string;
  readonly production: boolean;
  readonly age: number;
  readonly outcome: 'success' | 'failure';
  readonly sha: string;
  /** As GitHub compares the default branch with it. */
  readonly compared: 'behind' | 'identical' | 'ahead' | 'diverged';
  /** The pull request that brought it; null: it was pushed. */
  readonly pull: { readonly number: number; readonly author: string; readonly approver: string | null } | null;
}
export interface DeployKey {
  readonly id: number;
  readonly title: string;
  readonly readOnly: boolean;
  readonly age: number;
  /** Null: never. */
  readonly used: number | null;
}
