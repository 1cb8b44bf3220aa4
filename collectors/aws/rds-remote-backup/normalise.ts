/** Which of the three ways a database's data reached another region. Pure. */
import { z } from 'zod';
import { type Answer, isUnknown, type Known, missing, settle } from '../../../src/kit.ts';
import { COPY_JOBS, type CopyJob, latest, regionOf } from '../copy-jobs.ts';
import { CLUSTERS, INSTANCES } from '../databases.ts';
import { type Raw as Database, isReplica, tagsOf } from '../rds-database/answers.ts';

export const AUTOMATED = 'rds:DescribeDBInstanceAutomatedBackups';
export const GLOBAL = 'rds:DescribeGlobalClusters';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstanceAutomatedBackup.html */
export const AutomatedBackup = z.looseObject({
  DBInstanceArn: z.string().min(1),
  DbiResourceId: z.string().optional(),
  DBInstanceAutomatedBackupsArn: z.string().optional(),
  Status: z.string().optional(),
  RestoreWindow: z.looseObject({ LatestTime: z.date().optional() }).optional(),
  DBInstanceAutomatedBackupsReplications: z.array(z.looseObject({ DBInstanceAutomatedBackupsArn: z.string().min(1) })).optional(),
});
export type AutomatedBackup = z.infer<typeof AutomatedBackup>;
/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_GlobalCluster.html */
export const GlobalCluster = z.looseObject({
  GlobalClusterIdentifier: z.string().min(1),
  GlobalClusterMembers: z
    .array(z.looseObject({ DBClusterArn: z.string().min(1).optional(), Readers: z.array(z.string()).optional() }))
    .optional(),
});
export type GlobalCluster = z.infer<typeof GlobalCluster>;

/** A replica of automated backups, and what its own region lists. */
export interface Remote {
  readonly arn: string;
  readonly backups: Answer<readonly AutomatedBackup[]>;
}
export interface Raw {
  readonly database: Database;
  /** Of the database's own region. */
  readonly backups: Answer<readonly AutomatedBackup[]>;
  readonly remotes: readonly Remote[];
  /** Completed copies of this database. */
  readonly copies: Answer<readonly CopyJob[]>;
  readonly globals: Answer<readonly GlobalCluster[]>;
}

export function normalise({ database, backups, remotes, copies, globals }: Raw, region: string | undefined) {
  const tags = 'cluster' in database ? tagsOf(database.cluster) : tagsOf(database.instance);
  return {
    ...nameOf(database),
    replica: isReplica(database),
    replicatedUntil: replicatedUntil(database, backups, remotes),
    copiedAt: settle<readonly CopyJob[], string | null>(copies, {
      some: (jobs) => copiedAt(jobs, region),
      none: missing(COPY_JOBS, 'CopyJobs'),
    }),
    globalElsewhere: globalElsewhere(database, globals, region),
    tags: tags ?? ('cluster' in database ? missing(CLUSTERS, 'DBClusters[].TagList') : missing(INSTANCES, 'DBInstances[].TagList')),
  };
}

function nameOf(database: Database) {
  if ('cluster' in database) {
    const { DBClusterArn: id, DBClusterIdentifier: name, Engine: engine } = database.cluster;
    return { id, name, engine };
  }
  const { DBInstanceArn: id, DBInstanceIdentifier: name, Engine: engine } = database.instance;
  return { id, name, engine };
}

/** Clusters, Aurora's or not, have no such replication: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html */
function replicatedUntil(database: Database, backups: Raw['backups'], remotes: readonly Remote[]): Known<string | null> {
  if ('cluster' in database) return null;
  if (isUnknown(backups)) return backups;
  if (backups === null) return missing(AUTOMATED, 'DBInstanceAutomatedBackups');
  const ends = remotes.map(endOf);
  const told = ends.filter((end) => typeof end === 'string').map((end) => new Date(end));
  return latest(told) ?? ends.find(isUnknown) ?? null;
}
/** A replica that its own region does not list has nothing to restore from; one without a window has not said. */
function endOf({ arn, backups }: Remote): Known<string | null> {
  if (isUnknown(backups)) return backups;
  if (backups === null) return missing(AUTOMATED, 'DBInstanceAutomatedBackups');
  const replica = backups.find(({ DBInstanceAutomatedBackupsArn }) => DBInstanceAutomatedBackupsArn === arn);
  if (replica === undefined) return null;
  return replica.RestoreWindow?.LatestTime?.toISOString() ?? missing(AUTOMATED, 'DBInstanceAutomatedBackups[].RestoreWindow.LatestTime');
}

function copiedAt(jobs: readonly CopyJob[], region: string | undefined): Known<string | null> {
  const away = jobs.filter(({ DestinationBackupVaultArn: vault }) => vault !== undefined && regionOf(vault) !== region);
  const at = latest(away.map(({ CompletionDate }) => CompletionDate));
  if (at !== null) return at;
  if (away.length > 0) return missing(COPY_JOBS, 'CopyJobs[].CompletionDate');
  const unsaid = jobs.some(({ DestinationBackupVaultArn: vault }) => vault === undefined);
  return unsaid ? missing(COPY_JOBS, 'CopyJobs[].DestinationBackupVaultArn') : null;
}

function globalElsewhere(database: Database, globals: Raw['globals'], region: string | undefined): Known<boolean> {
  if (!('cluster' in database)) return false;
  if (isUnknown(globals)) return globals;
  if (globals === null) return missing(GLOBAL, 'GlobalClusters');
  const arn = database.cluster.DBClusterArn;
  const mine = globals.map(membersOf).find((members) => members?.includes(arn));
  if (mine !== undefined) return mine.some((member) => regionOf(member) !== region);
  return globals.some((one) => membersOf(one) === undefined) ? missing(GLOBAL, 'GlobalClusters[].GlobalClusterMembers') : false;
}
function membersOf({ GlobalClusterMembers: members }: GlobalCluster): readonly string[] | undefined {
  return members?.flatMap(({ DBClusterArn, Readers }) => [...(DBClusterArn === undefined ? [] : [DBClusterArn]), ...(Readers ?? [])]);
}
