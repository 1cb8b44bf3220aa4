/** Lists of accounts, and who stands on them. */
import { z } from 'zod';
import { settle, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Gap, Known } from '../../src/model.ts';
import { MEMBERS, type OUTSIDE_COLLABORATORS } from './calls.ts';
import { byId, type Github } from './client.ts';

export const Account = z.looseObject({ id: z.int(), login: z.string().min(1) });
export type Account = z.infer<typeof Account>;
export type Listed = Answer<readonly Account[]>;

type People = typeof MEMBERS | typeof OUTSIDE_COLLABORATORS;
/** `filter` and `role` in GitHub's words. */
type Which = { readonly filter: 'all' | '2fa_disabled' | '2fa_insecure'; readonly role?: 'admin' };

export function everyone({ operation }: People, github: Github, ask: Ask): AsyncIterable<Account> {
  const params = { org: github.organization, filter: 'all' };
  return ask.pages(operation, params, github.paging(operation, params, Account, byId));
}
export function listed({ operation }: People, github: Github, ask: Ask, which: Which): Promise<Listed> {
  const params = { org: github.organization, ...which };
  return ask.list(operation, params, github.paging(operation, params, Account, byId));
}

/** Whether someone stands on a list: known only when all of the list is. */
export function standsOn(list: Listed, { id }: Account, { operation }: People): Known<boolean> {
  return settle(list, {
    some: (accounts) => accounts.some((account) => account.id === id),
    none: unknown({ operation, reason: 'missing_member', detail: `${operation}: there is no such list` }),
  });
}

/** Somebody on a narrower list who is missing from the whole: the whole was not whole, or it changed while we read. */
export function strangers(people: readonly Account[], list: Listed, { operation }: People): Gap | undefined {
  if (list === null || '$unknown' in list) return undefined;
  const known = new Set(people.map(({ id }) => id));
  const missing = list.filter(({ id }) => !known.has(id)).map(({ login }) => login);
  if (missing.length === 0) return undefined;
  return {
    operation,
    reason: 'changed_during_collection',
    detail: `${operation}: a filter names ${missing.join(', ')}, whom the whole list does not`,
  };
}

/** Who is no owner is told of public members only, in an ordinary answer: https://docs.github.com/en/rest/orgs/members#list-organization-members */
export const NOT_ALL_MEMBERS: Gap = {
  operation: MEMBERS.operation,
  reason: 'population_incomplete',
  detail: `${MEMBERS.operation}: nothing shows that this token is told of all members; GitHub lists only the public ones to those who may not know`,
  permission: MEMBERS.permission,
};
