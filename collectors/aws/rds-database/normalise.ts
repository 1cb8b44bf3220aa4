/** From RDS's words to what checks read. Pure. */
import { isUnknown, type Known, missing, type Unknown, unknown } from '../../../src/kit.ts';
import { or } from '../kleene.ts';
import { type Cluster, type Instance, isReplica, type Raw, tagsOf } from './answers.ts';

const CLUSTERS = 'rds:DescribeDBClusters';
const INSTANCES = 'rds:DescribeDBInstances';

export function normaliseInstance(instance: Instance) {
  const { DBInstanceArn, DBInstanceIdentifier } = instance;
  const member = (name: string) => missing(INSTANCES, `DBInstances[].${name}`);
  return {
    id: DBInstanceArn,
    name: DBInstanceIdentifier,
    kind: 'instance' as const,
    replica: isReplica({ instance }),
    encrypted: encryptedAlone(INSTANCES, instance.StorageEncrypted ?? member('StorageEncrypted'), instance),
    multiAz: instance.MultiAZ ?? member('MultiAZ'),
    ...common(instance, member),
  };
}

export function normaliseCluster({ cluster, members, unlisted }: Extract<Raw, { cluster: Cluster }>) {
  const member = (name: string) => missing(CLUSTERS, `DBClusters[].${name}`);
  // "If the DB cluster is encrypted with an Amazon Web Services owned key, this value is false": then the type alone can say so.
  const byType = encryptionType(CLUSTERS, cluster) ?? member('StorageEncryptionType');
  return {
    id: cluster.DBClusterArn,
    name: cluster.DBClusterIdentifier,
    kind: 'cluster' as const,
    replica: cluster.ReplicationSourceIdentifier !== undefined,
    encrypted: or(cluster.StorageEncrypted ?? member('StorageEncrypted'), byType),
    multiAz: cluster.Engine.startsWith('aurora') ? spread(cluster, members, unlisted) : (cluster.MultiAZ ?? member('MultiAZ')),
    ...common(cluster, member),
  };
}

function common(database: Instance | Cluster, member: (name: string) => ReturnType<typeof missing>) {
  return {
    engine: database.Engine,
    backupRetentionPeriod: database.BackupRetentionPeriod ?? member('BackupRetentionPeriod'),
    latestRestorableTime: database.LatestRestorableTime?.toISOString() ?? member('LatestRestorableTime'),
    tags: tagsOf(database) ?? member('TagList'),
  };
}
/** An instance, or a snapshot of one: mostly without a type of encryption, and then `encrypted` decides alone. */
export function encryptedAlone(
  operation: string,
  encrypted: Known<boolean>,
  told: { readonly StorageEncryptionType?: string | undefined },
): Known<boolean> {
  const byType = encryptionType(operation, told);
  return byType === undefined ? encrypted : or(encrypted, byType);
}
/** `sse-rds` is encryption with a key of AWS's own, which StorageEncrypted does not count. Undefined: not told. */
export function encryptionType(
  operation: string,
  { StorageEncryptionType: type }: { readonly StorageEncryptionType?: string | undefined },
): Known<boolean> | undefined {
  if (type === undefined) return undefined;
  if (type === 'none') return false;
  if (type === 'sse-rds' || type === 'sse-kms') return true;
  return unknown({
    operation,
    reason: 'malformed_response',
    detail: `${operation}: StorageEncryptionType ${JSON.stringify(type)} is not a word that AWS documents`,
  });
}

/**
 * Aurora keeps its data in three zones in any case; it stays *available* when there is a member in another zone to take over:
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
 */
function spread({ DBClusterMembers }: Cluster, members: readonly Instance[], unlisted: Unknown): Known<boolean> {
  if (DBClusterMembers === undefined) return missing(CLUSTERS, 'DBClusters[].DBClusterMembers');
  const zones = DBClusterMembers.map(({ DBInstanceIdentifier: id }) => zoneOf(id, members, unlisted));
  const seen = new Set(zones.filter((zone) => !isUnknown(zone)));
  if (seen.size >= 2) return true;
  // one member is in one zone, wherever that is
  return zones.length < 2 ? false : (zones.find(isUnknown) ?? false);
}
function zoneOf(id: string, members: readonly Instance[], unlisted: Unknown): Known<string> {
  const found = members.find((instance) => instance.DBInstanceIdentifier === id);
  return found ? (found.AvailabilityZone ?? missing(INSTANCES, 'DBInstances[].AvailabilityZone')) : unlisted;
}
