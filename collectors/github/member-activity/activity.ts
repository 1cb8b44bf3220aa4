/** What is known of what a member does. That nothing is seen counts only where everything would be seen. Pure. */
import { z } from 'zod';
import { isUnknown, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { MEMBER_ACTIVITY } from '../graphql/organizations.ts';
import { askedByOwner, enterpriseCloudOf, type OrganizationAnswer } from '../organization.ts';
import { AUDIT_LOG } from '../organization-calls.ts';
import { NOT_ALL_MEMBERS } from '../people.ts';
import { type Listing, unlisted } from '../repositories.ts';

export const Member = z.looseObject({
  databaseId: z.int(),
  login: z.string().min(1),
  contributionsCollection: z.looseObject({ hasAnyContributions: z.boolean(), hasAnyRestrictedContributions: z.boolean() }),
});
export type Member = z.infer<typeof Member>;
/** https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#get-the-audit-log-for-an-organization: times in ms since 1970. */
export const Event = z.looseObject({ actor: z.string().optional(), created_at: z.int().optional(), '@timestamp': z.int().optional() });
export type Event = z.infer<typeof Event>;

/** What holds for all members. */
export interface Seen {
  readonly organization: OrganizationAnswer;
  readonly repositories: Answer<readonly Listing[]>;
  /** RFC 3339. */
  readonly since: string;
}
export interface Raw {
  readonly member: Member;
  readonly seen: Seen;
  /** Absent where it was not asked. */
  readonly events?: Answer<readonly Event[]>;
}

/** A token that is not shown every private repository is not shown every contribution either. */
export function contributedOf({ contributionsCollection: some }: Member, { organization, repositories }: Seen): Known<boolean> {
  if (some.hasAnyContributions || some.hasAnyRestrictedContributions) return true;
  if (!askedByOwner(organization)) return unknown(NOT_ALL_MEMBERS);
  if (repositories === null) return missing(MEMBER_ACTIVITY.operation, 'contributionsCollection');
  if (isUnknown(repositories)) return repositories;
  const gap = unlisted(organization, repositories, 'public') ?? unlisted(organization, repositories, 'private');
  return gap ? unknown(gap) : false;
}

export function eventOf({ member, seen, events }: Raw): Known<boolean> {
  if (events === undefined) {
    const cloud = enterpriseCloudOf(seen.organization);
    if (isUnknown(cloud)) return cloud;
    const [reason, detail] = cloud
      ? (['not_run', `${member.login} has contributed: the audit log was not asked`] as const)
      : (['unsupported_plan', 'what else members do only the audit log tells, and the plan has none to ask for'] as const);
    return unknown({ operation: AUDIT_LOG.operation, reason, detail });
  }
  const none = missing(AUDIT_LOG.operation, '(the list)');
  return settle<readonly Event[], boolean>(events, { some: (list) => foundIn(list, member, seen), none });
}

/** GitHub was asked for one actor's events of these days: any other event in the answer means that it understood something else. */
function foundIn(list: readonly Event[], { login }: Member, { since }: Seen): Known<boolean> {
  const operation = AUDIT_LOG.operation;
  const day = Date.parse(`${since.slice(0, 10)}T00:00:00Z`);
  for (const event of list) {
    const at = event['@timestamp'] ?? event.created_at;
    if (event.actor === undefined) return missing(operation, 'actor');
    if (at === undefined) return missing(operation, 'created_at');
    if (event.actor.toLowerCase() !== login.toLowerCase() || at < day) {
      const detail = `${operation}: asked about ${login} since ${since}, answered about ${event.actor} at ${new Date(at).toISOString()}`;
      return unknown({ operation, reason: 'malformed_response', detail });
    }
  }
  return list.length > 0;
}
