import { z } from 'zod';
import { defineCollector, isUnknown, known, settled, unknown } from '../../../src/kit.ts';
import type { Ask, Context, Known } from '../../../src/model.ts';
import type { Commit, PullRequest } from '../changes/answers.ts';
import { type Deployments, deploymentsOf, firstDeployments } from '../changes/deployed.ts';
import { CHANGES, eachChanged } from '../changes/each.ts';
import { lineOf } from '../changes/line.ts';
import type { Origins } from '../changes/origins.ts';
import type { Explained } from '../changes/read.ts';
import type { Github } from '../client.ts';
import { COMMIT_ORIGINS, REPOSITORY_CHANGES } from '../graphql/changes.ts';
import { MANY_DEPLOYMENTS } from '../graphql/deployments.ts';
import { CHECKS, DEPLOYMENTS, REVIEWS } from '../graphql/documents.ts';
import { contextsOf, reviewsOf, rollupsOf } from './ask.ts';
import { writersOf } from './authors.ts';
import { intoDefault, normalise, type Raw } from './normalise.ts';

const Approval = z.object({
  login: z.string().describe('Who approved'),
  at: z.string().describe('When: `submittedAt`'),
  mayPush: z.boolean().describe('May push today: `authorCanPushToRepository`; GitHub does not keep who could then'),
});
const Review = z.object({
  link: z.string().describe('The page of the pull request'),
  author: z.string().describe('Who opened it'),
  authorKind: z.string().describe('User, Bot or another kind of account; gone when it was deleted'),
  mergedBy: z.string().describe('Who merged it'),
  mergedAt: z.string().describe('`mergedAt`'),
  head: z.string().describe('The merged commit of its branch: `headRefOid`'),
  selfMerged: z.boolean().describe('Merged by its author'),
  onBranch: known(z.boolean()).describe('Its merge commit stands on the default branch today; if not, the branch was rewritten since'),
  approvals: known(z.array(Approval)).describe(
    'Approvals by people other than the author and the co-authors, on the merged head, before the merge, neither dismissed nor taken back',
  ),
  perhaps: known(z.boolean()).describe('False, or unknown where it cannot be told whether another approval counts'),
  others: known(z.array(z.string())).describe('Approvals that do not count, each with why'),
});
const Checks = z.object({
  link: z.string().describe('The page of its checks'),
  head: z.string().describe('The merged commit of its branch'),
  rollup: known(z.string()).describe('`statusCheckRollup.state` of the merged head today; NONE when nothing was ever reported'),
  skipped: known(z.int()).describe('Check runs that were skipped'),
  neutral: known(z.int()).describe('Check runs that ended neutral'),
  required: known(
    z.array(z.object({ name: z.string().describe('Of the run or status'), conclusion: z.string().describe('How it ended') })),
  ).describe('Those that the rules of today require; asked only where the whole is not green'),
});

const Deployed = z.object({
  declared: known(z.boolean()).describe(
    'The repository declares deployments to GitHub, or did once; if not, it deploys in another way or not at all',
  ),
  deployments: known(
    z.array(
      z.object({
        environment: z.string().describe('`environment`'),
        at: z.string().describe('`createdAt`'),
        state: z.string().describe('`state` today; INACTIVE: another one took its place'),
        commit: z.string().describe('`commitOid`: the merge, or a later commit that has it in it'),
      }),
    ),
  ).describe('Of each environment the first deployment in the period that succeeded and had the merge in it'),
});

export default defineCollector({
  id: 'github/pull-request',
  title: 'Pull requests merged in the period',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...CHANGES, ...REVIEWS, ...CHECKS, ...DEPLOYMENTS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Repository and number'),
    name: z.string().describe('`owner/repository#number`'),
    base: z.string().describe('The branch it was merged into, by its name then: `baseRefName`'),
    defaultBranch: z.string().describe('The repository’s default branch today'),
    inDefault: known(z.boolean()).describe('Merged into the default branch'),
    outOfScopeBecause: z.string().describe('Why not, in words'),
    review: Review.describe('Who wrote, approved and merged it'),
    checks: Checks.describe('Whether the merged head was green'),
    deployed: Deployed.describe('Where it went: what the repository declares to GitHub, which no check judges'),
  }),
  async *fetch(github: Github, ask, context) {
    yield* eachChanged(github, ask, context, (all) => pullsIn(github, ask, context, all));
  },
  normalise: (raw: Raw) => normalise(raw),
});

type Placed = Omit<Raw, 'reviews' | 'authored' | 'checks' | 'contexts' | 'deployed'> & { readonly changes: Explained };

/** What is asked about single pull requests is asked about those of all these repositories together. */
async function pullsIn(github: Github, ask: Ask, context: Context, all: readonly Explained[]): Promise<readonly Raw[]> {
  const placed = all.map((changes) => placedIn(ask, context, changes));
  const asked = placed.map((some) => some.filter(({ inDefault }) => inDefault !== false).map(({ pull }) => pull));
  const changed = all.filter((_, at) => asked[at]?.length !== 0);
  const [rollups, writers, deployments] = await Promise.all([
    rollupsOf(github, ask, asked),
    writersOf(github, ask, asked),
    deploymentsOf(github, ask, context, changed),
  ]);
  const firsts = new Map([...deployments].map(([one, list]) => [one, firstsOf(one, list)]));
  const notGreen = asked.flat().filter((pull) => {
    const checks = rollups.get(pull);
    return checks !== undefined && !isUnknown(checks) && checks.rollup !== null && checks.rollup.state !== 'SUCCESS';
  });
  const required = await contextsOf(github, ask, notGreen);
  return Promise.all(
    placed.flat().map(async ({ changes, ...one }): Promise<Raw> => {
      const { pull } = one;
      const deployed = deployedOf(pull, firsts.get(changes));
      const [checks, authored, contexts] = [rollups.get(pull), writers.get(pull), required.get(pull)];
      if (checks === undefined || authored === undefined) return { ...one, deployed, ...aside(pull) };
      return { ...one, deployed, reviews: await reviewsOf(github, ask, pull), authored, checks, ...(contexts && { contexts }) };
    }),
  );
}

type Firsts = Known<{ readonly declared: boolean; readonly first: ReturnType<typeof firstDeployments>; readonly from: readonly object[] }>;
function firstsOf({ commits }: Explained, list: Known<Deployments>): Firsts {
  return settled([commits, list], (all: readonly Commit[], { declared, list: some, from }: Deployments) => ({
    declared,
    first: firstDeployments(all, some),
    from,
  }));
}
function deployedOf({ mergeCommit, number }: PullRequest, firsts: Firsts | undefined): Raw['deployed'] {
  const { operation } = MANY_DEPLOYMENTS;
  const nowhere = (detail: string) => unknown({ operation, reason: 'not_run', detail: `#${number} ${detail}` });
  if (firsts === undefined) return nowhere('did not reach the default branch: nobody asked where it went');
  if (isUnknown(firsts)) return firsts;
  if (mergeCommit === null) return nowhere('has no merge commit of its own');
  const { declared, first, from } = firsts;
  return { declared, deployments: first.get(mergeCommit.oid) ?? [], from };
}

function placedIn(ask: Ask, { period }: Context, changes: Explained): readonly Placed[] {
  const { repo, branch, pulls, commits, first, origins } = changes;
  if (isUnknown(pulls)) {
    ask.incomplete({ ...pulls.$unknown, detail: `${repo.full_name}: ${pulls.$unknown.detail}` });
    return [];
  }
  const merged = pulls.filter(({ mergedAt }) => Date.parse(mergedAt) <= Date.parse(period.to));
  const line = settled([commits], (all: readonly Commit[]) => lineOf(all, branch?.head, period));
  // without the commits nobody can tell whether the list has all that they name
  if (isUnknown(line)) ask.incomplete({ ...line.$unknown, detail: `${repo.full_name}: ${line.$unknown.detail}` });
  else noteMissed(ask, repo.full_name, origins, pulls, period);
  const base = { changes, repository: repo.full_name, defaultBranch: branch?.name ?? repo.default_branch, first };
  return merged.map((pull) => ({ ...base, pull, ...placeOf(pull, base.defaultBranch, line) }));
}

type Line = ReturnType<typeof lineOf>;
/** Where its merge commit stands. Without one, and before the period's first commit, nothing can be said about that. */
function placeOf(pull: PullRequest, branch: string, line: Known<Line>): { inDefault: Known<boolean>; onBranch: Known<boolean> } {
  const { mergeCommit } = pull;
  if (mergeCommit === null) {
    const detail = `#${pull.number} has no merge commit of its own`;
    const none = unknown({ operation: REPOSITORY_CHANGES.operation, reason: 'missing_member', detail });
    return { inDefault: intoDefault(pull, branch, none), onBranch: none };
  }
  const onLine = settled([line], ({ line: oids }: Line) => oids.has(mergeCommit.oid));
  const onBranch = settled([line], ({ today }: Line) => today.has(mergeCommit.oid));
  return { inDefault: intoDefault(pull, branch, onLine), onBranch };
}

/** Merged into another branch: whatever its reviews are, no check is about it. */
function aside({ number }: PullRequest): Pick<Raw, 'reviews' | 'authored' | 'checks'> {
  const detail = `#${number} was merged into a branch that is not the default one: nothing more was asked about it`;
  const none = unknown({ operation: REPOSITORY_CHANGES.operation, reason: 'not_run', detail });
  return { reviews: none, authored: none, checks: none };
}

/** A pull request that a commit names and the list does not: it was changed while we read, and slipped to a page that we had left. */
function noteMissed(ask: Ask, repository: string, origins: Origins, pulls: readonly PullRequest[], { from, to }: Context['period']): void {
  const listed = new Set(pulls.map(({ number }) => number));
  const within = (at: string | null) => at !== null && Date.parse(at) >= Date.parse(from) && Date.parse(at) <= Date.parse(to);
  const { operation } = COMMIT_ORIGINS;
  const silent = [...origins].find(([, origin]) => isUnknown(origin) || origin.pulls === null);
  if (silent) {
    const [oid, origin] = silent;
    const gap = isUnknown(origin) ? origin.$unknown : { operation, reason: 'missing_member' as const, detail: 'GitHub does not say' };
    ask.incomplete({ ...gap, detail: `${repository}: with which pull requests ${oid} came is not known: ${gap.detail}` });
  }
  const missed = [...origins.values()]
    .flatMap((origin) => (isUnknown(origin) || origin.pulls === null ? [] : origin.pulls.nodes))
    .filter((one) => one.merged && one.repository.nameWithOwner === repository && within(one.mergedAt) && !listed.has(one.number));
  for (const number of new Set(missed.map((one) => one.number))) {
    ask.incomplete({
      operation,
      reason: 'changed_during_collection',
      detail: `${repository}#${number} is named by a commit and not by the list`,
    });
  }
}
