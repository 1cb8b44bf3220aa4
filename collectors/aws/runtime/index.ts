import { z } from 'zod';
import { defineCollector, known, parallel } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { CLUSTER_CALLS, eksClusters } from '../eks-clusters.ts';
import { FUNCTIONS, functionPages } from '../functions.ts';
import { isRds } from '../rds-database/answers.ts';
import { INSTANCES, instancePages, MAJORS, majorPages, type Raw, VERSIONS, versionPages } from './answers.ts';
import { normalise } from './normalise.ts';

const Resource = z.object({
  id: z.string().describe('ARN'),
  name: z.string().describe('DBInstanceIdentifier, name of the cluster, or FunctionName'),
  kind: z.enum(['database', 'cluster', 'function']).describe('An RDS instance, an EKS cluster, or a Lambda function'),
  image: known(z.boolean()).describe('PackageType is `Image`: a function without a runtime of AWS'),
  engine: z.string().describe('Engine of the instance; `kubernetes`; `lambda`'),
  version: known(z.string()).describe('EngineVersion, version of Kubernetes, or Runtime'),
  supportEnds: known(z.string()).describe('When standard support ends, or ended, RFC 3339; for a runtime, the day of its deprecation'),
  toldBy: z.string().describe('Who says so: an operation, or a page and the day on which it was read'),
  autoMinorVersionUpgrade: known(z.boolean().nullable()).describe('AutoMinorVersionUpgrade; null: not a database'),
  outOfScopeBecause: z.string().describe('Why it has no version to be judged; empty: it has'),
});

export default defineCollector({
  id: 'aws/runtime',
  title: 'Versions that AWS maintains: RDS instances, EKS clusters, Lambda functions',
  scope: 'region',
  calls: [
    call('rds', 'DescribeDBInstances'),
    call('rds', 'DescribeDBMajorEngineVersions'),
    ...CLUSTER_CALLS,
    call('eks', 'DescribeClusterVersions'),
    call('lambda', 'ListFunctions'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const databases = ask.pages(INSTANCES, {}, instancePages(aws, region));
    const functions = ask.pages(FUNCTIONS, {}, functionPages(aws, region));
    const clusters = eksClusters(aws, ask, region);
    for await (const database of databases)
      if (isRds(database)) yield { database, majors: await ask.list(MAJORS, {}, majorPages(aws, region)) };
    yield* parallel(clusters, async (found) => ({ ...found, versions: await ask.list(VERSIONS, {}, versionPages(aws, region)) }));
    for await (const lambda of functions) yield { lambda };
  },
  normalise,
});
