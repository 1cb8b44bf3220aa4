/** Active rules of a branch, one layer per ruleset: https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch */
import { isUnknown, missing } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { RULES as ACTIVE_RULES, RULESET } from '../calls.ts';
import { type Bypasser, everyRule, greatest, isAtLeastOne, type Layer, or } from './layer.ts';
import type { Rule, Ruleset } from './questions.ts';

/** Rulesets of the organization and the enterprise stand above many repositories. */
export interface RulesetKey {
  readonly id: number;
  readonly source: string;
  readonly shared: boolean;
}
function keyOf({ ruleset_id, ruleset_source_type, ruleset_source }: Rule): RulesetKey {
  return { id: ruleset_id, source: `${ruleset_source_type.toLowerCase()} ${ruleset_source}`, shared: ruleset_source_type !== 'Repository' };
}
export function rulesetsOf(rules: readonly Rule[]): readonly RulesetKey[] {
  return [...new Map(rules.map((rule) => [rule.ruleset_id, keyOf(rule)])).values()].sort((a, b) => a.id - b.id);
}

export function rulesetLayers(rules: readonly Rule[], rulesets: ReadonlyMap<number, Answer<Ruleset>>): readonly Layer[] {
  return rulesetsOf(rules).map((key) =>
    layerOf(
      key,
      rules.filter((rule) => rule.ruleset_id === key.id),
      rulesets.get(key.id),
    ),
  );
}

const PROTECTING = ['pull_request', 'required_status_checks', 'non_fast_forward', 'deletion'];
type Parameters = NonNullable<Rule['parameters']>;

function layerOf(key: RulesetKey, rules: readonly Rule[], answer: Answer<Ruleset> | undefined): Layer {
  const has = (type: string) => rules.some((rule) => rule.type === type);
  const reviews = rules.filter((rule) => rule.type === 'pull_request');
  const approvals = greatest(reviews.map((rule) => told(rule, 'required_approving_review_count')));
  const bypassers = bypassersOf(answer);
  return {
    source: nameOf(key, answer),
    protects: PROTECTING.some(has),
    approvals,
    contexts: rules.filter(({ type }) => type === 'required_status_checks').flatMap(contextsOf),
    enforces: {
      'pull request required': reviews.length > 0,
      'approving review required': isAtLeastOne(approvals),
      'stale approvals dismissed': or(
        reviews.flatMap((rule) => [told(rule, 'dismiss_stale_reviews_on_push'), told(rule, 'require_last_push_approval')]),
      ),
      'status checks required': or([has('merge_queue'), ...rules.flatMap(demandsChecks)]),
      'force pushes blocked': has('non_fast_forward'),
      'deletion blocked': has('deletion'),
      'conversations resolved': or(reviews.map((rule) => told(rule, 'required_review_thread_resolution'))),
      'signed commits required': has('required_signatures'),
    },
    bypassers: everyRule(() => bypassers),
  };
}

function told<K extends keyof Parameters>({ type, parameters }: Rule, member: K): Known<NonNullable<Parameters[K]>> {
  const value = parameters?.[member];
  return (value ?? missing(ACTIVE_RULES.operation, `${type}.parameters.${String(member)}`)) as Known<NonNullable<Parameters[K]>>;
}

/** Three types of rule name what must have run; a list that names nothing demands nothing. */
const LISTS = { required_status_checks: 'required_status_checks', workflows: 'workflows', code_scanning: 'code_scanning_tools' } as const;
function demandsChecks(rule: Rule): Known<boolean>[] {
  const member = Object.hasOwn(LISTS, rule.type) ? LISTS[rule.type as keyof typeof LISTS] : undefined;
  if (member === undefined) return [];
  const list = told(rule, member);
  return [isUnknown(list) ? list : (list as readonly unknown[]).length > 0];
}

function contextsOf(rule: Rule): readonly Known<string>[] {
  const list = told(rule, 'required_status_checks');
  return isUnknown(list) ? [list] : list.map(({ context }) => context);
}

/** Absent is not empty: who may not edit a ruleset is not shown whom it lets through. */
function bypassersOf(answer: Answer<Ruleset> | undefined): Known<readonly Bypasser[]> {
  if (isUnknown(answer)) return answer;
  const actors = answer?.bypass_actors;
  if (!actors) return missing(RULESET.operation, 'bypass_actors', 'those who may edit the ruleset');
  // `always` is GitHub's own default for the mode
  return actors.map(({ actor_type, actor_id, bypass_mode = 'always' }) => ({
    name: actor_id == null ? actor_type : `${actor_type} ${actor_id}`,
    mode: bypass_mode,
  }));
}

function nameOf({ id, source }: RulesetKey, answer: Answer<Ruleset> | undefined): string {
  const name = answer && !isUnknown(answer) ? ` "${answer.name}"` : '';
  return `ruleset ${id}${name} of ${source}`;
}
