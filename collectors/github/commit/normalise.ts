/** From GitHub's answers about one commit of a default branch to what checks may read. Pure. */
import { isUnknown, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import type { Associated, Commit } from '../changes/answers.ts';
import type { Origins } from '../changes/origins.ts';
import { COMMIT_ORIGINS } from '../graphql/changes.ts';

export interface Raw {
  readonly repository: string;
  readonly branch: string;
  /** When the repository was made. */
  readonly createdAt: string;
  readonly commit: Commit;
  readonly onLine: boolean;
  /** With which pull requests it came; absent: it is not on the line, and nobody asked. */
  readonly origin: ReturnType<Origins['get']>;
  /** Force pushes to the branch. */
  readonly forced: Known<readonly object[]>;
  /** What all of it rests on. */
  readonly first: object;
}

export function normalise(raw: Raw) {
  const { repository, branch, commit, onLine } = raw;
  const beginning = isBeginning(raw);
  const author = commit.author?.user?.login ?? commit.author?.name ?? '(no author)';
  const common = { link: commit.url, author, at: commit.committedDate };
  return {
    id: `${repository}@${commit.oid}`,
    name: `${repository}@${commit.oid.slice(0, 12)}`,
    defaultBranch: branch,
    onLine: onLine && !beginning,
    outOfScopeBecause: becauseOf(onLine, beginning),
    arrival: { ...common, ...arrivalOf(raw) },
    rewritten: isUnknown(raw.forced) ? raw.forced : raw.forced.length,
    signature: { ...common, ...signatureOf(commit) },
  };
}

function becauseOf(onLine: boolean, beginning: boolean): string {
  if (beginning) return 'the first commit of a new repository, before which there was no branch to merge into';
  return onLine ? '' : 'came with a merge: the merge itself is judged';
}

const DAY = 86_400_000;
/** A commit without parents, made when the repository was; a later one replaces the history, and is judged like any other. */
function isBeginning({ commit, createdAt }: Raw): boolean {
  return commit.parents.totalCount === 0 && Date.parse(commit.committedDate) <= Date.parse(createdAt) + DAY;
}

function arrivalOf({ repository, branch, commit, origin }: Raw) {
  const named = origin === undefined || isUnknown(origin) ? null : origin.pulls;
  const pulls = named?.nodes.filter((one) => one.merged && one.repository.nameWithOwner === repository) ?? [];
  return {
    pullRequests: pulls.map(({ url }) => url),
    mergedInto: [...new Set(pulls.map(({ baseRefName }) => baseRefName))],
    viaPullRequest: viaPullRequest(commit, origin, pulls, branch),
  };
}

/** As for the pull request itself: into a branch that is no more is not known to be into another one. */
function viaPullRequest({ oid }: Commit, origin: Raw['origin'], pulls: readonly Associated[], branch: string): Known<boolean> {
  if (pulls.some(({ baseRefName, baseRef }) => baseRefName === branch || baseRef?.name === branch)) return true;
  const { operation } = COMMIT_ORIGINS;
  if (origin === undefined)
    return unknown({ operation, reason: 'not_run', detail: `${oid} came with a merge, which is judged in its stead: nobody asked` });
  if (isUnknown(origin)) return origin;
  if (origin.pulls === null)
    return unknown({ operation, reason: 'missing_member', detail: `${operation} answered without \`associatedPullRequests\` of ${oid}` });
  const { totalCount, nodes } = origin.pulls;
  if (totalCount > nodes.length)
    return unknown({ operation, reason: 'truncated', detail: `${oid} has ${totalCount} pull requests; not all were shown` });
  const gone = pulls.find(({ baseRef }) => baseRef === null);
  if (!gone) return false;
  const detail = `${oid} came with #${gone.number} into ${gone.baseRefName}, which is no more: GitHub does not say whether it was renamed`;
  return unknown({ operation, reason: 'missing_member', detail });
}

/** No signature is an answer: GitHub leaves the member null where the commit has none. */
function signatureOf({ signature }: Commit) {
  if (signature === null) return { valid: false, state: 'UNSIGNED', signer: '', byGitHub: false };
  const { isValid, state, signer, wasSignedByGitHub } = signature;
  return { valid: isValid, state, signer: signer?.login ?? '', byGitHub: wasSignedByGitHub };
}
