/** Request limits as AWS keeps them: a bucket of tokens per account, region and operation. */
import type { Asked } from './desk.ts';

export interface Limit {
  /** Requests that may come at once. */
  readonly burst: number;
  /** How many a second are let through for good. */
  readonly perSecond: number;
}
/** The limit of one operation, as `ec2:DescribeVolumes`; undefined: none that is known. */
export type Limits = (operation: string) => Limit | undefined;

/**
 * EC2's is documented: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 * IAM's numbers are not published; these are what others have found to work:
 * https://github.com/turbot/steampipe-plugin-aws
 */
export const likeAws: Limits = (operation) => {
  const [service] = operation.split(':');
  if (service === 'ec2') return { burst: 100, perSecond: 20 };
  if (service === 'iam') return { burst: 30, perSecond: 15 };
  if (service === 'lambda') return { burst: 15, perSecond: 15 };
  if (service === 'wafv2' || service === 'cloudfront' || service === 'account') return { burst: 10, perSecond: 5 };
  return undefined;
};

/** True when the request is over the limit. `now` in ms. */
export function openThrottle(limits: Limits): (asked: Asked, now: number) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return ({ service, operation, region, account }, now) => {
    const limit = limits(`${service}:${operation}`);
    if (limit === undefined) return false;
    // IAM is one for all regions
    const key = `${account} ${service === 'iam' ? '' : region} ${service}:${operation}`;
    const last = buckets.get(key) ?? { tokens: limit.burst, at: now };
    const tokens = Math.min(limit.burst, last.tokens + ((now - last.at) / 1000) * limit.perSecond);
    const over = tokens < 1;
    buckets.set(key, { tokens: over ? tokens : tokens - 1, at: now });
    return over;
  };
}
