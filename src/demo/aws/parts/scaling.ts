/** Auto Scaling groups: the instances behind the load balancers. */
import type * as Scaling from '@aws-sdk/client-auto-scaling';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page, tagList } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { cleanInstances } from './instances/clean.ts';
import { type Holding, type Part, see } from './part.ts';

interface Group {
  readonly name: string;
  readonly zones: readonly string[];
  readonly instances: readonly { readonly id: string; readonly zone: string; readonly healthy: boolean }[];
}
type Held = Holding<null, readonly Group[]>;
const nothing: Held = { account: null, regions: {}, elsewhere: [] };

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
function DescribeAutoScalingGroups(input: Scaling.AutoScalingGroupNamesType, ask: Ask): Scaling.AutoScalingGroupsType {
  if (input.AutoScalingGroupNames?.length || input.Filters?.length)
    throw new AwsRefusal('ValidationError', 'The simulator lists all groups', 400);
  const bad = () => new AwsRefusal('InvalidNextToken', 'The token is not valid', 400);
  const all = see(ask, scaling.id, nothing).region;
  const { items, next } = page(all, ask, { size: input.MaxRecords, token: input.NextToken }, bad);
  return { AutoScalingGroups: items.map((group) => describe(group, ask)), NextToken: next };
}
function describe({ name, zones, instances }: Group, ask: Ask): Scaling.AutoScalingGroup {
  const arn = `arn:aws:autoscaling:${ask.regionName}:${ask.account.id}:autoScalingGroup:0a5c0000-0000-4000-8000-000000000001`;
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: `${arn}:autoScalingGroupName/${name}`,
    MinSize: 2,
    MaxSize: 6,
    DesiredCapacity: instances.length,
    DefaultCooldown: 300,
    AvailabilityZones: [...zones],
    HealthCheckType: 'ELB',
    CreatedTime: ago(500, ask),
    Instances: instances.map(({ id, zone, healthy }) => ({
      InstanceId: id,
      AvailabilityZone: zone,
      LifecycleState: 'InService',
      HealthStatus: healthy ? 'Healthy' : 'Unhealthy',
      ProtectedFromScaleIn: false,
    })),
    Tags: tagList({ environment: 'production' }).map((tag) => ({ ...tag, ResourceId: name, PropagateAtLaunch: true })),
  };
}

function groups(healthy: (zone: string) => boolean): Held {
  const regions = Object.entries(cleanInstances[PRODUCTION] as Readonly<Record<string, readonly { id: string; zone: string }[]>>).map(
    ([region, all]): readonly [string, readonly Group[]] => {
      const zones = [...new Set(all.map(({ zone }) => zone))];
      return [region, [{ name: 'web', zones, instances: all.map(({ id, zone }) => ({ id, zone, healthy: healthy(zone) })) }]];
    },
  );
  return { account: null, regions: Object.fromEntries(regions), elsewhere: [] };
}
const tidy = groups(() => true);

export const scaling: Part<null, readonly Group[]> = {
  id: 'scaling',
  answers: { autoscaling: { DescribeAutoScalingGroups } },
  nothing,
  clean: { [PRODUCTION]: tidy },
  drifted: { [PRODUCTION]: tidy },
  drift: [],
  // it is fulfilled by this part and by the load balancers together, and broken by each
  checks: ['aws.compute.multi-az'],
  broken: { [PRODUCTION]: groups((zone) => zone.endsWith('a')) },
  refusals: [],
};
