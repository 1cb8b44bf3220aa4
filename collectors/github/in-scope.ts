/** The repositories whose default branch is what the organization makes: neither archived nor disabled nor forks nor empty. */
import { z } from 'zod';
import { known, parallel, settle, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Call, Known, Unknown } from '../../src/model.ts';
import { BRANCH, ORGANIZATION, REPOSITORIES, REPOSITORY } from './calls.ts';
import type { Github } from './client.ts';
import { eachRepository, type Listing, proveWhole } from './repositories.ts';
import { and, not } from './repository/layer.ts';
import { askBranch, type Branch } from './repository/questions.ts';

/** What `eachInScope` asks itself. */
export const IN_SCOPE: readonly Call[] = [ORGANIZATION, REPOSITORIES, BRANCH];

/** A repository, and what was asked about it. */
export interface Scoped<T> {
  readonly repo: Listing;
  /** Asked when the repository has no size, so that it may have no branch either. Null: it has none. */
  readonly branch?: Answer<Branch>;
  /** Absent when nothing was asked, because it is out of scope whatever the answer. */
  readonly about?: T;
}

/** Every repository that is looked at, in GitHub's order; of those in scope with what `look` found. */
export async function* eachInScope<T>(github: Github, ask: Ask, look: (repo: Listing) => Promise<T>): AsyncIterable<Scoped<T>> {
  const each = async (repo: Listing): Promise<Scoped<T>> => {
    if (repo.archived || repo.disabled || repo.fork) return { repo };
    const looked = repo.size === 0 ? { branch: await askBranch(github, ask, repo) } : {};
    return looked.branch === null ? { repo, branch: null } : { repo, ...looked, about: await look(repo) };
  };
  yield* parallel(eachRepository(github, ask), each);
  await proveWhole(github, ask);
}

/** What every kind of repository begins with. */
export const scopeFields = {
  id: z.string().describe('GitHub’s number of the repository: `id`'),
  name: z.string().describe('`full_name`: owner and name'),
  inScope: known(z.boolean()).describe(
    'Neither archived nor disabled nor a fork nor empty: its default branch is what the organization makes',
  ),
  outOfScopeBecause: z.string().describe('Why not, in words; empty when in scope or not known'),
};
export function scopeOf(one: Scoped<unknown>) {
  const { repo } = one;
  const empty = emptyOf(one);
  return {
    id: String(repo.id),
    name: repo.full_name,
    inScope: and([!repo.archived, !repo.disabled, !repo.fork, not(empty)]),
    outOfScopeBecause: becauseOf(repo, empty),
  };
}

/** A field of what was found; out of scope nothing was asked, so nothing is known. */
export function about<T, U>(one: Scoped<T>, of: (found: T) => Known<U>): Known<U> {
  return one.about === undefined ? notAsked(one) : of(one.about);
}

/** A repository with a size has had a push; one without may only be new, so its branch was asked. */
function emptyOf({ repo, branch }: Scoped<unknown>): Known<boolean> {
  if (repo.size > 0) return false;
  return branch === undefined ? becauseNot(repo, false) : settle(branch, { some: () => false, none: true });
}
function becauseOf(repo: Listing, empty: Known<boolean>): string {
  const reasons = [repo.archived && 'archived', repo.disabled && 'disabled', repo.fork && 'a fork', empty === true && 'empty'];
  return reasons.filter((reason) => reason !== false).join(', ');
}
function notAsked(one: Scoped<unknown>): Unknown {
  return becauseNot(one.repo, emptyOf(one));
}
function becauseNot(repo: Listing, empty: Known<boolean>): Unknown {
  return unknown({
    operation: REPOSITORY.operation,
    reason: 'not_run',
    detail: `${repo.full_name} is ${becauseOf(repo, empty)}: out of scope, so nothing more was asked about it`,
  });
}
