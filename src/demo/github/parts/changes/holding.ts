/** What happened to the repositories of a world. Ages in days, as everywhere in a world. */

export interface Person {
  readonly login: string;
  readonly kind: 'User' | 'Bot' | 'Mannequin';
}
export interface Commit {
  readonly oid: string;
  readonly age: number;
  /** `login` is null when no account has the address. */
  readonly author: { readonly name: string; readonly login: string | null };
  readonly parents: readonly string[];
  /** Numbers of the pull requests it came with. */
  readonly pulls: readonly number[];
  /** Whose key it is signed with; `broken`: not the author's. */
  readonly signature: 'person' | 'github' | 'broken' | null;
  /** Files that it wrote, beside what nobody looks at; null: it took one away. `{day 40}` in a text is the day forty days ago. */
  readonly files?: Files;
  /** New path -> old one. */
  readonly renamed?: Readonly<Record<string, string>>;
}
export type Files = Readonly<Record<string, string | null>>;
export interface Review {
  /** Null: the account is gone. */
  readonly by: Person | null;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly age: number;
  /** Null: the commit is gone. */
  readonly commit: string | null;
  readonly mayPush: boolean;
}
export interface Check {
  readonly kind: 'run' | 'status';
  readonly name: string;
  /** A conclusion, or `IN_PROGRESS`; of a status its state. */
  readonly outcome: string;
  readonly required: boolean;
}
export interface PullRequest {
  readonly number: number;
  readonly base: string;
  /** The base branch is no more, by that name. */
  readonly baseGone: boolean;
  readonly author: Person | null;
  readonly mergedBy: Person | null;
  /** Of the merge. */
  readonly age: number;
  readonly updatedAge: number;
  readonly head: string;
  readonly mergeCommit: { readonly oid: string; readonly age: number } | null;
  readonly reviews: readonly Review[];
  readonly commits: readonly { readonly oid: string; readonly authors: readonly string[] }[];
  /** Null: nothing was ever reported. */
  readonly rollup: 'SUCCESS' | 'FAILURE' | 'PENDING' | 'ERROR' | null;
  readonly checks: readonly Check[];
}
export interface RuleSuite {
  readonly id: number;
  readonly actor: string;
  readonly ref: string;
  readonly age: number;
  readonly after: string;
  readonly result: 'pass' | 'fail' | 'bypass';
}
/** Of one repository. `commits` in git's order, the head first: all that its default branch reaches. */
export interface History {
  readonly commits: readonly Commit[];
  readonly pulls: readonly PullRequest[];
  readonly suites: readonly RuleSuite[];
  /** Force pushes to its default branch. */
  readonly forced?: readonly { readonly actor: string; readonly age: number; readonly before: string; readonly after: string }[];
  /** Declared to GitHub, besides those that a world's configuration has. */
  readonly deployments?: readonly { readonly environment: string; readonly age: number; readonly commit: string; readonly state: string }[];
}
/** By the repository's name; of others nothing is told but a first commit as old as the repository. */
export type Changes = Readonly<Record<string, History>>;
