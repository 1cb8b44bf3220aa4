/** A tidy organization: every check of GitHub passes, or has nothing to look at, once `params` declare what is meant to be public. */
import type { Instant } from '../../../model.ts';
import { cleanChanges } from '../parts/changes/worlds.ts';
import { params as configuration, configured, releaseTags } from '../parts/configuration/worlds.ts';
import { params as governance, governed, reviewedAt } from '../parts/governance/worlds.ts';
import type { Classic, Member, Repository, Ruleset, World } from '../world.ts';

/** What this organization would write into its claimcheck.yaml. */
export const params = {
  ...governance,
  ...configuration,
  'github.repo.visibility-expected': { publicRepositories: ['docs-fork', 'website'] },
} as const;

/** And which of its files are policy documents. */
export { policies } from '../parts/changes/written.ts';

/** The same, with what is told from today. */
export const paramsAt = (now: Instant) => ({ ...params, ...reviewedAt(now) });

const people: readonly Member[] = [
  { id: 1001, login: 'ada-example', role: 'admin', secondFactor: 'secure' },
  { id: 1002, login: 'grace-example', role: 'admin', secondFactor: 'secure' },
  { id: 1003, login: 'linus-example', role: 'admin', secondFactor: 'secure' },
  { id: 1004, login: 'margaret-example', role: 'member', secondFactor: 'secure' },
  { id: 1005, login: 'ken-example', role: 'member', secondFactor: 'secure' },
  { id: 1006, login: 'barbara-example', role: 'member', secondFactor: 'secure' },
  { id: 1007, login: 'claimcheck-example', role: 'member', secondFactor: 'secure' },
];

const base = {
  age: 900,
  visibility: 'private',
  size: 5400,
  defaultBranch: 'main',
  hasBranch: true,
  archived: false,
  disabled: false,
  fork: false,
  classic: null,
  secretScanning: true,
  pushProtection: true,
} as const satisfies Partial<Repository>;

/** The strictest that classic protection can be. */
const strict: Classic = {
  enforceAdmins: true,
  reviews: { approvals: 2, dismissStale: true, lastPush: false, bypass: [] },
  checks: ['build', 'test', 'SonarQube Code Analysis'],
  allowForcePushes: false,
  allowDeletions: false,
  conversations: true,
  signatures: true,
  codeOwners: true,
};
/** Older, and with a door for administrators and a bot: harmless while a ruleset asks the same of everybody. */
const lenient: Classic = {
  enforceAdmins: false,
  reviews: { approvals: 1, dismissStale: false, lastPush: false, bypass: ['ken-example'] },
  checks: [],
  allowForcePushes: false,
  allowDeletions: false,
  conversations: false,
  signatures: false,
};

const repositories: readonly Repository[] = [
  { ...base, id: 70001, name: 'audit-log' },
  { ...base, id: 70002, name: 'billing', defaultBranch: 'release/current', classic: strict },
  { ...base, id: 70003, name: 'docs-fork', visibility: 'public', fork: true, secretScanning: false, pushProtection: false },
  { ...base, id: 70004, name: 'infrastructure' },
  { ...base, id: 70005, name: 'legacy-importer', archived: true, defaultBranch: 'master', secretScanning: false, pushProtection: false },
  { ...base, id: 70006, name: 'mobile-app', classic: lenient },
  { ...base, id: 70007, name: 'newborn', size: 0, age: 1 },
  { ...base, id: 70008, name: 'payroll' },
  { ...base, id: 70009, name: 'platform' },
  { ...base, id: 70010, name: 'quarantined', disabled: true },
  { ...base, id: 70011, name: 'scratch', size: 0, hasBranch: false, age: 3, secretScanning: false, pushProtection: false },
  { ...base, id: 70012, name: 'website', visibility: 'public' },
];

export const pullRequest = (approvals: number) => ({
  type: 'pull_request',
  parameters: {
    required_approving_review_count: approvals,
    dismiss_stale_reviews_on_push: true,
    require_code_owner_review: true,
    require_last_push_approval: false,
    required_review_thread_resolution: true,
    allowed_merge_methods: ['squash'],
  },
});
export const statusChecks = (...contexts: string[]) => ({
  type: 'required_status_checks',
  parameters: { required_status_checks: contexts.map((context) => ({ context })), strict_required_status_checks_policy: true },
});
const workflow = {
  type: 'workflows',
  parameters: { workflows: [{ path: '.github/workflows/plan.yml', repository_id: 70004, ref: 'refs/heads/main' }] },
};
export const history = [{ type: 'non_fast_forward' }, { type: 'deletion' }, { type: 'required_signatures' }] as const;

const covered = ['audit-log', 'infrastructure', 'mobile-app', 'newborn', 'payroll', 'platform', 'website'];
const checked = covered.filter((name) => name !== 'infrastructure');

const rulesets: readonly Ruleset[] = [
  { id: 8101, name: 'default branches', of: null, enforcement: 'active', covers: covered, bypass: [], rules: [pullRequest(1), ...history] },
  {
    id: 8102,
    name: 'build and test',
    of: null,
    enforcement: 'active',
    covers: checked,
    bypass: [],
    rules: [statusChecks('build', 'test', 'SonarQube Code Analysis')],
  },
  {
    id: 8103,
    name: 'plan before apply',
    of: 'infrastructure',
    enforcement: 'active',
    covers: ['infrastructure'],
    bypass: [],
    rules: [workflow, statusChecks('SonarQube Code Analysis')],
  },
  {
    id: 8104,
    name: 'two pairs of eyes',
    of: 'payroll',
    enforcement: 'active',
    covers: ['payroll'],
    // whoever may get past this one still meets the organization's
    bypass: [{ actor_id: 31, actor_type: 'Team', bypass_mode: 'pull_request' }],
    rules: [pullRequest(2)],
  },
  releaseTags,
  // never listed among the rules of a branch: it only reports
  {
    id: 8105,
    name: 'trial of linear history',
    of: null,
    enforcement: 'evaluate',
    covers: covered,
    bypass: [],
    rules: [{ type: 'required_linear_history' }],
  },
];

export const clean: World = {
  name: 'clean',
  organization: {
    id: 99190,
    login: 'example-company',
    age: 2200,
    plan: 'enterprise',
    verified: true,
    twoFactorRequired: true,
    basePermission: 'read',
    membersMay: { createPublic: false, changeVisibility: false, delete: false },
  },
  members: people,
  collaborators: [
    { id: 2001, login: 'contractor-one-example', secondFactor: 'secure' },
    { id: 2002, login: 'contractor-two-example', secondFactor: 'secure' },
  ],
  repositories,
  configuration: configured,
  rulesets,
  caller: 'ada-example',
  pageSize: 5,
  refusals: [],
  changes: cleanChanges,
  governance: governed,
};
