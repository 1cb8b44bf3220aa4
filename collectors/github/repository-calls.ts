/** What is asked about single repositories besides their protection, in GitHub's own spelling. */
import type { Call } from '../../src/model.ts';

const docs = (page: string) => `https://docs.github.com/en/rest/${page}`;
const call = (operation: string, permission: string, page: string, more: Partial<Call> = {}): Call => ({
  operation: `GET /repos/{owner}/{repo}/${operation}`,
  permission,
  docs: docs(page),
  ...more,
});

/** Names of all files at once; `truncated` when there are too many. */
export const TREE = call('git/trees/{tree_sha}', 'Contents: read', 'git/trees#get-a-tree');
export const CONTENTS = call('contents/{path}', 'Contents: read', 'repos/contents#get-repository-content');
export const CODEOWNERS_ERRORS = call('codeowners/errors', 'Contents: read', 'repos/repos#list-codeowners-errors');
/** Pushes, force pushes and branches that came and went; who pushed by force, and what stood there before. */
export const ACTIVITY = call('activity', 'Contents: read', 'repos/repos#list-repository-activities');
export const LANGUAGES = call('languages', 'Metadata: read', 'repos/repos#list-repository-languages');
export const RELEASES = call('releases', 'Contents: read', 'releases/releases#list-releases');
export const RULESETS = call('rulesets', 'Metadata: read', 'repos/rules#get-all-repository-rulesets');
/** Says 404 when they are off, and to who may not know: whether we administer the repository tells which. */
export const IMMUTABLE_RELEASES = call(
  'immutable-releases',
  'Administration: read',
  'repos/repos#check-if-immutable-releases-are-enabled-for-a-repository',
  {
    absentOn: ['404 Not Found'],
  },
);
export const COMPARE = call('compare/{basehead}', 'Contents: read', 'commits/commits#compare-two-commits');
export const COMMIT_PULLS = call(
  'commits/{commit_sha}/pulls',
  'Pull requests: read',
  'commits/commits#list-pull-requests-associated-with-a-commit',
);
/** What a commit did to each file: whether one was made, or was called something else before. */
export const COMMIT = call('commits/{ref}', 'Contents: read', 'commits/commits#get-a-commit');
export const REVIEWS = call('pulls/{pull_number}/reviews', 'Pull requests: read', 'pulls/reviews#list-reviews-for-a-pull-request');

/** https://docs.github.com/en/code-security/code-scanning/troubleshooting-code-scanning/advanced-security-must-be-enabled */
const UNLICENSED = ['Advanced Security', 'Code Security', 'GitHub Code Security or GitHub Advanced Security'].map(
  (product) => `403 ${product} must be enabled for this repository to use code scanning`,
);
const NEVER_RAN = '404 no analysis found';
export const CODE_SCANNING_SETUP = call(
  'code-scanning/default-setup',
  'Administration: read',
  'code-scanning/code-scanning#get-a-code-scanning-default-setup-configuration',
  { absentOn: UNLICENSED },
);
export const CODE_SCANNING_ANALYSES = call(
  'code-scanning/analyses',
  'Code scanning alerts: read',
  'code-scanning/code-scanning#list-code-scanning-analyses-for-a-repository',
  { absentOn: [...UNLICENSED, NEVER_RAN] },
);
export const CODE_SCANNING_ALERTS = call(
  'code-scanning/alerts',
  'Code scanning alerts: read',
  'code-scanning/code-scanning#list-code-scanning-alerts-for-a-repository',
  { absentOn: [...UNLICENSED, NEVER_RAN] },
);
/** Asked with `hide_secret`; a server too old to know it would send the secrets themselves. */
export const SECRET_ALERTS = call(
  'secret-scanning/alerts',
  'Secret scanning alerts: read',
  'secret-scanning/secret-scanning#list-secret-scanning-alerts-for-a-repository',
  { absentOn: ['404 Secret scanning is disabled on this repository'], conceals: ['secret'] },
);
export const DEPENDABOT_ALERTS = call(
  'dependabot/alerts',
  'Dependabot alerts: read',
  'dependabot/alerts#list-dependabot-alerts-for-a-repository',
  {
    absentOn: ['403 Dependabot alerts are disabled for this repository'],
  },
);
/** 204 when on. 404 when off, and to who may not know: whether we administer the repository tells which. */
export const VULNERABILITY_ALERTS = call(
  'vulnerability-alerts',
  'Administration: read',
  'repos/repos#check-if-vulnerability-alerts-are-enabled-for-a-repository',
  { empty: true, absentOn: ['404 Vulnerability alerts are disabled', '404 Not Found'] },
);
/** Says 404 when off, and to who may not know, as above. */
export const SECURITY_FIXES = call(
  'automated-security-fixes',
  'Administration: read',
  'repos/repos#check-if-dependabot-security-updates-are-enabled-for-a-repository',
  { absentOn: ['404 Not Found'] },
);
export const PRIVATE_REPORTING = call(
  'private-vulnerability-reporting',
  'Metadata: read',
  'repos/repos#check-if-private-vulnerability-reporting-is-enabled-for-a-repository',
);
export const SBOM = call(
  'dependency-graph/sbom',
  'Contents: read',
  'dependency-graph/sboms#export-a-software-bill-of-materials-sbom-for-a-repository',
);

export const ENVIRONMENTS = call('environments', 'Actions: read', 'deployments/environments#list-environments');
export const ENVIRONMENT_SECRETS = call(
  'environments/{environment_name}/secrets',
  'Environments: read',
  'actions/secrets#list-environment-secrets',
);
export const ACTIONS_SECRETS = call('actions/secrets', 'Secrets: read', 'actions/secrets#list-repository-secrets');
export const DEPLOYMENTS = call('deployments', 'Deployments: read', 'deployments/deployments#list-deployments');
export const DEPLOYMENT_STATUSES = call(
  'deployments/{deployment_id}/statuses',
  'Deployments: read',
  'deployments/statuses#list-deployment-statuses',
);
export const DEPLOY_KEYS = call('keys', 'Administration: read', 'deploy-keys/deploy-keys#list-deploy-keys');
export const COLLABORATORS = call(
  'collaborators',
  'Metadata: read, by somebody who may push',
  'collaborators/collaborators#list-repository-collaborators',
);
/** Secrets that the whole organization shares, or some of its repositories. */
export const ORGANIZATION_SECRETS: Call = {
  operation: 'GET /orgs/{org}/actions/secrets',
  permission: 'Organization secrets: read',
  docs: docs('actions/secrets#list-organization-secrets'),
};

export const REPOSITORY_CALLS: readonly Call[] = [
  TREE,
  CONTENTS,
  CODEOWNERS_ERRORS,
  ACTIVITY,
  LANGUAGES,
  RELEASES,
  RULESETS,
  IMMUTABLE_RELEASES,
  COMPARE,
  COMMIT_PULLS,
  COMMIT,
  REVIEWS,
  CODE_SCANNING_SETUP,
  CODE_SCANNING_ANALYSES,
  CODE_SCANNING_ALERTS,
  SECRET_ALERTS,
  DEPENDABOT_ALERTS,
  VULNERABILITY_ALERTS,
  SECURITY_FIXES,
  PRIVATE_REPORTING,
  SBOM,
  ENVIRONMENTS,
  ENVIRONMENT_SECRETS,
  ACTIONS_SECRETS,
  DEPLOYMENTS,
  DEPLOYMENT_STATUSES,
  DEPLOY_KEYS,
  COLLABORATORS,
  ORGANIZATION_SECRETS,
];
