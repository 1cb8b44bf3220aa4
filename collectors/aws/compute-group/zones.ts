/** In how many zones something serves. Pure. */
import { isUnknown, type Known, missing, type Unknown, unknown } from '../../../src/kit.ts';
import { INSTANCES } from '../instances.ts';
import { and } from '../kleene.ts';
import { LOAD_BALANCERS } from '../load-balancers.ts';
import { type Health, SCALING_GROUPS, type ScalingGroup, type Served, TARGET_HEALTH } from './answers.ts';

/** Zones of what is healthy. Unknown: something that may be healthy, or that may be in any zones. */
export type Places = readonly Known<string>[];

/** Two zones that are certain are enough; fewer are too few only when nothing is in doubt. */
export function severalZones(places: Places): Known<boolean> {
  if (zonesOf(places).length >= 2) return true;
  const doubt = places.find(isUnknown);
  return doubt === undefined ? false : doubt;
}
export function zonesOf(places: Places): string[] {
  return [...new Set(places.filter((place): place is string => !isUnknown(place)))].sort();
}

type Description = Health['TargetHealthDescriptions'][number];

export function placesOfTargets(served: Served): Places {
  if (isUnknown(served.health)) return [served.health];
  if (served.health === null) return [missing(TARGET_HEALTH, 'TargetHealthDescriptions')];
  return served.health.TargetHealthDescriptions.flatMap((one) => {
    const { State } = one.TargetHealth;
    if (State === 'healthy') return placeOf(one.Target, served);
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html: no health is known of these
    return State === 'unavailable' ? [unplaced(`whether ${one.Target.Id} is healthy is not known to AWS itself`)] : [];
  });
}
const unplaced = (what: string): Unknown =>
  unknown({ operation: TARGET_HEALTH, reason: 'missing_member', detail: `${TARGET_HEALTH}: ${what}` });

/**
 * "This parameter is not supported if the target type of the target group is instance or alb", and `all` names no zone:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
 */
function placeOf({ Id: id, AvailabilityZone: zone }: Description['Target'], { instances, balancers }: Served): Places {
  if (zone !== undefined && zone !== 'all') return [zone];
  if (id.startsWith('i-')) {
    if (isUnknown(instances)) return [instances];
    const found = instances.find(({ InstanceId }) => InstanceId === id);
    return [
      found ? (found.Placement?.AvailabilityZone ?? missing(INSTANCES, 'Instances[].Placement.AvailabilityZone')) : gone(INSTANCES, id),
    ];
  }
  if (id.includes(':loadbalancer/')) {
    if (isUnknown(balancers)) return [balancers];
    const found = balancers.find(({ LoadBalancerArn }) => LoadBalancerArn === id);
    if (!found) return [gone(LOAD_BALANCERS, id)];
    return found.AvailabilityZones?.map(({ ZoneName }) => ZoneName) ?? [missing(LOAD_BALANCERS, 'LoadBalancers[].AvailabilityZones')];
  }
  return [unplaced(`in which zones ${id} runs is not told`)];
}
function gone(operation: string, id: string): Unknown {
  return unknown({ operation, reason: 'changed_during_collection', detail: `${operation}: ${id} is a target and is not listed` });
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html */
export function placesOfInstances({ Instances: instances }: ScalingGroup): Places {
  const lacks = (member: string) => missing(SCALING_GROUPS, `AutoScalingGroups[].Instances${member}`);
  if (!instances) return [lacks('')];
  return instances.flatMap(({ AvailabilityZone, HealthStatus, LifecycleState }) => {
    const healthy = HealthStatus === undefined ? lacks('[].HealthStatus') : /^healthy$/i.test(HealthStatus);
    const serving = and(healthy, LifecycleState === undefined ? lacks('[].LifecycleState') : LifecycleState === 'InService');
    if (isUnknown(serving)) return [serving];
    return serving ? [AvailabilityZone ?? lacks('[].AvailabilityZone')] : [];
  });
}
