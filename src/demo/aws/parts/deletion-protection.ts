/** The attributes of load balancers. Which load balancers there are is the part `load-balancers`'. */
import type * as Elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { PRODUCTION } from '../accounts.ts';
import type { Ask } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { cleanLoadBalancers, loadBalancerArn } from './load-balancers/clean.ts';
import { type Holding, type Part, see } from './part.ts';

/** Whether load balancers are protected: all of them, or all but these. */
interface Protected {
  readonly except: 'none' | 'all' | readonly string[];
}
type Held = Holding<Protected, null>;
const none: Protected = { except: 'all' };
const nothing: Held = { account: none, regions: {}, elsewhere: null };

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancerAttributes.html */
function DescribeLoadBalancerAttributes(
  { LoadBalancerArn: arn }: Elb.DescribeLoadBalancerAttributesInput,
  ask: Ask,
): Elb.DescribeLoadBalancerAttributesOutput {
  const here = cleanLoadBalancers[ask.account.id]?.[ask.regionName] ?? [];
  const found = here.find((one) => loadBalancerArn(ask.account.id, ask.regionName, one) === arn);
  if (!found) throw new AwsRefusal('LoadBalancerNotFound', `Load balancer '${arn}' not found`, 400);
  const { except } = see(ask, deletionProtection.id, nothing).account;
  const off = except === 'all' || (except !== 'none' && except.includes(found.name));
  return {
    Attributes: [
      { Key: 'access_logs.s3.enabled', Value: 'true' },
      { Key: 'deletion_protection.enabled', Value: String(!off) },
      { Key: 'load_balancing.cross_zone.enabled', Value: 'true' },
    ],
  };
}

const held = (except: Protected['except']): Held => ({ account: { except }, regions: {}, elsewhere: null });

export const deletionProtection: Part<Protected, null> = {
  id: 'deletion-protection',
  answers: { elasticloadbalancing: { DescribeLoadBalancerAttributes } },
  nothing,
  clean: { [PRODUCTION]: held('none') },
  drifted: { [PRODUCTION]: held(['edge']) },
  drift: [
    { check: 'aws.rds.deletion-protection', resource: 'edge', what: 'deletion protection was left off when the load balancer was rebuilt' },
  ],
  checks: [],
  broken: { [PRODUCTION]: held('all') },
  refusals: [],
};
