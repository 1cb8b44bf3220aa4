/** Whether one change of a document was approved, by the same rules as any other merged pull request. Pure. */
import { isUnknown, settled, unknown } from '../../../src/kit.ts';
import type { Known, Unknown } from '../../../src/model.ts';
import type { PullRequest, Review, Written } from '../changes/answers.ts';
import { POLICY_HISTORY } from '../graphql/policies.ts';
import { type Approval, approvalsOf } from '../pull-request/approvals.ts';
import type { Writers } from '../pull-request/authors.ts';
import { intoDefault } from '../pull-request/normalise.ts';
import type { Candidate, Edit } from './answers.ts';

export interface Place {
  /** `owner/repository`, as GitHub spells it. */
  readonly repository: string;
  readonly branch: string;
  /** Whose approval counts; undefined: any other person's. */
  readonly approvers: readonly string[] | undefined;
}
/** What was asked about a merged pull request. */
export interface Reviewed {
  readonly reviews: Known<readonly Review[]>;
  readonly authored: Writers;
}
export type Asked = ReadonlyMap<string, Reviewed>;

export interface Approved {
  readonly viaPullRequest: Known<boolean>;
  /** Pages of the pull requests that brought it onto the branch. */
  readonly pullRequests: readonly string[];
  /** When it was first on the branch: the merge, or else the committer's word. */
  readonly arrivedAt: string;
  readonly approvals: readonly Approval[];
  /** False: no other approval counts. Unknown: one might. */
  readonly perhaps: Known<boolean>;
  /** Until when it might have been given; null: nobody knows. */
  readonly perhapsUntil: string | null;
  readonly others: readonly string[];
}

/** Those of a commit's pull requests that were merged in this repository: a fork's merge brought nothing here. */
export function mergedOf({ associatedPullRequests: pulls }: Edit, repository: string): readonly PullRequest[] {
  const here = (one: Candidate): one is Candidate & PullRequest =>
    one.merged && one.mergedAt !== null && one.repository.nameWithOwner.toLowerCase() === repository.toLowerCase();
  return pulls === null ? [] : pulls.nodes.filter(here);
}

export function approvedOf(edit: Edit, asked: Asked, place: Place): Approved {
  const merged = mergedOf(edit, place.repository).map((pull) => ({ pull, into: intoDefault(pull, place.branch, true) }));
  const brought = merged.filter(({ into }) => into === true).map(({ pull }) => pull);
  const unplaced = merged.filter(({ into }) => isUnknown(into));
  const unseen = unseenOf(edit);
  const judged = brought.map((pull) => judge(pull, asked.get(pull.id), place));
  const approvals = judged.flatMap((one) => one.approvals);
  // one that nobody approved explains nothing, wherever it was merged
  const either = unplaced.find(({ pull }) => mayCount(judge(pull, asked.get(pull.id), place)))?.into;
  const perhaps = doubtIn([...judged.map((one) => one.perhaps), either, unseen]);
  return {
    viaPullRequest: brought.length > 0 ? true : doubtIn([...unplaced.map(({ into }) => into), unseen]),
    pullRequests: brought.map(({ url }) => url),
    arrivedAt: brought.map(({ mergedAt }) => mergedAt).sort(byTime)[0] ?? edit.committedDate,
    approvals,
    perhaps,
    perhapsUntil: unseen
      ? null
      : (merged
          .map(({ pull }) => pull.mergedAt)
          .sort(byTime)
          .at(-1) ?? null),
    others: judged.flatMap((one) => one.others),
  };
}
export const byTime = (a: string, b: string): number => Date.parse(a) - Date.parse(b);

/** False: there is none, since all of it was seen. */
function doubtIn(all: readonly (Known<boolean> | undefined)[]): Known<boolean> {
  return all.find(isUnknown) ?? false;
}
const mayCount = ({ approvals, perhaps }: Judged): boolean => approvals.length > 0 || isUnknown(perhaps);

/** GitHub does not name all pull requests of the commit. */
function unseenOf({ oid, associatedPullRequests: pulls }: Edit): Unknown | undefined {
  const { operation } = POLICY_HISTORY;
  if (pulls === null)
    return unknown({ operation, reason: 'missing_member', detail: `${operation} answered without \`associatedPullRequests\` of ${oid}` });
  const { totalCount, nodes } = pulls;
  if (totalCount <= nodes.length) return undefined;
  return unknown({ operation, reason: 'truncated', detail: `${oid} has ${totalCount} pull requests, of which ${nodes.length} are shown` });
}

type Judged = Pick<Approved, 'approvals' | 'perhaps' | 'others'>;
function judge(pull: PullRequest, reviewed: Reviewed | undefined, { approvers }: Place): Judged {
  const { operation } = POLICY_HISTORY;
  const none = unknown({ operation, reason: 'not_run', detail: `nobody asked who reviewed #${pull.number}` });
  const reviews: Known<readonly Review[]> = reviewed?.reviews ?? none;
  const authored = settled(
    [reviewed?.authored ?? none],
    ({ written }: { readonly written: readonly Known<Written>[] }): Known<readonly Known<Written>[]> => written,
  );
  if (isUnknown(reviews)) return { approvals: [], perhaps: reviews, others: [] };
  const { counted, others, perhaps } = approvalsOf(pull, reviews, authored);
  const named = approvers?.map((login) => login.toLowerCase());
  const fit = named ? counted.filter(({ login }) => named.includes(login.toLowerCase())) : counted;
  const unnamed = counted.filter((one) => !fit.includes(one)).map(({ login }) => `${login}: is not among the approvers`);
  // who is named counts whatever they may do at GitHub; of others nobody knows what they might do then
  const [approvals, outside] = named ? [fit, []] : [fit.filter(({ mayPush }) => mayPush), fit.filter(({ mayPush }) => !mayPush)];
  return { approvals, perhaps: isUnknown(perhaps) ? perhaps : formerly(pull, outside), others: [...others, ...unnamed] };
}
function formerly({ number }: PullRequest, [first]: readonly Approval[]): Known<boolean> {
  if (!first) return false;
  const detail = `#${number} was approved by ${first.login}, who may not push today: GitHub does not keep who could then. \`approvers\` would say who may approve`;
  return unknown({ operation: POLICY_HISTORY.operation, reason: 'missing_member', detail });
}
