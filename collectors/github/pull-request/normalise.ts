/** From GitHub's answers about one merged pull request to what checks may read. Pure. */
import { isUnknown, missing, settled, unknown } from '../../../src/kit.ts';
import type { Known, Unknown } from '../../../src/model.ts';
import type { PullRequest, Review, Written } from '../changes/answers.ts';
import type { Deployment } from '../changes/deployed.ts';
import { REPOSITORY_CHANGES } from '../graphql/changes.ts';
import { HEAD_CHECKS, REQUIRED_CHECKS } from '../graphql/checks.ts';
import { type Approvals, approvalsOf, nameOf } from './approvals.ts';
import type { CheckContext, Required, Rollup } from './ask.ts';
import type { Writers } from './authors.ts';

export interface Raw {
  readonly repository: string;
  readonly defaultBranch: string;
  readonly pull: PullRequest;
  readonly inDefault: Known<boolean>;
  readonly onBranch: Known<boolean>;
  readonly reviews: Known<readonly Review[]>;
  readonly authored: Writers;
  readonly checks: Known<{ readonly rollup: Rollup }>;
  /** Asked only where the whole is not green. */
  readonly contexts?: Required;
  /** Where it went. */
  readonly deployed: Known<{ readonly declared: boolean; readonly deployments: readonly Deployment[]; readonly from: readonly object[] }>;
  /** What all of it rests on. */
  readonly first: object;
}

export function normalise(raw: Raw) {
  const { repository, pull, defaultBranch, inDefault } = raw;
  const name = `${repository}#${pull.number}`;
  return {
    id: name,
    name,
    base: pull.baseRefName,
    defaultBranch,
    inDefault,
    outOfScopeBecause: inDefault === false ? `merged into ${pull.baseRefName}, not into ${defaultBranch}` : '',
    review: reviewOf(raw),
    checks: checksOf(raw),
    deployed: deployedOf(raw),
  };
}

function reviewOf({ pull, reviews, authored, onBranch }: Raw) {
  const written = settled(
    [authored],
    (all: { readonly written: readonly Known<Written>[] }): Known<readonly Known<Written>[]> => all.written,
  );
  const found = settled([reviews], (all: readonly Review[]): Known<Approvals> => approvalsOf(pull, all, written));
  const { author, mergedBy } = pull;
  return {
    link: pull.url,
    author: nameOf(author),
    authorKind: author?.__typename ?? 'gone',
    mergedBy: nameOf(mergedBy),
    mergedAt: pull.mergedAt,
    head: pull.headRefOid,
    selfMerged: author !== null && author.login === mergedBy?.login,
    onBranch,
    approvals: isUnknown(found) ? found : found.counted,
    perhaps: isUnknown(found) ? found : found.perhaps,
    others: isUnknown(found) ? found : found.others,
  };
}

function checksOf({ pull, checks, contexts }: Raw) {
  const counts = (state: string): Known<number> =>
    settled([checks], ({ rollup }: { rollup: Rollup }): Known<number> => {
      if (rollup === null) return 0;
      const states = rollup.contexts.checkRunCountsByState;
      if (states === null) return missing(HEAD_CHECKS.operation, 'checkRunCountsByState');
      // absent: no run is in this state; the others have a line each
      return states.find((one) => one.state === state)?.count ?? 0;
    });
  return {
    link: `${pull.url}/checks`,
    head: pull.headRefOid,
    rollup: settled([checks], ({ rollup }: { rollup: Rollup }): Known<string> => rollup?.state ?? 'NONE'),
    skipped: counts('SKIPPED'),
    neutral: counts('NEUTRAL'),
    required:
      contexts === undefined
        ? notAsked(checks)
        : settled([contexts], (all: { readonly contexts: readonly CheckContext[] }) => requiredOf(all.contexts)),
  };
}

function deployedOf({ deployed }: Raw) {
  if (isUnknown(deployed)) return { declared: deployed, deployments: deployed };
  const { declared, deployments } = deployed;
  return {
    declared,
    deployments: deployments.map(({ environment, createdAt, state, commitOid }) => ({
      environment: environment ?? '(none)',
      at: createdAt,
      state: state ?? 'UNKNOWN',
      commit: commitOid,
    })),
  };
}

/** Nothing at all was reported: then nothing required was either. */
function notAsked(checks: Raw['checks']): Known<{ name: string; conclusion: string }[]> {
  if (isUnknown(checks)) return checks;
  if (checks.rollup === null) return [];
  const { operation } = REQUIRED_CHECKS;
  return unknown({ operation, reason: 'not_run', detail: 'the whole is green, so that nobody asked which part of it was required' });
}

function requiredOf(contexts: readonly CheckContext[]): { name: string; conclusion: string }[] {
  return contexts
    .filter(({ isRequired }) => isRequired)
    .map((one) =>
      one.__typename === 'CheckRun'
        ? { name: one.name, conclusion: one.conclusion ?? one.status }
        : { name: one.context, conclusion: one.state },
    );
}

/**
 * A branch that is no more may have been renamed into the default branch, or have been pushed onto it by hand and deleted:
 * GitHub keeps the old name on what was merged, and says nothing else.
 */
export function intoDefault(
  { baseRefName, baseRef, number }: Pick<PullRequest, 'baseRefName' | 'baseRef' | 'number'>,
  branch: string,
  onLine: Known<boolean>,
): Known<boolean> {
  if (baseRefName === branch || baseRef?.name === branch) return true;
  if (baseRef !== null || onLine === false) return false;
  return isUnknown(onLine) ? onLine : renamed(number, baseRefName, branch);
}
function renamed(number: number, base: string, branch: string): Unknown {
  const detail = `#${number} was merged into ${base}, which is no more, and stands on ${branch}: GitHub does not say whether ${base} was renamed`;
  return unknown({ operation: REPOSITORY_CHANGES.operation, reason: 'missing_member', detail });
}
