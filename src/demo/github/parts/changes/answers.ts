/** GitHub's GraphQL objects, made from a world's histories: as many members as the documents ask for, and no others. */
import { createHash } from 'node:crypto';
import { ago, GithubRefusal, nodeId, type Visit } from '../../answers/visit.ts';
import type { Repository } from '../../world.ts';
import type { Commit, History, Person, PullRequest, Review } from './holding.ts';

type Json = Record<string, unknown>;
export type Variables = Readonly<Record<string, unknown>>;

const notFound = (what: string) => new GithubRefusal(404, `Could not resolve to ${what}.`);

export function repositoryOf({ world }: Visit, { owner, name }: Variables): Repository {
  const found = world.repositories.find((one) => one.name === name);
  if (!found || owner !== world.organization.login) throw notFound(`a Repository with the name '${String(owner)}/${String(name)}'`);
  return found;
}
export function repositoryById({ world }: Visit, id: unknown): Repository {
  const found = world.repositories.find((one) => nodeId('R', one.id) === id);
  if (!found) throw notFound(`a node with the global id of '${String(id)}'`);
  return found;
}
export function historyOf({ world }: Visit, repo: Repository): History {
  const known = world.changes?.[repo.name];
  if (known) return known;
  const author = { name: 'ada-example', login: 'ada-example' };
  const oid = createHash('sha256').update(`${repo.name}/0`).digest('hex').slice(0, 40);
  return { commits: [{ oid, age: repo.age, author, parents: [], pulls: [], signature: 'person' }], pulls: [], suites: [] };
}

/** A cursor is a place in the list, as nobody but GitHub may know. */
export function connection<T>({ world }: Visit, all: readonly T[], first: unknown, after: unknown, node: (one: T) => Json): Json {
  const from = typeof after === 'string' ? Number(Buffer.from(after, 'base64').toString().replace('cursor:', '')) : 0;
  const size = Math.min(world.pageSize, Number(first));
  const nodes = all.slice(from, from + size);
  const end = from + nodes.length;
  return {
    totalCount: all.length,
    pageInfo: {
      hasNextPage: end < all.length,
      endCursor: nodes.length === 0 ? null : Buffer.from(`cursor:${end}`).toString('base64'),
    },
    nodes: nodes.map(node),
  };
}

export const linkOf = ({ world }: Visit, repo: Repository) => `https://github.com/${world.organization.login}/${repo.name}`;
const actor = (who: Person | null) => who && { __typename: who.kind, login: who.login };
const gitActor = (login: string) => ({ name: login, user: login.endsWith('[bot]') ? null : { login } });

export function changed(visit: Visit, repo: Repository, variables: Variables): Json {
  const { login } = visit.world.organization;
  const head = historyOf(visit, repo).commits[0]?.oid;
  const target = () => ({ __typename: 'Commit', oid: head, history: commits(visit, repo, variables) });
  return {
    id: nodeId('R', repo.id),
    nameWithOwner: `${login}/${repo.name}`,
    url: `https://github.com/${login}/${repo.name}`,
    createdAt: ago(visit, repo.age),
    defaultBranchRef: repo.hasBranch ? { name: repo.defaultBranch, target: target() } : null,
    pullRequests: pullRequests(visit, repo, variables),
  };
}

export function commits(visit: Visit, repo: Repository, { since, commits: first, after }: Variables): Json {
  const oldest = (visit.now.getTime() - Date.parse(String(since))) / 864e5;
  const recent = historyOf(visit, repo).commits.filter(({ age }) => age <= oldest);
  return connection(visit, recent, first, after, (commit) => commitNode(visit, repo, commit));
}
function commitNode(visit: Visit, repo: Repository, commit: Commit): Json {
  const { oid, age, author, parents, signature } = commit;
  return {
    id: commitId(repo, oid),
    oid,
    url: `${linkOf(visit, repo)}/commit/${oid}`,
    committedDate: ago(visit, age),
    author: { name: author.name, user: author.login === null ? null : { login: author.login } },
    signature: signature && {
      isValid: signature !== 'broken',
      state: signature === 'broken' ? 'UNKNOWN_KEY' : 'VALID',
      wasSignedByGitHub: signature === 'github',
      signer: signature === 'person' && author.login !== null ? { login: author.login } : null,
    },
    parents: { totalCount: parents.length, nodes: parents.map((parent) => ({ oid: parent })) },
  };
}
export function originOf(visit: Visit, id: unknown): Json {
  const [repo, oid] = commitById(visit, id);
  const { commits: all, pulls: merged } = historyOf(visit, repo);
  const commit = all.find((one) => one.oid === oid);
  if (!commit) throw notFound(`a node with the global id of '${String(id)}'`);
  const pulls = merged.filter(({ number }) => commit.pulls.includes(number));
  return {
    __typename: 'Commit',
    id,
    associatedPullRequests: {
      totalCount: pulls.length,
      nodes: pulls.map(({ number, age, base, baseGone }) => ({
        number,
        url: `${linkOf(visit, repo)}/pull/${number}`,
        merged: true,
        mergedAt: ago(visit, age),
        baseRefName: base,
        baseRef: baseGone ? null : { name: base },
        repository: { nameWithOwner: `${visit.world.organization.login}/${repo.name}` },
      })),
    },
  };
}

/** Newest first. */
export function deployments(visit: Visit, repo: Repository, first: unknown, after?: unknown): Json {
  const configured = visit.world.configuration?.repositories[repo.name]?.deployments ?? [];
  const all = [
    ...configured.map(({ environment, age, sha, outcome }) => ({
      environment,
      age,
      commit: sha,
      state: outcome === 'success' ? 'ACTIVE' : 'FAILURE',
    })),
    ...(historyOf(visit, repo).deployments ?? []),
  ];
  const sorted = all.sort((a, b) => a.age - b.age);
  return connection(visit, sorted, first, after, ({ environment, age, commit, state }) => ({
    id: nodeId(`DE_${commit.slice(0, 7)}`, Math.round(age * 1000)),
    environment,
    commitOid: commit,
    createdAt: ago(visit, age),
    state,
  }));
}

export const commitId = (repo: Repository, oid: string) => `C_${Buffer.from(`${repo.name}#${oid}`).toString('base64url')}`;
function commitById({ world }: Visit, id: unknown): readonly [Repository, string] {
  const [name, oid = ''] = Buffer.from(String(id).replace('C_', ''), 'base64url').toString().split('#');
  const repo = world.repositories.find((one) => one.name === name);
  if (!repo) throw notFound(`a node with the global id of '${String(id)}'`);
  return [repo, oid];
}

/** Base64 of repository and number: opaque to everybody but GitHub. */
const idOf = (repo: Repository, number: number) => `PR_${Buffer.from(`${repo.name}#${number}`).toString('base64url')}`;
export function pullById(visit: Visit, id: unknown): readonly [Repository, PullRequest] {
  const [name, number] = Buffer.from(String(id).replace('PR_', ''), 'base64url').toString().split('#');
  const repo = visit.world.repositories.find((one) => one.name === name);
  const pull = repo && historyOf(visit, repo).pulls.find((one) => one.number === Number(number));
  if (!repo || !pull) throw notFound(`a node with the global id of '${String(id)}'`);
  return [repo, pull];
}

export function pullRequests(visit: Visit, repo: Repository, { pulls: first, after }: Variables): Json {
  const latest = [...historyOf(visit, repo).pulls].sort((a, b) => a.updatedAge - b.updatedAge || b.number - a.number);
  return connection(visit, latest, first, after, (pull) => pullNode(visit, repo, pull));
}
export function pullNode(visit: Visit, repo: Repository, pull: PullRequest): Json {
  const { number, base, mergeCommit } = pull;
  return {
    id: idOf(repo, number),
    number,
    url: `${linkOf(visit, repo)}/pull/${number}`,
    updatedAt: ago(visit, pull.updatedAge),
    mergedAt: ago(visit, pull.age),
    baseRefName: base,
    baseRef: pull.baseGone ? null : { name: base },
    headRefOid: pull.head,
    author: actor(pull.author),
    mergedBy: actor(pull.mergedBy),
    mergeCommit: mergeCommit && { oid: mergeCommit.oid, committedDate: ago(visit, mergeCommit.age) },
    reviews: reviews(visit, pull, 50),
    commits: {
      totalCount: pull.commits.length,
      nodes: pull.commits.slice(-Math.min(5, visit.world.pageSize)).map((one) => authored(repo, one)),
    },
  };
}
export function reviews(visit: Visit, pull: PullRequest, first: unknown, after?: unknown): Json {
  const inOrder = [...pull.reviews].sort((a, b) => b.age - a.age);
  return connection(visit, inOrder, first, after, (review) => reviewNode(visit, pull, review));
}
function reviewNode(visit: Visit, pull: PullRequest, { by, state, age, commit, mayPush }: Review): Json {
  return {
    id: `PRR_${Buffer.from(`${pull.head}/${age}/${by?.login}`).toString('base64url')}`,
    state,
    submittedAt: ago(visit, age),
    authorCanPushToRepository: mayPush,
    author: actor(by),
    commit: commit === null ? null : { oid: commit },
  };
}
export function authors(visit: Visit, repo: Repository, pull: PullRequest, first: unknown, after?: unknown): Json {
  return connection(visit, pull.commits, first, after, (one) => authored(repo, one));
}
type Written = PullRequest['commits'][number];
/** As git writes it: https://docs.github.com/en/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors */
function authored(repo: Repository, { oid, authors: [first = 'ghost', ...others] }: Written): Json {
  const trailers = others.map((login) => `Co-authored-by: ${login} <${login}@example.com>`);
  const message = ['A change', ...(trailers.length > 0 ? ['', ...trailers] : [])].join('\n');
  return { commit: { id: commitId(repo, oid), oid, message, author: gitActor(first) } };
}
export function manyAuthors(visit: Visit, id: unknown): Json {
  const [repo, pull] = pullById(visit, id);
  return { __typename: 'PullRequest', id, commits: authors(visit, repo, pull, 100) };
}
export function coAuthors(visit: Visit, id: unknown): Json {
  const [repo, oid] = commitById(visit, id);
  const written = historyOf(visit, repo)
    .pulls.flatMap((pull) => pull.commits)
    .find((one) => one.oid === oid);
  if (!written) throw notFound(`a node with the global id of '${String(id)}'`);
  return { __typename: 'Commit', id, authors: { totalCount: written.authors.length, nodes: written.authors.map(gitActor) } };
}

export function headChecks(visit: Visit, id: unknown): Json {
  const [repo, oid] = commitById(visit, id);
  const pull = historyOf(visit, repo).pulls.find(({ head }) => head === oid);
  if (!pull) throw notFound(`a node with the global id of '${String(id)}'`);
  const { rollup, checks } = pull;
  const runs = checks.filter(({ kind }) => kind === 'run').map(({ outcome }) => outcome);
  const counts = [...new Set(runs)].sort().map((state) => ({ state, count: runs.filter((one) => one === state).length }));
  const statusCheckRollup = rollup && { state: rollup, contexts: { totalCount: checks.length, checkRunCountsByState: counts } };
  return { __typename: 'Commit', id, oid, statusCheckRollup };
}
export function contextsOf(visit: Visit, { id, first, after }: Variables): Json {
  const [, { head, checks }] = pullById(visit, id);
  const contexts = connection(visit, checks, first, after, ({ kind, name, outcome, required }) => {
    if (kind === 'status') return { __typename: 'StatusContext', context: name, state: outcome, isRequired: required };
    const done = outcome !== 'IN_PROGRESS';
    return {
      __typename: 'CheckRun',
      name,
      status: done ? 'COMPLETED' : outcome,
      conclusion: done ? outcome : null,
      isRequired: required,
    };
  });
  return { __typename: 'PullRequest', id, commits: { nodes: [{ commit: { oid: head, statusCheckRollup: { contexts } } }] } };
}
