/** Files of the default branch: their names in one answer, their text one by one. */
import { z } from 'zod';
import { isUnknown, settle, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Known } from '../../src/model.ts';
import type { Github } from './client.ts';
import type { Listing } from './repositories.ts';
import { CONTENTS, TREE } from './repository-calls.ts';

/** https://docs.github.com/en/rest/git/trees#get-a-tree */
const Tree = z.looseObject({
  tree: z.array(z.looseObject({ path: z.string(), type: z.string() })),
  truncated: z.boolean(),
});
export type Tree = z.infer<typeof Tree>;

export function placeOf({ full_name }: Listing): { owner: string; repo: string } {
  const [owner = '', repo = ''] = full_name.split('/');
  return { owner, repo };
}

export function askTree(github: Github, ask: Ask, repo: Listing): Promise<Answer<Tree>> {
  const params = { ...placeOf(repo), tree_sha: repo.default_branch, recursive: '1' };
  return ask(TREE.operation, params, Tree, () => github.get(TREE.operation, params));
}

/** Paths of the files that fit. GitHub cuts long lists: what is found is there, what is not found may be in the rest. */
export function filesThat(
  tree: Answer<Tree>,
  wanted: (path: string) => boolean,
): { readonly found: readonly string[]; readonly all: Known<true> } {
  if (tree === null || isUnknown(tree)) return { found: [], all: tree ?? cut('there is no such tree') };
  const found = tree.tree.filter(({ path, type }) => type === 'blob' && wanted(path)).map(({ path }) => path);
  return { found: found.sort(), all: tree.truncated ? cut('GitHub cut the list of files: `truncated` is true') : true };
}
const cut = (why: string) => unknown({ operation: TREE.operation, reason: 'truncated', detail: `${TREE.operation}: ${why}` });

/** Whether there is such a file. */
export function hasFile(tree: Answer<Tree>, wanted: (path: string) => boolean): Known<boolean> {
  const { found, all } = filesThat(tree, wanted);
  if (found.length > 0) return true;
  return isUnknown(all) ? all : false;
}

/** Files over 1 MB come without their content, and links without any: https://docs.github.com/en/rest/repos/contents#get-repository-content */
const Content = z.looseObject({ type: z.string(), encoding: z.string(), content: z.string(), size: z.int() });

export async function askText(github: Github, ask: Ask, repo: Listing, path: string): Promise<Known<string>> {
  const params = { ...placeOf(repo), path, ref: repo.default_branch };
  const answer = await ask(CONTENTS.operation, params, Content, () => github.get(CONTENTS.operation, params));
  const none = unreadable(path, 'there is no such file, although the list of files names it');
  return settle(answer, { some: (file) => textOf(path, file), none });
}

function textOf(path: string, { type, encoding, content, size }: z.infer<typeof Content>): Known<string> {
  if (type !== 'file' || encoding !== 'base64')
    return unreadable(path, `GitHub answers a ${type} with encoding ${JSON.stringify(encoding)}`);
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length !== size) return unreadable(path, `${bytes.length} bytes came, the file has ${size}`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unreadable(path, 'it is not UTF-8');
  }
}
const unreadable = (path: string, why: string) =>
  unknown({ operation: CONTENTS.operation, reason: 'malformed_response', detail: `${CONTENTS.operation}: ${path}: ${why}` });
