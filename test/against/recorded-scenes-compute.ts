/** Recorded answers about machines, their load balancers, functions and clusters: who hears them, and what should come of it. */
import computeGroup from '../../collectors/aws/compute-group/index.ts';
import deletionProtection from '../../collectors/aws/deletion-protection/index.ts';
import instance from '../../collectors/aws/ec2-instance/index.ts';
import repository from '../../collectors/aws/ecr-repository/index.ts';
import cluster from '../../collectors/aws/eks-cluster/index.ts';
import listener from '../../collectors/aws/elb-listener/index.ts';
import scanning from '../../collectors/aws/inspector-scanning/index.ts';
import lambdaFunction from '../../collectors/aws/lambda-function/index.ts';
import managed from '../../collectors/aws/managed-instance/index.ts';
import runtime from '../../collectors/aws/runtime/index.ts';
import image from '../../collectors/aws/shareable-image/index.ts';
import { cleanLoadBalancers } from '../../src/demo/aws/parts/load-balancers/clean.ts';
import { byId, type Fields, instant, type Json, MISSING, or, type Said, tags, whole } from './recorded-readings.ts';
import { ACCOUNT, bare, each, HERE, holding, listed, type Scene } from './recorded-worlds.ts';

const nothing = bare();
const [web] = cleanLoadBalancers[ACCOUNT]?.[HERE] ?? [];
/** One load balancer of applications, before two instances. */
const [withInstances, withImages] = [bare('instances'), bare('machine-images')];
const [withFunctions, withClusters] = [bare('functions'), bare('eks')];
const balanced = holding('load-balancers', [web], null, 'listeners');

const everyInstance = ({ Reservations }: Json): Json[] => Reservations.flatMap(({ Instances }: Json) => Instances);
/** While options are being changed, those that are told are not in force yet. */
const option = ({ MetadataOptions: all }: Json, name: string) =>
  all?.State === 'pending' ? '?changed_during_collection' : or(all?.[name]);
const instances = (data: Json): Said =>
  whole(
    byId(
      everyInstance(data),
      (one) => one.InstanceId,
      (one) => ({ state: or(one.State?.Name), httpTokens: option(one, 'HttpTokens'), httpEndpoint: option(one, 'HttpEndpoint') }),
    ),
  );
const unmanaged = (data: Json): Said =>
  whole(
    byId(
      everyInstance(data),
      (one) => one.InstanceId,
      ({ State: state }) => ({
        state: or(state?.Name),
        pingStatus: null,
        outOfScopeBecause: state === undefined || state.Name === 'running' ? '' : `it is ${state.Name}`,
      }),
    ),
  );
/** EC2 lists none of them here: what Systems Manager has beside are machines elsewhere. */
const machines = ({ InstanceInformationList: all }: Json): Said =>
  whole(
    byId(
      all.filter(({ InstanceId }: Json) => InstanceId.startsWith('mi-')),
      (one: Json) => one.InstanceId,
      ({ PingStatus }) => ({ state: null, pingStatus: or(PingStatus), lastPatchOperation: null }),
    ),
  );
const images = ({ Images }: Json): Said =>
  whole(
    byId(
      Images,
      (one: Json) => one.ImageId,
      ({ Public }) => ({ kind: 'image', sharedWithAll: or(Public), public: or(Public) }),
    ),
  );

const sorted = (zones: readonly string[]) => [...new Set(zones)].sort();
const scalingGroups = ({ AutoScalingGroups }: Json): Said =>
  whole(
    byId(
      AutoScalingGroups,
      (one: Json) => one.AutoScalingGroupARN,
      (one) => {
        const serving = one.Instances.filter((i: Json) => i.HealthStatus === 'Healthy' && i.LifecycleState === 'InService');
        const healthyZones = sorted(serving.map((i: Json) => i.AvailabilityZone));
        const fields = { name: one.AutoScalingGroupName, kind: 'scaling-group', zones: one.AvailabilityZones, healthyZones };
        return { ...fields, healthyInSeveralZones: healthyZones.length > 1, tags: or(tags(one.Tags)) };
      },
    ),
  );

/** Classic load balancers are another API's, whose answers have another list: no word about those that were asked for. */
const ofBalancers =
  (read: (all: readonly Json[]) => Said) =>
  ({ LoadBalancers: all }: Json): Said =>
    all === undefined ? { rows: {}, gaps: ['missing_member'] } : read(all);
const groupsOf = ofBalancers((all) =>
  whole(
    byId(
      all,
      (one) => one.LoadBalancerArn,
      (one) => ({
        name: one.LoadBalancerName,
        kind: one.Type,
        zones: one.AvailabilityZones.map(({ ZoneName }: Json) => ZoneName),
        healthyZones: [],
        healthyInSeveralZones: false,
        tags: '?provider_error', // the world has no such load balancer
      }),
    ),
  ),
);
const protectedOf = ofBalancers((all) =>
  whole(
    byId(
      all,
      (one) => one.LoadBalancerArn,
      ({ LoadBalancerName: name }) => ({ name, kind: 'load-balancer', deletionProtection: '?provider_error' }),
    ),
  ),
);
/** The world knows no listeners of them, and says so: those that are there cannot be seen. */
const unheard = ofBalancers((all) => ({ rows: {}, gaps: all.some(({ Type }) => Type !== 'gateway') ? ['provider_error'] : [] }));

const tagWord = (row: Fields, { TagDescriptions }: Json): Fields => {
  const own = TagDescriptions.find(({ ResourceArn }: Json) => ResourceArn === row['id']);
  return { tags: own ? tags(own.Tags) : MISSING };
};
const protectionOf = ({ Attributes = [] }: Json): Fields => {
  const value = Attributes.find(({ Key }: Json) => Key === 'deletion_protection.enabled')?.Value;
  return { deletionProtection: value === undefined ? MISSING : value === 'true' };
};
/** Instances have no zone in the answer, and the recorded ones are not in this world. */
const health = ({ TargetHealthDescriptions: all }: Json): Fields => {
  if (all.some(({ TargetHealth }: Json) => TargetHealth === undefined)) return { healthyZones: [], healthyInSeveralZones: MISSING };
  const healthy = all.filter(({ TargetHealth: { State } }: Json) => State === 'healthy').map(({ Target }: Json) => Target);
  const placed = healthy.filter((one: Json) => one.AvailabilityZone !== undefined && one.AvailabilityZone !== 'all');
  const healthyZones = sorted(placed.map((one: Json) => one.AvailabilityZone));
  const lost = healthy.find((one: Json) => !placed.includes(one));
  const doubt = lost && (lost.Id.startsWith('i-') ? '?changed_during_collection' : MISSING);
  const unclear = all.some(({ TargetHealth: { State } }: Json) => State === 'unavailable') ? MISSING : undefined;
  return { healthyZones, healthyInSeveralZones: healthyZones.length > 1 || (doubt ?? unclear ?? false) };
};
const toHttps = ({ Type, RedirectConfig }: Json) => Type === 'redirect' && RedirectConfig.Protocol === 'HTTPS';
/** Their rules are not in this world; a default action that forwards decides without them. */
const listeners = ({ Listeners }: Json): Said =>
  whole(
    byId(
      Listeners,
      (one: Json) => one.ListenerArn,
      (one) => ({
        loadBalancer: 'web',
        protocol: or(one.Protocol),
        onlyRedirectsToHttps: one.Protocol === 'HTTP' && one.DefaultActions.every(toHttps) ? '?provider_error' : false,
        sslPolicy: ['HTTPS', 'TLS'].includes(one.Protocol) ? or(one.SslPolicy) : null,
      }),
    ),
  );
const rules = ({ Rules }: Json) => {
  const all = Rules.flatMap(({ Actions }: Json) => Actions).every(toHttps);
  return ({ protocol }: Fields): Fields => ({ onlyRedirectsToHttps: protocol === 'HTTP' && all });
};

const repositories = ({ repositories: all }: Json): Said =>
  whole(
    byId(
      all,
      (one: Json) => one.repositoryArn,
      ({ repositoryName: name, imageTagMutability: word }) => ({
        name,
        imageTagMutability: or(word),
        immutable: or(word && word !== 'MUTABLE'),
      }),
    ),
  );

const functionsOf = (read: (one: Json) => Fields) => (data: Json) =>
  whole(
    byId(
      data.Functions,
      (one: Json) => one.FunctionArn,
      (one) => ({ name: one.FunctionName, ...read(one) }),
    ),
  );
/** Nobody set a policy where there is none; the URLs are those of functions that this world does not have. */
const unasked = functionsOf(() => ({ publicByPolicy: false, publicOnlyIf: [], publicUrl: '?provider_error' }));
const versions = functionsOf(({ Runtime, PackageType }) => ({
  kind: 'function',
  version: or(Runtime),
  image: PackageType === undefined ? (Runtime === undefined ? MISSING : false) : PackageType === 'Image',
}));
/** `*` without a condition is the world; with one, it depends. */
const policyOf = ({ Policy, Error: refused }: Json): Fields => {
  if (refused) return { publicByPolicy: false, publicOnlyIf: [] };
  const open = JSON.parse(Policy).Statement.filter(
    (one: Json) => one.Effect === 'Allow' && [one.Principal, one.Principal.AWS].includes('*'),
  );
  const keys = open.map((one: Json) => Object.values(one.Condition ?? {}).flatMap((some: Json) => Object.keys(some)));
  return { publicByPolicy: keys.some((some: string[]) => some.length === 0), publicOnlyIf: sorted(keys.flat()) };
};

const arnOf = (name: string) => `arn:aws:eks:${HERE}:${ACCOUNT}:cluster/${name}`;
const clusterNames = ({ clusters }: Json): Said =>
  whole(Object.fromEntries(clusters.map((name: string) => [arnOf(name), { name, version: '?provider_error' }])));
const described = ({ cluster: one }: Json): Fields => {
  const { endpointPublicAccess: shown, publicAccessCidrs: blocks } = one.resourcesVpcConfig ?? {};
  const key = one.encryptionConfig?.find(({ resources }: Json) => resources.includes('secrets'))?.provider.keyArn ?? null;
  const byDefault = one.version && (Number(one.version.split('.')[1]) >= 28 ? 'aws' : 'none');
  return {
    version: or(one.version),
    endpointPublicAccess: or(shown),
    // before 2019 nobody could choose, and the answers do not say that everybody was let in
    openToInternet: shown === true ? (blocks ? blocks.includes('0.0.0.0/0') : MISSING) : or(shown),
    secretsKey: key ? 'customer' : or(byDefault),
    secretsKeyArn: key,
  };
};
const supported =
  ({ clusterVersions }: Json) =>
  ({ version }: Fields): Fields => {
    const found = clusterVersions.find((one: Json) => one.clusterVersion === version);
    return { supportEnds: instant(found?.endOfStandardSupportDate, MISSING) };
  };

export const COMPUTE: Readonly<Record<string, readonly Scene[]>> = {
  'ec2:DescribeInstances': [
    { collector: instance, world: () => nothing, says: listed(instances) },
    { collector: managed, world: () => nothing, says: listed(unmanaged) },
  ],
  'ec2:GetInstanceMetadataDefaults': [
    {
      collector: instance,
      world: () => withInstances,
      says: each(({ AccountLevel: { HttpTokens } }) => ({ tokensOfNewInstances: or(HttpTokens, 'no-preference') })),
    },
  ],
  'ec2:DescribeImages': [{ collector: image, world: () => nothing, says: listed(images) }],
  'ec2:GetImageBlockPublicAccessState': [
    {
      collector: image,
      world: () => withImages,
      says: each(({ ImageBlockPublicAccessState: state }) => ({ kind: 'image', blockPublicAccess: state })),
    },
  ],
  'ssm:DescribeInstanceInformation': [{ collector: managed, world: () => nothing, says: listed(machines) }],
  'autoscaling:DescribeAutoScalingGroups': [{ collector: computeGroup, world: () => nothing, says: listed(scalingGroups) }],
  'elasticloadbalancing:DescribeLoadBalancers': [
    { collector: computeGroup, world: () => nothing, says: listed(groupsOf) },
    { collector: deletionProtection, world: () => nothing, says: listed(protectedOf) },
    { collector: listener, world: () => nothing, says: listed(unheard) },
  ],
  'elasticloadbalancing:DescribeLoadBalancerAttributes': [
    { collector: deletionProtection, world: () => balanced, says: each(protectionOf) },
  ],
  'elasticloadbalancing:DescribeTags': [
    { collector: deletionProtection, world: () => balanced, says: each((data) => (row) => tagWord(row, data)) },
    { collector: computeGroup, world: () => balanced, says: each((data) => (row) => tagWord(row, data)) },
  ],
  'elasticloadbalancing:DescribeTargetGroups': [
    { collector: computeGroup, world: () => balanced, says: each(() => ({ healthyZones: [], healthyInSeveralZones: false })) },
  ],
  'elasticloadbalancing:DescribeTargetHealth': [{ collector: computeGroup, world: () => balanced, says: each(health) }],
  'elasticloadbalancing:DescribeListeners': [{ collector: listener, world: () => balanced, says: listed(listeners) }],
  'elasticloadbalancing:DescribeRules': [{ collector: listener, world: () => balanced, says: each(rules) }],
  'ecr:DescribeRepositories': [
    { collector: repository, world: () => nothing, says: listed(repositories) },
    {
      collector: scanning,
      world: () => nothing,
      says: each(({ repositories: all }) => ({ kind }) => ({ present: kind === 'ECR' && all.length > 0 })),
    },
  ],
  'lambda:ListFunctions': [
    { collector: lambdaFunction, world: () => nothing, says: listed(unasked) },
    { collector: runtime, world: () => nothing, says: listed(versions) },
  ],
  'lambda:GetPolicy': [
    { collector: lambdaFunction, world: () => withFunctions, says: (data) => ({ rows: {}, gaps: [], each: () => policyOf(data) }) },
  ],
  'eks:ListClusters': [{ collector: cluster, world: () => nothing, says: listed(clusterNames) }],
  'eks:DescribeCluster': [
    { collector: cluster, world: () => withClusters, says: each(described) },
    { collector: runtime, world: () => withClusters, says: each(({ cluster: { version } }) => ({ version: or(version) })) },
  ],
  'eks:DescribeClusterVersions': [{ collector: runtime, world: () => withClusters, says: each(supported) }],
};
