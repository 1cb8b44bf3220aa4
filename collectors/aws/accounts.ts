/** Which accounts one entry stands for: its own, those that it names, or all of an organisation. */
import { z } from 'zod';
import { isUnknown } from '../../src/kit.ts';
import type { Ask, Excluded, Gap } from '../../src/model.ts';
import type { OpenedAws } from './client.ts';
import type { AwsConfig } from './config.ts';
import { turning } from './paging.ts';

const LIST = 'organizations:ListAccounts';
/**
 * `State` took the place of `Status` in 2025, and answers of either kind are still about:
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
const Listed = z
  .looseObject({
    Id: z.string().regex(/^\d{12}$/),
    Name: z.string().optional(),
    State: z.string().optional(),
    Status: z.string().optional(),
  })
  .refine(({ State, Status }) => State !== undefined || Status !== undefined, 'neither State nor Status');
type Listed = z.infer<typeof Listed>;

/** One account to look at, or one that cannot be. */
export interface Member {
  readonly id: string;
  /** What people call it. */
  readonly label: string;
  readonly gap?: Gap;
}
export interface Members {
  readonly members: readonly Member[];
  readonly excluded: readonly Excluded[];
  /** Why it is not known which accounts there are. */
  readonly gap?: Gap;
}

export const manyAccounts = (config: AwsConfig): boolean => config.organization === true || config.accounts !== undefined;

export async function membersOf(aws: OpenedAws, config: AwsConfig, ask: Ask): Promise<Members> {
  const left = new Set(config.excludeAccounts?.map(({ account }) => account));
  // absent: nobody excluded an account
  const excluded = config.excludeAccounts?.map(({ account, because }) => ({ id: account, because })) ?? [];
  if (config.accounts !== undefined) {
    const named = config.accounts.filter(({ id }) => !left.has(id));
    return { members: named.map(({ id, name }) => ({ id, label: name === undefined ? id : `${name} (${id})` })), excluded };
  }
  const listed = await ask.list(
    LIST,
    {},
    turning({
      list: 'Accounts',
      token: 'NextToken',
      item: Listed,
      key: ({ Id }) => Id,
      send: (token) => aws.send('organizations', 'ListAccounts', token),
    }),
  );
  if (listed === null || isUnknown(listed)) {
    const why: Gap = listed?.$unknown ?? { operation: LIST, reason: 'missing_member', detail: `${LIST} answered nothing` };
    return { members: [], excluded, gap: { ...why, detail: `which accounts the organisation has is not known: ${why.detail}` } };
  }
  return chosen(listed, config, left, excluded);
}

function chosen(
  listed: readonly Listed[],
  { includeAccounts }: AwsConfig,
  left: ReadonlySet<string>,
  byWord: readonly Excluded[],
): Members {
  const wanted = includeAccounts && new Set(includeAccounts);
  const excluded = [...byWord];
  const members: Member[] = [];
  for (const one of listed) {
    const state = one.State ?? one.Status;
    if (left.has(one.Id)) continue;
    if (wanted && !wanted.has(one.Id)) excluded.push({ id: one.Id, because: 'in the organisation, not in `includeAccounts`: not asked' });
    else if (state === 'SUSPENDED' || state === 'CLOSED')
      excluded.push({ id: one.Id, because: `${LIST} says ${state}: nobody can sign in to it, and nobody can look` });
    else members.push({ id: one.Id, label: one.Name === undefined ? one.Id : `${one.Name} (${one.Id})` });
  }
  const known = new Set(listed.map(({ Id }) => Id));
  for (const id of includeAccounts?.filter((account) => !known.has(account) && !left.has(account)) ?? [])
    members.push({
      id,
      label: id,
      gap: { operation: LIST, reason: 'population_mismatch', detail: `the organisation lists no account ${id}` },
    });
  return { members: members.sort((a, b) => (a.id < b.id ? -1 : 1)), excluded };
}
