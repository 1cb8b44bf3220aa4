/** Long histories from a seed: every way in which a change may rightly come about, and each kind of violation planted now and then. */
import { createHash } from 'node:crypto';
import { bot, type ChangeDraft, openHistory, person, type ReviewDraft, type Writer } from './history.ts';
import type { Changes, Check } from './holding.ts';

export interface Planted {
  readonly check: string;
  /** Without the organization's name. */
  readonly resource: string;
  readonly kind: string;
}
export interface Seeded {
  readonly changes: Changes;
  /** What must fail. */
  readonly planted: readonly Planted[];
  /** What nobody can know: approved by somebody who is gone, and by nobody else. */
  readonly unknowable: readonly Planted[];
}
type Random = (below: number) => number;

/** The same numbers from the same seed, everywhere. */
function randomOf(seed: string): Random {
  let at = 0;
  return (below) => createHash('sha256').update(`${seed}/${at++}`).digest().readUInt32BE() % below;
}

const people = ['ada-example', 'grace-example', 'linus-example', 'margaret-example', 'ken-example', 'barbara-example'].map(person);
const renovate = bot('renovate[bot]');
const queue = bot('github-merge-queue[bot]');
const outsider = person('outsider-example');
const run = (name: string, outcome: string, required = true): Check => ({ kind: 'run', name, outcome, required });

interface Cast {
  readonly author: ReturnType<typeof person>;
  readonly reviewer: ReturnType<typeof person>;
  readonly other: ReturnType<typeof person>;
}
type Make = (cast: Cast, random: Random) => Partial<ChangeDraft>;
const ok = (by: ReviewDraft['by'], more: Partial<ReviewDraft> = {}): ReviewDraft => ({ by, ...more });

/** Each is as it should be, whatever it looks like. */
const RIGHT: readonly Make[] = [
  ({ reviewer }) => ({ reviews: [ok(reviewer)] }),
  ({ reviewer }, random) => ({ how: 'merge', commits: 1 + random(4), reviews: [ok(reviewer)] }),
  ({ reviewer }, random) => ({ how: 'rebase', commits: 1 + random(3), reviews: [ok(reviewer)] }),
  ({ reviewer }) => ({ mergedBy: queue, reviews: [ok(reviewer)] }),
  ({ reviewer, author }) => ({ mergedBy: author, reviews: [ok(reviewer)] }),
  ({ reviewer, other }) => ({ coAuthors: [other.login], reviews: [ok(other), ok(reviewer)] }),
  ({ reviewer }) => ({ author: renovate, mergedBy: reviewer, reviews: [ok(reviewer)] }),
  ({ reviewer }) => ({ author: null, mergedBy: reviewer, reviews: [ok(reviewer)] }),
  ({ reviewer }) => ({ mergedBy: null, reviews: [ok(reviewer)] }),
  ({ reviewer }) => ({ reviews: [ok(reviewer, { on: 'an earlier commit', before: 0.3 }), ok(reviewer)] }),
  ({ reviewer, other }) => ({ reviews: [ok(reviewer), ok(other, { before: -0.01 })] }),
  ({ reviewer, other }) => ({ reviews: [ok(other, { state: 'DISMISSED', before: 0.3 }), ok(reviewer)] }),
  ({ reviewer }) => ({ reviews: [ok(reviewer, { state: 'CHANGES_REQUESTED', before: 0.3 }), ok(reviewer)] }),
  ({ reviewer, other }) => ({ reviews: [ok(null), ok(other, { state: 'CHANGES_REQUESTED' }), ok(reviewer)] }),
  ({ reviewer }) => ({ reviews: [ok(renovate), ok(outsider, { mayPush: false }), ok(reviewer)] }),
  ({ reviewer }) => ({ how: 'merge', commits: 9, reviews: [ok(reviewer)] }),
  ({ reviewer, other }) => ({
    reviews: [...Array.from({ length: 24 }, (_, n) => ok(other, { state: 'COMMENTED', before: 1 + n / 100 })), ok(reviewer)],
  }),
  ({ reviewer }) => ({
    reviews: [ok(reviewer)],
    rollup: 'FAILURE',
    checks: [run('build', 'SUCCESS'), run('docs', 'SKIPPED'), run('size', 'NEUTRAL'), run('next', 'FAILURE', false)],
  }),
  ({ author, other }) => ({ base: 'next', author, mergedBy: other, reviews: [], rollup: null }),
  ({ reviewer }, random) => ({ reviews: [ok(reviewer)], updatedAge: random(3) / 10 }),
];

const REVIEWED = 'github.repo.merged-prs-reviewed';
const CHECKED = 'github.repo.merged-prs-checked';
const SIGNED = 'github.repo.commits-signed';
const DIRECT = 'github.repo.no-direct-commits';
/** Kind, the check that must see it, and how it is done. */
const WRONG: readonly (readonly [kind: string, check: string, make: Make])[] = [
  ['self-merged', REVIEWED, ({ author }) => ({ mergedBy: author, reviews: [] })],
  ['merged unseen by another', REVIEWED, ({ other }) => ({ mergedBy: other, reviews: [] })],
  ['approved by a bot', REVIEWED, () => ({ reviews: [ok(renovate, { mayPush: true })] })],
  ['approved too late', REVIEWED, ({ reviewer }) => ({ reviews: [ok(reviewer, { before: -0.01 })] })],
  ['approved another commit', REVIEWED, ({ reviewer }) => ({ reviews: [ok(reviewer, { on: 'an earlier commit' })] })],
  ['approved by a co-author', REVIEWED, ({ other }) => ({ coAuthors: [other.login], reviews: [ok(other)] })],
  ['approved by an outsider', REVIEWED, () => ({ reviews: [ok(outsider, { mayPush: false })] })],
  ['approval dismissed', REVIEWED, ({ reviewer }) => ({ reviews: [ok(reviewer, { state: 'DISMISSED' })] })],
  [
    'approval taken back',
    REVIEWED,
    ({ reviewer }) => ({ reviews: [ok(reviewer, { before: 0.3 }), ok(reviewer, { state: 'CHANGES_REQUESTED' })] }),
  ],
  ['a bot’s change', REVIEWED, ({ other }) => ({ author: renovate, mergedBy: other, reviews: [] })],
  ['required check red', CHECKED, ({ reviewer }) => ({ reviews: [ok(reviewer)], rollup: 'FAILURE', checks: [run('build', 'FAILURE')] })],
  [
    'required check unfinished',
    CHECKED,
    ({ reviewer }) => ({ reviews: [ok(reviewer)], rollup: 'PENDING', checks: [run('build', 'IN_PROGRESS')] }),
  ],
  [
    'red and nothing required',
    CHECKED,
    ({ reviewer }) => ({ reviews: [ok(reviewer)], rollup: 'FAILURE', checks: [run('build', 'FAILURE', false)] }),
  ],
  ['never checked', CHECKED, ({ reviewer }) => ({ reviews: [ok(reviewer)], rollup: null })],
  ['unsigned', SIGNED, ({ reviewer }) => ({ how: 'squash', reviews: [ok(reviewer)], signature: null })],
  ['signed with another key', SIGNED, ({ reviewer }) => ({ how: 'squash', reviews: [ok(reviewer)], signature: 'broken' })],
];

export const KINDS: readonly string[] = [...WRONG.map(([kind]) => kind), 'pushed directly', 'pushed by force', 'rule bypassed'];

export interface SeedOptions {
  readonly seed: string;
  /** Of all repositories together. */
  readonly count: number;
  readonly repositories: readonly string[];
  /** One change in so many is a violation; 0: none is. */
  readonly wrong: number;
}

export function seeded({ seed, count, repositories, wrong }: SeedOptions): Seeded {
  const random = randomOf(seed);
  const planted: Planted[] = [];
  const unknowable: Planted[] = [];
  const writers = new Map(repositories.map((name) => [name, openHistory(name, 'main', 900)]));
  for (let n = 0; n < count; n++) {
    const repository = repositories[n % repositories.length] as string;
    const at: Place = { writer: writers.get(repository) as Writer, repository, age: 88 - (87 * n) / count, random };
    if (wrong > 0 && random(wrong) === 0) planted.push(...violate(at, n));
    else if (wrong > 0 && random(200) === 0) unknowable.push(vanish(at));
    else write(at, (cast) => (RIGHT[random(RIGHT.length)] as Make)(cast, random));
  }
  return { changes: Object.fromEntries([...writers].map(([name, writer]) => [name, writer.written()])), planted, unknowable };
}

interface Place {
  readonly writer: Writer;
  readonly repository: string;
  readonly age: number;
  readonly random: Random;
}

function castOf(random: Random): Cast {
  const first = random(people.length);
  const [author, reviewer, other] = [0, 1 + random(2), 3 + random(2)].map((step) => people[(first + step) % people.length]);
  return { author, reviewer, other } as Cast;
}
function write({ writer, age, random }: Place, make: Make) {
  const cast = castOf(random);
  return writer.merge({ age, author: cast.author, reviews: [], ...make(cast, random) });
}

/** Approved by an account that is gone, and by nobody else. */
function vanish(at: Place): Planted {
  const { number } = write(at, () => ({ reviews: [ok(null)] }));
  return { check: REVIEWED, resource: `${at.repository}#${number}`, kind: 'approved by somebody who is gone' };
}

function violate(at: Place, n: number): readonly Planted[] {
  const { writer, repository, age, random } = at;
  const which = random(WRONG.length + 3);
  const entry = WRONG[which];
  if (entry) {
    const [kind, check, make] = entry;
    const pull = write(at, (cast) => make(cast, random));
    const resource = check === SIGNED ? commitName(repository, pull.mergeCommit?.oid) : `${repository}#${pull.number}`;
    return [{ check, resource, kind }];
  }
  const { author } = castOf(random);
  // whoever rewrites the branch takes the merge before off it
  if (which === WRONG.length) writer.rewritten(() => void write(at, ({ reviewer }) => ({ how: 'squash', reviews: [ok(reviewer)] })));
  const { oid } = writer.push({ age, author });
  const kind = which === WRONG.length ? 'pushed by force' : 'pushed directly';
  const direct = { check: DIRECT, resource: commitName(repository, oid), kind };
  if (which !== WRONG.length + 2) return [direct];
  writer.bypass({ id: 50000 + n, actor: author.login, age, after: oid });
  return [direct, { check: 'github.repo.bypasses-explained', resource: repository, kind: 'rule bypassed' }];
}
const commitName = (repository: string, oid: string | undefined) => `${repository}@${oid?.slice(0, 12)}`;
