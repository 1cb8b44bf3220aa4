/** Questions about single repositories besides their branches. */
import type { Operation } from '../part.ts';
import {
  analyses,
  defaultSetup,
  dependabotAlerts,
  privateReporting,
  sbom,
  scanningAlerts,
  secretAlerts,
  securityFixes,
  vulnerabilityAlerts,
} from './alerts.ts';
import {
  compare,
  deployKeys,
  deployments,
  environmentSecrets,
  environments,
  organizationSecrets,
  pullsOf,
  repositorySecrets,
  reviews,
  statuses,
} from './deploying.ts';
import { codeownersErrors, contents, immutableReleases, languages, releases, rulesets, tree } from './files.ts';

const of = (rest: string): string => `GET /repos/{owner}/{repo}/${rest}`;

export const operations: readonly Operation[] = [
  [of('git/trees/{tree_sha}'), tree, 'contents=read'],
  [of('contents/{path}'), contents, 'contents=read'],
  [of('codeowners/errors'), codeownersErrors, 'contents=read'],
  [of('languages'), languages, 'metadata=read'],
  [of('releases'), releases, 'contents=read'],
  [of('immutable-releases'), immutableReleases, 'administration=read'],
  [of('rulesets'), rulesets, 'metadata=read'],
  [of('code-scanning/default-setup'), defaultSetup, 'administration=read'],
  [of('code-scanning/analyses'), analyses, 'security_events=read'],
  [of('code-scanning/alerts'), scanningAlerts, 'security_events=read'],
  [of('secret-scanning/alerts'), secretAlerts, 'secret_scanning_alerts=read'],
  [of('vulnerability-alerts'), vulnerabilityAlerts, 'administration=read'],
  [of('automated-security-fixes'), securityFixes, 'administration=read'],
  [of('dependabot/alerts'), dependabotAlerts, 'vulnerability_alerts=read'],
  [of('private-vulnerability-reporting'), privateReporting, 'metadata=read'],
  [of('dependency-graph/sbom'), sbom, 'contents=read'],
  [of('environments'), environments, 'actions=read'],
  [of('environments/{environment_name}/secrets'), environmentSecrets, 'environments=read'],
  [of('actions/secrets'), repositorySecrets, 'secrets=read'],
  ['GET /orgs/{org}/actions/secrets', organizationSecrets, 'organization_secrets=read'],
  [of('keys'), deployKeys, 'administration=read'],
  [of('deployments'), deployments, 'deployments=read'],
  [of('deployments/{deployment_id}/statuses'), statuses, 'deployments=read'],
  [of('compare/{basehead}'), compare, 'contents=read'],
  [of('commits/{commit_sha}/pulls'), pullsOf, 'pull_requests=read'],
  [of('pulls/{pull_number}/reviews'), reviews, 'pull_requests=read'],
];
