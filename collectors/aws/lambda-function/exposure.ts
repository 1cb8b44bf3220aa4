/** Who may invoke a function, as its resource policy says: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html. Pure. */
import { isUnknown, type Known, unknown } from '../../../src/kit.ts';
import { type PolicyStatement, parsePolicy } from '../policy-document.ts';

export interface Exposure {
  /** A statement allows something to everyone, and no condition narrows it. */
  readonly open: boolean;
  /** Condition keys that alone stand between everyone and what some statement allows. */
  readonly onlyIf: readonly string[];
}

export function exposureOf(operation: string, text: string): Known<Exposure> {
  const policy = parsePolicy(operation, text);
  if (isUnknown(policy)) return policy;
  if (policy.statements.some(({ Principal, NotPrincipal }) => Principal === undefined && NotPrincipal === undefined))
    return unknown({
      operation,
      reason: 'malformed_response',
      detail: `${operation}: a statement of a resource policy names no principal`,
    });
  const everyones = policy.statements.filter((one) => one.Effect === 'Allow' && isEveryone(one));
  const keys = everyones.map(narrowing);
  return { open: keys.some((some) => some.length === 0), onlyIf: [...new Set(keys.flat())].sort() };
}

/**
 * `"*"` and `{"AWS": "*"}` are the same; NotPrincipal with Allow is everyone but a few.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
 */
function isEveryone({ Principal, NotPrincipal }: PolicyStatement): boolean {
  if (NotPrincipal !== undefined || Principal === '*') return true;
  return Principal !== undefined && Principal['AWS']?.includes('*') === true;
}
/** Keys of conditions that some request fails. A pattern of nothing but stars fits every value there is. */
function narrowing({ Condition }: PolicyStatement): string[] {
  // absent: the statement has no condition
  return Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]) =>
      /(?:String|Arn)Like/i.test(operator) && values.some((value) => /^\*+$/.test(value)) ? [] : [key],
    ),
  );
}
