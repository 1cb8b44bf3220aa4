import { z } from 'zod';
import { defineCollector, known } from '../../../src/kit.ts';
import type { Aws } from '../client.ts';
import { DATABASE_CALLS, databases } from '../databases.ts';
import type { Raw } from './answers.ts';
import { normaliseCluster, normaliseInstance } from './normalise.ts';

const Resource = z.object({
  id: z.string().describe('DBInstanceArn or DBClusterArn'),
  name: z.string().describe('DBInstanceIdentifier or DBClusterIdentifier'),
  kind: z
    .enum(['instance', 'cluster'])
    .describe('An instance of its own, or a cluster with its members, which share its storage and its backups'),
  engine: z.string().describe('Engine: `postgres`, `aurora-mysql`, …'),
  replica: z
    .boolean()
    .describe(
      'It copies another: ReadReplicaSourceDBInstanceIdentifier, ReadReplicaSourceDBClusterIdentifier or ReplicationSourceIdentifier given',
    ),
  encrypted: known(z.boolean()).describe('StorageEncrypted, or StorageEncryptionType says sse-rds or sse-kms'),
  backupRetentionPeriod: known(z.int()).describe('BackupRetentionPeriod in days; 0: no automated backups'),
  latestRestorableTime: known(z.string()).describe('LatestRestorableTime: the latest moment to which it can be restored, RFC 3339'),
  multiAz: known(z.boolean()).describe('MultiAZ; for Aurora: at least two members in different availability zones'),
  tags: known(z.record(z.string(), z.string())).describe('TagList, as key to value'),
});

export default defineCollector({
  id: 'aws/rds-database',
  title: 'RDS databases: instances of their own, and clusters with their members',
  scope: 'region',
  calls: DATABASE_CALLS,
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    yield* databases(aws, ask, region);
  },
  normalise(raw) {
    return 'cluster' in raw ? normaliseCluster(raw) : normaliseInstance(raw.instance);
  },
});
