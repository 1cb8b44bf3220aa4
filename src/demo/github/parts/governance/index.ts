/** Settings, Apps, tokens, webhooks, Actions and runners of an organization: https://docs.github.com/en/rest/orgs and /actions */
import { simpleUser } from '../../answers/accounts.ts';
import { ago, GithubRefusal, isOwner, nodeId, notFound, onOrganization, repositoryOf, type Visit } from '../../answers/visit.ts';
import { type Operation, Wrapped } from '../part.ts';
import type { Governance, Hook, WorkflowToken } from './holding.ts';

type Json = Record<string, unknown>;

/** Every one of these is for owners, and for Apps that an owner gave the permission. */
function held(visit: Visit): Governance {
  onOrganization(visit);
  if (!isOwner(visit)) throw new GithubRefusal(403, 'You must be an organization owner or have the fine-grained permission for it.');
  return holding(visit);
}
function holding({ world }: Visit): Governance {
  if (!world.governance) throw notFound();
  return world.governance;
}
/** `2031-01-31T08:00:00Z`, so many days from now. */
const ahead = (visit: Visit, days: number): string => ago(visit, -days);

function teams(visit: Visit): Json[] {
  onOrganization(visit);
  return holding(visit).teams.map(({ id, slug, permission }) => ({
    id,
    node_id: nodeId('T', id),
    slug,
    name: slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission,
    type: 'organization',
    organization_id: visit.world.organization.id,
    url: `${visit.origin}/organizations/${visit.world.organization.id}/team/${id}`,
    html_url: `https://github.com/orgs/${visit.world.organization.login}/teams/${slug}`,
    members_url: `${visit.origin}/organizations/${visit.world.organization.id}/team/${id}/members{/member}`,
    repositories_url: `${visit.origin}/organizations/${visit.world.organization.id}/team/${id}/repos`,
    parent: null,
  }));
}

/** Effective roles, whichever way they were given: https://docs.github.com/en/rest/collaborators/collaborators#list-repository-collaborators */
function collaborators(visit: Visit): Json[] {
  const { name } = repositoryOf(visit);
  const { members, collaborators: outside, organization } = visit.world;
  const special = visit.world.governance?.roles[name] ?? {};
  const ranks = ['read', 'triage', 'write', 'maintain', 'admin'];
  const [pull, triage, push, maintain, admin] = ['pull', 'triage', 'push', 'maintain', 'admin'];
  const of = (login: string, role: string | undefined) => {
    const rank = ranks.indexOf(role ?? '');
    const permissions = Object.fromEntries([pull, triage, push, maintain, admin].map((may, at) => [may as string, rank >= at]));
    return role === undefined || role === 'none' ? [] : [{ login, role_name: role, permissions }];
  };
  return [
    ...members.flatMap(({ login, role }) => of(login, role === 'admin' ? 'admin' : (special[login] ?? organization.basePermission))),
    ...outside.flatMap(({ login }) => of(login, special[login])),
  ].map(({ login, ...rest }) => {
    const person = [...members, ...outside].find((one) => one.login === login) as (typeof outside)[number];
    return { ...simpleUser(person, visit), ...rest };
  });
}

function installations(visit: Visit): Wrapped {
  const { id, login } = visit.world.organization;
  const all = held(visit).apps.map((app) => ({
    id: app.id,
    account: { ...simpleUser({ id, login, secondFactor: 'secure' }, visit), type: 'Organization' },
    repository_selection: app.repositories,
    access_tokens_url: `${visit.origin}/app/installations/${app.id}/access_tokens`,
    repositories_url: `${visit.origin}/installation/repositories`,
    html_url: `https://github.com/organizations/${login}/settings/installations/${app.id}`,
    app_id: app.id + 1000,
    app_slug: app.slug,
    target_id: id,
    target_type: 'Organization',
    permissions: app.permissions,
    events: [],
    single_file_name: null,
    created_at: ago(visit, 300),
    updated_at: ago(visit, 30),
    suspended_at: app.suspended ? ago(visit, 10) : null,
    suspended_by: null,
  }));
  return new Wrapped('installations', all);
}

/** "Only GitHub Apps can use this endpoint." https://docs.github.com/en/rest/orgs/personal-access-tokens */
function tokens(visit: Visit): Json[] {
  if (!/^\w+ ghs_/.test(visit.headers['authorization'] ?? ''))
    throw new GithubRefusal(403, 'Resource not accessible by personal access token');
  return held(visit).tokens.map(({ id, owner, name, expiresIn, lastUsed }) => {
    const person = visit.world.members.find(({ login }) => login === owner);
    if (!person) throw new Error(`${visit.world.name}: nobody is called ${owner}`);
    return {
      id,
      owner: simpleUser(person, visit),
      repository_selection: 'subset',
      repositories_url: `${visit.origin}/organizations/${visit.world.organization.id}/personal-access-tokens/${id}/repositories`,
      permissions: { organization: {}, repository: { metadata: 'read', contents: 'write' }, other: {} },
      access_granted_at: ago(visit, 40),
      token_id: id + 5000,
      token_name: name,
      token_expired: expiresIn !== null && expiresIn < 0,
      token_expires_at: expiresIn === null ? null : ahead(visit, expiresIn),
      token_last_used_at: lastUsed === null ? null : ago(visit, lastUsed),
    };
  });
}

/** GitHub shows eight asterisks for a secret, and no member where there is none. */
function hook({ id, url, verifies, secret, active }: Hook, type: string, base: string, visit: Visit): Json {
  const self = `${base}/hooks/${id}`;
  return {
    id,
    type,
    name: 'web',
    active,
    events: ['push'],
    config: { content_type: 'json', insecure_ssl: verifies ? '0' : '1', ...(secret && { secret: '********' }), url },
    created_at: ago(visit, 200),
    updated_at: ago(visit, 20),
    url: self,
    ping_url: `${self}/pings`,
    deliveries_url: `${self}/deliveries`,
    ...(type === 'Repository' && { test_url: `${self}/test`, last_response: { code: 200, status: 'active', message: 'OK' } }),
  };
}
function organizationHooks(visit: Visit): Json[] {
  onOrganization(visit);
  if (!isOwner(visit)) throw notFound();
  const base = `${visit.origin}/orgs/${visit.world.organization.login}`;
  return holding(visit).hooks.flatMap((one) => (one.of === null ? [hook(one, 'Organization', base, visit)] : []));
}
function repositoryHooks(visit: Visit): Json[] {
  const { name } = repositoryOf(visit);
  if (!isOwner(visit)) throw notFound();
  const base = `${visit.origin}/repos/${visit.world.organization.login}/${name}`;
  return holding(visit).hooks.flatMap((one) => (one.of === name ? [hook(one, 'Repository', base, visit)] : []));
}

const FEATURES = [
  'dependency_graph',
  'dependabot_alerts',
  'dependabot_security_updates',
  'code_scanning_default_setup',
  'secret_scanning',
  'secret_scanning_push_protection',
  'secret_scanning_validity_checks',
  'private_vulnerability_reporting',
] as const;
/** Not turned like pages: GitHub gives at most one for each kind of repository. */
function securityDefaults(visit: Visit): Json[] {
  return held(visit).securityDefaults.map(({ id, name, of, on }) => ({
    default_for_new_repos: of,
    configuration: {
      id,
      target_type: 'organization',
      name,
      description: `What ${of} repositories begin with`,
      advanced_security: 'enabled',
      ...Object.fromEntries(FEATURES.map((feature) => [feature, (on as readonly string[]).includes(feature) ? 'enabled' : 'disabled'])),
      enforcement: 'enforced',
      url: `${visit.origin}/orgs/${visit.world.organization.login}/code-security/configurations/${id}`,
      html_url: `https://github.com/organizations/${visit.world.organization.login}/settings/security_products/configurations/edit/${id}`,
      created_at: ago(visit, 200),
      updated_at: ago(visit, 30),
    },
  }));
}

function actions(visit: Visit): Json {
  const { enabled, allowed, pinned } = held(visit).actions;
  const url = `${visit.origin}/organizations/${visit.world.organization.id}/actions/permissions`;
  return {
    enabled_repositories: enabled,
    ...(enabled === 'selected' && { selected_repositories_url: `${url}/repositories` }),
    ...(enabled !== 'none' && { allowed_actions: allowed }),
    ...(allowed === 'selected' && { selected_actions_url: `${url}/selected-actions` }),
    sha_pinning_required: pinned,
  };
}
function selectedActions(visit: Visit): Json {
  const { allowed, patterns } = held(visit).actions;
  if (allowed !== 'selected') throw new GithubRefusal(409, 'Conflict');
  return { github_owned_allowed: true, verified_allowed: false, patterns_allowed: patterns };
}
const forkApproval = (visit: Visit): Json => ({ approval_policy: held(visit).actions.approval });

const setting = ({ permissions, approves }: WorkflowToken): Json => ({
  default_workflow_permissions: permissions,
  can_approve_pull_request_reviews: approves,
});
const workflowToken = (visit: Visit): Json => setting(held(visit).workflowToken);
function repositoryWorkflowToken(visit: Visit): Json {
  const { name } = repositoryOf(visit);
  if (!isOwner(visit)) throw new GithubRefusal(403, 'Must have admin rights to Repository.');
  const { workflowToken: usual, workflowTokens } = holding(visit);
  return setting(workflowTokens[name] ?? usual);
}

function runnerGroups(visit: Visit): Wrapped {
  const url = `${visit.origin}/orgs/${visit.world.organization.login}/actions/runner-groups`;
  const all = held(visit).runnerGroups.map(({ id, name, visibility, allowsPublic, inherited }) => ({
    id,
    name,
    visibility,
    default: id === 1,
    runners_url: `${url}/${id}/runners`,
    hosted_runners_url: `${url}/${id}/hosted-runners`,
    inherited,
    allows_public_repositories: allowsPublic,
    restricted_to_workflows: false,
    selected_workflows: [],
    workflow_restrictions_read_only: false,
  }));
  return new Wrapped('runner_groups', all);
}
function groupRunners(visit: Visit): Wrapped {
  const group = held(visit).runnerGroups.find(({ id }) => String(id) === visit.path['runner_group_id']);
  if (!group) throw notFound();
  const all = Array.from({ length: group.runners }, (_, at) => ({
    id: group.id * 100 + at,
    name: `${group.name}-${at + 1}`,
    os: 'linux',
    status: 'online',
    busy: false,
    labels: [{ id: 1, name: 'self-hosted', type: 'read-only' }],
    runner_group_id: group.id,
  }));
  return new Wrapped('runners', all);
}

/** Searched by `phrase`, of which `actor` and `created` are understood: https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#get-the-audit-log-for-an-organization */
function auditLog(visit: Visit): Json[] {
  const { idle } = held(visit);
  if (visit.world.organization.plan !== 'enterprise') throw notFound();
  const [, actor = '', since = ''] = /^actor:(\S+) created:>=(\d{4}-\d{2}-\d{2})$/.exec(visit.query.get('phrase') ?? '') ?? [];
  const days = actor in idle ? idle[actor] : 1;
  if (days === null || days === undefined) return [];
  const at = visit.now.getTime() - days * 864e5;
  const event = { action: 'git.clone', actor, org: visit.world.organization.login, '@timestamp': at, created_at: at };
  return at < Date.parse(`${since}T00:00:00Z`) ? [] : [{ ...event, _document_id: nodeId('E', at) }];
}

/** An App of the organization may not ask its enterprise. https://docs.github.com/en/enterprise-cloud@latest/rest/enterprise-admin/audit-log */
function streams(visit: Visit): Json[] {
  if (/^\w+ ghs_/.test(visit.headers['authorization'] ?? '')) throw new GithubRefusal(403, 'Resource not accessible by integration');
  const { enterprise } = holding(visit);
  if (enterprise === null || enterprise.slug !== visit.path['enterprise'] || !isOwner(visit)) throw notFound();
  return enterprise.streams.map(({ id, kind, enabled }) => ({
    id,
    stream_type: kind,
    stream_details: kind === 'Amazon S3' ? 'example-audit-log' : 'https://intake.example.com',
    enabled,
    created_at: ago(visit, 300),
    updated_at: ago(visit, 30),
    paused_at: enabled ? null : ago(visit, 5),
  }));
}

export const operations: readonly Operation[] = [
  ['GET /orgs/{org}/teams', teams, 'members=read'],
  ['GET /orgs/{org}/installations', installations, 'organization_administration=read'],
  ['GET /orgs/{org}/personal-access-tokens', tokens, 'organization_personal_access_tokens=read'],
  ['GET /orgs/{org}/hooks', organizationHooks, 'organization_hooks=read'],
  ['GET /repos/{owner}/{repo}/hooks', repositoryHooks, 'repository_hooks=read'],
  ['GET /orgs/{org}/code-security/configurations/defaults', securityDefaults, 'organization_administration=read'],
  ['GET /orgs/{org}/actions/permissions', actions, 'organization_administration=read'],
  ['GET /orgs/{org}/actions/permissions/selected-actions', selectedActions, 'organization_administration=read'],
  ['GET /orgs/{org}/actions/permissions/workflow', workflowToken, 'organization_administration=read'],
  ['GET /orgs/{org}/actions/permissions/fork-pr-contributor-approval', forkApproval, 'organization_administration=read'],
  ['GET /repos/{owner}/{repo}/actions/permissions/workflow', repositoryWorkflowToken, 'administration=read'],
  ['GET /orgs/{org}/actions/runner-groups', runnerGroups, 'organization_self_hosted_runners=read'],
  ['GET /orgs/{org}/actions/runner-groups/{runner_group_id}/runners', groupRunners, 'organization_self_hosted_runners=read'],
  ['GET /repos/{owner}/{repo}/collaborators', collaborators, 'metadata=read'],
  ['GET /orgs/{org}/audit-log', auditLog, 'organization_administration=read'],
  ['GET /enterprises/{enterprise}/audit-log/streams', streams, ''],
];
