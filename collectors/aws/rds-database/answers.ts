/** RDS's answers: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html and API_DBCluster.html */
import { z } from 'zod';
import type { Unknown } from '../../../src/kit.ts';

const Tags = z.array(z.looseObject({ Key: z.string(), Value: z.string().optional() }));
const common = {
  Engine: z.string().min(1),
  StorageEncrypted: z.boolean().optional(),
  StorageEncryptionType: z.string().optional(),
  BackupRetentionPeriod: z.int().nonnegative().optional(),
  LatestRestorableTime: z.date().optional(),
  MultiAZ: z.boolean().optional(),
  PubliclyAccessible: z.boolean().optional(),
  DeletionProtection: z.boolean().optional(),
  EngineVersion: z.string().optional(),
  TagList: Tags.optional(),
};
/** An empty element says what a lacking one does: this database has no such thing. */
const Identifier = z
  .string()
  .optional()
  .transform((id) => (id === '' ? undefined : id));

export const Instance = z.looseObject({
  ...common,
  DBInstanceIdentifier: z.string().min(1),
  DBInstanceArn: z.string().min(1),
  DBClusterIdentifier: Identifier,
  AvailabilityZone: Identifier,
  ReadReplicaSourceDBInstanceIdentifier: Identifier,
  ReadReplicaSourceDBClusterIdentifier: Identifier,
  DBParameterGroups: z
    .array(z.looseObject({ DBParameterGroupName: z.string().min(1), ParameterApplyStatus: z.string().optional() }))
    .optional(),
});
export type Instance = z.infer<typeof Instance>;

export const Cluster = z.looseObject({
  ...common,
  DBClusterIdentifier: z.string().min(1),
  DBClusterArn: z.string().min(1),
  DBClusterMembers: z
    .array(z.looseObject({ DBInstanceIdentifier: z.string().min(1), DBClusterParameterGroupStatus: z.string().optional() }))
    .optional(),
  DBClusterParameterGroup: z.string().min(1).optional(),
  ReplicationSourceIdentifier: Identifier,
});
export type Cluster = z.infer<typeof Cluster>;

export type Raw =
  | { readonly instance: Instance }
  /** `members`: as far as they could be read; `unlisted`: why one of them may be lacking. */
  | { readonly cluster: Cluster; readonly members: readonly Instance[]; readonly unlisted: Unknown };

export function isReplica(raw: Raw): boolean {
  if ('cluster' in raw) return raw.cluster.ReplicationSourceIdentifier !== undefined;
  const { ReadReplicaSourceDBInstanceIdentifier: instance, ReadReplicaSourceDBClusterIdentifier: cluster } = raw.instance;
  return instance !== undefined || cluster !== undefined;
}
/** RDS leaves out the value of a tag that has none. Undefined: no tags were told. */
export function tagsOf({ TagList }: Instance | Cluster): Record<string, string> | undefined {
  return TagList && Object.fromEntries(TagList.map(({ Key, Value }) => [Key, Value === undefined ? '' : Value]));
}

/** Neptune and DocumentDB live in the same API: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html */
export function isRds({ Engine }: { readonly Engine: string }): boolean {
  return Engine !== 'neptune' && Engine !== 'docdb';
}
