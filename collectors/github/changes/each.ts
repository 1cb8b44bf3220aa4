/** The repositories whose changes are looked at: all that could have any, each with its own. */
import { isUnknown, parallel } from '../../../src/kit.ts';
import type { Ask, Call, Context } from '../../../src/model.ts';
import { ORGANIZATION, REPOSITORIES } from '../calls.ts';
import type { Github } from '../client.ts';
import { CHANGES as DOCUMENTS } from '../graphql/documents.ts';
import { eachRepository, type Listing, proveWhole } from '../repositories.ts';
import { changesOf, type Explained, TOGETHER } from './read.ts';

/** What `eachChanged` asks itself. */
export const CHANGES: readonly Call[] = [ORGANIZATION, REPOSITORIES, ...DOCUMENTS];

/**
 * An archived repository is asked too: it cannot change now, and may have before it was archived. A fork's changes are somebody
 * else's, and GitHub shows nothing of a repository that it has switched off: these two are left out, and counted.
 */
export async function* eachChanged<T>(
  github: Github,
  ask: Ask,
  context: Context,
  work: (changes: readonly Explained[]) => Promise<readonly T[]> | readonly T[],
): AsyncIterable<T> {
  const aside: Listing[] = [];
  let asked = 0;
  const look = async (all: readonly Listing[]) => {
    const repos = all.filter(({ fork, disabled }) => !fork && !disabled);
    aside.push(...all.filter(({ fork, disabled }) => fork || disabled));
    asked += repos.length;
    const found = await changesOf(github, ask, context, repos);
    found.forEach((one, at) => {
      if (isUnknown(one)) ask.incomplete({ ...one.$unknown, detail: `${repos[at]?.full_name}: ${one.$unknown.detail}` });
    });
    return work(found.filter((one): one is Explained => !isUnknown(one)));
  };
  for await (const found of parallel(together(eachRepository(github, ask)), look, AT_ONCE)) yield* found;
  await proveWhole(github, ask);
  const out = aside.map(({ full_name, fork }) => `${full_name} (${fork ? 'a fork' : 'disabled'})`).sort();
  const left = out.length === 0 ? '' : `; left out: ${out.slice(0, 20).join(', ')}${out.length > 20 ? ` and ${out.length - 20} more` : ''}`;
  ask.proof(`in each of ${asked} repositories as many commits as GitHub's own history counts since ${context.period.from}${left}`);
}

/** Questions about several repositories under way: what has been read of them is held until they are done with. */
const AT_ONCE = 8;
async function* together(repos: AsyncIterable<Listing>): AsyncIterable<readonly Listing[]> {
  let group: Listing[] = [];
  for await (const repo of repos) {
    group.push(repo);
    if (group.length < TOGETHER) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
