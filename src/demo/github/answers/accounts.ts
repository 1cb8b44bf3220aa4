/** People and the organization: https://docs.github.com/en/rest/orgs */
import type { Collaborator } from '../world.ts';
import { ago, GithubRefusal, isOwner, nodeId, onOrganization, type Visit } from './visit.ts';

type Json = Record<string, unknown>;

export function simpleUser({ id, login }: Collaborator, { origin }: Visit): Json {
  const url = `${origin}/users/${login}`;
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    user_view_type: 'public',
    site_admin: false,
  };
}

export function user(visit: Visit): Json {
  visit.app.refuseUser(visit.headers);
  // the private ones are told to their owner
  const repositories =
    visit.caller.login === visit.world.organization.login
      ? { public_repos: count(visit, 'public'), owned_private_repos: count(visit, 'private'), total_private_repos: count(visit, 'private') }
      : { public_repos: 0, owned_private_repos: 0, total_private_repos: 0 };
  const counts = { ...repositories, public_gists: 0, followers: 0, following: 0 };
  const words = { name: null, company: null, blog: '', location: null, email: null, hireable: null, bio: null };
  return { ...simpleUser(visit.caller, visit), ...words, ...counts, created_at: ago(visit, 1500), updated_at: ago(visit, 2) };
}

/** Two-factor lists are for owners: https://docs.github.com/en/rest/orgs/members#list-organization-members */
function withFactor<T extends Collaborator>(people: readonly T[], visit: Visit): readonly T[] {
  const filter = visit.query.get('filter') ?? 'all';
  if (filter === 'all') return people;
  const wanted = { '2fa_disabled': 'none', '2fa_insecure': 'insecure' }[filter];
  if (wanted === undefined || !isOwner(visit)) throw new GithubRefusal(422, 'Only owners can use this filter.');
  return people.filter(({ secondFactor }) => secondFactor === wanted);
}
export function members(visit: Visit): Json[] {
  onOrganization(visit);
  const role = visit.query.get('role') ?? 'all';
  return withFactor(visit.world.members, visit).flatMap((one) => (role === 'all' || one.role === role ? [simpleUser(one, visit)] : []));
}
export function outsideCollaborators(visit: Visit): Json[] {
  onOrganization(visit);
  return withFactor(visit.world.collaborators, visit).map((one) => simpleUser(one, visit));
}

export function organization(visit: Visit): Json {
  onOrganization(visit);
  const { organization: about } = visit.world;
  const words = {
    description: null,
    type: 'Organization',
    archived_at: null,
    has_organization_projects: true,
    has_repository_projects: true,
  };
  return {
    ...addresses(visit),
    ...words,
    is_verified: about.verified,
    public_repos: count(visit, 'public'),
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: ago(visit, about.age),
    updated_at: ago(visit, 20),
    default_repository_permission: about.basePermission,
    members_can_create_repositories: true,
    members_can_create_public_repositories: about.membersMay.createPublic,
    two_factor_requirement_enabled: null,
    ...(isOwner(visit) && forOwners(visit)),
  };
}
const count = ({ world }: Visit, visibility: string): number => world.repositories.filter((one) => one.visibility === visibility).length;

/** What the other members of these worlds are not shown. */
function forOwners(visit: Visit): Json {
  const { organization: about, members: people } = visit.world;
  return {
    two_factor_requirement_enabled: about.twoFactorRequired,
    total_private_repos: count(visit, 'private'),
    owned_private_repos: count(visit, 'private'),
    members_can_change_repo_visibility: about.membersMay.changeVisibility,
    members_can_delete_repositories: about.membersMay.delete,
    plan: { name: about.plan, space: 976562499, private_repos: 999999, filled_seats: people.length, seats: people.length + 3 },
  };
}

function addresses({ origin, world }: Visit): Json {
  const { id, login } = world.organization;
  const url = `${origin}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId('O', id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    html_url: `https://github.com/${login}`,
  };
}
