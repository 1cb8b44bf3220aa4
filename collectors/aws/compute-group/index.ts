import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, missing, settle } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { INSTANCES, type Instance, instancePages } from '../instances.ts';
import { LOAD_BALANCERS, type LoadBalancer, loadBalancerPages, marked } from '../load-balancers.ts';
import { gather, turning } from '../paging.ts';
import * as Said from './answers.ts';
import { type Places, placesOfInstances, placesOfTargets, severalZones, zonesOf } from './zones.ts';

const ELB = 'elastic-load-balancing-v2';

const Resource = z.object({
  id: z.string().describe('LoadBalancerArn or AutoScalingGroupARN'),
  name: z.string().describe('LoadBalancerName or AutoScalingGroupName'),
  kind: known(z.string()).describe('Type of a load balancer: `application`, `network`, `gateway`; or `scaling-group`'),
  zones: known(z.array(z.string())).describe('Zones that it covers: AvailabilityZones[].ZoneName, or AvailabilityZones'),
  healthyZones: z.array(z.string()).describe('Zones in which something healthy is known to serve'),
  healthyInSeveralZones: known(z.boolean()).describe(
    'Two zones or more have a healthy target (TargetHealth.State), or a healthy instance in service (Instances[])',
  ),
  tags: known(z.record(z.string(), z.string())).describe('Tags, as key to value'),
});

export default throughConfig({
  id: 'aws/compute-group',
  title: 'Load balancers and Auto Scaling groups, and the zones they serve in',
  scope: 'region',
  calls: [
    call(ELB, 'DescribeLoadBalancers'),
    call(ELB, 'DescribeTargetGroups'),
    call(ELB, 'DescribeTargetHealth'),
    call(ELB, 'DescribeTags'),
    call('ec2', 'DescribeInstances'),
    call('auto-scaling', 'DescribeAutoScalingGroups'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Said.Raw> {
    const [scaling, balancers] = await Promise.all([
      gather(ask.pages(Said.SCALING_GROUPS, {}, scalingPages(aws, region))),
      gather(ask.pages(LOAD_BALANCERS, {}, loadBalancerPages(aws, region))),
    ]);
    for (const group of scaling) yield { scaling: group };
    if (balancers.length === 0) return;
    const [tags, served] = await Promise.all([tagsOf(balancers, aws, ask, region), servedBy(balancers, aws, ask, region)]);
    for (const [i, balancer] of balancers.entries()) yield { balancer, served: served[i] as Known<Said.Served[]>, tags: tags[i] as Tags };
  },
  normalise(raw) {
    if ('scaling' in raw) return normaliseScaling(raw.scaling);
    const { balancer, served, tags } = raw;
    const lacks = (member: string) => missing(LOAD_BALANCERS, `LoadBalancers[].${member}`);
    return {
      id: balancer.LoadBalancerArn,
      name: balancer.LoadBalancerName ?? balancer.LoadBalancerArn,
      kind: balancer.Type ?? lacks('Type'),
      zones: balancer.AvailabilityZones?.map(({ ZoneName }) => ZoneName) ?? lacks('AvailabilityZones'),
      ...healthyIn(isUnknown(served) ? [served] : served.flatMap(placesOfTargets)),
      tags: asRecord(tags),
    };
  },
});

function normaliseScaling(group: Said.ScalingGroup) {
  const lacks = (member: string) => missing(Said.SCALING_GROUPS, `AutoScalingGroups[].${member}`);
  return {
    id: group.AutoScalingGroupARN,
    name: group.AutoScalingGroupName,
    kind: 'scaling-group',
    zones: group.AvailabilityZones ?? lacks('AvailabilityZones'),
    ...healthyIn(placesOfInstances(group)),
    tags: asRecord(group.Tags ?? lacks('Tags')),
  };
}
function healthyIn(places: Places) {
  return { healthyZones: zonesOf(places), healthyInSeveralZones: severalZones(places) };
}
type Tags = Known<readonly Said.Tag[]>;
function asRecord(tags: Tags): Known<Record<string, string>> {
  // a tag without a value has an empty one
  return isUnknown(tags) ? tags : Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value === undefined ? '' : Value]));
}

/** Twenty at a time: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html */
async function tagsOf(balancers: readonly LoadBalancer[], aws: Aws, ask: Ask, region: string | undefined): Promise<Tags[]> {
  const arns = balancers.map(({ LoadBalancerArn }) => LoadBalancerArn);
  const batches = Array.from({ length: Math.ceil(arns.length / 20) }, (_, i) => arns.slice(20 * i, 20 * (i + 1)));
  const answers = await Promise.all(
    batches.map((batch) => {
      const input = { ResourceArns: batch };
      return ask(Said.TAGS, input, Said.TagsOfMany, () => aws.send(ELB, 'DescribeTags', input, region));
    }),
  );
  const none = missing(Said.TAGS, 'TagDescriptions[].Tags');
  const some = (arn: string) => (said: Said.TagsOfMany) =>
    said.TagDescriptions.find(({ ResourceArn }) => ResourceArn === arn)?.Tags ?? none;
  return arns.map((arn, i) =>
    settle<Said.TagsOfMany, readonly Said.Tag[]>(answers[Math.floor(i / 20)] as Answer<Said.TagsOfMany>, { some: some(arn), none }),
  );
}

/** What stands behind each load balancer, placed as far as that can be. */
async function servedBy(
  balancers: readonly LoadBalancer[],
  aws: Aws,
  ask: Ask,
  region: string | undefined,
): Promise<Known<Said.Served[]>[]> {
  const [groups, instances, listed] = await Promise.all([
    ask.list(Said.TARGET_GROUPS, {}, targetGroupPages(aws, region)),
    ask.list(INSTANCES, {}, instancePages(aws, region)),
    ask.list(LOAD_BALANCERS, {}, loadBalancerPages(aws, region)),
  ]);
  if (isUnknown(groups) || groups === null) return balancers.map(() => groups ?? missing(Said.TARGET_GROUPS, 'TargetGroups'));
  const machines = settle<readonly Instance[], readonly Instance[]>(instances, { some: same, none: missing(INSTANCES, 'Reservations') });
  const all = settle<readonly LoadBalancer[], readonly LoadBalancer[]>(listed, {
    some: same,
    none: missing(LOAD_BALANCERS, 'LoadBalancers'),
  });
  return Promise.all(
    balancers.map(({ LoadBalancerArn: arn }) => {
      const own = groups.filter(({ LoadBalancerArns }) => LoadBalancerArns.includes(arn));
      return Promise.all(own.map((group) => servedOf(group, machines, all)));
    }),
  );

  async function servedOf(group: Said.TargetGroup, machines: Known<readonly Instance[]>, all: Known<readonly LoadBalancer[]>) {
    const input = { TargetGroupArn: group.TargetGroupArn };
    const health = await ask(Said.TARGET_HEALTH, input, Said.Health, () => aws.send(ELB, 'DescribeTargetHealth', input, region));
    const targets =
      health === null || isUnknown(health) ? new Set() : new Set(health.TargetHealthDescriptions.map(({ Target }) => Target.Id));
    return {
      group,
      health,
      instances: isUnknown(machines) ? machines : machines.filter(({ InstanceId: id }) => targets.has(id)),
      balancers: isUnknown(all) ? all : all.filter(({ LoadBalancerArn: id }) => targets.has(id)),
    };
  }
}
const same = <T>(value: T): T => value;

function targetGroupPages(aws: Aws, region: string | undefined) {
  return marked(
    'TargetGroups',
    Said.TargetGroup,
    ({ TargetGroupArn }) => TargetGroupArn,
    (token) => aws.send(ELB, 'DescribeTargetGroups', { PageSize: 400, ...token }, region),
  );
}
function scalingPages(aws: Aws, region: string | undefined) {
  return turning({
    list: 'AutoScalingGroups',
    token: 'NextToken',
    item: Said.ScalingGroup,
    key: ({ AutoScalingGroupARN }) => AutoScalingGroupARN,
    send: (token) => aws.send('auto-scaling', 'DescribeAutoScalingGroups', { MaxRecords: 100, ...token }, region),
  });
}
