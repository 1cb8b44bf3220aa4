/** What the tidy organization holds, what its owner would write into claimcheck.yaml about it, and what a year of shortcuts made of it. */
import type { Instant } from '../../../../model.ts';
import type { Governance } from './holding.ts';

export const governed: Governance = {
  teams: [
    { id: 301, slug: 'payroll', permission: 'pull' },
    { id: 302, slug: 'platform', permission: 'pull' },
  ],
  roles: {
    infrastructure: { 'margaret-example': 'maintain' },
    payroll: { 'ken-example': 'write', 'contractor-one-example': 'read' },
    website: { 'barbara-example': 'write', 'contractor-two-example': 'triage' },
  },
  apps: [
    { id: 41, slug: 'claimcheck-example', permissions: { members: 'read', metadata: 'read' }, repositories: 'all', suspended: false },
    {
      id: 42,
      slug: 'renovate',
      permissions: { contents: 'write', metadata: 'read', pull_requests: 'write' },
      repositories: 'all',
      suspended: false,
    },
    {
      id: 43,
      slug: 'terraform-runner',
      permissions: { administration: 'write', metadata: 'read' },
      repositories: 'selected',
      suspended: true,
    },
  ],
  tokens: [
    { id: 51, owner: 'margaret-example', name: 'release notes', expiresIn: 60, lastUsed: 2 },
    { id: 52, owner: 'ken-example', name: 'laptop', expiresIn: 20, lastUsed: null },
  ],
  hooks: [
    { id: 61, of: null, url: 'https://siem.example.com/github', verifies: true, secret: true, active: true },
    { id: 62, of: 'billing', url: 'https://ci.example.com/hooks/7f3a', verifies: true, secret: true, active: true },
    { id: 63, of: 'legacy-importer', url: 'http://old.example.com/', verifies: false, secret: false, active: false },
  ],
  securityDefaults: [
    { id: 71, name: 'public baseline', of: 'public', on: ['secret_scanning', 'secret_scanning_push_protection', 'dependabot_alerts'] },
    {
      id: 72,
      name: 'baseline',
      of: 'private_and_internal',
      on: ['secret_scanning', 'secret_scanning_push_protection', 'dependabot_alerts', 'code_scanning_default_setup'],
    },
  ],
  actions: {
    enabled: 'all',
    allowed: 'selected',
    pinned: false,
    patterns: ['aws-actions/configure-aws-credentials@*', 'example-company/*'],
    approval: 'all_external_contributors',
  },
  singleSignOn: {
    saml: { url: 'https://login.example.com/saml', issuer: 'https://login.example.com', identities: 6 },
    ofEnterprise: null,
  },
  idle: { 'claimcheck-example': 3 },
  workflowToken: { permissions: 'read', approves: false },
  workflowTokens: {},
  runnerGroups: [
    { id: 1, name: 'Default', visibility: 'all', allowsPublic: true, inherited: false, runners: 0 },
    { id: 2, name: 'builders', visibility: 'selected', allowsPublic: false, inherited: false, runners: 3 },
  ],
  enterprise: {
    slug: 'example-enterprise',
    streams: [
      { id: 81, kind: 'Splunk', enabled: false },
      { id: 82, kind: 'Amazon S3', enabled: true },
    ],
  },
};

export const params = {
  'github.org.apps-reviewed': {
    approved: ['claimcheck-example', 'renovate', 'terraform-runner'],
    approvedAdministrators: ['terraform-runner'],
  },
} as const;
/** The latest access review was six weeks ago. */
export function reviewedAt(now: Instant) {
  const approved = [
    ...['ada', 'grace', 'linus'].map((name) => `owner: ${name}-example`),
    ...['margaret', 'ken', 'barbara', 'claimcheck'].map((name) => `member: ${name}-example`),
    ...['one', 'two'].map((name) => `outside collaborator: contractor-${name}-example`),
    ...Object.entries(governed.roles).flatMap(([repo, people]) =>
      Object.entries(people).map(([login, role]) => `${role} in ${repo}: ${login}`),
    ),
    ...governed.teams.map(({ slug }) => `team: ${slug}`),
  ];
  const at = new Date(Date.parse(now) - 42 * 86_400_000).toISOString();
  return { 'github.org.access-snapshot-reviewed': { approved, reviewedAt: at } };
}

const features = ['secret_scanning', 'dependabot_alerts'] as const;
export const neglected: Governance = {
  ...governed,
  apps: [...governed.apps, { id: 44, slug: 'gadget', permissions: { contents: 'write' }, repositories: 'all', suspended: false }],
  tokens: [...governed.tokens, { id: 53, owner: 'linus-example', name: 'backup', expiresIn: null, lastUsed: 90 }],
  hooks: [...governed.hooks, { id: 64, of: 'payroll', url: 'http://chat.example.com/x', verifies: true, secret: false, active: true }],
  securityDefaults: governed.securityDefaults.map((one) => (one.id === 72 ? { ...one, on: features } : one)),
  actions: { ...governed.actions, allowed: 'all', approval: 'first_time_contributors_new_to_github' },
  singleSignOn: { saml: null, ofEnterprise: null },
  idle: { ...governed.idle, 'ken-example': 200 },
  workflowTokens: { platform: { permissions: 'write', approves: false } },
  runnerGroups: governed.runnerGroups.map((one) => (one.name === 'builders' ? { ...one, allowsPublic: true } : one)),
  enterprise: { slug: 'example-enterprise', streams: [{ id: 82, kind: 'Amazon S3', enabled: false }] },
};
export const drift = (organization: string) => [
  { check: 'github.org.access-snapshot-reviewed', resource: organization, what: 'two owners became members, and nobody reviewed it' },
  { check: 'github.org.actions-restricted', resource: organization, what: 'any action may run, to try one' },
  { check: 'github.org.apps-reviewed', resource: 'gadget', what: 'an App was installed and approved by nobody' },
  { check: 'github.org.audit-log-kept', resource: organization, what: 'the stream was paused and stayed so' },
  { check: 'github.org.fork-pr-approval', resource: organization, what: 'approvals were a nuisance' },
  { check: 'github.org.inactive-members', resource: 'ken-example', what: 'ken left half a year ago' },
  { check: 'github.org.pat-expiry', resource: 'linus-example: backup', what: 'a token that never expires' },
  { check: 'github.org.runners-not-public', resource: 'builders', what: 'the website wanted to build on our machines' },
  { check: 'github.org.saml-sso', resource: organization, what: 'the identity provider was disconnected' },
  { check: 'github.org.security-defaults', resource: organization, what: 'push protection left the defaults' },
  {
    check: 'github.org.webhooks-secure',
    resource: `${organization}/payroll: http://chat.example.com`,
    what: 'a chat without TLS is told of every push',
  },
  { check: 'github.org.workflow-token-readonly', resource: `${organization}/platform`, what: 'workflows may push' },
];
