/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Operations.html */
import type * as Rds from '@aws-sdk/client-rds';
import { settingOf } from '../parts/rds/state.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Cluster, Database } from '../world.ts';
import { type Answer, type Ask, ago, maybeAgo, page, tagList } from './ask.ts';

const badMarker = () => new AwsRefusal('InvalidParameterValue', 'The marker is invalid.', 400);

/** AWS takes 20 to 100 records a page, 100 by default; the world's page size is smaller still. */
function DescribeDBInstances(input: Rds.DescribeDBInstancesMessage, ask: Ask): Rds.DBInstanceMessage {
  refuseFilters(input);
  const wanted = pick(ask.region.databases, input.DBInstanceIdentifier, 'DBInstanceNotFound', 'DBInstance');
  const { items, next } = page(wanted, ask, { size: input.MaxRecords, token: input.Marker }, badMarker);
  return { DBInstances: items.map((database) => describeInstance(database, ask)), Marker: next };
}

function describeInstance(database: Database, ask: Ask): Rds.DBInstance {
  const { id, cluster, replicaOf, age } = database;
  const setting = settingOf(ask, id);
  return {
    DBInstanceIdentifier: id,
    DBInstanceArn: arn(ask, 'db', id),
    DbiResourceId: `db-${id.toUpperCase().replaceAll('-', '')}`,
    DBInstanceClass: 'db.r6g.large',
    DBInstanceStatus: 'available',
    Engine: database.engine,
    EngineVersion: database.version,
    AutoMinorVersionUpgrade: true,
    AvailabilityZone: database.zone,
    MultiAZ: database.multiAz,
    StorageEncrypted: database.encrypted,
    KmsKeyId: database.encrypted ? rdsKey(ask) : undefined,
    BackupRetentionPeriod: database.backupDays,
    LatestRestorableTime: maybeAgo(database.restorable, ask),
    InstanceCreateTime: ago(age, ask),
    PubliclyAccessible: setting.public === true,
    DeletionProtection: setting.unprotected !== true,
    DBParameterGroups: [
      { DBParameterGroupName: setting.group ?? `default.${familyOf(database)}`, ParameterApplyStatus: setting.status ?? 'in-sync' },
    ],
    DBClusterIdentifier: cluster,
    ReadReplicaSourceDBInstanceIdentifier: replicaOf,
    ReadReplicaDBInstanceIdentifiers: ask.region.databases.filter((other) => other.replicaOf === id).map((other) => other.id),
    TagList: tagList(database.tags),
  };
}

function DescribeDBClusters(input: Rds.DescribeDBClustersMessage, ask: Ask): Rds.DBClusterMessage {
  refuseFilters(input);
  const wanted = pick(ask.region.clusters, input.DBClusterIdentifier, 'DBClusterNotFoundFault', 'DBCluster');
  const { items, next } = page(wanted, ask, { size: input.MaxRecords, token: input.Marker }, badMarker);
  return { DBClusters: items.map((cluster) => describeCluster(cluster, ask)), Marker: next };
}

/** Members are the databases that name the cluster; the first is its writer. */
function describeCluster(cluster: Cluster, ask: Ask): Rds.DBCluster {
  const members = ask.region.databases.filter((database) => database.cluster === cluster.id);
  const setting = settingOf(ask, cluster.id);
  return {
    DBClusterIdentifier: cluster.id,
    DBClusterArn: arn(ask, 'cluster', cluster.id),
    DbClusterResourceId: `cluster-${cluster.id.toUpperCase().replaceAll('-', '')}`,
    Status: 'available',
    Engine: cluster.engine,
    EngineVersion: cluster.version,
    EngineMode: 'provisioned',
    AvailabilityZones: [...cluster.zones],
    MultiAZ: cluster.multiAz,
    StorageEncrypted: cluster.encrypted,
    KmsKeyId: cluster.encrypted ? rdsKey(ask) : undefined,
    BackupRetentionPeriod: cluster.backupDays,
    LatestRestorableTime: maybeAgo(cluster.restorable, ask),
    ClusterCreateTime: ago(cluster.age, ask),
    DeletionProtection: setting.unprotected !== true,
    DBClusterParameterGroup: setting.group ?? `default.${familyOf(cluster)}`,
    DBClusterMembers: members.map(({ id }, i) => ({
      DBInstanceIdentifier: id,
      IsClusterWriter: i === 0,
      DBClusterParameterGroupStatus: setting.status ?? 'in-sync',
      PromotionTier: 1,
    })),
    TagList: tagList(cluster.tags),
  };
}

/** `postgres16`, `mysql8.0`: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.Overview.html */
function familyOf({ engine, version }: Pick<Database, 'engine' | 'version'>): string {
  const [major, minor] = version.split('.');
  return engine.endsWith('postgres') || engine.endsWith('postgresql') ? `${engine}${major}` : `${engine}${major}.${minor}`;
}
const arn = ({ regionName, account }: Ask, kind: 'db' | 'cluster', id: string) => `arn:aws:rds:${regionName}:${account.id}:${kind}:${id}`;
const rdsKey = ({ regionName, account }: Ask) => `arn:aws:kms:${regionName}:${account.id}:key/0d500000-0000-4000-8000-000000000001`;

function pick<T extends { readonly id: string }>(all: readonly T[], id: string | undefined, code: string, what: string): readonly T[] {
  if (id === undefined) return all;
  const found = all.filter((each) => each.id === id);
  if (found.length === 0) throw new AwsRefusal(code, `${what} ${id} not found.`, 404);
  return found;
}
/** Better no answer than one that ignores half the question. */
function refuseFilters({ Filters }: { Filters?: readonly unknown[] | undefined }): void {
  if (Filters?.length) throw new AwsRefusal('InvalidParameterValue', 'The simulator knows no filters.', 400);
}

export const rds = { DescribeDBInstances, DescribeDBClusters } satisfies Record<string, Answer>;
