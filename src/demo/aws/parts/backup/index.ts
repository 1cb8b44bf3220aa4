/** https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations.html */
import type * as Backup from '@aws-sdk/client-backup';
import { type Ask, ago, page } from '../../answers/ask.ts';
import { AwsRefusal } from '../../wire-errors.ts';
import { type Part, see } from '../part.ts';
import { type BackupRegion, broken, clean, nothing, type Vault } from './state.ts';

const badToken = () => new AwsRefusal('InvalidParameterValueException', 'Invalid value for NextToken', 400);
const here = (ask: Ask) => see(ask, backup.id, nothing).region;
/** 1 to 1,000 a page. */
function turn<T>(
  all: readonly T[],
  ask: Ask,
  { MaxResults: size, NextToken: token }: { MaxResults?: number | undefined; NextToken?: string | undefined },
) {
  if (size !== undefined && (size < 1 || size > 1000)) throw new AwsRefusal('InvalidParameterValueException', 'Invalid MaxResults', 400);
  return page(all, ask, { size, token }, badToken);
}

function ListBackupVaults(input: Backup.ListBackupVaultsInput, ask: Ask): Backup.ListBackupVaultsOutput {
  const { items, next } = turn(here(ask).vaults, ask, input);
  return { BackupVaultList: items.map((vault) => describe(vault, ask)), NextToken: next };
}
function describe({ name, recoveryPoints, lock }: Vault, ask: Ask): Backup.BackupVaultListMember {
  const { regionName, account } = ask;
  return {
    BackupVaultName: name,
    BackupVaultArn: `arn:aws:backup:${regionName}:${account.id}:backup-vault:${name}`,
    VaultType: 'BACKUP_VAULT',
    CreationDate: ago(600, ask),
    EncryptionKeyArn: `arn:aws:kms:${regionName}:${account.id}:key/ba000000-0000-4000-8000-000000000001`,
    NumberOfRecoveryPoints: recoveryPoints,
    Locked: lock !== null,
    ...(lock && { MinRetentionDays: lock.minDays, LockDate: lock.until === null ? undefined : ago(-lock.until, ask) }),
  };
}

const planArn = ({ regionName, account }: Ask, id: string) => `arn:aws:backup:${regionName}:${account.id}:backup-plan:${id}`;
function ListBackupPlans(input: Backup.ListBackupPlansInput, ask: Ask): Backup.ListBackupPlansOutput {
  const { items, next } = turn(here(ask).plans, ask, input);
  const BackupPlansList = items.map(({ id, name }) => ({
    BackupPlanArn: planArn(ask, id),
    BackupPlanId: id,
    BackupPlanName: name,
    CreationDate: ago(600, ask),
    LastExecutionDate: ago(0.6, ask),
  }));
  return { BackupPlansList, NextToken: next };
}
function GetBackupPlan({ BackupPlanId: id }: Backup.GetBackupPlanInput, ask: Ask): Backup.GetBackupPlanOutput {
  const plan = here(ask).plans.find((one) => one.id === id);
  if (!plan) throw new AwsRefusal('ResourceNotFoundException', `Failed reading Backup plan with provided identifier ${id}`, 400);
  const daily: Backup.BackupRule = {
    RuleName: 'daily',
    TargetBackupVaultName: plan.vault,
    ScheduleExpression: 'cron(0 3 ? * * *)',
    Lifecycle: { DeleteAfterDays: 35 },
    ...(plan.copies.length > 0 && {
      CopyActions: plan.copies.map((DestinationBackupVaultArn) => ({ DestinationBackupVaultArn, Lifecycle: { DeleteAfterDays: 35 } })),
    }),
  };
  const weekly: Backup.BackupRule = { RuleName: 'weekly', TargetBackupVaultName: plan.vault, Lifecycle: { DeleteAfterDays: 365 } };
  return { BackupPlan: { BackupPlanName: plan.name, Rules: [weekly, daily] }, BackupPlanId: plan.id, BackupPlanArn: planArn(ask, plan.id) };
}

function ListProtectedResources(input: Backup.ListProtectedResourcesInput, ask: Ask): Backup.ListProtectedResourcesOutput {
  const { items, next } = turn(here(ask).resources, ask, input);
  const Results = items.map(({ arn, type, name, age }) => ({
    ResourceArn: arn,
    ResourceType: type,
    ResourceName: name,
    LastBackupTime: ago(age, ask),
  }));
  return { Results, NextToken: next };
}

function ListCopyJobs(input: Backup.ListCopyJobsInput, ask: Ask): Backup.ListCopyJobsOutput {
  const wanted = here(ask).copyJobs.filter(({ state }) => input.ByState === undefined || input.ByState === state);
  const { items, next } = turn(wanted, ask, input);
  const CopyJobs = items.map(
    ({ id, resource, type, to, state, age, plan }): Backup.CopyJob => ({
      AccountId: ask.account.id,
      CopyJobId: id,
      ResourceArn: resource,
      ResourceType: type,
      DestinationBackupVaultArn: to,
      State: state,
      CreationDate: ago(age + 0.05, ask),
      CompletionDate: state === 'RUNNING' ? undefined : ago(age, ask),
      CreatedBy: plan === undefined ? undefined : { BackupPlanId: plan, BackupPlanArn: planArn(ask, plan) },
    }),
  );
  return { CopyJobs, NextToken: next };
}

function ListRestoreJobs(input: Backup.ListRestoreJobsInput, ask: Ask): Backup.ListRestoreJobsOutput {
  const wanted = here(ask).restoreJobs.filter(
    ({ type, status }) =>
      (input.ByResourceType === undefined || input.ByResourceType === type) && (input.ByStatus === undefined || input.ByStatus === status),
  );
  const { items, next } = turn(wanted, ask, input);
  const tester = `arn:aws:backup:${ask.regionName}:${ask.account.id}:restore-testing-plan:monthly-1`;
  const RestoreJobs = items.map(
    ({ id, type, status, age, tested }): Backup.RestoreJobsListMember => ({
      AccountId: ask.account.id,
      RestoreJobId: id,
      ResourceType: type,
      Status: status,
      CreationDate: ago(age + 0.05, ask),
      CompletionDate: status === 'RUNNING' ? undefined : ago(age, ask),
      ...(tested && { CreatedBy: { RestoreTestingPlanArn: tester }, ValidationStatus: tested }),
    }),
  );
  return { RestoreJobs, NextToken: next };
}

/** What the estate's owner declares critical. */
export const params = { 'aws.backup.coverage': { criticalTag: 'environment' } };

export const backup: Part<null, BackupRegion> = {
  id: 'backup',
  answers: {
    backup: { ListBackupVaults, ListBackupPlans, GetBackupPlan, ListProtectedResources, ListCopyJobs, ListRestoreJobs },
  },
  nothing,
  clean,
  drifted: clean,
  drift: [],
  checks: ['aws.backup.vault-locked', 'aws.backup.cross-region-copy', 'aws.backup.restore-tested'],
  broken,
  refusals: [{ operation: 'backup:ListRestoreJobs', how: 'denied', region: 'us-east-1' }],
};
