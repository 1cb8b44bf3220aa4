/** The databases of a region, as every collector that needs them asks for them: clusters in place of their members, one listing per run. */
import { isUnknown, type Unknown, unknown } from '../../src/kit.ts';
import type { Ask, Call } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';
import { turning } from './paging.ts';
import { Cluster, Instance, isRds, type Raw } from './rds-database/answers.ts';

export const CLUSTERS = 'rds:DescribeDBClusters';
export const INSTANCES = 'rds:DescribeDBInstances';
export const DATABASE_CALLS: readonly Call[] = [call('rds', 'DescribeDBClusters'), call('rds', 'DescribeDBInstances')];

/** What could not be read makes the asking set incomplete. */
export async function* databases(aws: Aws, ask: Ask, region: string | undefined): AsyncIterable<Raw> {
  const [clusterPages, instancePages] = pagings(aws, region);
  // the same question twice is asked once: `pages` keeps what was read before a refusal, `list` says whether that is all
  const [clusters, instances] = await Promise.all([
    all(ask.pages(CLUSTERS, {}, clusterPages)),
    all(ask.pages(INSTANCES, {}, instancePages)),
  ]);
  const [allClusters, allInstances] = await databaseLists(aws, ask, region);
  const byId = new Map(instances.map((instance) => [instance.DBInstanceIdentifier, instance]));
  for (const cluster of clusters.filter(isRds)) {
    const members = cluster.DBClusterMembers?.flatMap(({ DBInstanceIdentifier: id }) => byId.get(id) ?? []);
    yield { cluster, members: members ?? [], unlisted: isUnknown(allInstances) ? allInstances : goneMember(cluster) };
  }
  for (const instance of instances.filter(isRds)) {
    if (instance.DBClusterIdentifier === undefined) yield { instance };
    else if (!isUnknown(allClusters)) mindOrphan(instance, clusters, ask);
  }
}

/** All clusters and all instances, members and other engines among them, or why not all of them. */
export function databaseLists(aws: Aws, ask: Ask, region: string | undefined) {
  const [clusterPages, instancePages] = pagings(aws, region);
  return Promise.all([ask.list(CLUSTERS, {}, clusterPages), ask.list(INSTANCES, {}, instancePages)]);
}
function pagings(aws: Aws, region: string | undefined) {
  const clusters = turning({
    list: 'DBClusters',
    token: 'Marker',
    item: Cluster,
    key: (cluster) => cluster.DBClusterArn,
    send: (token) => aws.send('rds', 'DescribeDBClusters', { MaxRecords: 100, ...token }, region),
  });
  const instances = turning({
    list: 'DBInstances',
    token: 'Marker',
    item: Instance,
    key: (instance) => instance.DBInstanceArn,
    send: (token) => aws.send('rds', 'DescribeDBInstances', { MaxRecords: 100, ...token }, region),
  });
  return [clusters, instances] as const;
}

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
