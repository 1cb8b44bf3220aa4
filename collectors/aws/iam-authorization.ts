/**
 * Every user, group, role and customer-managed policy of an account with its documents, in one listing that all collectors share:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 * It comes to one request for 250 of them. Asked one by one (ListUserPolicies, GetUserPolicy, ListAttachedUserPolicies, ListGroupsForUser,
 * GetRolePolicy, GetPolicyVersion, …) it would be at least three requests for each.
 */
import { z } from 'zod';
import { type Answer, isUnknown, missing, type Unknown } from '../../src/kit.ts';
import type { Ask, Call, Paging } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';
import { type MarkedPage, markedPage, nextMarker } from './iam-paging.ts';
import { gather } from './paging.ts';

export const AUTHORIZATION_CALL: Call = call('iam', 'GetAccountAuthorizationDetails');
export const AUTHORIZATION = AUTHORIZATION_CALL.operation;

const Inline = z
  .looseObject({ PolicyName: z.string().min(1), PolicyDocument: z.string().min(1).optional() })
  .transform(({ PolicyName, PolicyDocument }): InlinePolicy => ({ name: PolicyName, document: PolicyDocument }));
/** Names of inline policies are unique within their identity alone. `document`: as IAM sent it, encoded or plain. */
export interface InlinePolicy {
  readonly name: string;
  readonly document: string | undefined;
}
const Attached = z
  .array(z.looseObject({ PolicyArn: z.string().min(1) }))
  .transform((policies) => policies.map(({ PolicyArn }) => PolicyArn.trim()));
const Arn = z.string().trim().min(1);

/** `UserPolicyList` alone is left out where there is none: so in the example of the page above (Alice), where groups and roles have `<…/>`. */
const User = z
  .looseObject({
    Arn,
    UserName: z.string().min(1),
    UserPolicyList: z.array(Inline).optional(),
    AttachedManagedPolicies: Attached,
    GroupList: z.array(z.string().min(1)),
  })
  .transform((user) => ({
    kind: 'user' as const,
    arn: user.Arn,
    name: user.UserName,
    inline: user.UserPolicyList === undefined ? [] : user.UserPolicyList,
    attached: user.AttachedManagedPolicies,
    groups: user.GroupList,
  }));
const Group = z
  .looseObject({ Arn, GroupName: z.string().min(1), GroupPolicyList: z.array(Inline), AttachedManagedPolicies: Attached })
  .transform((group) => ({
    kind: 'group' as const,
    arn: group.Arn,
    name: group.GroupName,
    inline: group.GroupPolicyList,
    attached: group.AttachedManagedPolicies,
  }));
const Role = z
  .looseObject({
    Arn,
    RoleName: z.string().min(1),
    AssumeRolePolicyDocument: z.string().min(1).optional(),
    RolePolicyList: z.array(Inline),
    AttachedManagedPolicies: Attached,
  })
  .transform((role) => ({
    kind: 'role' as const,
    arn: role.Arn,
    name: role.RoleName,
    trust: role.AssumeRolePolicyDocument,
    inline: role.RolePolicyList,
    attached: role.AttachedManagedPolicies,
  }));
const Managed = z
  .looseObject({
    Arn,
    PolicyName: z.string().min(1),
    DefaultVersionId: z.string().min(1),
    AttachmentCount: z.int().nonnegative().optional(),
    PolicyVersionList: z.array(z.looseObject({ VersionId: z.string().min(1), Document: z.string().min(1).optional() })),
  })
  .transform((policy) => ({
    kind: 'policy' as const,
    arn: policy.Arn,
    name: policy.PolicyName,
    attachments: policy.AttachmentCount,
    /** Of the version in force. */
    document: policy.PolicyVersionList.find(({ VersionId }) => VersionId === policy.DefaultVersionId)?.Document,
  }));
export type User = z.infer<typeof User>;
export type Group = z.infer<typeof Group>;
export type Role = z.infer<typeof Role>;
export type Managed = z.infer<typeof Managed>;
/** What policies are attached to. */
export type Identity = User | Group | Role;
export type Entity = Identity | Managed;

const Page = markedPage({
  UserDetailList: z.array(User),
  GroupDetailList: z.array(Group),
  RoleDetailList: z.array(Role),
  Policies: z.array(Managed),
});
interface Page extends MarkedPage {
  readonly UserDetailList: readonly User[];
  readonly GroupDetailList: readonly Group[];
  readonly RoleDetailList: readonly Role[];
  readonly Policies: readonly Managed[];
}
/** Without AWS's own policies, whose ARN says all that is looked at. A policy has up to five versions of 6,144 characters. */
const FILTER = ['User', 'Group', 'Role', 'LocalManagedPolicy'];
const MOST = 250;

function entities(aws: Aws): Paging<Page, Entity> {
  return {
    page: Page as unknown as z.ZodType<Page>,
    send: (Marker) =>
      aws.send('iam', 'GetAccountAuthorizationDetails', { Filter: FILTER, MaxItems: MOST, ...(Marker !== undefined && { Marker }) }),
    items: (page) => [...page.UserDetailList, ...page.GroupDetailList, ...page.RoleDetailList, ...page.Policies],
    next: nextMarker,
    key: ({ arn }) => arn,
  };
}

/** Whatever of one kind, as it is read. */
export async function* each<K extends Entity['kind']>(
  aws: Aws,
  ask: Ask,
  ...kinds: readonly K[]
): AsyncIterable<Extract<Entity, { kind: K }>> {
  for await (const entity of ask.pages(AUTHORIZATION, {}, entities(aws)))
    if ((kinds as readonly string[]).includes(entity.kind)) yield entity as Extract<Entity, { kind: K }>;
}

/** All that was read, and, where that is not all, why. */
export interface Inventory {
  readonly users: readonly User[];
  readonly groups: ReadonlyMap<string, Group>;
  readonly policies: ReadonlyMap<string, Managed>;
  readonly unread: Unknown | undefined;
}
export async function inventory(aws: Aws, ask: Ask): Promise<Inventory> {
  const all = await gather(ask.pages(AUTHORIZATION, {}, entities(aws)));
  const whole: Answer<readonly Entity[]> = await ask.list(AUTHORIZATION, {}, entities(aws));
  const of = <K extends Entity['kind']>(kind: K) => all.filter((one): one is Extract<Entity, { kind: K }> => one.kind === kind);
  return {
    users: of('user'),
    groups: new Map(of('group').map((group) => [group.name, group])),
    policies: new Map(of('policy').map((policy) => [policy.arn, policy])),
    unread: whole === null ? missing(AUTHORIZATION, 'UserDetailList') : isUnknown(whole) ? whole : undefined,
  };
}
