/** What AWS Backup keeps of the tidy estate, and of a neglected one. */
import { PRODUCTION } from '../../accounts.ts';
import type { Age } from '../../world.ts';
import type { Holding } from '../part.ts';

export interface Vault {
  readonly name: string;
  readonly recoveryPoints: number;
  /** `until`: days from now at which the lock becomes final; negative: it is. Null: it never does. */
  readonly lock: { readonly until: number | null; readonly minDays: number } | null;
}
export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly vault: string;
  /** ARNs of vaults. */
  readonly copies: readonly string[];
}
export interface Protected {
  readonly arn: string;
  readonly type: string;
  readonly name: string;
  readonly age: Age;
}
export interface CopyJob {
  readonly id: string;
  readonly resource: string;
  readonly type: string;
  readonly to: string;
  readonly state: 'COMPLETED' | 'FAILED' | 'RUNNING';
  readonly age: Age;
  /** A plan's id; absent: somebody asked for it by hand. */
  readonly plan?: string;
}
export interface RestoreJob {
  readonly id: string;
  readonly type: string;
  readonly status: 'COMPLETED' | 'FAILED' | 'RUNNING' | 'ABORTED';
  readonly age: Age;
  /** By a restore testing plan: how it was validated. */
  readonly tested?: 'SUCCESSFUL' | 'FAILED' | 'TIMED_OUT' | 'VALIDATING';
}
export interface BackupRegion {
  readonly vaults: readonly Vault[];
  readonly plans: readonly Plan[];
  readonly resources: readonly Protected[];
  readonly copyJobs: readonly CopyJob[];
  readonly restoreJobs: readonly RestoreJob[];
}
export type BackupHeld = Holding<null, BackupRegion>;

const empty: BackupRegion = { vaults: [], plans: [], resources: [], copyJobs: [], restoreJobs: [] };
export const nothing: BackupHeld = { account: null, regions: {}, elsewhere: empty };

const vaultArn = (region: string, name: string) => `arn:aws:backup:${region}:${PRODUCTION}:backup-vault:${name}`;
const rds = (region: string, name: string): Protected => ({
  arn: `arn:aws:rds:${region}:${PRODUCTION}:db:${name}`,
  type: 'RDS',
  name,
  age: 0.6,
});
const volume = (region: string, id: string): Protected => ({
  arn: `arn:aws:ec2:${region}:${PRODUCTION}:volume/${id}`,
  type: 'EBS',
  name: id,
  age: 0.6,
});
const aurora = (region: string, name: string): Protected => ({
  arn: `arn:aws:rds:${region}:${PRODUCTION}:cluster:${name}`,
  type: 'Aurora',
  name,
  age: 0.6,
});

function planned(to: string, plan: string, resources: readonly Protected[]): Pick<BackupRegion, 'plans' | 'copyJobs'> {
  const far = vaultArn(to, 'production-copies');
  return {
    plans: [{ id: plan, name: 'production', vault: 'production', copies: [far] }],
    copyJobs: resources.flatMap(({ arn, type, age }, i) => [
      { id: `${plan}-${i}-yesterday`, resource: arn, type, to: far, state: 'COMPLETED' as const, age: age + 1, plan },
      { id: `${plan}-${i}`, resource: arn, type, to: far, state: 'COMPLETED' as const, age, plan },
    ]),
  };
}
const production = (recoveryPoints: number): Vault[] => [
  { name: 'Default', recoveryPoints: 0, lock: null },
  { name: 'production', recoveryPoints, lock: { until: -300, minDays: 7 } },
  { name: 'staging', recoveryPoints: 14, lock: { until: null, minDays: 1 } },
];
const tested = (type: string, age: Age): RestoreJob => ({
  id: `restore-${type}-${age}`,
  type,
  status: 'COMPLETED',
  age,
  tested: 'SUCCESSFUL',
});

const volumes = (all: readonly Protected[]) => all.filter(({ type }) => type === 'EBS');
const inFrankfurt = [
  rds('eu-central-1', 'orders'),
  rds('eu-central-1', 'orders-replica'),
  rds('eu-central-1', 'invoices'),
  aurora('eu-central-1', 'accounts'),
  volume('eu-central-1', 'vol-00000000000000001'),
  volume('eu-central-1', 'vol-00000000000000002'),
];
const inVirginia = [rds('us-east-1', 'edge-sessions'), volume('us-east-1', 'vol-00000000000000011')];
const frankfurt: BackupRegion = {
  vaults: production(120),
  resources: inFrankfurt,
  // only what has no other way to a second region: the part `rds` replicates the rest
  ...planned('eu-west-1', 'b1000000-0000-4000-8000-000000000001', [rds('eu-central-1', 'invoices'), ...volumes(inFrankfurt)]),
  restoreJobs: [
    tested('RDS', 12),
    { id: 'restore-RDS-2', type: 'RDS', status: 'COMPLETED', age: 5, tested: 'TIMED_OUT' },
    tested('Aurora', 12),
    { id: 'restore-EBS-hand', type: 'EBS', status: 'COMPLETED', age: 20 },
    { id: 'restore-EBS-under-way', type: 'EBS', status: 'RUNNING', age: 0.01 },
  ],
};
const virginia: BackupRegion = {
  vaults: production(30),
  resources: inVirginia,
  ...planned('us-west-2', 'b1000000-0000-4000-8000-000000000002', volumes(inVirginia)),
  restoreJobs: [tested('RDS', 13), tested('EBS', 13)],
};
const tidy: BackupHeld = { account: null, regions: { 'eu-central-1': frankfurt, 'us-east-1': virginia }, elsewhere: empty };
export const clean = { [PRODUCTION]: tidy };

/** Backed up once, never copied since a month ago, never restored but in vain. */
function neglected(region: BackupRegion): BackupRegion {
  return {
    vaults: region.vaults.map((vault) => ({ ...vault, lock: null })),
    plans: region.plans.map((plan) => ({ ...plan, copies: [] })),
    resources: region.resources.map((one) => ({ ...one, age: 9 })),
    copyJobs: region.copyJobs.map((job) => ({ ...job, age: job.age + 30 })),
    restoreJobs: [
      ...region.restoreJobs.map((job): RestoreJob => ({ ...job, status: 'COMPLETED', tested: 'FAILED' })),
      { id: 'restore-long-ago', type: 'DynamoDB', status: 'FAILED', age: 500 },
    ],
  };
}
export const broken = {
  [PRODUCTION]: { ...tidy, regions: { 'eu-central-1': neglected(frankfurt), 'us-east-1': neglected(virginia) } },
};
