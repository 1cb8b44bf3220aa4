/** What was changed in the demo's repositories: reviewed, checked and signed throughout; and, when it drifted, twice not. */
import { bot, openHistory, person, type Writer } from './history.ts';
import type { Changes, Check, Person } from './holding.ts';
import { infrastructure, STALE } from './written.ts';

const ada = person('ada-example');
const barbara = person('barbara-example');
const grace = person('grace-example');
const ken = person('ken-example');
const linus = person('linus-example');
const margaret = person('margaret-example');
const renovate = bot('renovate[bot]');
const queue = bot('github-merge-queue[bot]');
const approval = (by: Person | null, before = 0.05) => ({ by, before });

/** What failed is a look ahead that nobody requires. */
const NIGHTLY: readonly Check[] = [
  { kind: 'run', name: 'build', outcome: 'SUCCESS', required: true },
  { kind: 'run', name: 'docs', outcome: 'SKIPPED', required: true },
  { kind: 'run', name: 'next-node', outcome: 'FAILURE', required: false },
  { kind: 'run', name: 'size', outcome: 'NEUTRAL', required: false },
  { kind: 'status', name: 'coverage', outcome: 'SUCCESS', required: false },
  { kind: 'status', name: 'licences', outcome: 'SUCCESS', required: true },
];

function platform(): Writer {
  const history = openHistory('platform', 'main', 900);
  history.merge({ age: 81, how: 'merge', author: grace, commits: 6, reviews: [approval(ada)] });
  history.merge({ age: 74, author: renovate, mergedBy: ken, reviews: [approval(ken)] });
  history.merge({ age: 60, how: 'rebase', author: linus, commits: 3, reviews: [approval(margaret)] });
  // nobody knows any more who wrote it; who approved it is known
  history.merge({ age: 52, author: null, mergedBy: ada, reviews: [approval(ada)] });
  history.merge({ age: 40, author: ken, mergedBy: queue, coAuthors: ['linus-example'], reviews: [approval(linus), approval(barbara)] });
  const asked = { by: grace, state: 'COMMENTED' as const };
  const stale = { by: ada, on: 'an earlier commit' as const, before: 0.3 };
  history.merge({
    age: 21,
    author: margaret,
    mergedBy: grace,
    reviews: [
      stale,
      { ...asked, before: 0.25 },
      { ...asked, before: 0.2 },
      { ...asked, before: 0.15 },
      { ...asked, before: 0.1 },
      approval(ada),
    ],
    rollup: 'FAILURE',
    checks: NIGHTLY,
  });
  history.deploy({ environment: 'production', age: 20, state: 'INACTIVE' });
  history.merge({ age: 5, author: barbara, reviews: [approval(renovate), approval(ada)] });
  history.deploy({ environment: 'production', age: 4.9 });
  return history;
}

function payroll(): Writer {
  const history = openHistory('payroll', 'main', 900);
  history.merge({ age: 66, author: ken, reviews: [approval(null), approval(grace), approval(margaret)] });
  history.merge({
    age: 12,
    author: grace,
    reviews: [{ by: ada, state: 'CHANGES_REQUESTED', before: 0.5 }, approval(ada), approval(linus)],
  });
  return history;
}

function billing(): Writer {
  const history = openHistory('billing', 'release/current', 900);
  history.merge({ age: 30, how: 'merge', author: linus, commits: 2, reviews: [approval(grace), approval(ken)] });
  return history;
}

function mobileApp(): Writer {
  const history = openHistory('mobile-app', 'main', 900);
  // on its way; nothing of it is in the default branch
  history.merge({ age: 33, author: ken, base: 'next', reviews: [], rollup: null });
  history.merge({ age: 18, author: ken, reviews: [approval(barbara)] });
  return history;
}

const writers = { platform, payroll, billing, 'mobile-app': mobileApp, infrastructure: () => infrastructure(false) };
const written = (all: Readonly<Record<string, Writer>>): Changes =>
  Object.fromEntries(Object.entries(all).map(([name, writer]) => [name, writer.written()]));
const begun = () => Object.fromEntries(Object.entries(writers).map(([name, write]) => [name, write()]));

export const cleanChanges: Changes = written(begun());

/** One evening: a change that nobody looked at, its tests red, and a push past the rules. */
function drifted() {
  const all: Readonly<Record<string, Writer>> = { ...begun(), infrastructure: infrastructure(true) };
  const { platform: history } = all as { platform: Writer };
  const red: Check[] = [{ kind: 'run', name: 'build', outcome: 'FAILURE', required: true }];
  const merged = history.merge({ age: 3.1, author: ken, reviews: [], rollup: 'FAILURE', checks: red });
  const pushed = history.push({ age: 3, author: ken, signature: null });
  history.bypass({ id: 40001, actor: 'ken-example', age: 3, after: pushed.oid });
  return { changes: written(all), merged: `platform#${merged.number}`, pushed: `platform@${pushed.oid.slice(0, 12)}` };
}
const evening = drifted();
export const driftedChanges: Changes = evening.changes;

/** Which checks must see it, and on what, without the organization's name. */
export const changesDrift = [
  { check: 'github.repo.merged-prs-reviewed', resource: evening.merged, what: 'ken merged his own change before anybody looked' },
  { check: 'github.repo.merged-prs-checked', resource: evening.merged, what: 'its build had failed' },
  { check: 'github.repo.no-direct-commits', resource: evening.pushed, what: 'and pushed the repair straight to main' },
  { check: 'github.repo.commits-signed', resource: evening.pushed, what: 'unsigned' },
  { check: 'github.repo.bypasses-explained', resource: 'platform', what: 'past the ruleset, and told nobody' },
  { check: 'github.policy.reviewed', resource: STALE, what: 'nobody has gone through the rules of access for fourteen months' },
] as const;
