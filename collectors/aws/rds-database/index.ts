import { z } from 'zod';
import { defineCollector, isUnknown, known, type Unknown, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';
import { Cluster, Instance, isRds, type Raw } from './answers.ts';
import { normaliseCluster, normaliseInstance } from './normalise.ts';

const CLUSTERS = 'rds:DescribeDBClusters';
const INSTANCES = 'rds:DescribeDBInstances';

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
  calls: [call('rds', 'DescribeDBClusters'), call('rds', 'DescribeDBInstances')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const clusterPages = turning({
      list: 'DBClusters',
      token: 'Marker',
      item: Cluster,
      key: (cluster) => cluster.DBClusterArn,
      send: (token) => aws.send('rds', 'DescribeDBClusters', { MaxRecords: 100, ...token }, region),
    });
    const instancePages = turning({
      list: 'DBInstances',
      token: 'Marker',
      item: Instance,
      key: (instance) => instance.DBInstanceArn,
      send: (token) => aws.send('rds', 'DescribeDBInstances', { MaxRecords: 100, ...token }, region),
    });
    // the same question twice is asked once: `pages` keeps what was read before a refusal, `list` says whether that is all
    const [clusters, instances] = await Promise.all([
      all(ask.pages(CLUSTERS, {}, clusterPages)),
      all(ask.pages(INSTANCES, {}, instancePages)),
    ]);
    const [allClusters, allInstances] = await Promise.all([ask.list(CLUSTERS, {}, clusterPages), ask.list(INSTANCES, {}, instancePages)]);
    const byId = new Map(instances.map((instance) => [instance.DBInstanceIdentifier, instance]));
    for (const cluster of clusters.filter(isRds)) {
      const members = cluster.DBClusterMembers?.flatMap(({ DBInstanceIdentifier: id }) => byId.get(id) ?? []);
      yield { cluster, members: members ?? [], unlisted: isUnknown(allInstances) ? allInstances : goneMember(cluster) };
    }
    for (const instance of instances.filter(isRds)) {
      if (instance.DBClusterIdentifier === undefined) yield { instance };
      else if (!isUnknown(allClusters)) mindOrphan(instance, clusters, ask);
    }
  },
  normalise(raw) {
    return 'cluster' in raw ? normaliseCluster(raw) : normaliseInstance(raw.instance);
  },
});

/** A member is judged through its cluster, so a cluster that is in no complete list would take it out of sight. */
function mindOrphan({ DBInstanceIdentifier: member, DBClusterIdentifier: of }: Instance, clusters: readonly Cluster[], ask: Ask): void {
  if (clusters.some((cluster) => cluster.DBClusterIdentifier === of)) return;
  ask.incomplete({
    operation: CLUSTERS,
    reason: 'changed_during_collection',
    detail: `${CLUSTERS}: ${member} is a member of ${of}, which is not listed`,
  });
}

function goneMember({ DBClusterIdentifier: id }: Cluster): Unknown {
  return unknown({ operation: INSTANCES, reason: 'changed_during_collection', detail: `${INSTANCES}: a member of ${id} is not listed` });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
