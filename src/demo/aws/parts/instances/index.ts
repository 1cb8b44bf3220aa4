/** EC2 instances, and what the region gives new ones for a metadata service. */
import type * as Ec2 from '@aws-sdk/client-ec2';
import { PRODUCTION } from '../../accounts.ts';
import { type Ask, ago, tagList } from '../../answers/ask.ts';
import { ec2Page, wanted } from '../ec2-input.ts';
import { type Holding, type Part, see } from '../part.ts';
import { cleanInstances, type Instance } from './clean.ts';

interface InRegion {
  readonly instances: readonly Instance[];
  /** Null: nobody chose one, the image decides. */
  readonly httpTokensByDefault: 'optional' | 'required' | null;
}
type Held = Holding<null, InRegion>;

const EMPTY: InRegion = { instances: [], httpTokensByDefault: null };
const nothing: Held = { account: null, regions: {}, elsewhere: EMPTY };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
function DescribeInstances(input: Ec2.DescribeInstancesRequest, ask: Ask): Ec2.DescribeInstancesResult {
  const all = wanted(here(ask).instances, input.InstanceIds, ({ id }) => id, 'InvalidInstanceID.NotFound');
  const { items, next } = ec2Page(all, input, ask, input.InstanceIds);
  return { Reservations: items.map((instance) => reservation(instance, ask)), NextToken: next };
}
function reservation(instance: Instance, ask: Ask): Ec2.Reservation {
  return { ReservationId: instance.id.replace(/^i-/, 'r-'), OwnerId: ask.account.id, Groups: [], Instances: [describe(instance, ask)] };
}
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
const CODES = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48, stopping: 64, stopped: 80 } as const;
function describe({ id, zone, state, age, metadata, tags }: Instance, ask: Ask): Ec2.Instance {
  return {
    InstanceId: id,
    ImageId: 'ami-00000000000000001',
    InstanceType: 'm7g.large',
    Architecture: 'arm64',
    State: { Code: CODES[state], Name: state },
    LaunchTime: ago(age, ask),
    Placement: { AvailabilityZone: zone, Tenancy: 'default' },
    MetadataOptions: {
      State: 'applied',
      HttpTokens: metadata.httpTokens,
      HttpEndpoint: metadata.httpEndpoint,
      HttpPutResponseHopLimit: metadata.hopLimit,
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    },
    Tags: tagList(tags),
  };
}

/** Without a choice the element is there and empty: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetInstanceMetadataDefaults.html */
function GetInstanceMetadataDefaults(_: object, ask: Ask): Ec2.GetInstanceMetadataDefaultsResult {
  const { httpTokensByDefault } = here(ask);
  return { AccountLevel: httpTokensByDefault === null ? {} : { HttpTokens: httpTokensByDefault, ManagedBy: 'account' } };
}

const here = (ask: Ask) => see(ask, instances.id, nothing).region;

function held(change: (instance: Instance) => Instance, httpTokensByDefault: InRegion['httpTokensByDefault'] = 'required'): Held {
  const regions = Object.entries(cleanInstances[PRODUCTION] as Readonly<Record<string, readonly Instance[]>>).map(
    ([region, all]) => [region, { instances: all.map(change), httpTokensByDefault }] as const,
  );
  return { account: null, regions: Object.fromEntries(regions), elsewhere: { ...EMPTY, httpTokensByDefault } };
}
const answeringV1 = (instance: Instance): Instance => ({ ...instance, metadata: { ...instance.metadata, httpTokens: 'optional' } });

export const instances: Part<null, InRegion> = {
  id: 'instances',
  answers: { ec2: { DescribeInstances, GetInstanceMetadataDefaults } },
  nothing,
  clean: { [PRODUCTION]: held((instance) => instance) },
  drifted: { [PRODUCTION]: held((instance) => (instance.id === 'i-00000000000000002' ? answeringV1(instance) : instance)) },
  drift: [
    {
      check: 'aws.ec2.imdsv2',
      resource: 'i-00000000000000002',
      what: 'an instance was launched from an old template and answers version 1 of the metadata service',
    },
  ],
  checks: ['aws.ec2.imdsv2'],
  broken: { [PRODUCTION]: held(answeringV1, null) },
  refusals: [],
};
