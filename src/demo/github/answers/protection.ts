/** What protects a branch: https://docs.github.com/en/rest/branches/branch-protection and https://docs.github.com/en/rest/repos/rules */
import type { Classic, Ruleset } from '../world.ts';
import { simpleUser } from './accounts.ts';
import { defaultBranchOf } from './repositories.ts';
import { ago, GithubRefusal, isOwner, nodeId, notFound, repositoryOf, type Visit } from './visit.ts';

type Json = Record<string, unknown>;

/** Classic protection is for administrators; to others it does not exist. */
export function protection(visit: Visit): Json {
  const repo = defaultBranchOf(visit);
  if (!isOwner(visit)) throw notFound();
  if (!repo.hasBranch) throw new GithubRefusal(404, 'Branch not found');
  if (!repo.classic) throw new GithubRefusal(404, 'Branch not protected');
  const { origin, world } = visit;
  const url = `${origin}/repos/${world.organization.login}/${repo.name}/branches/${encodeURIComponent(repo.defaultBranch)}/protection`;
  return { url, ...blocks(repo.classic, url, visit) };
}

/** Blocks that are off are left out; switches are always there. */
function blocks(classic: Classic, url: string, visit: Visit): Json {
  const on = (enabled: boolean) => ({ enabled });
  return {
    ...(classic.checks && {
      required_status_checks: {
        url: `${url}/required_status_checks`,
        strict: true,
        contexts: classic.checks,
        contexts_url: `${url}/required_status_checks/contexts`,
        checks: classic.checks.map((context) => ({ context, app_id: null })),
      },
    }),
    ...(classic.reviews && { required_pull_request_reviews: reviews({ ...classic, reviews: classic.reviews }, url, visit) }),
    enforce_admins: { url: `${url}/enforce_admins`, ...on(classic.enforceAdmins) },
    required_signatures: { url: `${url}/required_signatures`, ...on(classic.signatures) },
    required_linear_history: on(false),
    allow_force_pushes: on(classic.allowForcePushes),
    allow_deletions: on(classic.allowDeletions),
    block_creations: on(false),
    required_conversation_resolution: on(classic.conversations),
    lock_branch: on(false),
    allow_fork_syncing: on(false),
  };
}

function reviews(classic: Classic & { readonly reviews: NonNullable<Classic['reviews']> }, url: string, visit: Visit): Json {
  const { codeOwners = false } = classic;
  const { approvals, dismissStale, lastPush, bypass } = classic.reviews;
  const users = visit.world.members.filter(({ login }) => bypass.includes(login)).map((one) => simpleUser(one, visit));
  return {
    url: `${url}/required_pull_request_reviews`,
    dismiss_stale_reviews: dismissStale,
    require_code_owner_reviews: codeOwners,
    require_last_push_approval: lastPush,
    required_approving_review_count: approvals,
    ...(bypass.length > 0 && { bypass_pull_request_allowances: { users, teams: [], apps: [] } }),
  };
}

const inForce = (visit: Visit, name: string): Ruleset[] =>
  visit.world.rulesets.filter((one) => one.enforcement === 'active' && one.target !== 'tag' && one.covers.includes(name));
const sourceOf = ({ of }: Ruleset, { world }: Visit) => (of === null ? world.organization.login : `${world.organization.login}/${of}`);
const sourceTypeOf = ({ of }: Ruleset) => (of === null ? 'Organization' : 'Repository');

/** Active rules only, of the repository and of the organization. */
export function rules(visit: Visit): Json[] {
  const repo = repositoryOf(visit);
  if (visit.path['branch'] !== repo.defaultBranch) return [];
  return inForce(visit, repo.name).flatMap((ruleset) =>
    ruleset.rules.map((rule) => ({
      ...rule,
      ruleset_source_type: sourceTypeOf(ruleset),
      ruleset_source: sourceOf(ruleset, visit),
      ruleset_id: ruleset.id,
    })),
  );
}

/** Of parents too, unless they are asked to be left out. Whom it lets through is for those who may edit it. */
export function ruleset(visit: Visit): Json {
  const repo = repositoryOf(visit);
  const found = visit.world.rulesets.find(({ id }) => String(id) === visit.path['ruleset_id']);
  const mine = found?.of === repo.name;
  const parents = visit.query.get('includes_parents') !== 'false';
  if (!found || (!mine && !(parents && found.of === null && found.covers.includes(repo.name)))) throw notFound();
  const self = `${visit.origin}/${found.of === null ? `orgs/${visit.world.organization.login}` : `repos/${sourceOf(found, visit)}`}/rulesets/${found.id}`;
  return {
    id: found.id,
    name: found.name,
    target: found.target ?? 'branch',
    source_type: sourceTypeOf(found),
    source: sourceOf(found, visit),
    enforcement: found.enforcement,
    conditions: { ref_name: found.refs ?? { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: found.rules,
    node_id: nodeId('RRS', found.id),
    _links: { self: { href: self } },
    created_at: ago(visit, 400),
    updated_at: ago(visit, 30),
    ...(isOwner(visit) && { bypass_actors: found.bypass }),
    current_user_can_bypass: 'never',
  };
}
