/** What is asked about a merged pull request beyond the list it stands in. */
import { z } from 'zod';
import { isUnknown, settle, settled, unknown } from '../../../src/kit.ts';
import type { Ask, Known, Unknown } from '../../../src/model.ts';
import {
  type Authored,
  Authored as AuthoredSchema,
  Page,
  type PullRequest,
  RateLimit,
  type Review,
  Review as ReviewSchema,
} from '../changes/answers.ts';
import { further } from '../changes/read.ts';
import type { Github } from '../client.ts';
import { MORE_AUTHORS, MORE_REVIEWS } from '../graphql/changes.ts';
import { PULL_REQUEST_CHECKS, REQUIRED_CHECKS } from '../graphql/checks.ts';

const FIRST = { first: 100 };

/** All reviews, in GitHub's order. */
export async function reviewsOf(github: Github, ask: Ask, { id, reviews }: PullRequest): Promise<Known<readonly Review[]>> {
  const answer = z.looseObject({ rateLimit: RateLimit, node: z.looseObject({ reviews: Page(ReviewSchema) }) });
  const more = await further(github, ask, MORE_REVIEWS, { id }, reviews, FIRST, answer, ({ node }) => node.reviews);
  return settled([more], (rest: readonly Review[]) => counted([...reviews.nodes, ...rest], reviews.totalCount, MORE_REVIEWS.operation));
}
/** The commits of its branch, with whoever wrote them. */
export async function authoredIn(github: Github, ask: Ask, { id, commits }: PullRequest): Promise<Known<readonly Authored[]>> {
  const answer = z.looseObject({ rateLimit: RateLimit, node: z.looseObject({ commits: Page(AuthoredSchema) }) });
  const more = await further(github, ask, MORE_AUTHORS, { id }, commits, FIRST, answer, ({ node }) => node.commits);
  return settled([more], (rest: readonly Authored[]) => counted([...commits.nodes, ...rest], commits.totalCount, MORE_AUTHORS.operation));
}
function counted<T>(items: readonly T[], total: number, operation: string): Known<readonly T[]> {
  if (items.length === total) return items;
  return unknown({ operation, reason: 'population_mismatch', detail: `${operation}: GitHub counts ${total}, ${items.length} were read` });
}

const Head = <T>(rollup: z.ZodType<T>) =>
  z.looseObject({
    commits: z.looseObject({ nodes: z.array(z.looseObject({ commit: z.looseObject({ oid: z.string(), statusCheckRollup: rollup }) })) }),
  });
const Rollup = z
  .looseObject({
    state: z.string(),
    contexts: z.looseObject({
      totalCount: z.int(),
      checkRunCountsByState: z.array(z.looseObject({ state: z.string(), count: z.int() })).nullable(),
    }),
  })
  .nullable();
/** Null: nothing was ever reported about this commit. */
export type Rollup = z.infer<typeof Rollup>;
const Checked = z.looseObject({
  rateLimit: RateLimit,
  nodes: z.array(z.looseObject({ id: z.string(), ...Head(Rollup).shape })),
});
type Checked = z.infer<typeof Checked>;

const BATCH = 50;

/** By pull request; each answer is an object of its own, so that it carries its evidence. */
export async function rollupsOf(
  github: Github,
  ask: Ask,
  pulls: readonly PullRequest[],
): Promise<ReadonlyMap<number, Known<{ readonly rollup: Rollup; readonly from: Checked }>>> {
  const { operation } = PULL_REQUEST_CHECKS;
  const batches = Array.from({ length: Math.ceil(pulls.length / BATCH) }, (_, n) => pulls.slice(n * BATCH, (n + 1) * BATCH));
  const found = await Promise.all(
    batches.map(async (batch) => {
      const params = { ids: batch.map(({ id }) => id) };
      const answer = await ask(operation, params, Checked, () => github.query(PULL_REQUEST_CHECKS, params));
      const known = settle(answer, { some: (value): Known<Checked> => value, none: noRollup('nothing') });
      return batch.map((pull) => [pull.number, isUnknown(known) ? known : headOf(pull, known)] as const);
    }),
  );
  return new Map(found.flat());
}

/** GitHub shows the last commit of the branch as it is now: only the commit that was merged counts. */
function headOf({ id, headRefOid }: PullRequest, from: Checked): Known<{ rollup: Rollup; from: Checked }> {
  const commit = from.nodes.find((node) => node.id === id)?.commits.nodes[0]?.commit;
  if (!commit) return noRollup('no commit of the pull request');
  if (commit.oid !== headRefOid) return noRollup(`${commit.oid}, which is not the merged head ${headRefOid}`);
  return { rollup: commit.statusCheckRollup, from };
}
function noRollup(what: string): Unknown {
  const { operation } = PULL_REQUEST_CHECKS;
  return unknown({ operation, reason: 'missing_member', detail: `${operation} answered about ${what}` });
}

const Context = z.discriminatedUnion('__typename', [
  z.looseObject({
    __typename: z.literal('CheckRun'),
    name: z.string(),
    status: z.string(),
    conclusion: z.string().nullable(),
    isRequired: z.boolean(),
  }),
  z.looseObject({ __typename: z.literal('StatusContext'), context: z.string(), state: z.string(), isRequired: z.boolean() }),
]);
export type CheckContext = z.infer<typeof Context>;

const Contexts = z.looseObject({
  rateLimit: RateLimit,
  node: Head(z.looseObject({ contexts: Page(Context) })),
});

/** Every run and status of the merged head, and whether the branch's rules, as they are today, require it. */
export async function contextsOf(github: Github, ask: Ask, { id }: PullRequest): Promise<Known<readonly CheckContext[]>> {
  const { operation } = REQUIRED_CHECKS;
  const sizes = { ...FIRST };
  const none = unknown({ operation, reason: 'missing_member', detail: `${operation} answered about no commit` });
  const contexts = (answer: z.infer<typeof Contexts>) => answer.node.commits.nodes[0]?.commit.statusCheckRollup.contexts;
  const list = await ask.list(
    operation,
    { id },
    {
      page: Contexts.refine((answer) => contexts(answer) !== undefined, 'no commit'),
      send: (token) => github.query(REQUIRED_CHECKS, { id, after: token ?? null }, sizes),
      items: (answer) => contexts(answer)?.nodes ?? [],
      next: (answer) => {
        const info = contexts(answer)?.pageInfo;
        return info?.hasNextPage ? (info.endCursor ?? '') : undefined;
      },
      total: (answer) => contexts(answer)?.totalCount,
    },
  );
  return settle(list, { some: (items) => items, none });
}
