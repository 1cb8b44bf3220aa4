import { describe, expect, it } from 'vitest';
import { Health, ScalingGroup, type Served, TargetGroup } from '../../../collectors/aws/compute-group/answers.ts';
import computeGroup from '../../../collectors/aws/compute-group/index.ts';
import { placesOfInstances, placesOfTargets, severalZones } from '../../../collectors/aws/compute-group/zones.ts';
import { PRODUCTION } from '../../../src/demo/aws/accounts.ts';
import { brokenParts, cleanParts } from '../../../src/demo/aws/parts/index.ts';
import { cleanLoadBalancers } from '../../../src/demo/aws/parts/load-balancers/clean.ts';
import { loadBalancers } from '../../../src/demo/aws/parts/load-balancers/index.ts';
import { scaling } from '../../../src/demo/aws/parts/scaling.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { isUnknown, unknown } from '../../../src/kit.ts';
import { byName, setOf } from './estate.ts';
import { fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const CHECK = 'aws.compute.multi-az';

fourWorlds({
  check: CHECK,
  collector: computeGroup,
  broken: {
    ...clean,
    parts: { ...cleanParts, 'load-balancers': brokenParts['load-balancers'] as never, scaling: brokenParts['scaling'] as never },
  },
  fails: ['web', 'web', 'orders', 'edge', 'web'],
  passes: ['web', 'orders', 'edge'],
  whenNone: 'not_applicable',
  spare: { 'elasticloadbalancing:DescribeTags': 'unless a tag is named, everything is production' },
});

it('the parts that the check looks at break it, each by itself', async () => {
  for (const [part, failing] of [
    [loadBalancers, 3],
    [scaling, 2],
  ] as const) {
    expect(part.checks).toContain(CHECK);
    const { rows } = await judge(CHECK, computeGroup, { world: withPart(part) });
    expect(rows.filter((row) => row.startsWith('fail'))).toHaveLength(failing);
  }
});

describe('load balancers and scaling groups', () => {
  const named = (name: string) => ({ productionTag: name });
  it('are production when the tag says so; without the tags nobody knows', async () => {
    const asking = { world: clean, regions: [FRANKFURT] };
    expect((await judge(CHECK, computeGroup, asking, named('environment'))).rows).toEqual(['pass web', 'pass web', 'pass orders']);
    expect((await judge(CHECK, computeGroup, asking, named('stage'))).verdict).toBe('not_applicable');
    const faults = [{ operation: 'elasticloadbalancing:DescribeTags', kind: 'denied' as const }];
    const { rows } = await judge(CHECK, computeGroup, { ...asking, world: withPart(loadBalancers), faults }, named('environment'));
    expect(rows).toEqual(['pass web', 'unknown web', 'unknown orders']);
  });

  it('ask for tags by the twenty, and for the health of each target group once', async () => {
    const [web] = cleanLoadBalancers[PRODUCTION]?.[FRANKFURT] ?? [];
    if (!web) throw new TypeError('no load balancer to copy');
    const many = Array.from({ length: 23 }, (_, i) => ({
      ...web,
      name: `web-${i}`,
      targetGroups: web.targetGroups.map((one) => ({ ...one, name: `g-${i}` })),
    }));
    const held = { account: null, regions: { [FRANKFURT]: many }, elsewhere: [] };
    const world = { ...withPart(loadBalancers, { [PRODUCTION]: held }), pageSize: 100 };
    const { rows, asked, sets } = await judge(CHECK, computeGroup, { world, regions: [FRANKFURT] }, named('environment'));
    expect(rows.filter((row) => row.startsWith('pass web-'))).toHaveLength(23);
    expect(asked.filter((one) => one.includes('DescribeTags'))).toHaveLength(2);
    expect(asked.filter((one) => one.includes('DescribeTargetHealth'))).toHaveLength(23);
    expect(asked.filter((one) => one.includes('DescribeInstances'))).toHaveLength(1);
    expect(setOf(sets, FRANKFURT).complete).toBe(true);
  });

  it('of a first page stand when the second is cut', async () => {
    const world = { ...clean, pageSize: 1 };
    const faults = [{ operation: 'elasticloadbalancing:DescribeLoadBalancers', kind: 'truncated' as const, after: 1 }];
    const { verdict, sets } = await judge(CHECK, computeGroup, { world, regions: [FRANKFURT], faults });
    expect(verdict).toBe('unknown');
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'truncated' }] });
    expect(setOf(sets, FRANKFURT).resources).toHaveLength(2);
  });

  it.each(['AvailabilityZones', 'TargetHealth', 'Type', 'Instances', 'HealthStatus', 'LifecycleState', 'LoadBalancerArns'])(
    'without <%s> do not pass',
    async (member) => {
      const spoil = (xml: string) => xml.replace(new RegExp(`<${member}>.*?</${member}>`, 'gs'), '');
      const { verdict, findings } = await judge(CHECK, computeGroup, { world: clean, regions: [FRANKFURT], spoil });
      expect(verdict).toBe('unknown');
      expect(findings.filter((finding) => finding.verdict === 'fail')).toEqual([]);
    },
  );
  it('are placed by the instances that EC2 lists', async () => {
    const { sets } = await judge(CHECK, computeGroup, { world: clean, regions: [FRANKFURT] });
    expect(byName(sets, FRANKFURT)['orders']).toMatchObject({ kind: 'network', healthyZones: ['eu-central-1a', 'eu-central-1b'] });
    const spoil = (xml: string) => xml.replaceAll('<availabilityZone>eu-central-1b', '<availabilityZone>eu-central-1a');
    const { rows } = await judge(CHECK, computeGroup, { world: clean, regions: [FRANKFURT], spoil });
    expect(rows).toEqual(['pass web', 'fail web', 'pass orders']);
  });
});

describe('targets', () => {
  const denied = unknown({ operation: 'ec2:DescribeInstances', reason: 'access_denied', detail: '' });
  const alb = 'arn:aws:elasticloadbalancing:eu-central-1:1:loadbalancer/app/a/1';
  const balancer = { LoadBalancerArn: alb, AvailabilityZones: [{ ZoneName: 'a' }, { ZoneName: 'b' }] };
  const behind = (targets: [id: string, state: string, zone?: string][], instances: Served['instances'] = []): Served => ({
    group: TargetGroup.parse({ TargetGroupArn: 'arn:g', LoadBalancerArns: [] }),
    health: Health.parse({
      TargetHealthDescriptions: targets.map(([Id, State, AvailabilityZone]) => ({
        Target: { Id, AvailabilityZone },
        TargetHealth: { State },
      })),
    }),
    instances,
    balancers: [balancer],
  });
  const machine = (InstanceId: string, AvailabilityZone?: string) => ({ InstanceId, Placement: { AvailabilityZone } });
  const is = (served: Served) => {
    const said = severalZones(placesOfTargets(served));
    return isUnknown(said) ? said.$unknown.reason : said;
  };
  it.each<[string, unknown, Served]>([
    [
      'in two zones',
      true,
      behind([
        ['10.0.0.1', 'healthy', 'a'],
        ['10.0.0.2', 'healthy', 'b'],
      ]),
    ],
    [
      'in one',
      false,
      behind([
        ['10.0.0.1', 'healthy', 'a'],
        ['10.0.0.2', 'healthy', 'a'],
      ]),
    ],
    [
      'in two, ill in one',
      false,
      behind([
        ['10.0.0.1', 'healthy', 'a'],
        ['10.0.0.2', 'unhealthy', 'b'],
      ]),
    ],
    [
      'in two, about to leave one',
      false,
      behind([
        ['10.0.0.1', 'healthy', 'a'],
        ['10.0.0.2', 'draining', 'b'],
      ]),
    ],
    ['that are none', false, behind([])],
    [
      'whose health AWS does not know',
      'missing_member',
      behind([
        ['10.0.0.1', 'healthy', 'a'],
        ['10.0.0.2', 'unavailable', 'b'],
      ]),
    ],
    [
      'in two zones, whatever the third is',
      true,
      behind([
        ['10.0.0.1', 'healthy', 'a'],
        ['10.0.0.2', 'healthy', 'b'],
        ['x', 'unavailable'],
      ]),
    ],
    [
      'that are instances',
      true,
      behind(
        [
          ['i-1', 'healthy'],
          ['i-2', 'healthy'],
        ],
        [machine('i-1', 'a'), machine('i-2', 'b')],
      ),
    ],
    [
      'that are instances nobody may list',
      'access_denied',
      behind(
        [
          ['i-1', 'healthy'],
          ['i-2', 'healthy'],
        ],
        denied,
      ),
    ],
    ['that are instances without a zone', 'missing_member', behind([['i-1', 'healthy']], [machine('i-1')])],
    ['that are instances which are not listed', 'changed_during_collection', behind([['i-1', 'healthy']])],
    ['that are a load balancer', true, behind([[alb, 'healthy']])],
    ['that are a load balancer which is not listed', 'changed_during_collection', behind([[`${alb}2`, 'healthy']])],
    ['that are a function', 'missing_member', behind([['arn:aws:lambda:eu-central-1:1:function:f', 'healthy', 'all']])],
    ['outside of the VPC', 'missing_member', behind([['192.168.0.1', 'healthy', 'all']])],
    ['of which nobody says anything', 'access_denied', { ...behind([]), health: denied }],
  ])('%s', (_, due, served) => expect(is(served)).toBe(due));

  const group = (...all: [zone: string | undefined, health: string | undefined, state: string | undefined][]) =>
    ScalingGroup.parse({
      AutoScalingGroupName: 'g',
      AutoScalingGroupARN: 'arn:g',
      Instances: all.map(([AvailabilityZone, HealthStatus, LifecycleState]) => ({ AvailabilityZone, HealthStatus, LifecycleState })),
    });
  it.each<[string, unknown, ScalingGroup]>([
    ['in service in two zones', true, group(['a', 'Healthy', 'InService'], ['b', 'Healthy', 'InService'])],
    ['that only start in one', false, group(['a', 'Healthy', 'InService'], ['b', 'Healthy', 'Pending'])],
    ['that are ill in one', false, group(['a', 'Healthy', 'InService'], ['b', 'Unhealthy', 'InService'])],
    ['in service and of unknown health', 'missing_member', group(['a', 'Healthy', 'InService'], ['b', undefined, 'InService'])],
    ['of unknown health, but on their way out', false, group(['a', 'Healthy', 'InService'], ['b', undefined, 'Terminating'])],
    ['without a zone', 'missing_member', group(['a', 'Healthy', 'InService'], [undefined, 'Healthy', 'InService'])],
    ['that are none', false, group()],
    ['that are not told', 'missing_member', ScalingGroup.parse({ AutoScalingGroupName: 'g', AutoScalingGroupARN: 'arn:g' })],
  ])('instances %s', (_, due, one) => {
    const said = severalZones(placesOfInstances(one));
    expect(isUnknown(said) ? said.$unknown.reason : said).toBe(due);
  });
});
