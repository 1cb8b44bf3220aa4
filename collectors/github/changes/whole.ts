/** Whether what was read is all there is. Pure. */
import { unknown } from '../../../src/kit.ts';
import type { Known, Reason, Unknown } from '../../../src/model.ts';
import { MORE_COMMITS, MORE_PULL_REQUESTS } from '../graphql/changes.ts';
import type { Commit, PullRequest } from './answers.ts';

const not = ({ operation }: { operation: string }, reason: Reason, detail: string): Unknown =>
  unknown({ operation, reason, detail: `${operation}: ${detail}` });

/**
 * As many commits as GitHub counts, each once, and each reachable from the head through the others.
 * A commit whose date was set back hides what lies behind it from a history since a date; what stands before it is then cut off.
 */
export function wholeHistory(commits: readonly Commit[], totalCount: number, head: string): Known<readonly Commit[]> {
  const known = new Map(commits.map((commit) => [commit.oid, commit]));
  if (known.size !== totalCount || commits.length !== totalCount)
    return not(MORE_COMMITS, 'population_mismatch', `GitHub counts ${totalCount} commits, ${known.size} were read`);
  const reached = reachable(known, head);
  if (reached.size === known.size) return commits;
  const detail = `${known.size - reached.size} of ${known.size} commits hang on none of the others: a commit in between has a date before the period`;
  return not(MORE_COMMITS, 'population_incomplete', detail);
}

/** The commits of `known` that can be reached from `from`, itself included. */
export function reachable(known: ReadonlyMap<string, Commit>, from: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [from];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    const commit = known.get(oid);
    if (!commit || reached.has(oid)) continue;
    reached.add(oid);
    for (const parent of commit.parents.nodes) open.push(parent.oid);
  }
  return reached;
}

/** The list may only be left early when it is in the order that was asked for; read to its end, it must be as long as GitHub counts. */
export function inOrder(
  pulls: readonly PullRequest[],
  totalCount: number,
  past: (nodes: readonly PullRequest[]) => boolean,
  from: number,
): Known<readonly PullRequest[]> {
  const broken = pulls.some(({ updatedAt }, at) => at > 0 && Date.parse(updatedAt) > Date.parse(pulls[at - 1]?.updatedAt ?? ''));
  if (broken) return not(MORE_PULL_REQUESTS, 'pagination_broken', 'the pull requests are not in the order of their last change');
  const numbers = new Set(pulls.map(({ number }) => number));
  if (numbers.size !== pulls.length) return not(MORE_PULL_REQUESTS, 'changed_during_collection', 'a pull request stands on two pages');
  if (!past(pulls) && pulls.length !== totalCount)
    return not(MORE_PULL_REQUESTS, 'population_mismatch', `GitHub counts ${totalCount} merged pull requests, ${pulls.length} were read`);
  return pulls.filter(({ mergedAt }) => Date.parse(mergedAt) >= from);
}
