/**
 * What conditions of a policy demand of who asks, and what they forbid. Pure.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { PolicyStatement } from './policy-document.ts';

/** Holds only where the key is there and has one of these values. */
export interface Demand {
  /** In lower case: condition keys do not heed it. */
  readonly key: string;
  readonly values: readonly string[];
  /** `*` and `?` stand for others. ArnEquals and ArnLike mean the same. */
  readonly wild: boolean;
  /** The parts between colons are matched one by one, so that no `*` reaches into the next. */
  readonly arn: boolean;
}

const POSITIVE = /^(?:ForAnyValue:)?(?:(String(?:Equals|EqualsIgnoreCase))|(StringLike)|(Arn(?:Equals|Like)))$/i;
/**
 * Neither `…IfExists` nor `ForAllValues:` is a demand: both hold where the key is not there at all
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
 */
export function demands({ Condition }: PolicyStatement): readonly Demand[] {
  return entries(Condition).flatMap(({ operator, key, values }) => {
    const match = POSITIVE.exec(operator);
    return match ? [{ key, values, wild: match[1] === undefined, arn: match[3] !== undefined }] : [];
  });
}

const NEGATIVE = /^(?:(StringNotEquals(?:IgnoreCase)?)|(StringNotLike)|(ArnNot(?:Equals|Like)))(?:IfExists)?$/i;
/** For a Deny with this one condition and no other: what it leaves over. Where the key is not there, a negated operator holds. */
export function leaves({ Condition }: PolicyStatement): Demand | undefined {
  const [only, ...more] = entries(Condition);
  const match = only && NEGATIVE.exec(only.operator);
  if (!match || more.length > 0) return undefined;
  return { key: only.key, values: only.values, wild: match[1] === undefined, arn: match[3] !== undefined };
}

function entries(condition: PolicyStatement['Condition']) {
  // absent: the statement has no condition
  return Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values })),
  );
}

/**
 * Whether a demand keeps a role to principals that somebody chose: an organisation, accounts, or whoever was told a name.
 * Keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * and sts:ExternalId of https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function pins({ key, values, wild, arn }: Demand): boolean {
  const pinned = PINS.get(key);
  return pinned !== undefined && values.every((value) => pinned(value, wild, arn));
}

/** A value that stands for itself. Of policy variables, only those about the role's own side are known to single anyone out. */
function literal(value: string, wild: boolean): boolean {
  const own = value.replace(/\$\{aws:Resource(?:OrgID|Account)\}/gi, 'own');
  return own !== '' && !own.includes('${') && !(wild && /[*?]/.test(own));
}
/** The organisation must be named; which of its units may stay open. */
const organisationPath = (value: string, wild: boolean) => /^[^/]+\//.test(value) && literal(value.slice(0, value.indexOf('/')), wild);
/**
 * The account in it must be named, or, where an ARN has none (`arn:aws:s3:::bucket`), the whole of it. With StringLike a `*` before
 * the account may swallow colons and so somebody else's account.
 */
function namesAccount(value: string, wild: boolean, arn: boolean): boolean {
  if (literal(value, wild)) return true;
  const [, , , , account = ''] = value.split(':');
  const before = value.split(':').slice(0, 5).join(':');
  return /^(?:\d{12}|\$\{aws:ResourceAccount\})$/i.test(account) && (arn || literal(before, wild));
}
const PINS: ReadonlyMap<string, (value: string, wild: boolean, arn: boolean) => boolean> = new Map([
  ['aws:principalorgid', literal],
  ['aws:principalorgpaths', organisationPath],
  ['aws:principalaccount', literal],
  ['aws:principalarn', namesAccount],
  ['aws:sourceorgid', literal],
  ['aws:sourceorgpaths', organisationPath],
  ['aws:sourceaccount', literal],
  ['aws:sourcearn', namesAccount],
  ['sts:externalid', literal],
]);
