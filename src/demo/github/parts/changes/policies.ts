/** Files whose histories a world tells: each change of one, and the file as it was then. */
import { createHash } from 'node:crypto';
import { ago, GithubRefusal, repositoryOf as placed, type Visit } from '../../answers/visit.ts';
import type { Repository } from '../../world.ts';
import { commitId, connection, historyOf, linkOf, pullNode, repositoryOf, type Variables } from './answers.ts';
import type { Commit } from './holding.ts';

type Json = Record<string, unknown>;

const dated = (visit: Visit, text: string): string =>
  text.replace(/\{day (-?[\d.]+)\}/g, (_, age: string) => ago(visit, Number(age)).slice(0, 10));

/** As it was in that commit; null: it was not there. */
function textAt(visit: Visit, repo: Repository, oid: string | undefined, path: string): string | null {
  const commits = new Map(historyOf(visit, repo).commits.map((one) => [one.oid, one]));
  for (let at = commits.get(oid ?? ''); at; at = commits.get(at.parents.at(-1) ?? '')) {
    const text = at.files?.[path];
    if (text !== undefined) return text === null ? null : dated(visit, text);
  }
  return null;
}
export function filesAtHead(visit: Visit, repo: Repository): Readonly<Record<string, string>> {
  const { commits } = historyOf(visit, repo);
  const paths = [...new Set(commits.flatMap(({ files }) => Object.keys(files ?? {})))].sort();
  return Object.fromEntries(
    paths.flatMap((path) => {
      const text = textAt(visit, repo, commits[0]?.oid, path);
      return text === null ? [] : [[path, text]];
    }),
  );
}

/** A binary file begins with a zero byte here. */
function version(text: string | null): Json | null {
  if (text === null) return null;
  const isBinary = text.startsWith('\0');
  return { mode: 0o100644, object: { __typename: 'Blob', text: isBinary ? null : text, isBinary, isTruncated: false } };
}

export function policyHistory(visit: Visit, variables: Variables): Json {
  const repo = repositoryOf(visit, variables);
  const oid = historyOf(visit, repo).commits[0]?.oid;
  const path = String(variables['path']);
  const file = version(textAt(visit, repo, oid, path));
  const target = () => ({ __typename: 'Commit', oid, file, history: edits(visit, repo, variables) });
  return {
    repository: {
      nameWithOwner: `${visit.world.organization.login}/${repo.name}`,
      defaultBranchRef: repo.hasBranch ? { name: repo.defaultBranch, target: target() } : null,
    },
  };
}
export function morePolicyHistory(visit: Visit, variables: Variables): Json {
  const repo = repositoryOf(visit, variables);
  return { repository: { object: { __typename: 'Commit', history: edits(visit, repo, variables) } } };
}
function edits(visit: Visit, repo: Repository, { path, edits: first, after }: Variables): Json {
  const changed = historyOf(visit, repo).commits.filter(({ files }) => files?.[String(path)] !== undefined);
  return connection(visit, changed, first, after, (commit_) => edit(visit, repo, commit_, String(path)));
}
function edit(visit: Visit, repo: Repository, { oid, age, author, pulls: numbers }: Commit, path: string): Json {
  const nameWithOwner = `${visit.world.organization.login}/${repo.name}`;
  const pulls = historyOf(visit, repo).pulls.filter(({ number }) => numbers.includes(number));
  return {
    id: commitId(repo, oid),
    oid,
    url: `${linkOf(visit, repo)}/commit/${oid}`,
    committedDate: ago(visit, age),
    author: { name: author.name, user: author.login === null ? null : { login: author.login } },
    file: version(textAt(visit, repo, oid, path)),
    associatedPullRequests: {
      totalCount: pulls.length,
      nodes: pulls.slice(0, 3).map((pull) => ({ merged: true, repository: { nameWithOwner }, ...pullNode(visit, repo, pull) })),
    },
  };
}

/** https://docs.github.com/en/rest/commits/commits#get-a-commit */
export function commit(visit: Visit): Json {
  const repo = placed(visit);
  const all = historyOf(visit, repo).commits;
  const found = all.find(({ oid }) => oid === visit.path['ref']);
  if (!found) throw new GithubRefusal(422, `No commit found for SHA: ${visit.path['ref']}`);
  const { oid, age, author, parents, files = {}, renamed = {} } = found;
  const self = `${visit.origin}/repos/${visit.world.organization.login}/${repo.name}/commits/${oid}`;
  const who = { name: author.name, email: `${author.name}@example.com`, date: ago(visit, age) };
  const gone = new Set(Object.values(renamed));
  const changes = Object.entries(files).filter(([path]) => !gone.has(path));
  return {
    sha: oid,
    url: self,
    html_url: `${linkOf(visit, repo)}/commit/${oid}`,
    commit: { author: who, committer: who, message: 'A change', url: self, comment_count: 0 },
    parents: parents.map((sha) => ({ sha, url: self.replace(oid, sha) })),
    files: changes.map(([filename, text]) => {
      const before = all.find((one) => one.oid === parents[0]);
      const was = before && textAt(visit, repo, before.oid, filename);
      const status = renamed[filename] !== undefined ? 'renamed' : text === null ? 'removed' : was === null ? 'added' : 'modified';
      const sha = createHash('sha1')
        .update(text ?? '')
        .digest('hex');
      return {
        sha,
        filename,
        status,
        additions: 1,
        deletions: 0,
        changes: 1,
        ...(renamed[filename] && { previous_filename: renamed[filename] }),
      };
    }),
  };
}
