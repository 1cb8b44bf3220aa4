/** Replication and Object Lock, and what they come to. Pure. */
import { z } from 'zod';
import { isUnknown, type Known, missing } from '../../../src/kit.ts';
import { or } from '../kleene.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationRule.html; Prefix is the older form of Filter. */
const Rule = z.looseObject({
  Status: z.string().min(1),
  Prefix: z.string().optional(),
  Filter: z.looseObject({ Prefix: z.string().optional(), Tag: z.unknown().optional(), And: z.unknown().optional() }).optional(),
  Destination: z.looseObject({ Bucket: z.string().min(1), Account: z.string().optional() }),
});
type Rule = z.infer<typeof Rule>;
export const Replication = z.looseObject({ ReplicationConfiguration: z.looseObject({ Rules: z.array(Rule) }) });
export type Replication = z.infer<typeof Replication>;

/** The buckets that take every object: a rule with a filter leaves some out, and one that is disabled all. */
export function copiedWholeTo({ ReplicationConfiguration: { Rules } }: Replication): string[] {
  const whole = Rules.filter((rule) => rule.Status === 'Enabled' && takesAll(rule));
  return [...new Set(whole.map(({ Destination: { Bucket } }) => Bucket.slice(Bucket.lastIndexOf(':') + 1)))];
}
function takesAll({ Prefix, Filter }: Rule): boolean {
  const nothing = (prefix: string | undefined) => prefix === undefined || prefix === '';
  return nothing(Prefix) && nothing(Filter?.Prefix) && Filter?.Tag === undefined && Filter?.And === undefined;
}
/** One copy in another region is enough, however little is known of the others. */
export function liesElsewhere(own: Known<string>, copies: readonly Known<string>[]): Known<boolean> {
  return copies.reduce<Known<boolean>>((found, region) => or(found, differ(own, region)), false);
}
function differ(a: Known<string>, b: Known<string>): Known<boolean> {
  if (isUnknown(a)) return a;
  return isUnknown(b) ? b : a !== b;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DefaultRetention.html: days or years, never both. S3 has been seen to give 0 for the other. */
const Retention = z.looseObject({
  Mode: z.string().min(1).optional(),
  Days: z.int().nonnegative().optional(),
  Years: z.int().nonnegative().optional(),
});
export const ObjectLock = z.looseObject({
  ObjectLockConfiguration: z.looseObject({
    ObjectLockEnabled: z.literal('Enabled'),
    Rule: z.looseObject({ DefaultRetention: Retention }).optional(),
  }),
});
export type ObjectLock = z.infer<typeof ObjectLock>;
const OPERATION = 's3:GetObjectLockConfiguration';

/** A bucket may have Object Lock and no rule: then nothing is locked until somebody locks it, object by object. */
export function lockMode({ ObjectLockConfiguration: { Rule: rule } }: ObjectLock): Known<string | null> {
  return rule === undefined ? null : (rule.DefaultRetention.Mode ?? missing(OPERATION, 'Rule.DefaultRetention.Mode'));
}
export function lockDays({ ObjectLockConfiguration: { Rule: rule } }: ObjectLock): Known<number> {
  if (rule === undefined) return 0;
  const { Days, Years } = rule.DefaultRetention;
  if (Days !== undefined && Days > 0) return Days;
  return Years !== undefined && Years > 0 ? Years * 365 : missing(OPERATION, 'Rule.DefaultRetention.Days');
}
