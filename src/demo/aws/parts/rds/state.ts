/** What RDS knows beyond the databases themselves: their settings, parameter groups, snapshots, and what of them lies elsewhere. */
import { PRODUCTION } from '../../accounts.ts';
import type { Ask } from '../../answers/ask.ts';
import type { Age } from '../../world.ts';
import { type Holding, see } from '../part.ts';

/** By database, or cluster. What is not given: private, protected, in the default group of its engine, which it has taken over. */
export interface Setting {
  readonly public?: true;
  readonly unprotected?: true;
  readonly group?: string;
  readonly status?: 'in-sync' | 'pending-reboot' | 'applying';
}
export interface Snapshot {
  readonly id: string;
  /** A database, or a cluster. */
  readonly of: string;
  readonly kind: 'instance' | 'cluster';
  readonly engine: string;
  readonly age: Age;
  readonly encrypted: boolean;
  readonly sharedWith: readonly string[];
}
/** Automated backups that are replicated from one region to another. */
export interface Replication {
  readonly database: string;
  readonly from: string;
  readonly to: string;
  /** Age of the latest moment that can be restored in the other region. */
  readonly until: Age;
}
export interface RdsAccount {
  readonly replications: readonly Replication[];
  readonly globals: readonly {
    readonly id: string;
    readonly engine: string;
    readonly members: readonly { readonly region: string; readonly cluster: string }[];
  }[];
}
export interface RdsRegion {
  readonly settings: Readonly<Record<string, Setting>>;
  /** Groups of the account's own: what was set in them. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly snapshots: readonly Snapshot[];
}
export type RdsHeld = Holding<RdsAccount, RdsRegion>;

const empty: RdsRegion = { settings: {}, groups: {}, snapshots: [] };
export const nothing: RdsHeld = { account: { replications: [], globals: [] }, regions: {}, elsewhere: empty };

export function held(ask: Ask) {
  return see(ask, 'rds', nothing);
}
export function settingOf(ask: Ask, id: string): Setting {
  return held(ask).region.settings[id] ?? {};
}

function snapshot(id: string, of: string, kind: Snapshot['kind'], rest: Partial<Snapshot> = {}): Snapshot {
  return { id, of, kind, engine: kind === 'cluster' ? 'aurora-postgresql' : 'postgres', age: 60, encrypted: true, sharedWith: [], ...rest };
}
const frankfurt: RdsRegion = {
  settings: { invoices: { group: 'mysql-tls' }, accounts: { group: 'aurora-tls' } },
  groups: { 'mysql-tls': { require_secure_transport: '1' }, 'aurora-tls': { 'rds.force_ssl': '1' } },
  snapshots: [
    snapshot('orders-before-16', 'orders', 'instance', { age: 200 }),
    snapshot('invoices-audit-2025', 'invoices', 'instance', { engine: 'mysql', sharedWith: ['210987654321'] }),
    snapshot('orders-before-gdpr-export', 'orders', 'instance', { age: 20 }),
    snapshot('accounts-before-16', 'accounts', 'cluster'),
  ],
};
const virginia: RdsRegion = {
  settings: { 'edge-sessions': { group: 'mysql-tls' } },
  groups: { 'mysql-tls': { require_secure_transport: 'ON' } },
  snapshots: [],
};
/** Three ways to a second region: replicated backups, a global cluster, and, for `invoices`, the copies of the part `backup`. */
const account: RdsAccount = {
  replications: [
    { database: 'orders', from: 'eu-central-1', to: 'eu-west-1', until: 0.01 },
    { database: 'edge-sessions', from: 'us-east-1', to: 'us-west-2', until: 0.01 },
  ],
  globals: [
    {
      id: 'accounts-global',
      engine: 'aurora-postgresql',
      members: [
        { region: 'eu-central-1', cluster: 'accounts' },
        { region: 'eu-north-1', cluster: 'accounts-north' },
      ],
    },
  ],
};
const tidy: RdsHeld = { account, regions: { 'eu-central-1': frankfurt, 'us-east-1': virginia }, elsewhere: empty };
export const clean = { [PRODUCTION]: tidy };

const leaking: RdsRegion = {
  ...frankfurt,
  snapshots: frankfurt.snapshots.map((one) => (one.id === 'orders-before-gdpr-export' ? { ...one, encrypted: false } : one)),
};
export const drifted = { [PRODUCTION]: { ...tidy, regions: { ...tidy.regions, 'eu-central-1': leaking } } };

const open: Setting = { public: true, unprotected: true, group: 'lax' };
const ruined: RdsRegion = {
  settings: {
    orders: open,
    'orders-replica': open,
    invoices: open,
    accounts: open,
    'accounts-1': open,
    'accounts-2': open,
    'edge-sessions': open,
  },
  groups: { lax: { 'rds.force_ssl': '0', require_secure_transport: 'OFF' } },
  snapshots: frankfurt.snapshots.map((one) => ({ ...one, encrypted: false, sharedWith: ['all'] })),
};
export const broken = {
  [PRODUCTION]: {
    account: nothing.account,
    regions: { 'eu-central-1': ruined, 'us-east-1': { ...ruined, snapshots: [] } },
    elsewhere: empty,
  },
};
