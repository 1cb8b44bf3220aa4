/** The line of the default branch: from its head by first parents, which is what merging, squashing and pushing add to. Pure. */
import type { Commit } from './answers.ts';
import { reachable } from './whole.ts';

export interface Line {
  /** On the line, newest first, as far as the period reaches. */
  readonly line: ReadonlySet<string>;
  /** On the branch at the period's end and dated within it. */
  readonly inPeriod: readonly Commit[];
  /** All that were read: on the branch today. */
  readonly today: ReadonlySet<string>;
}

export function lineOf(commits: readonly Commit[], head: string | undefined, period: { readonly from: string; readonly to: string }): Line {
  const known = new Map(commits.map((commit) => [commit.oid, commit]));
  const line = new Set<string>();
  for (let at = known.get(head ?? ''); at && !line.has(at.oid); at = known.get(at.parents.nodes[0]?.oid ?? '')) line.add(at.oid);
  const [from, to] = [Date.parse(period.from), Date.parse(period.to)];
  const dated = ({ committedDate }: Commit) => Date.parse(committedDate);
  // what was pushed after the period's end is not of it, nor what came with it
  const end = [...line].find((oid) => dated(known.get(oid) as Commit) <= to);
  const then = end === undefined ? new Set<string>() : reachable(known, end);
  return {
    line,
    inPeriod: commits.filter((commit) => then.has(commit.oid) && dated(commit) >= from && dated(commit) <= to),
    today: new Set(known.keys()),
  };
}
