/** What is asked about an organization beyond its people: settings, Apps, tokens, webhooks, runners, the audit log. */
import type { Call } from '../../src/model.ts';

const docs = (page: string) => `https://docs.github.com/en/rest/${page}`;
const cloud = (page: string) => `https://docs.github.com/en/enterprise-cloud@latest/rest/${page}`;

export const INSTALLATIONS: Call = {
  operation: 'GET /orgs/{org}/installations',
  permission: 'Organization administration: read, by an organization owner',
  docs: docs('orgs/orgs#list-app-installations-for-an-organization'),
};
/** GitHub answers it to GitHub Apps alone. */
export const PERSONAL_TOKENS: Call = {
  operation: 'GET /orgs/{org}/personal-access-tokens',
  permission: 'Organization personal access tokens: read, by a GitHub App',
  docs: docs('orgs/personal-access-tokens#list-fine-grained-personal-access-tokens-with-access-to-organization-resources'),
};
export const TEAMS: Call = {
  operation: 'GET /orgs/{org}/teams',
  permission: 'Members: read',
  docs: docs('teams/teams#list-teams'),
};
export const ORGANIZATION_HOOKS: Call = {
  operation: 'GET /orgs/{org}/hooks',
  permission: 'Organization webhooks: read, by an organization owner',
  docs: docs('orgs/webhooks#list-organization-webhooks'),
  conceals: ['secret'],
};
export const REPOSITORY_HOOKS: Call = {
  operation: 'GET /repos/{owner}/{repo}/hooks',
  permission: 'Webhooks: read',
  docs: docs('repos/webhooks#list-repository-webhooks'),
  conceals: ['secret'],
};
export const SECURITY_DEFAULTS: Call = {
  operation: 'GET /orgs/{org}/code-security/configurations/defaults',
  permission: 'Organization administration: read',
  docs: docs('code-security/configurations#get-default-code-security-configurations'),
};
export const ACTIONS: Call = {
  operation: 'GET /orgs/{org}/actions/permissions',
  permission: 'Organization administration: read',
  docs: docs('actions/permissions#get-github-actions-permissions-for-an-organization'),
};
/** Asked where only selected actions may run: otherwise there is no such list. */
export const SELECTED_ACTIONS: Call = {
  operation: 'GET /orgs/{org}/actions/permissions/selected-actions',
  permission: 'Organization administration: read',
  docs: docs('actions/permissions#get-allowed-actions-and-reusable-workflows-for-an-organization'),
};
export const WORKFLOW_TOKEN: Call = {
  operation: 'GET /orgs/{org}/actions/permissions/workflow',
  permission: 'Organization administration: read',
  docs: docs('actions/permissions#get-default-workflow-permissions-for-an-organization'),
};
export const REPOSITORY_WORKFLOW_TOKEN: Call = {
  operation: 'GET /repos/{owner}/{repo}/actions/permissions/workflow',
  permission: 'Administration: read',
  docs: docs('actions/permissions#get-default-workflow-permissions-for-a-repository'),
};
export const FORK_APPROVAL: Call = {
  operation: 'GET /orgs/{org}/actions/permissions/fork-pr-contributor-approval',
  permission: 'Organization administration: read',
  docs: docs('actions/permissions#get-fork-pr-contributor-approval-permissions-for-an-organization'),
};
export const RUNNER_GROUPS: Call = {
  operation: 'GET /orgs/{org}/actions/runner-groups',
  permission: 'Organization self-hosted runners: read',
  docs: docs('actions/self-hosted-runner-groups#list-self-hosted-runner-groups-for-an-organization'),
};
export const GROUP_RUNNERS: Call = {
  operation: 'GET /orgs/{org}/actions/runner-groups/{runner_group_id}/runners',
  permission: 'Organization self-hosted runners: read',
  docs: docs('actions/self-hosted-runner-groups#list-self-hosted-runners-in-a-group-for-an-organization'),
};
/** Enterprise Cloud alone has it. */
export const AUDIT_LOG: Call = {
  operation: 'GET /orgs/{org}/audit-log',
  permission: 'Organization administration: read, by an organization owner',
  docs: cloud('orgs/orgs#get-the-audit-log-for-an-organization'),
};
/** Asked where the configuration names the enterprise. */
export const AUDIT_STREAMS: Call = {
  operation: 'GET /enterprises/{enterprise}/audit-log/streams',
  permission: 'scope read:audit_log, by an administrator of the enterprise',
  docs: cloud('enterprise-admin/audit-log#list-audit-log-stream-configurations-for-an-enterprise'),
};

export const ofOrganizations: readonly Call[] = [
  INSTALLATIONS,
  PERSONAL_TOKENS,
  TEAMS,
  ORGANIZATION_HOOKS,
  REPOSITORY_HOOKS,
  SECURITY_DEFAULTS,
  ACTIONS,
  SELECTED_ACTIONS,
  WORKFLOW_TOKEN,
  REPOSITORY_WORKFLOW_TOKEN,
  FORK_APPROVAL,
  RUNNER_GROUPS,
  GROUP_RUNNERS,
  AUDIT_LOG,
  AUDIT_STREAMS,
];
