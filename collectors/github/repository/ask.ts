/** Two rounds: first each repository's own answers, then the rulesets that these name, each of them once. */
import { isUnknown, parallel } from '../../../src/kit.ts';
import type { Answer, Ask } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import type { Listing } from '../repositories.ts';
import {
  askBranch,
  askClassic,
  askDetail,
  askRules,
  askRuleset,
  type Branch,
  type Classic,
  type Detail,
  type Rule,
  type Ruleset,
} from './questions.ts';
import { type RulesetKey, rulesetsOf } from './rulesets.ts';

export interface Asked {
  readonly repo: Listing;
  /** Asked when the repository has no size, so that it may have no branch either. Null: it has none. */
  readonly branch?: Answer<Branch>;
  /** Absent when it was not asked: what is archived, disabled, a fork or empty is out of scope whatever the answer. */
  readonly about?: {
    readonly detail: Answer<Detail>;
    readonly classic: Answer<Classic>;
    readonly rules: Answer<readonly Rule[]>;
  };
}
export type Raw = Asked & { readonly rulesets: Readonly<Record<number, Answer<Ruleset>>> };

export async function askAbout(github: Github, ask: Ask, repo: Listing): Promise<Asked> {
  if (repo.archived || repo.disabled || repo.fork) return { repo };
  const looked = repo.size === 0 ? { branch: await askBranch(github, ask, repo) } : {};
  if (looked.branch === null) return { repo, branch: null };
  const [detail, classic, rules] = await Promise.all([
    askDetail(github, ask, repo),
    askClassic(github, ask, repo),
    askRules(github, ask, repo),
  ]);
  return { repo, ...looked, about: { detail, classic, rules } };
}

/**
 * A ruleset of the organization is asked through the first repository of the list that it covers, whichever answers first:
 * a run asks the same questions as the run before, and each once.
 */
export async function* askRulesets(github: Github, ask: Ask, all: readonly Asked[]): AsyncIterable<Raw> {
  const through = new Map<number, Listing>();
  for (const one of all) for (const { id } of keysOf(one)) if (!through.has(id)) through.set(id, one.repo);
  yield* parallel(all, async (one) => {
    const answers = await Promise.all(
      keysOf(one).map(
        async ({ id, shared }) => [id, await askRuleset(github, ask, shared ? (through.get(id) ?? one.repo) : one.repo, id)] as const,
      ),
    );
    return { ...one, rulesets: Object.fromEntries(answers) };
  });
}

function keysOf({ about }: Asked): readonly RulesetKey[] {
  const rules = about?.rules;
  return rules === undefined || rules === null || isUnknown(rules) ? [] : rulesetsOf(rules);
}
