/** Recorded answers about machines, images, functions and clusters: who hears them, and what should come of it. */
import instance from '../../collectors/aws/ec2-instance/index.ts';
import repository from '../../collectors/aws/ecr-repository/index.ts';
import cluster from '../../collectors/aws/eks-cluster/index.ts';
import scanning from '../../collectors/aws/inspector-scanning/index.ts';
import lambdaFunction from '../../collectors/aws/lambda-function/index.ts';
import managed from '../../collectors/aws/managed-instance/index.ts';
import runtime from '../../collectors/aws/runtime/index.ts';
import image from '../../collectors/aws/shareable-image/index.ts';
import { byId, type Fields, instant, type Json, MISSING, or, type Said, whole } from './recorded-readings.ts';
import { ACCOUNT, bare, each, HERE, listed, type Scene } from './recorded-worlds.ts';

const nothing = bare();
const [withInstances, withImages] = [bare('instances'), bare('machine-images')];
const [withFunctions, withClusters] = [bare('functions'), bare('eks')];

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

const sorted = (words: readonly string[]) => [...new Set(words)].sort();
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
