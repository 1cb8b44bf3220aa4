/** What is asked about one repository, and with what answers. */
import { z } from 'zod';
import type { Answer, Ask } from '../../../src/model.ts';
import { BRANCH, PROTECTION, REPOSITORY, RULES, RULESET } from '../calls.ts';
import type { Github } from '../client.ts';
import type { Listing } from '../repositories.ts';

const Switch = z.looseObject({ enabled: z.boolean() });
const Status = z.looseObject({ status: z.string() });
const Named = z.looseObject({ login: z.string().optional(), slug: z.string().optional() });

/** `security_and_analysis` is shown to admins and security managers only: https://docs.github.com/en/rest/repos/repos#get-a-repository */
const Detail = z.looseObject({
  id: z.int(),
  security_and_analysis: z
    .looseObject({ secret_scanning: Status.optional(), secret_scanning_push_protection: Status.optional() })
    .nullish(),
});
export type Detail = z.infer<typeof Detail>;

const Branch = z.looseObject({ name: z.string() });
export type Branch = z.infer<typeof Branch>;

/** GitHub leaves out the blocks that are off: reviews, status checks, allowances. https://docs.github.com/en/rest/branches/branch-protection#get-branch-protection */
const Classic = z.looseObject({
  enforce_admins: Switch,
  required_pull_request_reviews: z
    .looseObject({
      dismiss_stale_reviews: z.boolean(),
      required_approving_review_count: z.int().optional(),
      require_last_push_approval: z.boolean().optional(),
      bypass_pull_request_allowances: z
        .looseObject({ users: z.array(Named), teams: z.array(Named), apps: z.array(Named) })
        .partial()
        .optional(),
    })
    .optional(),
  required_status_checks: z
    .looseObject({ contexts: z.array(z.string()).optional(), checks: z.array(z.looseObject({ context: z.string() })).optional() })
    .optional(),
  allow_force_pushes: Switch.optional(),
  allow_deletions: Switch.optional(),
  required_conversation_resolution: Switch.optional(),
  required_signatures: Switch.optional(),
});
export type Classic = z.infer<typeof Classic>;

/** https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch */
const Rule = z.looseObject({
  type: z.string(),
  ruleset_id: z.int(),
  ruleset_source_type: z.string(),
  ruleset_source: z.string(),
  parameters: z
    .looseObject({
      required_approving_review_count: z.int(),
      dismiss_stale_reviews_on_push: z.boolean(),
      require_last_push_approval: z.boolean(),
      required_review_thread_resolution: z.boolean(),
      required_status_checks: z.array(z.looseObject({ context: z.string() })),
      workflows: z.array(z.unknown()),
      code_scanning_tools: z.array(z.unknown()),
    })
    .partial()
    .optional(),
});
export type Rule = z.infer<typeof Rule>;

/** `bypass_actors` is shown to those only who may edit the ruleset: https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset */
const Ruleset = z.looseObject({
  id: z.int(),
  name: z.string(),
  bypass_actors: z
    .array(z.looseObject({ actor_id: z.int().nullish(), actor_type: z.string(), bypass_mode: z.string().optional() }))
    .optional(),
});
export type Ruleset = z.infer<typeof Ruleset>;

function placeOf({ full_name }: Listing): { owner: string; repo: string } {
  const [owner = '', repo = ''] = full_name.split('/');
  return { owner, repo };
}
const onBranch = (repo: Listing) => ({ ...placeOf(repo), branch: repo.default_branch });

export function askDetail(github: Github, ask: Ask, repo: Listing): Promise<Answer<Detail>> {
  const params = placeOf(repo);
  return ask(REPOSITORY.operation, params, Detail, () => github.get(REPOSITORY.operation, params));
}
export function askBranch(github: Github, ask: Ask, repo: Listing): Promise<Answer<Branch>> {
  const params = onBranch(repo);
  return ask(BRANCH.operation, params, Branch, () => github.get(BRANCH.operation, params));
}
export function askClassic(github: Github, ask: Ask, repo: Listing): Promise<Answer<Classic>> {
  const params = onBranch(repo);
  return ask(PROTECTION.operation, params, Classic, () => github.get(PROTECTION.operation, params));
}
export function askRules(github: Github, ask: Ask, repo: Listing): Promise<Answer<readonly Rule[]>> {
  const params = onBranch(repo);
  return ask.list(RULES.operation, params, github.paging(RULES.operation, params, Rule));
}
export function askRuleset(github: Github, ask: Ask, repo: Listing, id: number): Promise<Answer<Ruleset>> {
  const params = { ...placeOf(repo), ruleset_id: id };
  return ask(RULESET.operation, params, Ruleset, () => github.get(RULESET.operation, params));
}
