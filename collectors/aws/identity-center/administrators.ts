/** Who may be administrator in which account, by way of IAM Identity Center. */
import { z } from 'zod';
import { isUnknown, type Known, missing } from '../../../src/kit.ts';
import type { Ask, Call } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

const calls = {
  sets: call('sso-admin', 'ListPermissionSets'),
  policies: call('sso-admin', 'ListManagedPoliciesInPermissionSet'),
  accounts: call('sso-admin', 'ListAccountsForProvisionedPermissionSet'),
  assignments: call('sso-admin', 'ListAccountAssignments'),
  members: call('identitystore', 'ListGroupMemberships'),
};
export const ADMINISTRATOR_CALLS: readonly Call[] = Object.values(calls);

export const Instance = z.looseObject({
  InstanceArn: z.string().min(1),
  IdentityStoreId: z.string().min(1).optional(),
  Name: z.string().optional(),
});
export type Instance = z.infer<typeof Instance>;
const Policy = z.looseObject({ Arn: z.string().min(1) });
const Assignment = z.looseObject({
  AccountId: z.string().min(1),
  PrincipalType: z.enum(['USER', 'GROUP']),
  PrincipalId: z.string().min(1),
});
type Assignment = z.infer<typeof Assignment>;
const Membership = z.looseObject({ MemberId: z.looseObject({ UserId: z.string().min(1) }) });

/** AWS's own policy, in any partition: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html */
const ADMINISTRATOR = /^arn:aws[a-z-]*:iam::aws:policy\/AdministratorAccess$/;

export interface Administrators {
  /** `<account> <user id>`, sorted, each once. */
  readonly names: Known<string[]>;
  /** The answers that this rests on. */
  readonly heard: readonly unknown[];
}

/** All of it or unknown: an administrator who stands on a page that nobody read is one all the same. */
export async function administratorsOf(aws: Aws, ask: Ask, instance: Instance, region: string | undefined): Promise<Administrators> {
  const heard: unknown[] = [];
  const { InstanceArn, IdentityStoreId } = instance;
  const list = async <T>(
    asked: Call,
    send: (token: object) => Promise<unknown>,
    page: Page<T>,
    input: object,
  ): Promise<Known<readonly T[]>> => {
    const answer = await ask.list(asked.operation, input, turning({ token: 'NextToken', ...page, send }));
    heard.push(answer);
    return answer ?? missing(asked.operation, page.list);
  };
  const sso = <T>(asked: Call, page: Page<T>, more: object = {}) => {
    const input = { InstanceArn, ...more };
    const command = asked.operation.slice('sso:'.length);
    return list(asked, (token) => aws.send('sso-admin', command, { ...input, ...token }, region), page, input);
  };
  const members = (GroupId: string): Promise<Known<readonly z.infer<typeof Membership>[]>> => {
    if (IdentityStoreId === undefined) return Promise.resolve(missing('sso:ListInstances', 'Instances[].IdentityStoreId'));
    const input = { IdentityStoreId, GroupId };
    return list(
      calls.members,
      (token) => aws.send('identitystore', 'ListGroupMemberships', { ...input, ...token }, region),
      MEMBERS,
      input,
    );
  };
  const people = async ({ AccountId, PrincipalType, PrincipalId }: Assignment): Promise<Known<readonly string[]>> =>
    PrincipalType === 'USER'
      ? [`${AccountId} ${PrincipalId}`]
      : each(await members(PrincipalId), async ({ MemberId }) => [`${AccountId} ${MemberId.UserId}`]);

  const sets = await each(await sso(calls.sets, SETS), async (PermissionSetArn) =>
    each(await sso(calls.policies, POLICIES, { PermissionSetArn }), async ({ Arn }) => (ADMINISTRATOR.test(Arn) ? [PermissionSetArn] : [])),
  );
  const assignments = await each(sets, async (PermissionSetArn) =>
    each(await sso(calls.accounts, ACCOUNTS, { PermissionSetArn }), (AccountId) =>
      sso(calls.assignments, ASSIGNMENTS, { AccountId, PermissionSetArn }),
    ),
  );
  const names = await each(assignments, people);
  return { names: isUnknown(names) ? names : [...new Set(names)].sort(), heard };
}

/** What each leads to, all together; unknown as soon as one of them is. */
async function each<T, U>(items: Known<readonly T[]>, work: (item: T) => Promise<Known<readonly U[]>>): Promise<Known<readonly U[]>> {
  if (isUnknown(items)) return items;
  const found = await Promise.all(items.map(work));
  const all: U[] = [];
  for (const one of found) {
    if (isUnknown(one)) return one;
    all.push(...one);
  }
  return all;
}

interface Page<T> {
  readonly list: string;
  readonly item: z.ZodType<T>;
  key(item: T): string;
}
const itself = (text: string) => text;
const SETS: Page<string> = { list: 'PermissionSets', item: z.string().min(1), key: itself };
const POLICIES: Page<z.infer<typeof Policy>> = { list: 'AttachedManagedPolicies', item: Policy, key: ({ Arn }) => Arn };
const ACCOUNTS: Page<string> = { list: 'AccountIds', item: z.string().min(1), key: itself };
const ASSIGNMENTS: Page<Assignment> = {
  list: 'AccountAssignments',
  item: Assignment,
  key: ({ PrincipalType, PrincipalId }) => `${PrincipalType} ${PrincipalId}`,
};
const MEMBERS: Page<z.infer<typeof Membership>> = { list: 'GroupMemberships', item: Membership, key: ({ MemberId }) => MemberId.UserId };
