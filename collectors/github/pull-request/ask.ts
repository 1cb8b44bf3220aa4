/** What is asked about merged pull requests beyond the list they stand in. */
import { z } from 'zod';
import { isUnknown, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Known, Unknown } from '../../../src/model.ts';
import { Page, type PullRequest, RateLimit, type Review, Review as ReviewSchema } from '../changes/answers.ts';
import { type Nodes, nodesOf, sliced } from '../changes/nodes.ts';
import { further } from '../changes/read.ts';
import type { Github } from '../client.ts';
import { MORE_REVIEWS } from '../graphql/changes.ts';
import { AT_ONCE, HEAD_CHECKS, MANY_REQUIRED, REQUIRED_CHECKS } from '../graphql/checks.ts';

const FIRST = { first: 100 };

const MoreReviews = z.looseObject({ rateLimit: RateLimit, node: z.looseObject({ reviews: Page(ReviewSchema) }) });

/** All reviews, in GitHub's order. */
export async function reviewsOf(github: Github, ask: Ask, { id, reviews }: PullRequest): Promise<Known<readonly Review[]>> {
  const more = await further(github, ask, MORE_REVIEWS, { id }, reviews, FIRST, MoreReviews, ({ node }) => node.reviews);
  return settled([more], (rest: readonly Review[]) => counted([...reviews.nodes, ...rest], reviews.totalCount, MORE_REVIEWS.operation));
}
function counted<T>(items: readonly T[], total: number, operation: string): Known<readonly T[]> {
  if (items.length === total) return items;
  return unknown({ operation, reason: 'population_mismatch', detail: `${operation}: GitHub counts ${total}, ${items.length} were read` });
}

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

const Checked = z.looseObject({ id: z.string(), oid: z.string(), statusCheckRollup: Rollup });

/** By pull request; each answer is an object of its own, so that it carries its evidence. */
export async function rollupsOf(
  github: Github,
  ask: Ask,
  groups: readonly (readonly PullRequest[])[],
): Promise<ReadonlyMap<PullRequest, Known<{ readonly rollup: Rollup; readonly from: object }>>> {
  const heads = groups.map((pulls) => pulls.flatMap((pull) => headOf(pull) ?? []));
  const found = await nodesOf(github, ask, heads, { document: HEAD_CHECKS, node: Checked });
  return new Map(groups.flat().map((pull) => [pull, rollupOf(pull, found)] as const));
}

/** The last commit of the branch, where that is the one that was merged: nothing else tells whether it was green. */
function headOf({ commits, headRefOid }: PullRequest): string | undefined {
  const last = commits.nodes.at(-1)?.commit;
  return last?.oid === headRefOid ? last.id : undefined;
}
function rollupOf(pull: PullRequest, found: Nodes<z.infer<typeof Checked>>): Known<{ readonly rollup: Rollup; readonly from: object }> {
  const id = headOf(pull);
  if (id === undefined)
    return noRollup(`${pull.commits.nodes.at(-1)?.commit.oid ?? 'no commit'}, which is not the merged head ${pull.headRefOid}`);
  const told = found.get(id) ?? noRollup('nothing');
  if (isUnknown(told)) return told;
  const { node, from } = told;
  return node.oid === pull.headRefOid ? { rollup: node.statusCheckRollup, from } : noRollup(`${node.oid}, not ${pull.headRefOid}`);
}
function noRollup(what: string): Unknown {
  const { operation } = HEAD_CHECKS;
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

const Head = z.looseObject({
  commits: z.looseObject({
    nodes: z.array(z.looseObject({ commit: z.looseObject({ statusCheckRollup: z.looseObject({ contexts: Page(Context) }) }) })).min(1),
  }),
});
const placed = z.looseObject({ id: z.string(), ...Head.shape });
const ManyRequired = z.looseObject({
  rateLimit: RateLimit,
  ...Object.fromEntries(Array.from({ length: AT_ONCE }, (_, at) => [`p${at}`, placed])),
});
const contextsIn = ({ commits }: z.infer<typeof Head>) =>
  commits.nodes[0]?.commit.statusCheckRollup.contexts as z.infer<ReturnType<typeof Page<CheckContext>>>;
/** What is required of a pull request, and the answer that says so. */
export type Required = Known<{ readonly contexts: readonly CheckContext[]; readonly from: object }>;

/** Every run and status of the merged heads, and whether the branch's rules, as they are today, require it. */
export async function contextsOf(github: Github, ask: Ask, pulls: readonly PullRequest[]): Promise<ReadonlyMap<PullRequest, Required>> {
  const found = await Promise.all(
    sliced(pulls, AT_ONCE).map(async (some) => {
      const variables = Object.fromEntries(Array.from({ length: AT_ONCE }, (_, at) => [`p${at}`, (some[at] ?? some.at(-1))?.id]));
      const sizes = { ...FIRST };
      const answer = await ask(MANY_REQUIRED.operation, variables, ManyRequired, () => github.query(MANY_REQUIRED, variables, sizes));
      return Promise.all(some.map(async (pull, at) => [pull, await among(github, ask, pull, answer, `p${at}`)] as const));
    }),
  );
  return new Map(found.flat());
}

/** From the answer about several, where it has all of this one's; else alone, page by page. */
async function among(github: Github, ask: Ask, pull: PullRequest, answer: Answer<object>, place: string): Promise<Required> {
  if (answer !== null && !isUnknown(answer)) {
    const node = (answer as Readonly<Record<string, z.infer<typeof Head> & { readonly id: string }>>)[place];
    const contexts = node?.id === pull.id ? contextsIn(node) : undefined;
    if (contexts && contexts.totalCount === contexts.nodes.length) return { contexts: contexts.nodes, from: answer };
  }
  return alone(github, ask, pull);
}

async function alone(github: Github, ask: Ask, { id }: PullRequest): Promise<Required> {
  const { operation } = REQUIRED_CHECKS;
  const sizes = { ...FIRST };
  const none = unknown({ operation, reason: 'missing_member', detail: `${operation} answered about no commit` });
  const list = await ask.list(
    operation,
    { id },
    {
      page: z.looseObject({ rateLimit: RateLimit, node: Head }),
      send: (token) => github.query(REQUIRED_CHECKS, { id, after: token ?? null }, sizes),
      items: ({ node }) => contextsIn(node).nodes,
      next: ({ node }) => {
        const { hasNextPage, endCursor } = contextsIn(node).pageInfo;
        return hasNextPage ? (endCursor ?? '') : undefined;
      },
      total: ({ node }) => contextsIn(node).totalCount,
    },
  );
  return settle(list, { some: (contexts): Required => ({ contexts, from: contexts }), none });
}
