/** What is asked of RDS and EKS about their versions. */
import { z } from 'zod';
import type { Answer, Known } from '../../../src/kit.ts';
import type { Paging } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import type { Cluster } from '../eks-clusters.ts';
import type { LambdaFunction } from '../functions.ts';
import { turning } from '../paging.ts';
import { Instance } from '../rds-database/answers.ts';

export const INSTANCES = 'rds:DescribeDBInstances';
export const MAJORS = 'rds:DescribeDBMajorEngineVersions';
export const VERSIONS = 'eks:DescribeClusterVersions';

/** As aws/rds-database asks, so that one listing serves both. */
export function instancePages(aws: Aws, region: string | undefined) {
  return turning({
    list: 'DBInstances',
    token: 'Marker',
    item: Instance,
    key: (instance) => instance.DBInstanceArn,
    send: (token) => aws.send('rds', 'DescribeDBInstances', { MaxRecords: 100, ...token }, region),
  });
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBMajorEngineVersion.html */
const Major = z.looseObject({
  Engine: z.string().min(1),
  MajorEngineVersion: z.string().min(1),
  SupportedEngineLifecycles: z
    .array(z.looseObject({ LifecycleSupportName: z.string().min(1), LifecycleSupportEndDate: z.date() }))
    .optional(),
});
export type Major = z.infer<typeof Major>;
export function majorPages(aws: Aws, region: string | undefined) {
  return turning({
    list: 'DBMajorEngineVersions',
    token: 'Marker',
    item: Major,
    key: ({ Engine, MajorEngineVersion }) => `${Engine} ${MajorEngineVersion}`,
    send: (token) => aws.send('rds', 'DescribeDBMajorEngineVersions', { MaxRecords: 100, ...token }, region),
  });
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_ClusterVersionInformation.html */
const Version = z.looseObject({
  clusterVersion: z.string().min(1),
  clusterType: z.string().min(1).optional(),
  endOfStandardSupportDate: z.date().optional(),
});
export type Version = z.infer<typeof Version>;
const VersionPage = z.looseObject({ clusterVersions: z.array(Version), nextToken: z.string().nullish() });
/** With `includeAll`, those too that no new cluster may have. */
export function versionPages(aws: Aws, region: string | undefined): Paging<z.infer<typeof VersionPage>, Version> {
  return {
    page: VersionPage,
    send: (token) =>
      aws.send(
        'eks',
        'DescribeClusterVersions',
        { includeAll: true, maxResults: 100, ...(token !== undefined && { nextToken: token }) },
        region,
      ),
    items: ({ clusterVersions }) => clusterVersions,
    next: ({ nextToken: token }) => token || undefined,
    key: ({ clusterType, clusterVersion }) => `${clusterType} ${clusterVersion}`,
  };
}

export type Raw =
  | { readonly database: Instance; readonly majors: Answer<readonly Major[]> }
  | { readonly cluster: Known<Cluster>; readonly name: string; readonly arn: string; readonly versions: Answer<readonly Version[]> }
  | { readonly lambda: LambdaFunction };
