/** How long a bucket keeps what is put into it. Pure. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */
import { z } from 'zod';
import type { Instant } from '../../../src/model.ts';

const Days = z.int().nonnegative().optional();
const Expiration = z
  .looseObject({ Days, Date: z.date().optional(), ExpiredObjectDeleteMarker: z.boolean().optional() })
  .refine(
    (one) => one.Days !== undefined || one.Date !== undefined || one.ExpiredObjectDeleteMarker !== undefined,
    'neither Days, Date nor ExpiredObjectDeleteMarker',
  );
const Filter = z.looseObject({ Prefix: z.string().optional() });
const Rule = z.looseObject({
  Status: z.string().min(1),
  /** The older form of Filter. */
  Prefix: z.string().optional(),
  Filter: Filter.optional(),
  Expiration: Expiration.optional(),
  NoncurrentVersionExpiration: z.looseObject({ NoncurrentDays: z.int().nonnegative(), NewerNoncurrentVersions: Days }).optional(),
});
type Rule = z.infer<typeof Rule>;
export const Lifecycle = z.looseObject({ Rules: z.array(Rule) });
export type Lifecycle = z.infer<typeof Lifecycle>;

/**
 * Days until the last version of any object is gone, at the latest; null: some are kept for ever.
 * A version that is replaced, or expires, becomes noncurrent and then lives on for NoncurrentDays: the two add up, unless the bucket
 * never had versions. Only rules without a filter count: what the others leave out would be kept.
 */
export function keptDays({ Rules }: Lifecycle, versioned: boolean, now: Instant): number | null {
  const whole = Rules.filter((rule) => rule.Status === 'Enabled' && takesAll(rule));
  const current = least(whole.flatMap((rule) => currentDays(rule, now)));
  if (!versioned || current === null) return current;
  const noncurrent = least(whole.flatMap(noncurrentDays));
  return noncurrent === null ? null : current + noncurrent;
}
const least = (days: readonly number[]) => (days.length === 0 ? null : Math.min(...days));

function takesAll({ Prefix, Filter: filter = {} }: Rule): boolean {
  const conditions = Object.entries({ Prefix, ...filter }).filter(([, value]) => value !== undefined && value !== '');
  return conditions.length === 0 && (Prefix === undefined || Prefix === '');
}
/** A date that has passed expires at once whatever is put in; one to come is no period. */
function currentDays({ Expiration: one }: Rule, now: Instant): number[] {
  if (one?.Days !== undefined) return [one.Days];
  return one?.Date !== undefined && one.Date.getTime() <= Date.parse(now) ? [0] : [];
}
/** The newest so many are kept whatever their age: https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionExpiration.html */
function noncurrentDays({ NoncurrentVersionExpiration: one }: Rule): number[] {
  const keeps = one?.NewerNoncurrentVersions !== undefined && one.NewerNoncurrentVersions > 0;
  return one === undefined || keeps ? [] : [one.NoncurrentDays];
}
