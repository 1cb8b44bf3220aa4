/** How the tidy organization keeps its repositories, and two shortcuts of the year after. */

import type { Ruleset } from '../../world.ts';
import type { Drift } from '../../worlds/drifted.ts';
import { sha } from './files.ts';
import type { Configured, Deployment } from './holding.ts';
import { FILES } from './tidy.ts';

/** What this organization would write into its claimcheck.yaml. */
export const params = {
  'github.repo.admins-limited': {
    approvedCollaborators: ['contractor-one-example until 2099-12-31', 'contractor-two-example until 2099-12-31'],
  },
} as const;

const deployment = (id: number, age: number, more: Partial<Deployment>): Deployment => ({
  id,
  environment: 'production',
  production: true,
  age,
  outcome: 'success',
  sha: sha(`deployment ${id}`),
  compared: 'behind',
  pull: { number: id - 6000, author: 'ken-example', approver: 'grace-example' },
  ...more,
});

export const configured: Configured = {
  secrets: [{ name: 'CHAT_HOOK', age: 50 }],
  repositories: {
    // default setup alone settles it: what was uploaded before is too old
    'audit-log': { scanning: { setup: 'configured', analyses: [{ age: 200, error: '' }], alerts: [] } },
    payroll: { files: Object.fromEntries(Object.entries(FILES).filter(([path]) => path !== '.github/dependabot.yml')) },
    'mobile-app': { releases: [{ id: 311, tag: 'build-881', age: 12, draft: false }], immutable: true },
    infrastructure: { deployKeys: [{ id: 501, title: 'cluster', readOnly: true, age: 120, used: 1 }] },
    platform: {
      releases: [
        { id: 301, tag: 'v2.4.0', age: 20, draft: false },
        { id: 302, tag: 'v2.3.0', age: 400, draft: false },
        { id: 303, tag: 'v2.5.0', age: 1, draft: true },
      ],
      secrets: [{ name: 'REGISTRY_TOKEN', age: 100 }],
      scanning: {
        setup: 'not-configured',
        analyses: [
          { age: 1, error: 'the database could not be finalised' },
          { age: 4, error: '' },
          { age: 45, error: '' },
        ],
        alerts: [
          { number: 1, age: 12, severity: 'high', state: 'open', reason: null },
          { number: 2, age: 80, severity: 'critical', state: 'dismissed', reason: 'false positive' },
        ],
      },
      dependabot: {
        alerts: true,
        fixes: 'enabled',
        open: [
          { number: 1, age: 3, package: 'left-pad', severity: 'critical', scope: 'runtime', patched: true },
          { number: 2, age: 200, package: 'mocha', severity: 'high', scope: 'development', patched: true },
          { number: 3, age: 90, package: 'abandoned', severity: 'high', scope: 'runtime', patched: false },
        ],
      },
      secretAlerts: [{ number: 1, age: 2, type: 'slack_incoming_webhook_url', validity: 'inactive' }],
    },
    website: {
      environments: [
        {
          id: 701,
          name: 'production',
          reviewers: ['ada-example', 'grace-example'],
          selfReview: false,
          branches: 'protected',
          secrets: [{ name: 'DEPLOY_TOKEN', age: 90 }],
        },
        { id: 711, name: 'staging', reviewers: [], selfReview: true, branches: null, secrets: [{ name: 'DEPLOY_TOKEN', age: 90 }] },
      ],
      deployments: [
        deployment(6041, 8, {}),
        deployment(6042, 5, { outcome: 'failure', pull: null }),
        deployment(6043, 2, { environment: 'staging', production: false, pull: null, compared: 'ahead' }),
        deployment(6012, 500, { pull: null, compared: 'diverged' }),
      ],
      secrets: [{ name: 'CHROMATIC_TOKEN', age: 200 }],
    },
  },
};

/** Nobody moves or deletes what was released. */
export const releaseTags: Ruleset = {
  id: 8106,
  name: 'release tags',
  of: null,
  enforcement: 'active',
  target: 'tag',
  refs: { include: ['refs/tags/v*'], exclude: [] },
  covers: ['platform', 'website'],
  bypass: [],
  rules: [{ type: 'update' }, { type: 'deletion' }],
};

const SLACK = `on: [push]
permissions: { contents: read }
jobs:
  tell:
    runs-on: ubuntu-24.04
    steps:
      - uses: example/tell-chat@v3
`;
export const loosened: Configured = {
  ...configured,
  repositories: {
    ...configured.repositories,
    infrastructure: {
      ...configured.repositories['infrastructure'],
      files: { ...FILES, '.github/workflows/tell.yml': SLACK },
    },
    platform: { ...configured.repositories['platform'], secrets: [{ name: 'REGISTRY_TOKEN', age: 465 }] },
  },
};
export const driftOf = (nameOf: (repository: string) => string): readonly Drift[] => [
  {
    check: 'github.repo.workflow-hygiene',
    resource: nameOf('infrastructure'),
    what: 'a stranger’s action was added by a tag that can be moved',
  },
  { check: 'github.repo.secrets-rotated', resource: nameOf('platform'), what: 'the registry’s token was forgotten for a year' },
];
