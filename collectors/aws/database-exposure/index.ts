import { z } from 'zod';
import { defineCollector, isUnknown, type Known, known, missing } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { CLUSTERS, DATABASE_CALLS, databases, INSTANCES } from '../databases.ts';
import { or } from '../kleene.ts';
import type { Raw as Database } from '../rds-database/answers.ts';
import { REDSHIFT_CLUSTERS, type RedshiftCluster, redshiftArn, redshiftClusterPages } from '../redshift-clusters.ts';

type Raw = Database | { readonly warehouse: RedshiftCluster; readonly arn: string };

const Resource = z.object({
  id: z.string().describe('DBInstanceArn, DBClusterArn, or the ARN of the Redshift cluster'),
  name: z.string().describe('DBInstanceIdentifier, DBClusterIdentifier or ClusterIdentifier'),
  kind: z.enum(['instance', 'cluster', 'redshift']).describe('An RDS instance of its own, an RDS cluster with its members, or Redshift'),
  engine: z.string().describe('Engine: `postgres`, `aurora-mysql`, …; `redshift`'),
  publiclyAccessible: known(z.boolean()).describe(
    'PubliclyAccessible; of an RDS cluster: it, or any of its members, whose addresses are their own',
  ),
});

export default defineCollector({
  id: 'aws/database-exposure',
  title: 'RDS databases and Redshift clusters, and whether their addresses are public',
  scope: 'region',
  calls: [...DATABASE_CALLS, call('redshift', 'DescribeClusters')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    yield* databases(aws, ask, region);
    const warehouses = ask.pages(REDSHIFT_CLUSTERS, {}, redshiftClusterPages(aws, region));
    for await (const warehouse of warehouses) yield { warehouse, arn: redshiftArn(aws, region, warehouse) };
  },
  normalise(raw) {
    if ('warehouse' in raw) return ofWarehouse(raw);
    return 'cluster' in raw ? ofCluster(raw) : ofInstance(raw.instance);
  },
});

function ofWarehouse({ warehouse, arn }: Extract<Raw, { warehouse: unknown }>) {
  return {
    id: arn,
    name: warehouse.ClusterIdentifier,
    kind: 'redshift' as const,
    engine: 'redshift',
    publiclyAccessible: warehouse.PubliclyAccessible ?? missing(REDSHIFT_CLUSTERS, 'Clusters[].PubliclyAccessible'),
  };
}
function ofInstance(instance: Extract<Raw, { instance: unknown }>['instance']) {
  return {
    id: instance.DBInstanceArn,
    name: instance.DBInstanceIdentifier,
    kind: 'instance' as const,
    engine: instance.Engine,
    publiclyAccessible: instance.PubliclyAccessible ?? missing(INSTANCES, 'DBInstances[].PubliclyAccessible'),
  };
}
/** Aurora tells it of the members alone: "This setting is only for non-Aurora Multi-AZ DB clusters" (API_DBCluster.html). */
function ofCluster({ cluster, members, unlisted }: Extract<Raw, { cluster: unknown }>) {
  const own =
    cluster.PubliclyAccessible ?? (cluster.Engine.startsWith('aurora') ? false : missing(CLUSTERS, 'DBClusters[].PubliclyAccessible'));
  return {
    id: cluster.DBClusterArn,
    name: cluster.DBClusterIdentifier,
    kind: 'cluster' as const,
    engine: cluster.Engine,
    publiclyAccessible: or(own, anyMember()),
  };

  function anyMember(): Known<boolean> {
    if (cluster.DBClusterMembers === undefined) return missing(CLUSTERS, 'DBClusters[].DBClusterMembers');
    const told = cluster.DBClusterMembers.map(({ DBInstanceIdentifier: id }): Known<boolean> => {
      const member = members.find((one) => one.DBInstanceIdentifier === id);
      return member === undefined ? unlisted : ofInstance(member).publiclyAccessible;
    });
    return told.includes(true) || (told.find(isUnknown) ?? false);
  }
}
