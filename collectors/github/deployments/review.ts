/**
 * Whether a commit came through a pull request that somebody else approved. Pure.
 * An approval counts on the merged head, before the merge, by another person who belongs to the repository.
 */
import { z } from 'zod';
import { settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { or } from '../repository/layer.ts';
import { COMMIT_PULLS, REVIEWS } from '../repository-calls.ts';

const User = z.looseObject({ id: z.int(), type: z.string() });
/** https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit */
export const Pull = z.looseObject({
  number: z.int(),
  user: User.nullable(),
  merged_at: z.string().nullable(),
  base: z.looseObject({ ref: z.string() }),
  head: z.looseObject({ sha: z.string() }),
});
export type Pull = z.infer<typeof Pull>;
/** A deleted account is null. https://docs.github.com/en/rest/pulls/reviews#list-reviews-for-a-pull-request */
export const Review = z
  .looseObject({
    id: z.int(),
    user: User.nullable(),
    state: z.string(),
    commit_id: z.string().nullable(),
    submitted_at: z.string().optional(),
    author_association: z.string(),
  })
  // only a draft has no time: of any other, whether it came before the merge would not be known
  .refine(({ state, submitted_at }) => state === 'PENDING' || submitted_at !== undefined, 'a submitted review says when');
export type Review = z.infer<typeof Review>;

export const isMerged = (pull: Pull, branch: string): boolean => pull.merged_at !== null && pull.base.ref === branch;

export function reviewed(
  pulls: Answer<readonly Pull[]>,
  reviews: ReadonlyMap<number, Answer<readonly Review[]>>,
  branch: string,
): Known<boolean> {
  const none = unknown({
    operation: COMMIT_PULLS.operation,
    reason: 'missing_member',
    detail: `${COMMIT_PULLS.operation}: there is no list`,
  });
  return settle(pulls, {
    none,
    some: (list) => or(list.filter((pull) => isMerged(pull, branch)).map((pull) => approved(pull, reviews.get(pull.number)))),
  });
}

function approved(pull: Pull, reviews: Answer<readonly Review[]> | undefined): Known<boolean> {
  const unseen = (detail: string) =>
    unknown({ operation: REVIEWS.operation, reason: 'missing_member', detail: `${REVIEWS.operation}: ${detail}` });
  if (reviews === undefined) return unseen('not asked');
  return settle(reviews, {
    none: unseen('there is no list'),
    some: (list) => {
      const standing = list.filter((review) => review.state === 'APPROVED' && counts(review, pull) && !withdrawn(review, list));
      if (standing.some(({ user }) => pull.user !== null && user?.id !== pull.user.id)) return true;
      return standing.length > 0 && pull.user === null ? unseen(`who wrote #${pull.number} is gone, and may be who approved it`) : false;
    },
  });
}

const BELONGS: ReadonlySet<string> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);
function counts({ user, commit_id, submitted_at, author_association }: Review, { head, merged_at }: Pull): boolean {
  const inTime = submitted_at !== undefined && merged_at !== null && Date.parse(submitted_at) <= Date.parse(merged_at);
  return user?.type === 'User' && commit_id === head.sha && inTime && BELONGS.has(author_association);
}
/** Whoever asks for changes after approving has taken the approval back. */
function withdrawn({ user, submitted_at }: Review, list: readonly Review[]): boolean {
  return list.some(
    (later) =>
      later.state === 'CHANGES_REQUESTED' &&
      later.user?.id === user?.id &&
      Date.parse(later.submitted_at ?? '') > Date.parse(submitted_at ?? ''),
  );
}
