/** Environments, deployments, keys and secrets: https://docs.github.com/en/rest/deployments and https://docs.github.com/en/rest/actions/secrets */
import { simpleUser } from '../../answers/accounts.ts';
import { ago, GithubRefusal, isOwner, nodeId, notFound, onOrganization, repositoryOf, type Visit } from '../../answers/visit.ts';
import { Wrapped } from '../part.ts';
import { base, forAdmins, here, sha } from './files.ts';
import type { Dated, Deployment, Environment } from './holding.ts';

type Json = Record<string, unknown>;

const person = (login: string, visit: Visit): Json => {
  const found = [...visit.world.members, ...visit.world.collaborators].find((one) => one.login === login);
  if (!found) throw new Error(`${visit.world.name}: nobody is called ${login}`);
  return simpleUser(found, visit);
};

export function environments(visit: Visit): Wrapped {
  const shown = (one: Environment) => ({
    id: one.id,
    node_id: nodeId('EN', one.id),
    name: one.name,
    url: `${base(visit)}/environments/${one.name}`,
    html_url: `https://github.com/deployments/activity_log?environments_filter=${one.name}`,
    created_at: ago(visit, 300),
    updated_at: ago(visit, 30),
    protection_rules: [
      ...(one.reviewers.length > 0
        ? [
            {
              id: one.id + 1,
              node_id: nodeId('GA', one.id + 1),
              type: 'required_reviewers',
              prevent_self_review: !one.selfReview,
              reviewers: one.reviewers.map((login) => ({ type: 'User', reviewer: person(login, visit) })),
            },
          ]
        : []),
      ...(one.branches ? [{ id: one.id + 2, node_id: nodeId('GA', one.id + 2), type: 'branch_policy' }] : []),
    ],
    deployment_branch_policy: one.branches && {
      protected_branches: one.branches === 'protected',
      custom_branch_policies: one.branches === 'custom',
    },
  });
  return new Wrapped('environments', here(visit).environments.map(shown));
}

/** Names and ages: nobody is ever shown a value. */
const wrap = (secrets: readonly Dated[], visit: Visit, more: Json = {}) =>
  new Wrapped(
    'secrets',
    secrets.map(({ name, age }) => ({ name, created_at: ago(visit, age + 100), updated_at: ago(visit, age), ...more })),
  );
function forWriters(visit: Visit): void {
  if (!isOwner(visit)) throw new GithubRefusal(403, 'Resource not accessible by personal access token');
}
export function repositorySecrets(visit: Visit): Wrapped {
  repositoryOf(visit);
  forWriters(visit);
  return wrap(here(visit).secrets, visit);
}
export function environmentSecrets(visit: Visit): Wrapped {
  repositoryOf(visit);
  forWriters(visit);
  const found = here(visit).environments.find(({ name }) => name === visit.path['environment_name']);
  if (!found) throw notFound();
  return wrap(found.secrets, visit);
}
export function organizationSecrets(visit: Visit): Wrapped {
  onOrganization(visit);
  forWriters(visit);
  return wrap(visit.world.configuration?.secrets ?? [], visit, { visibility: 'all' });
}

export function deployKeys(visit: Visit): Json[] {
  forAdmins(visit);
  return here(visit).deployKeys.map(({ id, title, readOnly, age, used }) => ({
    id,
    key: `ssh-ed25519 ${sha(title)}`,
    url: `${base(visit)}/keys/${id}`,
    title,
    verified: true,
    created_at: ago(visit, age),
    read_only: readOnly,
    added_by: visit.caller.login,
    last_used: used === null ? null : ago(visit, used),
    enabled: true,
  }));
}

export function deployments(visit: Visit): Json[] {
  return here(visit).deployments.map((one) => ({
    url: `${base(visit)}/deployments/${one.id}`,
    id: one.id,
    node_id: nodeId('DE', one.id),
    sha: one.sha,
    ref: repositoryOf(visit).defaultBranch,
    task: 'deploy',
    payload: {},
    original_environment: one.environment,
    environment: one.environment,
    description: null,
    creator: simpleUser(visit.caller, visit),
    created_at: ago(visit, one.age),
    updated_at: ago(visit, one.age),
    statuses_url: `${base(visit)}/deployments/${one.id}/statuses`,
    repository_url: base(visit),
    transient_environment: false,
    production_environment: one.production,
  }));
}
const deploymentBy = (visit: Visit, fits: (one: Deployment) => boolean): Deployment => {
  const found = here(visit).deployments.find(fits);
  if (!found) throw notFound();
  return found;
};
/** Newest first: what was replaced later is `inactive` in the end. */
export function statuses(visit: Visit): Json[] {
  const { id, age, outcome } = deploymentBy(visit, (one) => String(one.id) === visit.path['deployment_id']);
  return ['inactive', outcome, 'in_progress'].map((state, at) => ({
    url: `${base(visit)}/deployments/${id}/statuses/${id * 10 + at}`,
    id: id * 10 + at,
    node_id: nodeId('DS', id * 10 + at),
    state,
    creator: simpleUser(visit.caller, visit),
    description: '',
    environment: 'production',
    created_at: ago(visit, age),
    updated_at: ago(visit, age),
  }));
}
export function compare(visit: Visit): Json {
  const { defaultBranch } = repositoryOf(visit);
  const [from, to] = (visit.path['basehead'] as string).split('...');
  if (from !== defaultBranch) throw notFound();
  const { compared } = deploymentBy(visit, (one) => one.sha === to);
  const counts: Readonly<Record<string, readonly [number, number]>> = {
    behind: [0, 3],
    identical: [0, 0],
    ahead: [2, 0],
    diverged: [2, 3],
  };
  const [ahead, behind] = counts[compared] as readonly [number, number];
  return {
    url: `${base(visit)}/compare/${from}...${to}`,
    status: compared,
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: [],
    files: [],
  };
}
export function pullsOf(visit: Visit): Json[] {
  const { pull, age } = deploymentBy(visit, (one) => one.sha === visit.path['commit_sha']);
  if (!pull) return [];
  const { defaultBranch, name } = repositoryOf(visit);
  return [
    {
      id: pull.number + 9000,
      number: pull.number,
      state: 'closed',
      title: `Change ${pull.number}`,
      user: person(pull.author, visit),
      created_at: ago(visit, age + 2),
      updated_at: ago(visit, age),
      closed_at: ago(visit, age + 0.1),
      merged_at: ago(visit, age + 0.1),
      head: { label: 'x', ref: 'topic', sha: sha(`${name}/${pull.number}`) },
      base: { label: 'y', ref: defaultBranch, sha: sha(defaultBranch) },
    },
  ];
}
export function reviews(visit: Visit): Json[] {
  const { pull, age } = deploymentBy(visit, (one) => String(one.pull?.number) === visit.path['pull_number']);
  if (!pull?.approver) return [];
  return [
    {
      id: pull.number + 500,
      node_id: nodeId('PRR', pull.number),
      user: person(pull.approver, visit),
      body: '',
      state: 'APPROVED',
      html_url: `https://github.com/pull/${pull.number}#review`,
      pull_request_url: `${base(visit)}/pulls/${pull.number}`,
      submitted_at: ago(visit, age + 1),
      commit_id: sha(`${repositoryOf(visit).name}/${pull.number}`),
      author_association: 'MEMBER',
    },
  ];
}
