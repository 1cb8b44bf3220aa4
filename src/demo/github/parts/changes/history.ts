/** Writes a repository's history change by change, oldest first, as merging at GitHub leaves it. */
import { createHash } from 'node:crypto';
import type { Check, Commit, Files, History, Person, PullRequest, Review, RuleSuite } from './holding.ts';

export const person = (login: string): Person => ({ login, kind: 'User' });
export const bot = (login: string): Person => ({ login, kind: 'Bot' });

export interface ReviewDraft {
  readonly by: Person | null;
  readonly state?: Review['state'];
  /** Days before the merge; negative: after it. */
  readonly before?: number;
  readonly on?: 'head' | 'an earlier commit' | 'a commit that is gone';
  readonly mayPush?: boolean;
}
export interface ChangeDraft {
  readonly age: number;
  /** How it was merged; a merge queue squashes here. */
  readonly how?: 'merge' | 'squash' | 'rebase';
  readonly author: Person | null;
  readonly mergedBy?: Person | null;
  /** How many commits its branch has. */
  readonly commits?: number;
  /** Of its last commit, beside the author. */
  readonly coAuthors?: readonly string[];
  readonly reviews: readonly ReviewDraft[];
  readonly base?: string;
  readonly baseGone?: boolean;
  readonly rollup?: PullRequest['rollup'];
  readonly checks?: readonly Check[];
  readonly signature?: Commit['signature'];
  readonly updatedAge?: number;
  /** Of its last commit. */
  readonly files?: Files;
  readonly renamed?: Commit['renamed'];
}
export interface Writer {
  /** A pull request, merged. */
  merge(change: ChangeDraft): PullRequest;
  /** A commit without one. */
  push(commit: Pick<ChangeDraft, 'age' | 'signature' | 'files' | 'renamed'> & { readonly author: Person }): Commit;
  /** What `work` does is taken off the branch again: its pull requests stay, its commits do not. */
  rewritten(work: () => void, by?: Person): void;
  /** The branch as it stands, to an environment. */
  deploy(deployment: { readonly environment: string; readonly age: number; readonly state?: string }): void;
  bypass(suite: Omit<RuleSuite, 'result' | 'ref'>): void;
  written(): History;
}

const GREEN: readonly Check[] = [
  { kind: 'run', name: 'build', outcome: 'SUCCESS', required: true },
  { kind: 'run', name: 'test', outcome: 'SUCCESS', required: true },
];

/** `age` of the first commit. */
export function openHistory(repository: string, branch: string, age: number): Writer {
  let commits: Commit[] = [];
  const pulls: PullRequest[] = [];
  const suites: RuleSuite[] = [];
  const forced: NonNullable<History['forced']>[number][] = [];
  const deployments: NonNullable<History['deployments']>[number][] = [];
  let made = 0;
  const oid = () => createHash('sha256').update(`${repository}/${made++}`).digest('hex').slice(0, 40);
  const head = () => commits.at(-1)?.oid;
  const add = (draft: Omit<Commit, 'oid' | 'parents'> & { readonly oid?: string; readonly parents?: readonly string[] }): Commit => {
    const on = head();
    const commit: Commit = { parents: on === undefined ? [] : [on], ...draft, oid: draft.oid ?? oid() };
    commits.push(commit);
    return commit;
  };
  const named = ({ login, kind }: Person): Commit['author'] => ({ name: login, login: kind === 'User' ? login : null });
  add({ age, author: { name: 'ada-example', login: 'ada-example' }, pulls: [], signature: 'person' });

  const merge = (change: ChangeDraft): PullRequest => {
    const number = pulls.length + 1;
    const how = change.how ?? 'squash';
    const author = change.author ?? person('ghost');
    const written = named(author);
    const inside = change.base === undefined || change.baseGone === true;
    const base = head() as string;
    const signature = change.signature === undefined ? 'person' : change.signature;
    const drafts = Array.from({ length: change.commits ?? 1 }, (_, n) => ({ oid: oid(), age: change.age + 0.2 - n * 0.001 }));
    const last = drafts.at(-1) as { oid: string };
    const common = { pulls: [number], author: written };
    const files = filesIn(change);
    let merged = last.oid;
    if (inside && how === 'merge') {
      // the first of many came from somebody else's branch, and belongs to no pull request of this repository
      const pullsOf = (at: number) => (at === 0 && drafts.length > 3 ? [] : [number]);
      drafts.forEach((one, at) => {
        const wrote = one === last ? files : {};
        add({ ...one, ...common, ...wrote, pulls: pullsOf(at), signature, parents: [drafts[at - 1]?.oid ?? base] });
      });
      merged = add({ ...common, age: change.age, signature: 'github', parents: [base, last.oid] }).oid;
    } else if (inside && how === 'rebase')
      for (const one of drafts) merged = add({ ...common, ...(one === last ? files : {}), age: change.age, signature }).oid;
    else if (inside) merged = add({ ...common, ...files, age: change.age, signature: signature === 'person' ? 'github' : signature }).oid;
    const pull: PullRequest = {
      number,
      base: change.base ?? branch,
      baseGone: change.baseGone ?? false,
      author: change.author,
      mergedBy: change.mergedBy === undefined ? change.author : change.mergedBy,
      age: change.age,
      updatedAge: change.updatedAge ?? change.age,
      head: last.oid,
      mergeCommit: { oid: merged, age: change.age },
      reviews: change.reviews.map((draft) => reviewOf(draft, change.age, last.oid, oid)),
      commits: drafts.map((one, at) => ({
        oid: one.oid,
        authors: [author.login, ...(at === drafts.length - 1 ? (change.coAuthors ?? []) : [])],
      })),
      rollup: change.rollup === undefined ? 'SUCCESS' : change.rollup,
      checks: change.checks ?? (change.rollup === null ? [] : GREEN),
    };
    pulls.push(pull);
    return pull;
  };
  return {
    merge,
    push: ({ age: at, author, signature = 'person', ...rest }) =>
      add({ age: at, author: named(author), pulls: [], signature, ...filesIn(rest) }),
    rewritten(work, by = person('ada-example')) {
      const before = [...commits];
      work();
      const gone = commits.at(-1) as Commit;
      forced.push({ actor: by.login, age: gone.age, before: gone.oid, after: before.at(-1)?.oid ?? '' });
      commits = before;
    },
    deploy: ({ environment, age: at, state = 'ACTIVE' }) =>
      void deployments.push({ environment, age: at, state, commit: head() as string }),
    bypass: (suite) => void suites.push({ ...suite, ref: `refs/heads/${branch}`, result: 'bypass' }),
    written: () => ({
      commits: [...commits].reverse(),
      pulls: [...pulls],
      suites: [...suites],
      forced: [...forced],
      deployments: [...deployments],
    }),
  };
}

function filesIn({ files, renamed }: Pick<ChangeDraft, 'files' | 'renamed'>): Pick<Commit, 'files' | 'renamed'> {
  return { ...(files && { files }), ...(renamed && { renamed }) };
}

function reviewOf(
  { by, state = 'APPROVED', before = 0.05, on = 'head', mayPush = by?.kind === 'User' }: ReviewDraft,
  age: number,
  head: string,
  oid: () => string,
): Review {
  const commit = on === 'head' ? head : on === 'an earlier commit' ? oid() : null;
  return { by, state, age: age + before, commit, mayPush };
}
