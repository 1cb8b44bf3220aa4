/** The repositories whose changes are looked at: all that could have any, each with its own. */
import { isUnknown, parallel } from '../../../src/kit.ts';
import type { Ask, Call, Context } from '../../../src/model.ts';
import { ORGANIZATION, REPOSITORIES } from '../calls.ts';
import type { Github } from '../client.ts';
import { CHANGES as DOCUMENTS } from '../graphql/documents.ts';
import { eachRepository, type Listing, proveWhole } from '../repositories.ts';
import { type Changes, changesOf } from './read.ts';

/** What `eachChanged` asks itself. */
export const CHANGES: readonly Call[] = [ORGANIZATION, REPOSITORIES, ...DOCUMENTS.slice(0, 3)];

/**
 * An archived repository is asked too: it cannot change now, and may have before it was archived. A fork's changes are somebody
 * else's, and GitHub shows nothing of a repository that it has switched off: these two are left out, and counted.
 */
export async function* eachChanged<T>(
  github: Github,
  ask: Ask,
  context: Context,
  work: (changes: Changes) => Promise<T> | T,
): AsyncIterable<T> {
  const aside: Listing[] = [];
  let asked = 0;
  const look = async (repo: Listing) => {
    if (repo.fork || repo.disabled) return void aside.push(repo);
    asked += 1;
    const changes = await changesOf(github, ask, context, repo);
    if (!isUnknown(changes)) return { found: await work(changes) };
    ask.incomplete({ ...changes.$unknown, detail: `${repo.full_name}: ${changes.$unknown.detail}` });
    return undefined;
  };
  for await (const one of parallel(eachRepository(github, ask), look)) if (one) yield one.found;
  await proveWhole(github, ask);
  const out = aside.map(({ full_name, fork }) => `${full_name} (${fork ? 'a fork' : 'disabled'})`).sort();
  const left = out.length === 0 ? '' : `; left out: ${out.slice(0, 20).join(', ')}${out.length > 20 ? ` and ${out.length - 20} more` : ''}`;
  ask.proof(`in each of ${asked} repositories as many commits as GitHub's own history counts since ${context.period.from}${left}`);
}
