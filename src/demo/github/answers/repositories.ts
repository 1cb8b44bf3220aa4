/** Repositories: https://docs.github.com/en/rest/repos/repos */
import type { Repository } from '../world.ts';
import { ago, GithubRefusal, isOwner, nodeId, notFound, onOrganization, repositoryOf, type Visit } from './visit.ts';

type Json = Record<string, unknown>;

/** GitHub writes these with placeholders for its clients to fill. */
const LINKS = [
  'archive_url:{archive_format}{/ref}',
  'assignees_url:assignees{/user}',
  'blobs_url:git/blobs{/sha}',
  'branches_url:branches{/branch}',
  'collaborators_url:collaborators{/collaborator}',
  'comments_url:comments{/number}',
  'commits_url:commits{/sha}',
  'compare_url:compare/{base}...{head}',
  'contents_url:contents/{+path}',
  'contributors_url:contributors',
  'deployments_url:deployments',
  'downloads_url:downloads',
  'events_url:events',
  'forks_url:forks',
  'git_commits_url:git/commits{/sha}',
  'git_refs_url:git/refs{/sha}',
  'git_tags_url:git/tags{/sha}',
  'hooks_url:hooks',
  'issue_comment_url:issues/comments{/number}',
  'issue_events_url:issues/events{/number}',
  'issues_url:issues{/number}',
  'keys_url:keys{/key_id}',
  'labels_url:labels{/name}',
  'languages_url:languages',
  'merges_url:merges',
  'milestones_url:milestones{/number}',
  'notifications_url:notifications{?since,all,participating}',
  'pulls_url:pulls{/number}',
  'releases_url:releases{/id}',
  'stargazers_url:stargazers',
  'statuses_url:statuses/{sha}',
  'subscribers_url:subscribers',
  'subscription_url:subscription',
  'tags_url:tags',
  'teams_url:teams',
  'trees_url:git/trees{/sha}',
] as const;

function minimal(repo: Repository, visit: Visit): Json {
  const { login, id } = visit.world.organization;
  const url = `${visit.origin}/repos/${login}/${repo.name}`;
  const html = `https://github.com/${login}/${repo.name}`;
  const links = LINKS.map((link) => [link.slice(0, link.indexOf(':')), `${url}/${link.slice(link.indexOf(':') + 1)}`]);
  const admin = isOwner(visit);
  return {
    id: repo.id,
    node_id: nodeId('R', repo.id),
    name: repo.name,
    full_name: `${login}/${repo.name}`,
    private: repo.visibility !== 'public',
    owner: owner(login, id, visit),
    html_url: html,
    description: null,
    fork: repo.fork,
    url,
    ...Object.fromEntries(links),
    homepage: null,
    language: null,
    size: repo.size,
    default_branch: repo.defaultBranch,
    archived: repo.archived,
    disabled: repo.disabled,
    visibility: repo.visibility,
    pushed_at: ago(visit, repo.hasBranch ? 1 : repo.age),
    created_at: ago(visit, repo.age),
    updated_at: ago(visit, 1),
    permissions: { admin, maintain: admin, push: true, triage: true, pull: true },
    // https://docs.github.com/en/rest/repos/repos#list-organization-repositories: for admins, owners and security managers
    ...(admin && { security_and_analysis: security(repo) }),
  };
}
function owner(login: string, id: number, { origin }: Visit): Json {
  const url = `${origin}/users/${login}`;
  const at = (path: string) => `${url}/${path}`;
  return {
    login,
    id,
    node_id: nodeId('O', id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${login}`,
    followers_url: at('followers'),
    following_url: at('following{/other_user}'),
    gists_url: at('gists{/gist_id}'),
    starred_url: at('starred{/owner}{/repo}'),
    subscriptions_url: at('subscriptions'),
    organizations_url: at('orgs'),
    repos_url: at('repos'),
    events_url: at('events{/privacy}'),
    received_events_url: at('received_events'),
    type: 'Organization',
    user_view_type: 'public',
    site_admin: false,
  };
}
function security({ secretScanning, pushProtection }: Repository): Json {
  const status = (on: boolean) => ({ status: on ? 'enabled' : 'disabled' });
  return {
    secret_scanning: status(secretScanning),
    secret_scanning_push_protection: status(pushProtection),
    secret_scanning_non_provider_patterns: status(false),
    dependabot_security_updates: status(true),
  };
}

export function repositories(visit: Visit): Json[] {
  onOrganization(visit);
  return [...visit.world.repositories].sort((a, b) => (a.name < b.name ? -1 : 1)).map((repo) => minimal(repo, visit));
}
export function repository(visit: Visit): Json {
  const repo = repositoryOf(visit);
  const counts = { forks: 0, forks_count: 0, open_issues: 0, open_issues_count: 0, watchers: 0, watchers_count: 0, stargazers_count: 0 };
  const features = { has_issues: true, has_projects: true, has_wiki: false, has_pages: false, has_downloads: true, has_discussions: false };
  const html = `https://github.com/${visit.world.organization.login}/${repo.name}`;
  const urls = {
    clone_url: `${html}.git`,
    git_url: `${html.replace('https', 'git')}.git`,
    ssh_url: `git@github.com:${repo.name}.git`,
    svn_url: html,
  };
  return {
    ...minimal(repo, visit),
    ...counts,
    ...features,
    ...urls,
    mirror_url: null,
    license: null,
    network_count: 0,
    subscribers_count: 3,
  };
}

/** https://docs.github.com/en/rest/branches/branches#get-a-branch */
export function branch(visit: Visit): Json {
  const repo = repositoryOf(visit);
  if (!repo.hasBranch || visit.path['branch'] !== repo.defaultBranch) throw new GithubRefusal(404, 'Branch not found');
  const url = `${visit.origin}/repos/${visit.world.organization.login}/${repo.name}`;
  const self = `${url}/branches/${encodeURIComponent(repo.defaultBranch)}`;
  return {
    name: repo.defaultBranch,
    _links: { self, html: `https://github.com/${visit.world.organization.login}/${repo.name}/tree/${repo.defaultBranch}` },
    protected: repo.classic !== null || visit.world.rulesets.some((one) => one.enforcement === 'active' && one.covers.includes(repo.name)),
    protection: { enabled: repo.classic !== null },
    protection_url: `${self}/protection`,
  };
}

/** Who may see it at all: then a branch that is not there says so, and everything else is `Not Found`. */
export function defaultBranchOf(visit: Visit): Repository {
  const repo = repositoryOf(visit);
  if (visit.path['branch'] !== repo.defaultBranch) throw notFound();
  return repo;
}
