/** The EKS clusters of a region, as every collector that needs them asks for them. */
import { z } from 'zod';
import { type Known, missing, parallel, settle } from '../../src/kit.ts';
import type { Ask, Call, Paging } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';

const LIST = 'eks:ListClusters';
export const DESCRIBE = 'eks:DescribeCluster';
export const CLUSTER_CALLS: readonly Call[] = [call('eks', 'ListClusters'), call('eks', 'DescribeCluster')];

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html */
const Described = z.looseObject({
  cluster: z.looseObject({
    version: z.string().min(1).optional(),
    resourcesVpcConfig: z
      .looseObject({ endpointPublicAccess: z.boolean().optional(), publicAccessCidrs: z.array(z.string()).optional() })
      .optional(),
    encryptionConfig: z
      .array(
        z.looseObject({
          resources: z.array(z.string()).optional(),
          provider: z.looseObject({ keyArn: z.string().min(1).optional() }).optional(),
        }),
      )
      .optional(),
  }),
});
export type Cluster = z.infer<typeof Described>['cluster'];
export interface Found {
  readonly name: string;
  readonly arn: string;
  readonly cluster: Known<Cluster>;
  /** The answer that it is a part of: evidence belongs to answers. */
  readonly heard: unknown;
}

const Page = z.looseObject({ clusters: z.array(z.string().min(1)), nextToken: z.string().nullish() });
/** Without `include`, clusters that run elsewhere and are merely connected are left out. */
function pages(aws: Aws, region: string | undefined): Paging<z.infer<typeof Page>, string> {
  return {
    page: Page,
    send: (token) => aws.send('eks', 'ListClusters', { maxResults: 100, ...(token !== undefined && { nextToken: token }) }, region),
    items: ({ clusters }) => clusters,
    next: ({ nextToken: token }) => token || undefined,
    key: (name) => name,
  };
}

/** What could not be listed makes the asking set incomplete; what could not be described is there, and unknown. */
export function eksClusters(aws: Aws, ask: Ask, region: string | undefined): AsyncIterable<Found> {
  return parallel(ask.pages(LIST, {}, pages(aws, region)), async (name) => {
    const answer = await ask(DESCRIBE, { name }, Described, () => aws.send('eks', 'DescribeCluster', { name }, region));
    const cluster = settle(answer, { some: (found): Known<Cluster> => found.cluster, none: missing(DESCRIBE, 'cluster') });
    // as EKS forms them: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
    return { name, arn: `arn:${aws.partition}:eks:${region}:${aws.account}:cluster/${name}`, cluster, heard: answer };
  });
}
