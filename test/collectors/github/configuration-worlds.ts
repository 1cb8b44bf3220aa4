/** Worlds for the checks of repositories' configuration: one in which each of them fails, and one in which there is nothing to look at. */
import type { Configuration } from '../../../src/demo/github/parts/configuration/holding.ts';
import { FILES } from '../../../src/demo/github/parts/configuration/tidy.ts';
import type { World } from '../../../src/demo/github/world.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';

/** Check -> its collector, and the repository on which it fails in `broken`. */
export const CHECKS: Readonly<Record<string, string>> = {
  'github.repo.codeowners': 'github/code-owners',
  'github.repo.tags-protected': 'github/release-tags',
  'github.repo.code-scanning-enabled': 'github/code-scanning',
  'github.repo.code-scanning-alerts-sla': 'github/code-scanning-alerts',
  'github.repo.secret-alerts-sla': 'github/secret-alerts',
  'github.repo.dependabot-alerts-enabled': 'github/vulnerability-alerts',
  'github.repo.dependabot-updates': 'github/dependency-updates',
  'github.repo.dependabot-alerts-sla': 'github/dependency-alerts',
  'github.repo.prod-environment-protected': 'github/environments',
  'github.repo.environments-separate': 'github/environment-secrets',
  'github.repo.deployments-from-protected-branch': 'github/deployments',
  'github.repo.workflow-hygiene': 'github/workflows',
  'github.repo.secrets-rotated': 'github/actions-secrets',
  'github.repo.deploy-keys': 'github/deploy-keys',
  'github.repo.admins-limited': 'github/repository-access',
  'github.repo.security-policy': 'github/security-policy',
  'github.repo.sbom': 'github/sbom',
};

const PWNED = `on: { pull_request_target: {} }
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: echo "\${{ github.event.pull_request.title }}"
`;
const { 'SECURITY.md': _, '.github/dependabot.yml': __, ...bare } = FILES;

const website: Partial<Configuration> = {
  files: { ...bare, '.github/workflows/build.yml': PWNED },
  codeownersErrors: 1,
  releases: [{ id: 1, tag: 'nightly', age: 3, draft: false }],
  scanning: {
    setup: 'not-configured',
    analyses: [
      { age: 2, error: 'out of memory' },
      { age: 50, error: '' },
    ],
    alerts: [{ number: 1, age: 8, severity: 'critical', state: 'open', reason: null }],
  },
  secretAlerts: [{ number: 1, age: 3, type: 'aws_access_key_id', validity: 'active' }],
  dependabot: {
    alerts: true,
    fixes: 'paused',
    open: [{ number: 1, age: 31, package: 'left-pad', severity: 'high', scope: 'runtime', patched: true }],
  },
  environments: [{ id: 1, name: 'production', reviewers: ['ada-example'], selfReview: true, branches: null, secrets: [] }],
  secrets: [{ name: 'AWS_PROD_KEY', age: 366 }],
  deployments: [
    {
      id: 1,
      environment: 'production',
      production: true,
      age: 3,
      outcome: 'success',
      sha: 'f'.repeat(40),
      compared: 'diverged',
      pull: { number: 1, author: 'ken-example', approver: 'ken-example' },
    },
  ],
  deployKeys: [{ id: 1, title: 'old', readOnly: true, age: 300, used: 91 }],
  privateReporting: false,
  emptyBill: true,
};

export const FAILING = 'example-company/website';
export const broken: World = {
  ...clean,
  name: 'broken',
  collaborators: [...clean.collaborators, { id: 2003, login: 'stranger-example', secondFactor: 'secure' }],
  ...(clean.governance && { governance: { ...clean.governance, roles: { website: { 'stranger-example': 'write' } } } }),
  configuration: { secrets: [], repositories: { website } },
};
/** Alerts cannot be both off and late. */
export const brokenFor = (check: string): World =>
  check === 'github.repo.dependabot-alerts-enabled'
    ? {
        ...broken,
        configuration: { secrets: [], repositories: { website: { dependabot: { alerts: false, fixes: 'disabled', open: [] } } } },
      }
    : broken;
/** Alerts that are off are another matter than alerts that are old. */
export const blind: World = {
  ...clean,
  name: 'blind',
  repositories: clean.repositories.map((one) => (one.name === 'website' ? { ...one, secretScanning: false } : one)),
  configuration: {
    secrets: [],
    repositories: {
      website: {
        scanning: { setup: 'unlicensed', analyses: null, alerts: [] },
        dependabot: { alerts: false, fixes: 'disabled', open: [] },
      },
    },
  },
};
export const nothing: World = {
  ...clean,
  name: 'nothing',
  repositories: clean.repositories.filter(({ archived, hasBranch }) => archived || !hasBranch),
  configuration: { secrets: [], repositories: {} },
};
/** In scope, and with nothing in it that most of the checks are about. */
export const bareRepository: World = {
  ...clean,
  name: 'bare',
  repositories: clean.repositories.filter(({ name }) => name === 'payroll'),
  configuration: { secrets: [], repositories: { payroll: { files: { 'README.md': '#\n' }, languages: { Shell: 7 } } } },
};
