/** From GitHub's answers about one commit of a default branch to what checks may read. Pure. */
import { unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import type { Associated, Commit, RepositoryChanges } from '../changes/answers.ts';
import { REPOSITORY_CHANGES } from '../graphql/changes.ts';

export interface Raw {
  readonly repository: string;
  readonly branch: string;
  /** When the repository was made. */
  readonly createdAt: string;
  readonly commit: Commit;
  readonly onLine: boolean;
  /** What all of it rests on. */
  readonly first: RepositoryChanges;
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

function arrivalOf({ repository, branch, commit }: Raw) {
  const { associatedPullRequests } = commit;
  const pulls = associatedPullRequests?.nodes.filter((one) => one.merged && one.repository.nameWithOwner === repository) ?? [];
  return {
    pullRequests: pulls.map(({ url }) => url),
    mergedInto: [...new Set(pulls.map(({ baseRefName }) => baseRefName))],
    viaPullRequest: viaPullRequest(commit, pulls, branch),
  };
}

/** As for the pull request itself: into a branch that is no more is not known to be into another one. */
function viaPullRequest({ oid, associatedPullRequests }: Commit, pulls: readonly Associated[], branch: string): Known<boolean> {
  if (pulls.some(({ baseRefName, baseRef }) => baseRefName === branch || baseRef?.name === branch)) return true;
  const { operation } = REPOSITORY_CHANGES;
  if (associatedPullRequests === null)
    return unknown({ operation, reason: 'missing_member', detail: `${operation} answered without \`associatedPullRequests\` of ${oid}` });
  if (associatedPullRequests.totalCount > associatedPullRequests.nodes.length)
    return unknown({
      operation,
      reason: 'truncated',
      detail: `${oid} has ${associatedPullRequests.totalCount} pull requests; not all were shown`,
    });
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
