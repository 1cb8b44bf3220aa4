/** Force pushes to the default branch: https://docs.github.com/en/rest/repos/repos#list-repository-activities */
import { z } from 'zod';
import { isUnknown, settle, unknown } from '../../../src/kit.ts';
import type { Ask, Context, Known } from '../../../src/model.ts';
import type { Explained } from '../changes/read.ts';
import { placeOf } from '../changes/read.ts';
import { byId, type Github } from '../client.ts';
import { ACTIVITY } from '../repository-calls.ts';

/** `before` and `after` are commits; the actor of a deleted account is null. */
const Activity = z.looseObject({
  id: z.int(),
  before: z.string(),
  after: z.string(),
  ref: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
  activity_type: z.string(),
  actor: z.looseObject({ login: z.string() }).nullable(),
});
export type Forced = z.infer<typeof Activity>;

/** Of the period. What nobody has pushed to since it began is not asked: `pushed_at` is moved by every push. */
export async function forcedOf(
  github: Github,
  ask: Ask,
  { period }: Pick<Context, 'period'>,
  { repo, branch }: Pick<Explained, 'repo' | 'branch'>,
): Promise<Known<readonly Forced[]>> {
  const pushed = repo['pushed_at'];
  if (branch === undefined || (typeof pushed === 'string' && Date.parse(pushed) < Date.parse(period.from))) return [];
  const { owner, name } = placeOf(repo);
  const { operation } = ACTIVITY;
  const ref = `refs/heads/${branch.name}`;
  const params = { owner, repo: name, ref, activity_type: 'force_push' };
  const list = await ask.list(operation, params, github.paging(operation, params, Activity, byId));
  const none = unknown({ operation, reason: 'missing_member', detail: `${operation}: there is no list` });
  const within = ({ timestamp }: Forced) =>
    Date.parse(timestamp) >= Date.parse(period.from) && Date.parse(timestamp) <= Date.parse(period.to);
  // the filters are GitHub's; what it gives beyond them is not taken for what was asked
  return settle(list, { none, some: (all) => all.filter((one) => one.activity_type === 'force_push' && one.ref === ref && within(one)) });
}

/** What stood on the branch in between, and was taken off it, nobody can see: the commits of today are not all that there were. */
export function noteForced(ask: Ask, { repo, branch }: Explained, forced: Known<readonly Forced[]>): void {
  const where = `${repo.full_name}: ${branch?.name}`;
  if (isUnknown(forced)) {
    ask.incomplete({ ...forced.$unknown, detail: `${where}: whether it was rewritten is not known: ${forced.$unknown.detail}` });
    return;
  }
  for (const { before, after, actor, timestamp } of forced) {
    const detail = `${where} was rewritten: ${before} gave way to ${after}, pushed by force by ${actor?.login ?? '(deleted account)'} at ${timestamp}`;
    ask.incomplete({ operation: ACTIVITY.operation, reason: 'population_incomplete', detail });
  }
}
