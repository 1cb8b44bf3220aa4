/** Recorded answers about load balancers and Auto Scaling groups: who hears them, and what should come of it. */
import computeGroup from '../../collectors/aws/compute-group/index.ts';
import deletionProtection from '../../collectors/aws/deletion-protection/index.ts';
import listener from '../../collectors/aws/elb-listener/index.ts';
import { cleanLoadBalancers } from '../../src/demo/aws/parts/load-balancers/clean.ts';
import { byId, type Fields, type Json, MISSING, or, type Said, tags, whole } from './recorded-readings.ts';
import { ACCOUNT, bare, each, HERE, holding, listed, type Scene } from './recorded-worlds.ts';

const nothing = bare();
const [web] = cleanLoadBalancers[ACCOUNT]?.[HERE] ?? [];
/** One load balancer of applications, before two instances. */
const balanced = holding('load-balancers', [web], null, 'listeners');

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

export const BALANCERS: Readonly<Record<string, readonly Scene[]>> = {
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
};
