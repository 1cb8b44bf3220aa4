/** What is asked about one document: its history, who approved what of it, and what it was before, where that matters. */
import { isUnknown, settle, unknown } from '../../../src/kit.ts';
import type { Ask, Context, Known } from '../../../src/model.ts';
import { further } from '../changes/read.ts';
import type { Github } from '../client.ts';
import { type Forced, forcedOf } from '../commit/forced.ts';
import { placeOf } from '../files.ts';
import { MORE_POLICY_HISTORY, POLICY_HISTORY } from '../graphql/policies.ts';
import { reviewsOf } from '../pull-request/ask.ts';
import { writersOf } from '../pull-request/authors.ts';
import type { Listing } from '../repositories.ts';
import { COMMIT } from '../repository-calls.ts';
import { CommitFiles, type Edit, MorePolicyHistory, PolicyHistory, type Version } from './answers.ts';
import { type Approved, type Asked, approvedOf, mergedOf, type Place } from './approved.ts';
import { reachesBack } from './dates.ts';
import { type Origin, reviewedOf, type Step } from './review.ts';
import { statementsIn } from './statements.ts';

/** As it is on the default branch, and all that happened to it there. */
export interface Document {
  readonly head: Version;
  /** Newest first. */
  readonly steps: readonly Step[];
  readonly forced: Known<readonly Forced[]>;
  readonly origin: Origin;
  /** What all of it rests on. */
  readonly from: readonly object[];
}

/** Changes in one answer, each with the file as it was: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
const EDITS = 20;

/** Null: the repository has no branch, so that there is no file. */
export async function askDocument(
  github: Github,
  ask: Ask,
  { now }: Context,
  repo: Listing,
  path: string,
  approvers: Place['approvers'],
): Promise<Known<Document> | null> {
  const { owner, repo: name } = placeOf(repo);
  const params = { owner, name, path };
  const { operation } = POLICY_HISTORY;
  const sizes = { edits: EDITS };
  const first = await ask(operation, params, PolicyHistory, () => github.query(POLICY_HISTORY, params, sizes));
  if (isUnknown(first)) return first;
  if (first === null) return unknown({ operation, reason: 'missing_member', detail: `${operation}: there is no such repository` });
  const { nameWithOwner, defaultBranchRef: ref } = first.repository;
  if (nameWithOwner.toLowerCase() !== repo.full_name.toLowerCase()) {
    const detail = `asked about ${repo.full_name}, answered about ${nameWithOwner}`;
    return unknown({ operation, reason: 'changed_during_collection', detail });
  }
  if (ref === null) return null;
  const edits = await editsOf(github, ask, params, ref.target);
  if (isUnknown(edits)) return edits;
  const branch = { name: ref.name, head: ref.target.oid };
  const [asked, forced] = await Promise.all([
    reviewedIn(github, ask, edits, nameWithOwner),
    forcedOf(github, ask, { period: { from: BEGINNING, to: now } }, { repo, branch }),
  ]);
  const place = { repository: nameWithOwner, branch: ref.name, approvers };
  const steps = edits.map((edit) => stepOf(edit, path, approvedOf(edit, asked.by, place)));
  const origin = needsOrigin(steps, forced, now) ? await originOf(github, ask, repo, path, edits.at(-1) as Edit) : undefined;
  return { head: ref.target.file, steps, forced, origin, from: [first, ...edits, ...asked.from] };
}
/** Reviews may be older than the run's period. */
const BEGINNING = '1970-01-01T00:00:00.000Z';

function stepOf(edit: Edit, path: string, approved: Approved): Step {
  return { edit, approved, says: statementsIn(edit.file, `${path} at ${edit.oid.slice(0, 12)}`) };
}

type Where = { readonly owner: string; readonly name: string; readonly path: string };
type Target = NonNullable<PolicyHistory['repository']['defaultBranchRef']>['target'];
async function editsOf(github: Github, ask: Ask, where: Where, { oid, history }: Target): Promise<Known<readonly Edit[]>> {
  const { operation } = MORE_POLICY_HISTORY;
  const params = { ...where, head: oid };
  const page = (found: MorePolicyHistory) => found.repository.object.history;
  const rest = await further(github, ask, MORE_POLICY_HISTORY, params, history, { edits: EDITS }, MorePolicyHistory, page);
  if (isUnknown(rest)) return rest;
  const all = [...history.nodes, ...rest];
  const count = new Set(all.map((edit) => edit.oid)).size;
  if (count === history.totalCount && all.length === count) return all;
  const detail = `GitHub counts ${history.totalCount} changes of ${where.path}, ${count} were read`;
  return unknown({ operation, reason: 'population_mismatch', detail: `${operation}: ${detail}` });
}

/** By the pull request's id: two changes that came with one are approved alike. */
async function reviewedIn(
  github: Github,
  ask: Ask,
  edits: readonly Edit[],
  repository: string,
): Promise<{ readonly by: Asked; readonly from: readonly object[] }> {
  const pulls = [...new Map(edits.flatMap((edit) => mergedOf(edit, repository)).map((pull) => [pull.id, pull])).values()];
  const none = unknown({ operation: POLICY_HISTORY.operation, reason: 'not_run', detail: 'nobody asked who wrote it' });
  const [writers, reviews] = await Promise.all([
    writersOf(github, ask, [pulls]),
    Promise.all(pulls.map(async (pull) => [pull, await reviewsOf(github, ask, pull)] as const)),
  ]);
  const by = new Map(reviews.map(([pull, list]) => [pull.id, { reviews: list, authored: writers.get(pull) ?? none }]));
  const from = [...by.values()].flatMap(({ reviews: list, authored }) => [
    ...(isUnknown(list) ? [] : list),
    ...(isUnknown(authored) ? [] : authored.from),
  ]);
  return { by, from };
}

/** Under another name it may have been reviewed, and a date may have been set. */
function needsOrigin(steps: readonly Step[], forced: Known<readonly Forced[]>, now: string): boolean {
  if (steps.length === 0) return false;
  return reviewedOf(steps, forced, undefined, now).at === null || reachesBack(steps);
}

/** https://docs.github.com/en/rest/commits/commits#get-a-commit shows 300 files of a commit: one that is not among them may be further on. */
async function originOf(github: Github, ask: Ask, repo: Listing, path: string, { oid }: Edit): Promise<Known<string | null>> {
  const { operation } = COMMIT;
  const params = { ...placeOf(repo), ref: oid };
  const answer = await ask(operation, params, CommitFiles, () => github.get(operation, params));
  const unseen = (detail: string) => unknown({ operation, reason: 'missing_member', detail: `${operation}: ${detail}` });
  return settle(answer, {
    none: unseen(`there is no commit ${oid}`),
    some: ({ sha, files }): Known<string | null> => {
      if (sha !== oid) return unseen(`asked about ${oid}, answered about ${sha}`);
      const file = files.find(({ filename }) => filename === path);
      if (file === undefined) return unseen(`${oid} changed ${path}, and does not name it among its files`);
      if (file.status !== 'renamed') return null;
      return file.previous_filename ?? unseen(`${path} was renamed in ${oid}, and nothing says from what`);
    },
  });
}
