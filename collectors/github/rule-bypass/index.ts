import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, settle, settled } from '../../../src/kit.ts';
import type { Answer, Ask, Context, Known } from '../../../src/model.ts';
import { ORGANIZATION, REPOSITORIES, RULE_SUITES, RULES } from '../calls.ts';
import { placeOf } from '../changes/read.ts';
import { byId, type Github } from '../client.ts';
import { eachRepository, type Listing, proveWhole } from '../repositories.ts';
import { askRules, type Rule } from '../repository/questions.ts';

/** https://docs.github.com/en/rest/repos/rule-suites#list-repository-rule-suites */
const Suite = z.looseObject({
  id: z.int(),
  actor_name: z.string().nullable(),
  ref: z.string(),
  after_sha: z.string(),
  pushed_at: z.iso.datetime({ offset: true }),
  result: z.string(),
});
type Suite = z.infer<typeof Suite>;

interface Raw {
  readonly repo: Listing;
  /** Absent when nothing was asked, because it is out of scope whatever the answer. */
  readonly about?: { readonly rules: Answer<readonly Rule[]>; readonly suites: Answer<readonly Suite[]> };
}

const Bypass = z.object({
  id: z.string().describe('GitHub’s number of the rule suite: what the exceptions register names'),
  actor: z.string().describe('`actor_name`'),
  ref: z.string().describe('The branch or tag'),
  at: z.string().describe('`pushed_at`'),
  link: z.string().describe('The page of the commit that was pushed'),
});

export default defineCollector({
  id: 'github/rule-bypass',
  title: 'Bypassed rules of repositories in the period',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [ORGANIZATION, REPOSITORIES, RULES, RULE_SUITES],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the repository'),
    name: z.string().describe('`full_name`: owner and name'),
    inScope: z.boolean().describe('Neither archived nor disabled nor a fork'),
    outOfScopeBecause: z.string().describe('Why not, in words'),
    rulesInForce: known(z.boolean()).describe(
      'A ruleset holds for the default branch, or one was got past: classic protection leaves no record',
    ),
    bypasses: known(z.array(Bypass)).describe('Every push in the period for which a ruleset was bypassed'),
  }),
  async *fetch(github: Github, ask, context) {
    noteReach(ask, context);
    yield* parallel(eachRepository(github, ask), (repo) => askAbout(github, ask, repo));
    await proveWhole(github, ask);
  },
  normalise,
});

async function askAbout(github: Github, ask: Ask, repo: Listing): Promise<Raw> {
  if (repo.archived || repo.disabled || repo.fork) return { repo };
  const { owner, name } = placeOf(repo);
  const params = { owner, repo: name, time_period: 'month', rule_suite_result: 'bypass' };
  const { operation } = RULE_SUITES;
  const [rules, suites] = await Promise.all([
    askRules(github, ask, repo),
    ask.list(operation, params, github.paging(operation, params, Suite, byId)),
  ]);
  return { repo, about: { rules, suites } };
}

const DAY = 86_400_000;
/** GitHub's `month` is as long as a month can be short. */
const REACH = 28 * DAY;
function noteReach(ask: Ask, { now, period }: Context): void {
  const { operation } = RULE_SUITES;
  const from = new Date(Date.parse(now) - REACH).toISOString();
  if (Date.parse(period.from) >= Date.parse(from))
    return void ask.proof(`${operation}: every bypass since ${period.from}, which GitHub still shows`);
  const detail = `${operation}: GitHub shows the last month only, so that nothing is known of ${period.from} to ${from}; a run each month sees all`;
  ask.incomplete({ operation, reason: 'population_incomplete', detail });
}

function normalise({ repo, about }: Raw, { period }: Context) {
  const reasons = [repo.archived && 'archived', repo.disabled && 'disabled', repo.fork && 'a fork'].filter((one) => one !== false);
  const none = missing(RULE_SUITES.operation, 'answer: out of scope, so nobody asked');
  const rules = about ? settle(about.rules, { some: (list): Known<boolean> => list.length > 0, none: false }) : none;
  // a plan without rulesets has no suites of rules
  const suites = about ? settle(about.suites, { some: (list): Known<readonly Suite[]> => list, none: [] }) : none;
  const bypasses = settled([suites], (list: readonly Suite[]) => bypassesIn(list, repo, period));
  return {
    id: String(repo.id),
    name: repo.full_name,
    inScope: reasons.length === 0,
    outOfScopeBecause: reasons.join(', ') || (rules === false ? 'no ruleset holds for its default branch' : ''),
    rulesInForce: !isUnknown(bypasses) && bypasses.length > 0 ? true : rules,
    bypasses,
  };
}

function bypassesIn(suites: readonly Suite[], repo: Listing, { from, to }: Context['period']) {
  const within = ({ pushed_at }: Suite) => Date.parse(pushed_at) >= Date.parse(from) && Date.parse(pushed_at) <= Date.parse(to);
  const page = typeof repo['html_url'] === 'string' ? repo['html_url'] : repo.full_name;
  return suites
    .filter((suite) => suite.result === 'bypass' && within(suite))
    .map(({ id, actor_name, ref, after_sha, pushed_at }) => ({
      id: String(id),
      actor: actor_name ?? '(deleted account)',
      ref: ref.replace(/^refs\/(?:heads|tags)\//, ''),
      at: pushed_at,
      link: `${page}/commit/${after_sha}`,
    }));
}
