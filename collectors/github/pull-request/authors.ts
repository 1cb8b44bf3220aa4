/** Who wrote the commits of merged pull requests. */
import { z } from 'zod';
import { isUnknown, settled, unknown } from '../../../src/kit.ts';
import type { Ask, Known } from '../../../src/model.ts';
import { Authored, CoAuthors, Page, type PullRequest, RateLimit, type Written } from '../changes/answers.ts';
import { type Nodes, nodesOf, type Told } from '../changes/nodes.ts';
import { further } from '../changes/read.ts';
import type { Github } from '../client.ts';
import { CO_AUTHORS, MANY_AUTHORS, MORE_AUTHORS } from '../graphql/changes.ts';

/** Each commit with its authors, and the answers that say so. */
export type Writers = Known<{ readonly written: readonly Known<Written>[]; readonly from: readonly object[] }>;

const Whole = z.looseObject({ id: z.string(), commits: Page(Authored) });
const MoreAuthors = z.looseObject({ rateLimit: RateLimit, node: z.looseObject({ commits: Page(Authored) }) });
type Read = { readonly commits: readonly Authored[]; readonly from: readonly object[] };

/** Pull requests in one question, with a hundred commits each. */
const TOGETHER = 20;
/** GitHub reads it in any spelling; what merely looks like one costs a question. */
const namesCoAuthors = ({ commit }: Authored): boolean => /co-authored-by/i.test(commit.message);

export async function writersOf(
  github: Github,
  ask: Ask,
  groups: readonly (readonly PullRequest[])[],
): Promise<ReadonlyMap<PullRequest, Writers>> {
  const long = groups.map((pulls) => pulls.filter(({ commits }) => commits.nodes.length < commits.totalCount));
  const ids = long.map((pulls) => pulls.map(({ id }) => id));
  const whole = await nodesOf(github, ask, ids, { document: MANY_AUTHORS, node: Whole, size: TOGETHER });
  const read = new Map(
    await Promise.all(groups.flat().map(async (pull) => [pull, await commitsOf(github, ask, pull, whole.get(pull.id))] as const)),
  );
  const named = groups.map((pulls) =>
    pulls.flatMap((pull) => {
      const all = read.get(pull);
      return all === undefined || isUnknown(all) ? [] : all.commits.filter(namesCoAuthors).map(({ commit }) => commit.id);
    }),
  );
  const others = await nodesOf(
    github,
    ask,
    named.map((each) => [...new Set(each)]),
    { document: CO_AUTHORS, node: CoAuthors },
  );
  return new Map([...read].map(([pull, all]) => [pull, settled([all], (one: Read): Writers => writersIn(one, others))]));
}

async function commitsOf(
  github: Github,
  ask: Ask,
  pull: PullRequest,
  told: Known<Told<z.infer<typeof Whole>>> | undefined,
): Promise<Known<Read>> {
  const { id, commits } = pull;
  if (told === undefined) return counted(commits.nodes, commits.totalCount, []);
  if (isUnknown(told)) return told;
  const first = told.node.commits;
  const more = await further(github, ask, MORE_AUTHORS, { id }, first, { first: 100 }, MoreAuthors, ({ node }) => node.commits);
  return settled([more], (rest: readonly Authored[]) => counted([...first.nodes, ...rest], first.totalCount, [told.from, rest]));
}
function counted(commits: readonly Authored[], total: number, from: readonly object[]): Known<Read> {
  if (commits.length === total) return { commits, from };
  const { operation } = MORE_AUTHORS;
  return unknown({ operation, reason: 'population_mismatch', detail: `${operation}: GitHub counts ${total}, ${commits.length} were read` });
}

function writersIn({ commits, from }: Read, others: Nodes<z.infer<typeof CoAuthors>>): Writers {
  const { operation } = CO_AUTHORS;
  const unasked = unknown({ operation, reason: 'not_run', detail: `${operation}: nobody asked` });
  const rest: object[] = [];
  const written = commits.map((one): Known<Written> => {
    const { id, oid, author } = one.commit;
    if (!namesCoAuthors(one)) return { oid, authors: { totalCount: 1, nodes: author === null ? [] : [author] } };
    const told = others.get(id) ?? unasked;
    if (isUnknown(told)) return told;
    rest.push(told.from);
    return { oid, authors: told.node.authors };
  });
  return { written, from: [...from, ...new Set(rest)] };
}
