/** GitHub's GraphQL objects, made from a world's histories: as many members as the documents ask for, and no others. */
import { createHash } from 'node:crypto';
import { ago, GithubRefusal, type Visit } from '../../answers/visit.ts';
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

const linkOf = ({ world }: Visit, repo: Repository) => `https://github.com/${world.organization.login}/${repo.name}`;
const actor = (who: Person | null) => who && { __typename: who.kind, login: who.login };
const gitActor = (login: string) => ({ name: login, user: login.endsWith('[bot]') ? null : { login } });

export function commits(visit: Visit, repo: Repository, { since, commits: first, after }: Variables): Json {
  const { commits: all, pulls } = historyOf(visit, repo);
  const oldest = (visit.now.getTime() - Date.parse(String(since))) / 864e5;
  const known = new Map(pulls.map((pull) => [pull.number, pull]));
  const recent = all.filter(({ age }) => age <= oldest);
  return connection(visit, recent, first, after, (commit) => commitNode(visit, repo, commit, known));
}
function commitNode(visit: Visit, repo: Repository, commit: Commit, known: ReadonlyMap<number, PullRequest>): Json {
  const { oid, age, author, parents, signature } = commit;
  const pulls = commit.pulls.flatMap((number) => known.get(number) ?? []);
  return {
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
    associatedPullRequests: {
      totalCount: pulls.length,
      nodes: pulls.map(({ number, age: merged, base, baseGone }) => ({
        number,
        url: `${linkOf(visit, repo)}/pull/${number}`,
        merged: true,
        mergedAt: ago(visit, merged),
        baseRefName: base,
        baseRef: baseGone ? null : { name: base },
        repository: { nameWithOwner: `${visit.world.organization.login}/${repo.name}` },
      })),
    },
  };
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
function pullNode(visit: Visit, repo: Repository, pull: PullRequest): Json {
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
    commits: authors(visit, pull, 5),
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
export function authors(visit: Visit, pull: PullRequest, first: unknown, after?: unknown): Json {
  return connection(visit, pull.commits, first, after, ({ oid, authors: logins }) => ({
    commit: { oid, authors: { totalCount: logins.length, nodes: logins.map(gitActor) } },
  }));
}

export function checksOf(visit: Visit, id: unknown): Json {
  const [, { head, rollup, checks }] = pullById(visit, id);
  const runs = checks.filter(({ kind }) => kind === 'run').map(({ outcome }) => outcome);
  const counts = [...new Set(runs)].sort().map((state) => ({ state, count: runs.filter((one) => one === state).length }));
  const statusCheckRollup = rollup && { state: rollup, contexts: { totalCount: checks.length, checkRunCountsByState: counts } };
  return { __typename: 'PullRequest', id, commits: { nodes: [{ commit: { oid: head, statusCheckRollup } }] } };
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
  return { __typename: 'PullRequest', commits: { nodes: [{ commit: { oid: head, statusCheckRollup: { contexts } } }] } };
}
