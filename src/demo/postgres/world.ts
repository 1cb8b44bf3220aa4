/** A PostgreSQL as answers to the questions it is asked, by the name that stands in front of each statement. Times are ages in hours. */

export interface World {
  readonly name: string;
  readonly user: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly sessions: { readonly remote: number; readonly plain: number; readonly hidden: number };
  readonly rules: readonly {
    readonly type: string;
    readonly address: string | null;
    readonly method: string | null;
    readonly error?: string;
  }[];
  /** pg_hba.conf was written to since it was read. */
  readonly rulesChanged?: boolean;
  readonly verifiers: Readonly<Record<string, number>>;
  readonly roles: readonly { readonly name: string; readonly superuser: boolean; readonly login: boolean }[];
  readonly archiver: { readonly lastArchived: number | null; readonly lastFailed: number | null };
  readonly replicas: readonly {
    readonly name: string;
    readonly state: string | null;
    readonly lagSeconds: number | null;
    readonly caughtUp: boolean | null;
  }[];
  /** By `schema.table.column`: the rows that its own classification would give; null: there is no such column. */
  readonly columns: Readonly<Record<string, { readonly estimate: number; readonly classes: readonly Class[] }>>;
  /** By `schema.table`: what the catalogue says of its row security. */
  readonly tables: Readonly<Record<string, Secured>>;
  /** Statements that are refused, by name, with the code of the refusal. */
  readonly refusals: Readonly<Record<string, string>>;
}
export interface Secured {
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly owner: string;
  readonly policies: number;
  readonly past: readonly { readonly name: string; readonly superuser: boolean; readonly bypass: boolean; readonly owns: boolean }[];
}
/** `shape` is the position among the shapes that the statement asks for. */
export interface Class {
  readonly shape: number;
  readonly a: number | null;
  readonly b: number | null;
  readonly c: number | null;
  readonly count: number;
}
