/** With which pull request a commit came: by the list of merged ones, or, where none of them made it, by GitHub's own word. */
import { isUnknown, unknown } from '../../../src/kit.ts';
import type { Ask, Context, Known } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { COMMIT_ORIGINS } from '../graphql/changes.ts';
import { type Associated, type Commit, Origin, type PullRequest } from './answers.ts';
import { lineOf } from './line.ts';
import { nodesOf, type Told } from './nodes.ts';
import type { Changes } from './read.ts';

export interface Pulls {
  readonly totalCount: number;
  readonly nodes: readonly Associated[];
}
/** By object id: of the commits on the line within the period. Null: GitHub does not say. */
export type Origins = ReadonlyMap<string, Known<{ readonly pulls: Pulls | null; readonly from: object }>>;

export async function originsOf(
  github: Github,
  ask: Ask,
  period: Context['period'],
  all: readonly Changes[],
): Promise<ReadonlyMap<Changes, Origins>> {
  const open = all.map((one) => [one, onLine(one, period), mergesOf(one)] as const);
  const groups = open.map(([, commits, merges]) => commits.filter(({ oid }) => !merges.has(oid)).map(({ id }) => id));
  const told = await nodesOf(github, ask, groups, { document: COMMIT_ORIGINS, node: Origin });
  return new Map(
    open.map(([one, commits, merges]) => [
      one,
      new Map(
        commits.map(({ id, oid }) => {
          const merge = merges.get(oid);
          return [oid, merge ? { pulls: { totalCount: 1, nodes: [merge] }, from: one.first } : saidOf(told.get(id))];
        }),
      ),
    ]),
  );
}

function saidOf(told: Known<Told<Origin>> | undefined): Known<{ readonly pulls: Pulls | null; readonly from: object }> {
  const { operation } = COMMIT_ORIGINS;
  if (told === undefined) return unknown({ operation, reason: 'not_run', detail: `${operation}: nobody asked` });
  return isUnknown(told) ? told : { pulls: told.node.associatedPullRequests, from: told.from };
}

function onLine({ commits, branch }: Changes, period: Context['period']): readonly Commit[] {
  if (isUnknown(commits)) return [];
  const { line, inPeriod } = lineOf(commits, branch?.head, period);
  return inPeriod.filter(({ oid }) => line.has(oid));
}

/**
 * What a merge put onto a branch is the merge commit of its pull request: https://docs.github.com/en/graphql/reference/objects#pullrequest
 * One that was merged into another branch explains nothing here: a second one may have brought the same commit onto this one.
 */
function mergesOf({ repo, branch, pulls }: Changes): ReadonlyMap<string, Associated> {
  if (isUnknown(pulls) || branch === undefined) return new Map();
  const into = pulls.filter(({ baseRefName, baseRef }) => baseRefName === branch.name || baseRef?.name === branch.name);
  return new Map(into.flatMap((pull) => (pull.mergeCommit ? [[pull.mergeCommit.oid, associated(pull, repo.full_name)] as const] : [])));
}
function associated({ number, url, mergedAt, baseRefName, baseRef }: PullRequest, nameWithOwner: string): Associated {
  return { number, url, merged: true, mergedAt, baseRefName, baseRef, repository: { nameWithOwner } };
}
