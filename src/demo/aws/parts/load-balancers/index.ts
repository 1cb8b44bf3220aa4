/** Application and network load balancers with their target groups. What they listen on is another part's. */
import type * as Elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { PRODUCTION } from '../../accounts.ts';
import { type Ask, ago, page, tagList } from '../../answers/ask.ts';
import { AwsRefusal } from '../../wire-errors.ts';
import { type Holding, type Part, see } from '../part.ts';
import { cleanLoadBalancers, type LoadBalancer, loadBalancerArn, type TargetGroup, targetGroupArn } from './clean.ts';

type Held = Holding<null, readonly LoadBalancer[]>;
const nothing: Held = { account: null, regions: {}, elsewhere: [] };

const badMarker = () => new AwsRefusal('ValidationError', 'The marker is not valid', 400);
const tooMany = (most: number) => new AwsRefusal('ValidationError', `Only ${most} resources can be described at a time`, 400);
const NO_TARGET_GROUP = 'One or more target groups not found';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html */
function DescribeLoadBalancers(input: Elb.DescribeLoadBalancersInput, ask: Ask): Elb.DescribeLoadBalancersOutput {
  if (input.LoadBalancerArns || input.Names) throw new AwsRefusal('ValidationError', 'The simulator lists all load balancers', 400);
  const { items, next } = page(here(ask), ask, { size: sizeOf(input), token: input.Marker }, badMarker);
  return { LoadBalancers: items.map((one) => describe(one, ask)), NextMarker: next };
}
function describe(one: LoadBalancer, ask: Ask): Elb.LoadBalancer {
  return {
    LoadBalancerArn: arnOf(one, ask),
    LoadBalancerName: one.name,
    DNSName: `${one.name}-1234567890.${ask.regionName}.elb.amazonaws.com`,
    CreatedTime: ago(one.age, ask),
    Scheme: one.scheme,
    VpcId: 'vpc-00000000000000001',
    State: { Code: 'active' },
    Type: one.type,
    AvailabilityZones: one.zones.map((ZoneName) => ({ ZoneName, SubnetId: `subnet-${ZoneName}`, LoadBalancerAddresses: [] })),
    IpAddressType: 'ipv4',
  };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html */
function DescribeTargetGroups(input: Elb.DescribeTargetGroupsInput, ask: Ask): Elb.DescribeTargetGroupsOutput {
  if (input.LoadBalancerArn || input.TargetGroupArns || input.Names)
    throw new AwsRefusal('ValidationError', 'The simulator lists all target groups', 400);
  const all = here(ask).flatMap((balancer) => balancer.targetGroups.map((group) => ({ balancer, group })));
  const { items, next } = page(all, ask, { size: sizeOf(input), token: input.Marker }, badMarker);
  const groups = items.map(({ balancer, group }) => ({
    TargetGroupArn: targetGroupArn(ask.account.id, ask.regionName, group),
    TargetGroupName: group.name,
    TargetType: group.type,
    LoadBalancerArns: [arnOf(balancer, ask)],
  }));
  return { TargetGroups: groups, NextMarker: next };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html */
function DescribeTargetHealth({ TargetGroupArn: arn }: Elb.DescribeTargetHealthInput, ask: Ask): Elb.DescribeTargetHealthOutput {
  if (arn === undefined) throw new AwsRefusal('ValidationError', 'A target group ARN must be specified', 400);
  const group = here(ask)
    .flatMap(({ targetGroups }) => targetGroups)
    .find((one) => targetGroupArn(ask.account.id, ask.regionName, one) === arn);
  if (!group) throw new AwsRefusal('TargetGroupNotFound', NO_TARGET_GROUP, 400);
  return { TargetHealthDescriptions: group.targets.map(healthOf) };
}
function healthOf({ id, state, zone }: TargetGroup['targets'][number]): Elb.TargetHealthDescription {
  return { Target: { Id: id, Port: 443, AvailabilityZone: zone }, HealthCheckPort: '443', TargetHealth: { State: state } };
}

/** Twenty at most: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html */
function DescribeTags({ ResourceArns: arns }: Elb.DescribeTagsInput, ask: Ask): Elb.DescribeTagsOutput {
  if (!arns?.length || arns.length > 20) throw tooMany(20);
  const descriptions = arns.map((arn) => {
    const found = here(ask).find((one) => arnOf(one, ask) === arn);
    if (!found) throw new AwsRefusal('LoadBalancerNotFound', `Load balancer '${arn}' not found`, 400);
    return { ResourceArn: arn, Tags: tagList(found.tags) };
  });
  return { TagDescriptions: descriptions };
}

const here = (ask: Ask) => see(ask, loadBalancers.id, nothing).region;
const arnOf = (one: LoadBalancer, ask: Ask) => loadBalancerArn(ask.account.id, ask.regionName, one);
function sizeOf({ PageSize: size }: { PageSize?: number | undefined }): number | undefined {
  if (size !== undefined && (size < 1 || size > 400))
    throw new AwsRefusal('ValidationError', 'The page size must be between 1 and 400', 400);
  return size;
}

const clean = cleanLoadBalancers[PRODUCTION] as Readonly<Record<string, readonly LoadBalancer[]>>;
function held(change: (one: LoadBalancer) => LoadBalancer): Held {
  const regions = Object.entries(clean).map(([region, all]) => [region, all.map(change)] as const);
  return { account: null, regions: Object.fromEntries(regions), elsewhere: [] };
}
const inOneZone = (one: LoadBalancer): LoadBalancer => ({ ...one, zones: one.zones.slice(0, 1) });
const tidy = held((one) => one);

export const loadBalancers: Part<null, readonly LoadBalancer[]> = {
  id: 'load-balancers',
  answers: { elasticloadbalancing: { DescribeLoadBalancers, DescribeTargetGroups, DescribeTargetHealth, DescribeTags } },
  nothing,
  clean: { [PRODUCTION]: tidy },
  drifted: { [PRODUCTION]: tidy },
  drift: [],
  checks: ['aws.compute.multi-az'],
  broken: { [PRODUCTION]: held(inOneZone) },
  refusals: [{ operation: 'elasticloadbalancing:DescribeTargetHealth', how: 'denied', region: 'us-east-1' }],
};
