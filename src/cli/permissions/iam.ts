/** Grants -> identity-based policies of AWS: each action by its name, none by a pattern, no policy longer than IAM takes. */
import { Refusal } from '../../errors.ts';
import type { Grant, Needs } from './grants.ts';

export interface Statement {
  /** Letters and digits, once in a policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*';
}
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Of a managed policy, white space not counted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MOST_CHARACTERS = 6144;
/** Managed policies that a role takes unless AWS raises it; the same page. */
const MOST_POLICIES = 10;
/** What more kinds of resource than this need stands in one statement: their names would take more room than the actions. */
const MOST_KINDS = 3;

const ACTION = /^[a-z0-9-]+:[A-Za-z0-9]+$/;
/** The source itself asks it only where an entry looks at a whole organisation. */
export const LISTS_ACCOUNTS = 'organizations:ListAccounts';
/** The source itself asks them only where an entry has `collect: { via: config }`; collectors may need some of them all the same. */
export const READS_RECORDED: ReadonlySet<string> = new Set([
  'config:SelectResourceConfig',
  'config:SelectAggregateResourceConfig',
  'config:DescribeConfigurationAggregatorSourcesStatus',
  'config:DescribeConfigurationRecorders',
  'config:DescribeConfigurationRecorderStatus',
]);

/** What of the needs is an action of IAM. */
export function actionsOf({ grants }: Needs): Grant[] {
  return grants.filter(({ permission }) => ACTION.test(permission));
}

/**
 * Statements by who needs them. `*` as resource: what is looked at is whatever there is, and most of these actions know nothing narrower.
 * A list of today's resources would hide tomorrow's, and a pattern of all of them says no less than `*`.
 */
function statementsOf(grants: readonly Grant[]): Statement[] {
  const bySid = new Map<string, string[]>();
  for (const grant of grants) {
    const sid = sidOf(grant);
    bySid.set(sid, [...(bySid.get(sid) ?? []), grant.permission]);
  }
  return [...bySid]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Sid, actions]) => ({ Sid, Effect: 'Allow', Action: actions.sort(), Resource: '*' }));
}

/** JSON holds no comments, so the Sid says for which kinds of resource: `aws/iam-root` and `aws/iam-credential` are `IamCredentialIamRoot`. */
export function sidOf({ collectors, permission }: Grant): string {
  if (collectors.length === 0) return READS_RECORDED.has(permission) ? 'WhatConfigRecorded' : 'WhoAnswersAndWhere';
  if (collectors.length > MOST_KINDS) return 'SharedByManyKinds';
  return collectors.map((id) => (id.split('/')[1] as string).replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())).join('');
}

export const sizeOf = (document: PolicyDocument): number => JSON.stringify(document).length;
const documentOf = (statements: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement: statements });

/** As many policies as it takes, each within IAM's limit. A statement is cut only where it alone is too long. */
export function policiesOf(grants: readonly Grant[], most = MOST_CHARACTERS): PolicyDocument[] {
  const policies: Statement[][] = [];
  for (const statement of statementsOf(grants).flatMap((one) => pieces(one, most))) {
    const last = policies.at(-1);
    if (last && sizeOf(documentOf([...last, statement])) <= most) last.push(statement);
    else policies.push([statement]);
  }
  if (policies.length > MOST_POLICIES)
    throw new Refusal('USAGE', `a role takes ${MOST_POLICIES} managed policies, and this would be ${policies.length}`, {
      hint: 'choose fewer checks',
    });
  return policies.map(documentOf);
}

function pieces(statement: Statement, most: number): Statement[] {
  const cut: Statement[] = [];
  for (const action of statement.Action) {
    const last = cut.at(-1);
    const longer = last && { ...last, Action: [...last.Action, action] };
    if (longer && sizeOf(documentOf([longer])) <= most) cut[cut.length - 1] = longer;
    else cut.push({ ...statement, Sid: cut.length === 0 ? statement.Sid : `${statement.Sid}${cut.length + 1}`, Action: [action] });
  }
  return cut;
}

/** The actions of a statement as lines of a format that has comments: above each, for the sake of which checks, said once for neighbours alike. */
export function commented(
  { Action }: Statement,
  grants: ReadonlyMap<string, Grant>,
  line: (action: string) => string,
  indent: string,
): string[] {
  let said = '';
  return Action.flatMap((action) => {
    const why = reasons(grants.get(action) as Grant, `${indent}# `);
    const again = why.join() === said;
    said = why.join();
    return [...(again ? [] : why), `${indent}${line(action)}`];
  });
}

/** As many names to a line as fit. */
function reasons({ checks, collectors, permission }: Grant, prefix: string, width = 120): string[] {
  if (collectors.length === 0 && READS_RECORDED.has(permission))
    return [`${prefix}every check of what AWS Config records, which is read instead of each resource: collect: { via: config }`];
  if (collectors.length === 0) return [`${prefix}every check of AWS: who answers, and where there is something to look at`];
  const lines: string[] = [];
  for (const [index, id] of checks.entries()) {
    const word = `${id}${index < checks.length - 1 ? ',' : ''}`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${prefix}${word}`);
  }
  return lines;
}
