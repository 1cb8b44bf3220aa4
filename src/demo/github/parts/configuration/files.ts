/** Files, releases and what they are written in: https://docs.github.com/en/rest/git/trees and https://docs.github.com/en/rest/repos/contents */
import { createHash } from 'node:crypto';
import { simpleUser } from '../../answers/accounts.ts';
import { ago, GithubRefusal, isOwner, nodeId, notFound, repositoryOf, type Visit } from '../../answers/visit.ts';
import { filesAtHead } from '../changes/policies.ts';
import { configurationOf } from './tidy.ts';

type Json = Record<string, unknown>;

export const sha = (text: string): string => createHash('sha1').update(text).digest('hex');
export const here = (visit: Visit) => configurationOf(visit.world, repositoryOf(visit));
export function base(visit: Visit): string {
  return `${visit.origin}/repos/${visit.world.organization.login}/${repositoryOf(visit).name}`;
}
/** What only administrators are told; to others it does not exist. */
export function forAdmins(visit: Visit): void {
  repositoryOf(visit);
  if (!isOwner(visit)) throw notFound();
}

export function tree(visit: Visit): Json {
  const repo = repositoryOf(visit);
  if (!repo.hasBranch) throw new GithubRefusal(409, 'Git Repository is empty.');
  if (visit.path['tree_sha'] !== repo.defaultBranch) throw notFound();
  const { truncated } = here(visit);
  const files = filesOf(visit);
  const paths = Object.keys(files).slice(0, truncated ? 1 : undefined);
  const folders = new Set(
    paths.flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, at, parts) => parts.slice(0, at + 1).join('/')),
    ),
  );
  const blob = (path: string) => ({
    path,
    mode: '100644',
    type: 'blob',
    sha: sha(files[path] as string),
    size: (files[path] as string).length,
  });
  const folder = (path: string) => ({ path, mode: '040000', type: 'tree', sha: sha(path) });
  return {
    sha: sha(repo.name),
    url: `${base(visit)}/git/trees/${sha(repo.name)}`,
    tree: [...[...folders].map(folder), ...paths.map(blob)],
    truncated,
  };
}

/** What is configured, and what the repository's history has put there. */
const filesOf = (visit: Visit): Readonly<Record<string, string>> => ({ ...here(visit).files, ...filesAtHead(visit, repositoryOf(visit)) });

export function contents(visit: Visit): Json {
  const path = visit.path['path'] as string;
  const text = filesOf(visit)[path];
  if (text === undefined) throw notFound();
  const bytes = Buffer.from(text);
  const self = `${base(visit)}/contents/${path}`;
  const html = `https://github.com/${visit.world.organization.login}/${repositoryOf(visit).name}/blob/${repositoryOf(visit).defaultBranch}/${path}`;
  const git = `${base(visit)}/git/blobs/${sha(text)}`;
  return {
    type: 'file',
    encoding: 'base64',
    size: bytes.length,
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    content: `${bytes.toString('base64').replace(/(.{60})/g, '$1\n')}\n`,
    sha: sha(text),
    url: self,
    git_url: git,
    html_url: html,
    download_url: html,
    _links: { git, html, self },
  };
}

export function codeownersErrors(visit: Visit): Json {
  const { files, codeownersErrors: count } = here(visit);
  const path = Object.keys(files).find((one) => one.endsWith('CODEOWNERS'));
  if (!path) throw notFound();
  const error = (_: unknown, at: number) => ({
    line: at + 1,
    column: 3,
    kind: 'Unknown owner',
    source: '* @nobody\n',
    suggestion: 'make sure the team exists',
    message: `Unknown owner on line ${at + 1}: make sure the team exists`,
    path,
  });
  return { errors: Array.from({ length: count }, error) };
}

export const languages = (visit: Visit): object => here(visit).languages;

export function releases(visit: Visit): Json[] {
  const url = base(visit);
  return here(visit).releases.map(({ id, tag, age, draft }) => ({
    url: `${url}/releases/${id}`,
    html_url: `https://github.com/releases/${tag}`,
    id,
    node_id: nodeId('RE', id),
    tag_name: tag,
    target_commitish: repositoryOf(visit).defaultBranch,
    name: tag,
    draft,
    prerelease: false,
    created_at: ago(visit, age),
    published_at: draft ? null : ago(visit, age),
    author: simpleUser(visit.caller, visit),
    assets: [],
  }));
}

export function immutableReleases(visit: Visit): Json {
  forAdmins(visit);
  if (!here(visit).immutable) throw notFound();
  return { enabled: true, enforced_by_owner: false };
}

/** Of the repository and of its organization: https://docs.github.com/en/rest/repos/rules#get-all-repository-rulesets */
export function rulesets(visit: Visit): Json[] {
  const { name } = repositoryOf(visit);
  const targets = (visit.query.get('targets') ?? 'branch,tag,push').split(',');
  const { login } = visit.world.organization;
  return visit.world.rulesets
    .filter(({ covers, target = 'branch' }) => covers.includes(name) && targets.includes(target))
    .map(({ id, name: called, of, enforcement, target = 'branch' }) => ({
      id,
      name: called,
      target,
      source_type: of === null ? 'Organization' : 'Repository',
      source: of === null ? login : `${login}/${of}`,
      enforcement,
      node_id: nodeId('RRS', id),
      created_at: ago(visit, 400),
      updated_at: ago(visit, 30),
    }));
}
