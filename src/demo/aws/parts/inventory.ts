/** What AWS Config has discovered, by type: told only while the recorder runs. */
import type * as Config from '@aws-sdk/client-config-service';
import { PRODUCTION, SANDBOX } from '../accounts.ts';
import { type Ask, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { cleanInstances } from './instances/clean.ts';
import { type Holding, type Part, see } from './part.ts';

/** Besides volumes, databases and buckets, which are counted where they are. */
type Counts = Readonly<Record<string, number>>;
type Held = Holding<null, Counts>;

/** https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html */
const DEFAULTS: Counts = {
  'AWS::EC2::VPC': 1,
  'AWS::EC2::Subnet': 3,
  'AWS::EC2::RouteTable': 1,
  'AWS::EC2::NetworkAcl': 1,
  'AWS::EC2::InternetGateway': 1,
  'AWS::EC2::SecurityGroup': 1,
};
const nothing: Held = { account: null, regions: {}, elsewhere: DEFAULTS };

/** The most first, a hundred on a page: https://docs.aws.amazon.com/config/latest/APIReference/API_GetDiscoveredResourceCounts.html */
function GetDiscoveredResourceCounts(
  input: Config.GetDiscoveredResourceCountsRequest,
  ask: Ask,
): Config.GetDiscoveredResourceCountsResponse {
  const { limit = 0, nextToken: token, resourceTypes } = input;
  if (limit < 0 || limit > 100) throw new AwsRefusal('InvalidLimitException', 'The specified limit is outside the allowable range.', 400);
  const wanted = Object.entries(discovered(ask))
    .filter(([type, count]) => count > 0 && (!resourceTypes?.length || resourceTypes.includes(type)))
    .sort(([, a], [, b]) => b - a);
  const bad = () => new AwsRefusal('InvalidNextTokenException', 'The specified next token is not valid.', 400);
  const { items, next } = page(wanted, ask, { size: limit === 0 ? undefined : limit, token }, bad);
  return {
    totalDiscoveredResources: wanted.reduce((sum, [, count]) => sum + count, 0),
    resourceCounts: items.map(([type, count]) => ({ resourceType: type as Config.ResourceType, count })),
    nextToken: next,
  };
}
/** With the recorder off it knows of nothing. */
function discovered(ask: Ask): Counts {
  const { region, regionName, account } = ask;
  if (!region.recorder?.recording) return {};
  return {
    ...see(ask, inventory.id, nothing).region,
    'AWS::EC2::Volume': region.volumes.length,
    'AWS::RDS::DBInstance': region.databases.length,
    'AWS::RDS::DBCluster': region.clusters.length,
    'AWS::S3::Bucket': account.buckets.filter((bucket) => bucket.region === regionName).length,
    ...(region.recorder.globalTypes && { 'AWS::IAM::User': account.users.length }),
  };
}

const instancesIn = (region: string): Counts => ({ 'AWS::EC2::Instance': Object.keys({ ...cleanInstances[PRODUCTION]?.[region] }).length });
const frankfurt: Counts = { ...DEFAULTS, ...instancesIn('eu-central-1'), 'AWS::KMS::Key': 5 };
const virginia: Counts = { ...DEFAULTS, ...instancesIn('us-east-1'), 'AWS::KMS::Key': 2 };
const held = (elsewhere: Counts): Held => ({ account: null, regions: { 'eu-central-1': frankfurt, 'us-east-1': virginia }, elsewhere });

export const inventory: Part<null, Counts> = {
  id: 'inventory',
  answers: { config: { GetDiscoveredResourceCounts } },
  nothing,
  clean: { [PRODUCTION]: held(DEFAULTS), [SANDBOX]: nothing },
  drifted: { [PRODUCTION]: held(DEFAULTS), [SANDBOX]: nothing },
  drift: [],
  checks: ['aws.config.regions-in-use'],
  /** Somebody tried something out, in every region but the two. */
  broken: { [PRODUCTION]: held({ ...DEFAULTS, 'AWS::EC2::Instance': 1 }) },
  refusals: [],
};
