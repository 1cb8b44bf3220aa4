/** From what is declared to files: which there are, which are not, and what could not be looked for. */
import { isUnknown, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Gap, Known } from '../../../src/model.ts';
import { REPOSITORIES } from '../calls.ts';
import type { Github } from '../client.ts';
import { askTree, filesThat, type Tree } from '../files.ts';
import { isPattern, means, type Policy } from '../policies.ts';
import { holesIn, type Listing, listRepositories } from '../repositories.ts';

export interface Declared {
  readonly policy: Policy;
  /** `owner/repository`, as GitHub spells it where it knows it. */
  readonly repository: string;
  /** The file; the pattern itself where nothing fits it. */
  readonly path: string;
  /** By the list of files. */
  readonly listed: Known<boolean>;
  readonly repo?: Listing;
  /** What says so. */
  readonly from: Answer<Tree | readonly Listing[]>;
}

/** Whatever is declared gives a line, in the order of the declarations; a file that fits two of them belongs to the first. */
export async function filesDeclared(github: Github, ask: Ask): Promise<readonly Declared[]> {
  const list = await listRepositories(github, ask);
  const found = await Promise.all(github.policies.map((policy) => filesOf(github, ask, policy, list)));
  const first = new Map<string, Declared>();
  for (const one of found.flat()) {
    const key = `${one.repository}:${one.path}`;
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}

async function filesOf(github: Github, ask: Ask, policy: Policy, list: Answer<readonly Listing[]>): Promise<readonly Declared[]> {
  const { repository: name, path } = policy;
  const repo = list === null || isUnknown(list) ? undefined : list.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!repo) {
    const listed = await unlisted(github, ask, list);
    if (isPattern(path) && isUnknown(listed)) ask.incomplete(cut(policy, listed.$unknown));
    return [{ policy, repository: `${github.organization}/${name}`, path, listed, from: list }];
  }
  const tree = await askTree(github, ask, repo);
  const base = { policy, repository: repo.full_name, repo, from: tree };
  const { found, all } = filesThat(tree, (one) => means(path, one));
  if (isPattern(path) && isUnknown(all)) ask.incomplete(cut(policy, all.$unknown));
  if (found.length > 0) return found.map((one) => ({ ...base, path: one, listed: true }));
  return [{ ...base, path, listed: isUnknown(all) ? all : false }];
}

/** A repository that is not on the list is none only where the list is whole. */
async function unlisted(github: Github, ask: Ask, list: Answer<readonly Listing[]>): Promise<Known<boolean>> {
  const { operation } = REPOSITORIES;
  const none = unknown({ operation, reason: 'missing_member', detail: `${operation}: there is no list of repositories` });
  const there = settle(list, { none, some: (): Known<boolean> => false });
  if (isUnknown(there)) return there;
  const [hole] = await holesIn(github, ask);
  return hole ? unknown(hole) : false;
}

const cut = ({ repository, path }: Policy, gap: Gap): Gap => ({
  ...gap,
  detail: `which files of ${repository} fit \`${path}\` is not known: ${gap.detail}`,
});
