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
});
export type Instance = z.infer<typeof Instance>;

export const Cluster = z.looseObject({
  ...common,
  DBClusterIdentifier: z.string().min(1),
  DBClusterArn: z.string().min(1),
  DBClusterMembers: z.array(z.looseObject({ DBInstanceIdentifier: z.string().min(1) })).optional(),
  ReplicationSourceIdentifier: Identifier,
});
export type Cluster = z.infer<typeof Cluster>;

export type Raw =
  | { readonly instance: Instance }
  /** `members`: as far as they could be read; `unlisted`: why one of them may be lacking. */
  | { readonly cluster: Cluster; readonly members: readonly Instance[]; readonly unlisted: Unknown };

/** Neptune and DocumentDB live in the same API: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html */
export function isRds({ Engine }: { readonly Engine: string }): boolean {
  return Engine !== 'neptune' && Engine !== 'docdb';
}
