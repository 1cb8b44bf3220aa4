/** EKS clusters, and the versions of Kubernetes that EKS has. */
import type * as Eks from '@aws-sdk/client-eks';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Cluster {
  readonly name: string;
  readonly version: string;
  /** Who reaches the public endpoint; null: there is none. */
  readonly publicTo: readonly string[] | null;
  /** A KMS key of one's own. */
  readonly key: boolean;
}
type Held = Holding<null, readonly Cluster[]>;
const nothing: Held = { account: null, regions: {}, elsewhere: [] };

/** Days of standard support that are left; negative: over. Every version has fourteen months of it. */
const VERSIONS: Readonly<Record<string, Age>> = { '1.27': -900, '1.34': -30, '1.35': 120, '1.36': 300 };

const bad = () => new AwsRefusal('InvalidParameterException', 'The token is not valid', 400);
function sizeOf(size: number | undefined): number | undefined {
  if (size !== undefined && (size < 1 || size > 100)) throw new AwsRefusal('InvalidParameterException', 'maxResults must be 1 to 100', 400);
  return size;
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html */
function ListClusters(input: Eks.ListClustersRequest, ask: Ask): Eks.ListClustersResponse {
  const { items, next } = page(here(ask), ask, { size: sizeOf(input.maxResults), token: input.nextToken }, bad);
  return { clusters: items.map(({ name }) => name), nextToken: next };
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
function DescribeCluster({ name: asked }: Eks.DescribeClusterRequest, ask: Ask): Eks.DescribeClusterResponse {
  const cluster = here(ask).find(({ name }) => name === asked);
  if (!cluster) throw new AwsRefusal('ResourceNotFoundException', `No cluster found for name: ${asked}.`, 404);
  const { account, regionName } = ask;
  const { name, version, publicTo, key } = cluster;
  return {
    cluster: {
      name,
      arn: `arn:aws:eks:${regionName}:${account.id}:cluster/${name}`,
      createdAt: ago(200, ask),
      version,
      platformVersion: 'eks.9',
      status: 'ACTIVE',
      resourcesVpcConfig: {
        vpcId: 'vpc-00000000000000001',
        endpointPublicAccess: publicTo !== null,
        endpointPrivateAccess: true,
        publicAccessCidrs: publicTo === null ? [] : [...publicTo],
      },
      // without a key of one's own the member is not there
      encryptionConfig: key
        ? [
            {
              resources: ['secrets'],
              provider: { keyArn: `arn:aws:kms:${regionName}:${account.id}:key/e4500000-0000-4000-8000-000000000001` },
            },
          ]
        : undefined,
    },
  };
}

/** Without `includeAll`, those alone that a new cluster may have: https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeClusterVersions.html */
function DescribeClusterVersions(input: Eks.DescribeClusterVersionsRequest, ask: Ask): Eks.DescribeClusterVersionsResponse {
  const all = Object.entries(VERSIONS).filter(([, left]) => input.includeAll === true || left > -365);
  const { items, next } = page(all, ask, { size: sizeOf(input.maxResults), token: input.nextToken }, bad);
  const clusterVersions = items.map(([clusterVersion, left]) => ({
    clusterVersion,
    clusterType: 'eks',
    releaseDate: ago(425 - left, ask),
    endOfStandardSupportDate: ago(-left, ask),
    endOfExtendedSupportDate: ago(-left - 365, ask),
    versionStatus: left > 0 ? ('STANDARD_SUPPORT' as const) : left > -365 ? ('EXTENDED_SUPPORT' as const) : ('UNSUPPORTED' as const),
  }));
  return { clusterVersions, nextToken: next };
}
const here = (ask: Ask) => see(ask, eks.id, nothing).region;

const platform: Cluster = { name: 'platform', version: '1.35', publicTo: ['203.0.113.0/24', '198.51.100.7/32'], key: true };
const batch: Cluster = { name: 'batch', version: '1.36', publicTo: null, key: false };
const tools: Cluster = { name: 'tools', version: '1.36', publicTo: null, key: true };
const of = (...frankfurt: Cluster[]): Held => ({ account: null, regions: { 'eu-central-1': frankfurt }, elsewhere: [] });
const clean = of(platform, batch, tools);

export const eks: Part<null, readonly Cluster[]> = {
  id: 'eks',
  answers: { eks: { ListClusters, DescribeCluster, DescribeClusterVersions } },
  nothing,
  clean: { [PRODUCTION]: clean },
  drifted: { [PRODUCTION]: clean },
  drift: [],
  checks: ['aws.eks.api-private-and-secrets-encrypted'],
  broken: {
    [PRODUCTION]: of(
      { ...platform, publicTo: ['0.0.0.0/1', '128.0.0.0/1'] },
      { ...batch, version: '1.27' },
      { ...tools, publicTo: ['0.0.0.0/0'], version: '1.34' },
    ),
  },
  refusals: [{ operation: 'eks:DescribeCluster', how: 'denied' }],
};
