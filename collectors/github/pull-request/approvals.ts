/** Whose approval counts: recomputed from the reviews, since `reviewDecision` is what today's rules make of them. Pure. */
import { isUnknown, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import type { Actor, PullRequest, Review, Written } from '../changes/answers.ts';
import { CO_AUTHORS, REPOSITORY_CHANGES } from '../graphql/changes.ts';

export interface Approval {
  readonly login: string;
  readonly at: string;
  /** May push to the repository today: GitHub does not keep who could then. */
  readonly mayPush: boolean;
}
export interface Approvals {
  /** By other people, on the merged commit, before the merge, and standing. */
  readonly counted: Approval[];
  /** The others, each with why not. */
  readonly others: string[];
  /** False: nobody else approved it. Unknown: somebody did of whom we cannot tell whether it counts. */
  readonly perhaps: Known<boolean>;
}

export function approvalsOf(pull: PullRequest, reviews: readonly Review[], authored: Known<readonly Known<Written>[]>): Approvals {
  const counted: Approval[] = [];
  const others: string[] = [];
  let perhaps: Known<boolean> = false;
  for (const review of reviews) {
    if (review.state !== 'APPROVED') continue;
    const name = nameOf(review.author);
    const flaw = flawOf(review, pull, reviews);
    if (flaw !== undefined) {
      others.push(`${name}: ${flaw}`);
      continue;
    }
    const wrote = hasWritten(review, pull, authored);
    if (isUnknown(wrote)) perhaps = wrote;
    else if (wrote) others.push(`${name}: wrote part of it`);
    else counted.push({ login: name, at: review.submittedAt ?? '', mayPush: review.authorCanPushToRepository });
  }
  return { counted, others, perhaps };
}

/** The logins that a dismissed approval had are said too: a reader may look for them. */
function flawOf(review: Review, pull: PullRequest, reviews: readonly Review[]): string | undefined {
  const { author, submittedAt, commit } = review;
  if (submittedAt !== null && Date.parse(submittedAt) >= Date.parse(pull.mergedAt)) return 'after the merge';
  if (author !== null && author.__typename !== 'User') return `not a person (${author.__typename})`;
  if (author !== null && author.login === pull.author?.login) return 'is the author';
  if (commit !== null && commit.oid !== pull.headRefOid)
    return `approved ${commit.oid.slice(0, 7)}, merged was ${pull.headRefOid.slice(0, 7)}`;
  if (author !== null && reviews.some((later) => takesBack(later, review, pull))) return 'asked for changes afterwards';
  return undefined;
}

/** The last word before the merge counts, as it does at GitHub. */
function takesBack(later: Review, { author, submittedAt }: Review, { mergedAt }: PullRequest): boolean {
  if (later.state !== 'CHANGES_REQUESTED' || later.author?.login !== author?.login) return false;
  if (later.submittedAt === null || submittedAt === null) return false;
  const at = Date.parse(later.submittedAt);
  return at > Date.parse(submittedAt) && at < Date.parse(mergedAt);
}

/** Somebody who approves their own commits has not reviewed them. Of an account that is gone nobody can tell. */
function hasWritten(
  { author, submittedAt, commit }: Review,
  { number }: PullRequest,
  authored: Known<readonly Known<Written>[]>,
): Known<boolean> {
  const gone = (what: string) =>
    unknown({
      operation: REPOSITORY_CHANGES.operation,
      reason: 'missing_member',
      detail: `#${number} was approved, and GitHub does not say any more ${what}`,
    });
  if (author === null) return gone('by whom: the account is gone');
  if (submittedAt === null) return gone('when');
  if (commit === null) return gone('which commit');
  if (isUnknown(authored)) return authored;
  const known = authored.filter((one): one is Written => !isUnknown(one));
  const wrote = known.some(({ authors }) => authors.nodes.some(({ user }) => user?.login === author.login));
  if (wrote) return true;
  const unseen = authored.find(isUnknown);
  if (unseen) return unseen;
  const cut = known.find(({ authors }) => authors.totalCount > authors.nodes.length);
  if (!cut) return false;
  const detail = `commit ${cut.oid} of #${number} has ${cut.authors.totalCount} authors, of whom ${cut.authors.nodes.length} are shown`;
  return unknown({ operation: CO_AUTHORS.operation, reason: 'truncated', detail });
}

export const nameOf = (actor: Actor): string => actor?.login ?? '(deleted account)';
