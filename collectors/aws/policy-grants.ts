/** What policies of identities grant. Pure. */
import { isUnknown, type Known, missing } from '../../src/kit.ts';
import { type PolicyDocument, type PolicyStatement, parsePolicy } from './policy-document.ts';

/** AWS's own policy, in any partition: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html */
export function isAdministratorAccess(policyArn: string): boolean {
  return /^arn:aws[a-z-]*:iam::aws:policy\/AdministratorAccess$/.test(policyArn);
}
/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSupportAccess.html */
export function isSupportAccess(policyArn: string): boolean {
  return /^arn:aws[a-z-]*:iam::aws:policy\/AWSSupportAccess$/.test(policyArn);
}
/** Of AWS, not of the customer: there is `aws` where an account stands otherwise. */
export function isAwsManaged(policyArn: string): boolean {
  return /^arn:aws[a-z-]*:iam::aws:policy\//.test(policyArn);
}

/**
 * Whether a statement allows every action on every resource. The strict reading of what stands between everything and less:
 * - NotAction with Allow is everything but a list that goes stale with each new service, unless the list is `*`:
 *   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
 * - NotResource with Allow likewise: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
 * - A Condition says when, not what; a Deny beside it may take something back. Neither makes less of an administrator.
 */
export function allowsEverything({ statements }: PolicyDocument): boolean {
  return statements.some((one) => one.Effect === 'Allow' && onEverything(one) && ofEverything(one));
}
/** As IAM gave it, or why nobody can tell. */
export function documentAllowsEverything(operation: string, member: string, document: string | undefined): Known<boolean> {
  if (document === undefined) return missing(operation, member);
  const policy = parsePolicy(operation, document);
  return isUnknown(policy) ? policy : allowsEverything(policy);
}

/** `*` and `*:*`; `**` and the like match as much. */
const ALL_ACTIONS = /^[*?]*\*[*?]*(?::[*?]*\*[*?]*)?$/;
/** `*`, `arn:*`, `arn:aws:*:*:*:*`: no service, account or name is singled out. */
const ALL_RESOURCES = /^(?=.*\*)(?:[*?:]*|arn:(?:aws[a-z-]*)?[*?:/]*)$/;

function onEverything({ Action, NotAction }: PolicyStatement): boolean {
  // exactly one of the two is there: parsePolicy refuses a statement with both or with neither
  if (Action !== undefined) return Action.some((pattern) => ALL_ACTIONS.test(pattern));
  return !(NotAction as readonly string[]).some((pattern) => ALL_ACTIONS.test(pattern));
}
function ofEverything({ Resource, NotResource }: PolicyStatement): boolean {
  if (Resource !== undefined) return Resource.some((pattern) => ALL_RESOURCES.test(pattern));
  // a policy of an identity has one of the two; where IAM should ever give neither, nothing limits it
  return NotResource === undefined || !NotResource.some((pattern) => ALL_RESOURCES.test(pattern));
}
