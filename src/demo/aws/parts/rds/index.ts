/** RDS beyond its databases. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Operations.html */
import type * as Rds from '@aws-sdk/client-rds';
import { type Ask, ago, page } from '../../answers/ask.ts';
import { AwsRefusal } from '../../wire-errors.ts';
import type { Part } from '../part.ts';
import { DescribeDBClusterParameters, DescribeDBParameters } from './parameters.ts';
import { broken, clean, drifted, held, nothing, type RdsAccount, type RdsRegion, type Replication, type Snapshot } from './state.ts';

const badMarker = () => new AwsRefusal('InvalidParameterValue', 'The marker is invalid.', 400);
const arn = ({ regionName, account }: Ask, kind: string, id: string) => `arn:aws:rds:${regionName}:${account.id}:${kind}:${id}`;
const key = ({ regionName, account }: Ask) => `arn:aws:kms:${regionName}:${account.id}:key/0d500000-0000-4000-8000-000000000001`;

type Listing = { SnapshotType?: string | undefined; Filters?: readonly unknown[] | undefined };
/** All of these are manual; the simulator keeps no others. */
function wanted({ SnapshotType: type, Filters }: Listing, kind: Snapshot['kind'], ask: Ask): readonly Snapshot[] {
  if (Filters?.length) throw new AwsRefusal('InvalidParameterValue', 'The simulator knows no filters of snapshots.', 400);
  if (type !== undefined && type !== 'manual') return [];
  return held(ask).region.snapshots.filter((one) => one.kind === kind);
}
function DescribeDBSnapshots(input: Rds.DescribeDBSnapshotsMessage, ask: Ask): Rds.DBSnapshotMessage {
  const { items, next } = page(wanted(input, 'instance', ask), ask, { size: input.MaxRecords, token: input.Marker }, badMarker);
  const DBSnapshots = items.map(
    (one): Rds.DBSnapshot => ({
      DBSnapshotIdentifier: one.id,
      DBSnapshotArn: arn(ask, 'snapshot', one.id),
      DBInstanceIdentifier: one.of,
      SnapshotCreateTime: ago(one.age, ask),
      Engine: one.engine,
      Status: 'available',
      SnapshotType: 'manual',
      Encrypted: one.encrypted,
      KmsKeyId: one.encrypted ? key(ask) : undefined,
    }),
  );
  return { DBSnapshots, Marker: next };
}
function DescribeDBClusterSnapshots(input: Rds.DescribeDBClusterSnapshotsMessage, ask: Ask): Rds.DBClusterSnapshotMessage {
  const { items, next } = page(wanted(input, 'cluster', ask), ask, { size: input.MaxRecords, token: input.Marker }, badMarker);
  const DBClusterSnapshots = items.map(
    (one): Rds.DBClusterSnapshot => ({
      DBClusterSnapshotIdentifier: one.id,
      DBClusterSnapshotArn: arn(ask, 'cluster-snapshot', one.id),
      DBClusterIdentifier: one.of,
      SnapshotCreateTime: ago(one.age, ask),
      Engine: one.engine,
      Status: 'available',
      SnapshotType: 'manual',
      StorageEncrypted: one.encrypted,
      StorageEncryptionType: one.encrypted ? 'sse-kms' : 'none',
      KmsKeyId: one.encrypted ? key(ask) : undefined,
    }),
  );
  return { DBClusterSnapshots, Marker: next };
}
function sharing(id: string | undefined, kind: Snapshot['kind'], code: string, ask: Ask): string[] {
  const found = held(ask).region.snapshots.find((one) => one.id === id && one.kind === kind);
  if (!found) throw new AwsRefusal(code, `${code === 'DBSnapshotNotFound' ? 'DBSnapshot' : 'DBClusterSnapshot'} ${id} not found.`, 404);
  return [...found.sharedWith];
}
function DescribeDBSnapshotAttributes(
  { DBSnapshotIdentifier: id }: Rds.DescribeDBSnapshotAttributesMessage,
  ask: Ask,
): Rds.DescribeDBSnapshotAttributesResult {
  const AttributeValues = sharing(id, 'instance', 'DBSnapshotNotFound', ask);
  return {
    DBSnapshotAttributesResult: { DBSnapshotIdentifier: id, DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues }] },
  };
}
function DescribeDBClusterSnapshotAttributes(
  { DBClusterSnapshotIdentifier: id }: Rds.DescribeDBClusterSnapshotAttributesMessage,
  ask: Ask,
): Rds.DescribeDBClusterSnapshotAttributesResult {
  const AttributeValues = sharing(id, 'cluster', 'DBClusterSnapshotNotFoundFault', ask);
  return {
    DBClusterSnapshotAttributesResult: {
      DBClusterSnapshotIdentifier: id,
      DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues }],
    },
  };
}

const replicaArn = ({ account }: Ask, { database, to }: Replication) =>
  `arn:aws:rds:${to}:${account.id}:auto-backup:ab-${database.replaceAll('-', '')}`;
/** Those of the region's own databases, and the replicas that other regions keep here. */
function DescribeDBInstanceAutomatedBackups(
  input: Rds.DescribeDBInstanceAutomatedBackupsMessage,
  ask: Ask,
): Rds.DBInstanceAutomatedBackupMessage {
  if (input.Filters?.length) throw new AwsRefusal('InvalidParameterValue', 'The simulator knows no filters of backups.', 400);
  const { replications } = held(ask).account;
  const own = ask.region.databases
    .filter(({ backupDays, cluster }) => backupDays > 0 && cluster === undefined)
    .map(({ id, engine, restorable }): Rds.DBInstanceAutomatedBackup => {
      const to = replications.filter((one) => one.database === id && one.from === ask.regionName);
      return {
        DBInstanceArn: arn(ask, 'db', id),
        DbiResourceId: `db-${id.toUpperCase().replaceAll('-', '')}`,
        DBInstanceIdentifier: id,
        Region: ask.regionName,
        Status: 'active',
        Engine: engine,
        RestoreWindow: restorable === null ? undefined : { LatestTime: ago(restorable, ask) },
        DBInstanceAutomatedBackupsReplications:
          to.length === 0 ? undefined : to.map((one) => ({ DBInstanceAutomatedBackupsArn: replicaArn(ask, one) })),
      };
    });
  const foreign = replications
    .filter(({ to }) => to === ask.regionName)
    .map(
      (one): Rds.DBInstanceAutomatedBackup => ({
        DBInstanceArn: `arn:aws:rds:${one.from}:${ask.account.id}:db:${one.database}`,
        DBInstanceIdentifier: one.database,
        DBInstanceAutomatedBackupsArn: replicaArn(ask, one),
        Region: one.from,
        Status: 'replicating',
        RestoreWindow: { LatestTime: ago(one.until, ask) },
      }),
    );
  const { items, next } = page([...own, ...foreign], ask, { size: input.MaxRecords, token: input.Marker }, badMarker);
  return { DBInstanceAutomatedBackups: [...items], Marker: next };
}
function DescribeGlobalClusters(input: Rds.DescribeGlobalClustersMessage, ask: Ask): Rds.GlobalClustersMessage {
  if (input.Filters?.length) throw new AwsRefusal('InvalidParameterValue', 'The simulator knows no filters of clusters.', 400);
  const here = held(ask).account.globals.filter(({ members }) => members.some(({ region }) => region === ask.regionName));
  const { items, next } = page(here, ask, { size: input.MaxRecords, token: input.Marker }, badMarker);
  const GlobalClusters = items.map(({ id, engine, members }): Rds.GlobalCluster => {
    const arns = members.map(({ region, cluster }) => `arn:aws:rds:${region}:${ask.account.id}:cluster:${cluster}`);
    return {
      GlobalClusterIdentifier: id,
      GlobalClusterArn: `arn:aws:rds::${ask.account.id}:global-cluster:${id}`,
      Status: 'available',
      Engine: engine,
      GlobalClusterMembers: arns.map((DBClusterArn, i) => ({ DBClusterArn, IsWriter: i === 0, Readers: i === 0 ? arns.slice(1) : [] })),
    };
  });
  return { GlobalClusters, Marker: next };
}

export const rds: Part<RdsAccount, RdsRegion> = {
  id: 'rds',
  answers: {
    rds: {
      DescribeDBSnapshots,
      DescribeDBSnapshotAttributes,
      DescribeDBClusterSnapshots,
      DescribeDBClusterSnapshotAttributes,
      DescribeDBParameters,
      DescribeDBClusterParameters,
      DescribeDBInstanceAutomatedBackups,
      DescribeGlobalClusters,
    },
  },
  nothing,
  clean,
  drifted,
  drift: [
    {
      check: 'aws.rds.snapshots-private-encrypted',
      resource: 'orders-before-gdpr-export',
      what: 'a snapshot was copied without encryption for an export, and stayed',
    },
  ],
  checks: [
    'aws.rds.snapshots-private-encrypted',
    'aws.rds.tls-enforced',
    'aws.rds.not-public',
    'aws.rds.backup-other-region',
    'aws.rds.deletion-protection',
  ],
  broken,
  refusals: [{ operation: 'rds:DescribeDBParameters', how: 'denied', region: 'us-east-1' }],
};
