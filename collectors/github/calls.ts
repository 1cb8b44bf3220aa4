/** Every question that is ever put to GitHub, in GitHub's own spelling. */
import { restOperation } from '../../src/kit.ts';
import type { Call, WireRequest } from '../../src/model.ts';
import { SERVER_PATH } from './config.ts';
import { isGraphql, operationIn } from './graphql/document.ts';
import { DOCUMENTS } from './graphql/documents.ts';
import { ofOrganizations } from './organization-calls.ts';
import { REPOSITORY_CALLS } from './repository-calls.ts';

const docs = (page: string) => `https://docs.github.com/en/rest/${page}`;

/** Some members are shown to owners only: two-factor settings and the plan, and the count of private repositories to members only. */
export const ORGANIZATION: Call = {
  operation: 'GET /orgs/{org}',
  permission: 'Organization administration: read, Organization plan: read, by an organization owner',
  docs: docs('orgs/orgs#get-an-organization'),
};
export const USER: Call = {
  operation: 'GET /user',
  permission: 'none, but the token must be a user’s',
  docs: docs('users/users#get-the-authenticated-user'),
};
/** Whoever it is: what everybody may know of an account. */
export const ACCOUNT: Call = {
  operation: 'GET /users/{username}',
  permission: 'none: what everybody may know',
  docs: docs('users/users#get-a-user'),
};
/** Only for GitHub Apps: what an installation may ask with, for an hour. */
export const INSTALLATION_TOKEN: Call = {
  operation: 'POST /app/installations/{installation_id}/access_tokens',
  permission: 'the private key of the GitHub App',
  docs: docs('apps/apps#create-an-installation-access-token-for-an-app'),
  readOnly: 'mints a short-lived token; changes nothing that anybody sees',
  withheld: true,
  created: true,
};
/** Who is not a member is answered with the public members only, and 200. */
export const MEMBERS: Call = {
  operation: 'GET /orgs/{org}/members',
  permission: 'Members: read, by an organization owner',
  docs: docs('orgs/members#list-organization-members'),
};
export const OUTSIDE_COLLABORATORS: Call = {
  operation: 'GET /orgs/{org}/outside_collaborators',
  permission: 'Members: read, by an organization owner',
  docs: docs('orgs/outside-collaborators#list-outside-collaborators-for-an-organization'),
};
export const REPOSITORIES: Call = {
  operation: 'GET /orgs/{org}/repos',
  permission: 'Metadata: read, for all repositories',
  docs: docs('repos/repos#list-organization-repositories'),
};
/** Of the user whose token it is, private ones too. */
export const OWN_REPOSITORIES: Call = {
  operation: 'GET /user/repos',
  permission: 'Metadata: read, for all repositories',
  docs: docs('repos/repos#list-repositories-for-the-authenticated-user'),
};
/** Of any other user: public ones alone. */
export const USER_REPOSITORIES: Call = {
  operation: 'GET /users/{username}/repos',
  permission: 'Metadata: read, for all repositories',
  docs: docs('repos/repos#list-repositories-for-a-user'),
};
export const REPOSITORY: Call = {
  operation: 'GET /repos/{owner}/{repo}',
  permission: 'Administration: read',
  docs: docs('repos/repos#get-a-repository'),
};
/** Asked about repositories of size 0 only: they may be new rather than empty. */
export const BRANCH: Call = {
  operation: 'GET /repos/{owner}/{repo}/branches/{branch}',
  permission: 'Contents: read',
  docs: docs('branches/branches#get-a-branch'),
  absentOn: ['404 Branch not found'],
};

/** On this plan private repositories cannot be protected: nothing protects this one. `classify` spells it so for every plan's name. */
export const PLAN_CANNOT = '403 Upgrade to protect private repositories';

/** `404 Not Found` is not among them: GitHub says so too of what the token may not see. */
export const PROTECTION: Call = {
  operation: 'GET /repos/{owner}/{repo}/branches/{branch}/protection',
  permission: 'Administration: read',
  docs: docs('branches/branch-protection#get-branch-protection'),
  absentOn: ['404 Branch not protected', PLAN_CANNOT],
};
/** Only rules that are active, of the repository, its organization and its enterprise alike. */
export const RULES: Call = {
  operation: 'GET /repos/{owner}/{repo}/rules/branches/{branch}',
  permission: 'Metadata: read',
  docs: docs('repos/rules#get-rules-for-a-branch'),
  absentOn: [PLAN_CANNOT],
};
/** Answers for rulesets of parents too, so that the organization's own page, which asks for a write permission, is not needed. */
export const RULESET: Call = {
  operation: 'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}',
  permission: 'Metadata: read; who may bypass is shown only to those who may edit the ruleset',
  docs: docs('repos/rules#get-a-repository-ruleset'),
};

/** `read` is enough since 2025; a server before 3.17 asks for `write`: without it the rows are unknown and say so. */
export const RULE_SUITES: Call = {
  operation: 'GET /repos/{owner}/{repo}/rulesets/rule-suites',
  permission: 'Administration: read',
  docs: docs('repos/rule-suites#list-repository-rule-suites'),
  absentOn: [PLAN_CANNOT],
};

const accounts = [ORGANIZATION, USER, ACCOUNT, INSTALLATION_TOKEN, MEMBERS, OUTSIDE_COLLABORATORS, OWN_REPOSITORIES, USER_REPOSITORIES];
const all = [
  ...accounts,
  ...ofOrganizations,
  ...REPOSITORY_CALLS,
  REPOSITORIES,
  REPOSITORY,
  BRANCH,
  PROTECTION,
  RULES,
  RULESET,
  RULE_SUITES,
];
const onCloud = restOperation(all);
const onServer = restOperation(all, SERVER_PATH);

const inGraphql = operationIn(DOCUMENTS);

export function operationOf(request: WireRequest): string | undefined {
  if (isGraphql(request.url)) return inGraphql(request);
  return request.url.pathname.startsWith(`${SERVER_PATH}/`) ? onServer(request) : onCloud(request);
}
