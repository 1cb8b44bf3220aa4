/** From GitHub's answers about one declared document to what checks may read. Pure. */
import { isUnknown, unknown } from '../../../src/kit.ts';
import type { Context, Known, Unknown } from '../../../src/model.ts';
import { POLICY_HISTORY } from '../graphql/policies.ts';
import { isPattern, monthsOf } from '../policies.ts';
import { TREE } from '../repository-calls.ts';
import type { Document } from './ask.ts';
import { contradictedIn } from './dates.ts';
import type { Declared } from './declared.ts';
import { reviewedOf, type Step } from './review.ts';

export interface Raw extends Declared {
  /** Null: the repository has no branch. Undefined: nothing was asked, since there is no such file. */
  readonly document?: Known<Document> | null;
}

export function normalise(raw: Raw, { now }: Pick<Context, 'now'>) {
  const { policy, repository, path } = raw;
  const name = `${repository}:${path}`;
  return {
    id: name,
    name,
    title: policy.title ?? path,
    reviewEvery: policy.reviewEvery === undefined ? null : monthsOf(policy.reviewEvery),
    exists: existsOf(raw),
    ...aboutIt(raw, now),
  };
}

function existsOf({ listed, repo, document, path }: Raw): Known<boolean> {
  // without a branch there is no file, and GitHub refuses to list any
  if (document === null) return false;
  if (listed === false || repo === undefined || document === undefined) return listed;
  if (isUnknown(document)) return listed;
  if (document.head !== null) return true;
  if (isUnknown(listed)) return listed;
  const detail = `${path} is on the list of files, and not in the head of the branch`;
  return unknown({ operation: TREE.operation, reason: 'changed_during_collection', detail });
}

function aboutIt({ document, listed, path }: Raw, now: string) {
  const found = document === undefined || document === null ? absent(path, listed) : document;
  if (isUnknown(found)) return everything(found);
  const { steps, forced, origin, head } = found;
  const [last] = steps;
  if (!last) return everything(noHistory(path, head === null));
  const { lastReviewed, lastUpdated, owner, facts } = last.says;
  const contradicted = contradictedIn(steps, origin, now);
  const { at, by, pullRequests, perhapsAt, perhaps } = reviewedOf(steps, forced, origin, now);
  return {
    lastReviewed,
    lastUpdated,
    owner,
    facts: isUnknown(facts) ? facts : [...facts],
    change: changeOf(last),
    reviewedAt: at,
    reviewedBy: [...by],
    reviewedIn: [...pullRequests],
    perhapsAt,
    perhaps,
    contradicted: isUnknown(contradicted) ? contradicted : [...contradicted],
  };
}

function changeOf({ edit, approved }: Step) {
  const { viaPullRequest, pullRequests, arrivedAt, approvals, perhaps, others } = approved;
  return {
    commit: edit.oid,
    link: edit.url,
    at: arrivedAt,
    author: edit.author?.user?.login ?? edit.author?.name ?? '(no author)',
    viaPullRequest,
    pullRequests: [...pullRequests],
    approvals: approvals.map(({ login, at }) => ({ login, at })),
    perhaps,
    others: [...others],
  };
}

const everything = (why: Unknown) => ({
  lastReviewed: why,
  lastUpdated: why,
  owner: why,
  facts: why,
  change: why,
  reviewedAt: why,
  reviewedBy: why,
  reviewedIn: why,
  perhapsAt: why,
  perhaps: why,
  contradicted: why,
});

function absent(path: string, listed: Known<boolean>): Unknown {
  if (isUnknown(listed)) return listed;
  const what = isPattern(path) ? `no file fits ${path}` : `there is no ${path}`;
  return unknown({ operation: TREE.operation, reason: 'not_run', detail: `${what}: nothing more was asked` });
}
function noHistory(path: string, gone: boolean): Unknown {
  const detail = gone ? `there is no ${path} on the branch` : `${path} is on the branch, and no commit is shown that put it there`;
  return unknown({ operation: POLICY_HISTORY.operation, reason: 'missing_member', detail });
}
