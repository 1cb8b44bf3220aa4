import { z } from 'zod';
import { type Answer, defineCollector, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { CLUSTERS, DATABASE_CALLS, databases, INSTANCES } from '../databases.ts';
import { LOAD_BALANCERS, type LoadBalancer, loadBalancerPages } from '../load-balancers.ts';
import { type Raw as Database, tagsOf } from '../rds-database/answers.ts';

const ATTRIBUTES = 'elasticloadbalancing:DescribeLoadBalancerAttributes';
const TAGS = 'elasticloadbalancing:DescribeTags';

const Attributes = z.looseObject({ Attributes: z.array(z.looseObject({ Key: z.string().optional(), Value: z.string().optional() })) });
const Tags = z.looseObject({
  TagDescriptions: z.array(
    z.looseObject({ ResourceArn: z.string(), Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string().optional() })) }),
  ),
});
type Raw =
  | Database
  | {
      readonly balancer: LoadBalancer;
      readonly attributes: Answer<z.infer<typeof Attributes>>;
      readonly tags: Answer<z.infer<typeof Tags>>;
    };

const Resource = z.object({
  id: z.string().describe('DBInstanceArn, DBClusterArn or LoadBalancerArn'),
  name: z.string().describe('DBInstanceIdentifier, DBClusterIdentifier or LoadBalancerName'),
  kind: z.enum(['instance', 'cluster', 'load-balancer']).describe('An RDS instance of its own, an RDS cluster, or a load balancer'),
  deletionProtection: known(z.boolean()).describe('DeletionProtection; of a load balancer the attribute deletion_protection.enabled'),
  tags: known(z.record(z.string(), z.string())).describe('TagList, or what elasticloadbalancing:DescribeTags tells, as key to value'),
});

export default defineCollector({
  id: 'aws/deletion-protection',
  title: 'RDS databases and load balancers, and whether they can be deleted at a stroke',
  scope: 'region',
  calls: [
    ...DATABASE_CALLS,
    call('elastic-load-balancing-v2', 'DescribeLoadBalancers'),
    call('elastic-load-balancing-v2', 'DescribeLoadBalancerAttributes'),
    call('elastic-load-balancing-v2', 'DescribeTags'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    yield* databases(aws, ask, region);
    const balancers = ask.pages(LOAD_BALANCERS, {}, loadBalancerPages(aws, region));
    yield* parallel(balancers, async (balancer) => {
      const [attributes, tags] = await Promise.all([attributesOf(aws, ask, balancer, region), tagsOfBalancer(aws, ask, balancer, region)]);
      return { balancer, attributes, tags };
    });
  },
  normalise(raw) {
    if ('balancer' in raw) return ofBalancer(raw);
    return 'cluster' in raw ? ofCluster(raw) : ofInstance(raw);
  },
});

function attributesOf(aws: Aws, ask: Ask, { LoadBalancerArn }: LoadBalancer, region: string | undefined) {
  const input = { LoadBalancerArn };
  return ask(ATTRIBUTES, input, Attributes, () => aws.send('elastic-load-balancing-v2', 'DescribeLoadBalancerAttributes', input, region));
}
function tagsOfBalancer(aws: Aws, ask: Ask, { LoadBalancerArn }: LoadBalancer, region: string | undefined) {
  const input = { ResourceArns: [LoadBalancerArn] };
  return ask(TAGS, input, Tags, () => aws.send('elastic-load-balancing-v2', 'DescribeTags', input, region));
}

function ofBalancer({ balancer, attributes, tags }: Extract<Raw, { balancer: unknown }>) {
  const { LoadBalancerArn: arn, LoadBalancerName: name } = balancer;
  return {
    id: arn,
    name: name ?? arn,
    kind: 'load-balancer' as const,
    deletionProtection: settle(attributes, {
      some: ({ Attributes: all }) => protectionOf(all.find(({ Key }) => Key === 'deletion_protection.enabled')?.Value),
      none: missing(ATTRIBUTES, 'Attributes'),
    }),
    tags: settle<z.infer<typeof Tags>, Record<string, string>>(tags, {
      some: ({ TagDescriptions: all }) => balancerTags(all.find(({ ResourceArn }) => ResourceArn === arn)?.Tags),
      none: missing(TAGS, 'TagDescriptions'),
    }),
  };
}
/** "true or false. The default is false", for all three kinds: API_LoadBalancerAttribute.html. */
function protectionOf(value: string | undefined): Known<boolean> {
  return value === 'true' || value === 'false' ? value === 'true' : missing(ATTRIBUTES, 'Attributes[deletion_protection.enabled].Value');
}
function balancerTags(
  tags: readonly { readonly Key: string; readonly Value?: string | undefined }[] | undefined,
): Known<Record<string, string>> {
  if (tags === undefined) return missing(TAGS, 'TagDescriptions[].Tags');
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value === undefined ? '' : Value]));
}

function ofInstance({ instance }: Extract<Raw, { instance: unknown }>) {
  return {
    id: instance.DBInstanceArn,
    name: instance.DBInstanceIdentifier,
    kind: 'instance' as const,
    deletionProtection: instance.DeletionProtection ?? missing(INSTANCES, 'DBInstances[].DeletionProtection'),
    tags: tagsOf(instance) ?? missing(INSTANCES, 'DBInstances[].TagList'),
  };
}
/** A member of a cluster has no such setting that matters: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html */
function ofCluster({ cluster }: Extract<Raw, { cluster: unknown }>) {
  return {
    id: cluster.DBClusterArn,
    name: cluster.DBClusterIdentifier,
    kind: 'cluster' as const,
    deletionProtection: cluster.DeletionProtection ?? missing(CLUSTERS, 'DBClusters[].DeletionProtection'),
    tags: tagsOf(cluster) ?? missing(CLUSTERS, 'DBClusters[].TagList'),
  };
}
