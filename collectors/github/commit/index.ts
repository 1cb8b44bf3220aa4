import { z } from 'zod';
import { defineCollector, isUnknown, known } from '../../../src/kit.ts';
import type { Ask, Context, Known } from '../../../src/model.ts';
import type { Commit, PullRequest } from '../changes/answers.ts';
import { CHANGES, eachChanged } from '../changes/each.ts';
import { lineOf } from '../changes/line.ts';
import type { Explained } from '../changes/read.ts';
import type { Github } from '../client.ts';
import { REPOSITORY_CHANGES } from '../graphql/changes.ts';
import { ACTIVITY } from '../repository-calls.ts';
import { type Forced, forcedOf, noteForced } from './forced.ts';
import { normalise, type Raw } from './normalise.ts';

const link = z.string().describe('The page of the commit');
const author = z.string().describe('The login of its author, or the name that the commit gives');
const at = z.string().describe('`committedDate`, which is the committer’s word');

export default defineCollector({
  id: 'github/commit',
  title: 'Commits of the default branches in the period',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...CHANGES, ACTIVITY],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Repository and object id'),
    name: z.string().describe('`owner/repository@` and the first twelve digits'),
    defaultBranch: z.string().describe('The branch it is on'),
    onLine: z.boolean().describe('On the first-parent line of the branch, and not the first commit of a new repository'),
    outOfScopeBecause: z.string().describe('Why not, in words'),
    arrival: z
      .object({
        link,
        author,
        at,
        viaPullRequest: known(z.boolean()).describe('It came with a pull request that was merged into this branch'),
        pullRequests: z.array(z.string()).describe('Pages of the merged pull requests it belongs to'),
        mergedInto: z.array(z.string()).describe('The branches that these were merged into, by their names then'),
      })
      .describe('How it came onto the branch'),
    rewritten: known(z.int()).describe(
      'How often the branch was pushed to by force in the period: GET /repos/{owner}/{repo}/activity. What it held before is named in the gaps',
    ),
    signature: z
      .object({
        link,
        author,
        at,
        valid: z.boolean().describe('`signature.isValid`; false without a signature'),
        state: z.string().describe('`signature.state`; UNSIGNED without one'),
        signer: z.string().describe('Whose key it is'),
        byGitHub: z.boolean().describe('GitHub signed it: that proves who merged, not who wrote'),
      })
      .describe('Whether it is signed'),
  }),
  async *fetch(github: Github, ask, context) {
    yield* eachChanged(github, ask, context, async (all) => {
      const forced = await Promise.all(all.map((changes) => forcedOf(github, ask, context, changes)));
      return all.flatMap((changes, at) => commitsIn(ask, context, changes, forced[at] as Known<readonly Forced[]>));
    });
  },
  normalise: (raw: Raw) => normalise(raw),
});

function commitsIn(ask: Ask, { period }: Context, changes: Explained, forced: Known<readonly Forced[]>): readonly Raw[] {
  const { repo, branch, commits, pulls, createdAt, first, origins } = changes;
  if (!branch) return [];
  noteForced(ask, changes, forced);
  if (isUnknown(commits)) {
    ask.incomplete({ ...commits.$unknown, detail: `${repo.full_name}: ${commits.$unknown.detail}` });
    return [];
  }
  const { line, inPeriod, today } = lineOf(commits, branch.head, period);
  // without the pull requests nobody can tell whether a merge was taken off the branch again
  if (isUnknown(pulls)) ask.incomplete({ ...pulls.$unknown, detail: `${repo.full_name}: ${pulls.$unknown.detail}` });
  else noteRewritten(ask, repo.full_name, branch.name, pulls, today, period);
  return inPeriod.map((commit: Commit) => ({
    repository: repo.full_name,
    branch: branch.name,
    createdAt,
    commit,
    onLine: line.has(commit.oid),
    origin: origins.get(commit.oid),
    forced,
    first,
  }));
}

/** What was merged and is not there any more was taken away by a force push; nobody can see what else stood there in between. */
function noteRewritten(
  ask: Ask,
  repository: string,
  branch: string,
  pulls: readonly PullRequest[],
  today: ReadonlySet<string>,
  { from, to }: Context['period'],
): void {
  const within = (time: string) => Date.parse(time) >= Date.parse(from) && Date.parse(time) <= Date.parse(to);
  for (const { baseRefName, mergeCommit, mergedAt, number, url } of pulls) {
    if (baseRefName !== branch || mergeCommit === null || today.has(mergeCommit.oid)) continue;
    if (!within(mergedAt) || !within(mergeCommit.committedDate)) continue;
    const detail = `${repository}: ${branch} was rewritten: ${mergeCommit.oid}, the merge of #${number} (${url}), is not on it any more`;
    ask.incomplete({ operation: REPOSITORY_CHANGES.operation, reason: 'population_incomplete', detail });
  }
}
