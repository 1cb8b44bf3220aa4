/** Who may assume a role, as its trust policy says: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html. Pure. */
import { isUnknown, type Known, missing, unknown } from '../../src/kit.ts';
import { demands, leaves, pins } from './policy-conditions.ts';
import { matches, type PolicyDocument, type PolicyStatement, parsePolicy } from './policy-document.ts';

/** The ways into a role: https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
const ASSUME = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'] as const;
export type Assume = (typeof ASSUME)[number];

/** A trust policy names principals in every statement; one that does not is none. */
export function parseTrust(operation: string, text: string | undefined): Known<PolicyDocument> {
  if (text === undefined) return missing(operation, 'RoleDetailList[].AssumeRolePolicyDocument');
  const policy = parsePolicy(operation, text);
  if (isUnknown(policy)) return policy;
  if (policy.statements.every(({ Principal, NotPrincipal }) => Principal !== undefined || NotPrincipal !== undefined)) return policy;
  return unknown({ operation, reason: 'malformed_response', detail: `${operation}: a statement of the trust policy names no principal` });
}

/** Which ways in a statement is about. Action names do not heed case. */
export function waysIn({ Action, NotAction }: PolicyStatement): readonly Assume[] {
  const named = (patterns: readonly string[], way: Assume) => patterns.some((pattern) => matches(pattern.toLowerCase(), way.toLowerCase()));
  return ASSUME.filter((way) => (Action === undefined ? !named(NotAction as readonly string[], way) : named(Action, way)));
}

/**
 * Whether a role lets in whoever asks: a statement allows it to everyone, demands nothing that singles anyone out, and no Deny takes that
 * back. Read strictly: of what a Deny takes back, only the one form counts that leaves nobody but chosen principals.
 */
export function opensToAnyone({ statements }: PolicyDocument): boolean {
  return statements.some((one) => {
    if (one.Effect !== 'Allow' || !isAnyone(one) || demands(one).some(pins)) return false;
    return waysIn(one).some((way) => !statements.some((other) => closes(other, way)));
  });
}

/**
 * `*` in any kind of principal, or in any part of an ARN (which IAM refuses anyway). NotPrincipal with Allow is everyone but a few, and
 * AWS advises against it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function isAnyone({ Principal, NotPrincipal }: PolicyStatement): boolean {
  if (NotPrincipal !== undefined || Principal === '*') return true;
  return Object.values(Principal as Readonly<Record<string, readonly string[]>>).some((names) => names.some((name) => /[*?]/.test(name)));
}
function closes(statement: PolicyStatement, way: Assume): boolean {
  const { Effect, Principal, Condition } = statement;
  const everyone = Principal === '*' || (typeof Principal === 'object' && Principal['AWS']?.includes('*') === true);
  if (Effect !== 'Deny' || !everyone || !waysIn(statement).includes(way)) return false;
  const left = leaves(statement);
  return Condition === undefined || (left !== undefined && pins(left));
}
