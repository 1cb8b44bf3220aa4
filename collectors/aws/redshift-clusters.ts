/** The Redshift clusters of a region, as every collector that needs them asks for them: one listing per run, whoever asks first. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';
import type { Aws } from './client.ts';
import { turning } from './paging.ts';

export const REDSHIFT_CLUSTERS = 'redshift:DescribeClusters';

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_Cluster.html */
export const RedshiftCluster = z.looseObject({
  ClusterIdentifier: z.string().min(1),
  PubliclyAccessible: z.boolean().optional(),
  Encrypted: z.boolean().optional(),
  KmsKeyId: z.string().optional(),
});
export type RedshiftCluster = z.infer<typeof RedshiftCluster>;

/** `ask.pages(REDSHIFT_CLUSTERS, {}, redshiftClusterPages(aws, region))` */
export function redshiftClusterPages(aws: Aws, region: string | undefined): Paging<Record<string, unknown>, RedshiftCluster> {
  return turning({
    list: 'Clusters',
    token: 'Marker',
    item: RedshiftCluster,
    key: ({ ClusterIdentifier }) => ClusterIdentifier,
    send: (token) => aws.send('redshift', 'DescribeClusters', { MaxRecords: 100, ...token }, region),
  });
}

/** https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-iam-access-control-identity-based.html */
export function redshiftArn({ partition, account }: Aws, region: string | undefined, { ClusterIdentifier }: RedshiftCluster): string {
  return `arn:${partition}:redshift:${region}:${account}:cluster:${ClusterIdentifier}`;
}
