/** Answers of Elastic Load Balancing and of EC2 Auto Scaling, as far as they say in which zones something serves. */
import { z } from 'zod';
import type { Answer, Known } from '../../../src/kit.ts';
import type { Instance } from '../instances.ts';
import type { LoadBalancer } from '../load-balancers.ts';

export const TARGET_GROUPS = 'elasticloadbalancing:DescribeTargetGroups';
export const TARGET_HEALTH = 'elasticloadbalancing:DescribeTargetHealth';
export const TAGS = 'elasticloadbalancing:DescribeTags';
export const SCALING_GROUPS = 'autoscaling:DescribeAutoScalingGroups';

const Tag = z.looseObject({ Key: z.string(), Value: z.string().optional() });
export type Tag = z.infer<typeof Tag>;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroup.html */
export const TargetGroup = z.looseObject({
  TargetGroupArn: z.string().min(1),
  LoadBalancerArns: z.array(z.string()),
});
export type TargetGroup = z.infer<typeof TargetGroup>;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealthDescription.html */
export const Health = z.looseObject({
  TargetHealthDescriptions: z.array(
    z.looseObject({
      Target: z.looseObject({ Id: z.string().min(1), AvailabilityZone: z.string().min(1).optional() }),
      TargetHealth: z.looseObject({ State: z.string().min(1) }),
    }),
  ),
});
export type Health = z.infer<typeof Health>;

export const TagsOfMany = z.looseObject({ TagDescriptions: z.array(z.looseObject({ ResourceArn: z.string(), Tags: z.array(Tag) })) });
export type TagsOfMany = z.infer<typeof TagsOfMany>;

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html */
export const ScalingGroup = z.looseObject({
  AutoScalingGroupName: z.string().min(1),
  AutoScalingGroupARN: z.string().min(1),
  AvailabilityZones: z.array(z.string().min(1)).optional(),
  Instances: z
    .array(
      z.looseObject({
        AvailabilityZone: z.string().min(1).optional(),
        HealthStatus: z.string().min(1).optional(),
        LifecycleState: z.string().min(1).optional(),
      }),
    )
    .optional(),
  Tags: z.array(Tag).optional(),
});
export type ScalingGroup = z.infer<typeof ScalingGroup>;

/** One target group, with what it takes to place its targets. */
export interface Served {
  readonly group: TargetGroup;
  readonly health: Answer<Health>;
  /** Those of its targets, where they are instances. */
  readonly instances: Known<readonly Instance[]>;
  /** Those of its targets, where they are load balancers. */
  readonly balancers: Known<readonly LoadBalancer[]>;
}
export type Raw =
  | { readonly balancer: LoadBalancer; readonly served: Known<readonly Served[]>; readonly tags: Known<readonly Tag[]> }
  | { readonly scaling: ScalingGroup };
