/** Every question that is put to SonarQube, and the three to GitHub that say what was to be analysed, in each provider's own spelling. */
import { restOperation } from '../../src/kit.ts';
import type { Call, WireRequest } from '../../src/model.ts';

/** The Web API documents itself on each server (`/web_api`); these are its public pages. */
const API = 'https://docs.sonarsource.com/sonarqube-server/latest/extension-guide/web-api/';
const METRICS = 'https://docs.sonarsource.com/sonarqube-server/latest/user-guide/code-metrics/metrics-definition/';
const sonar = (path: string, permission: string, docs = API): Call => ({ operation: `GET /api/${path}`, permission, docs });
const BROWSE = 'Browse, on each project';

export const VALIDATE = sonar('authentication/validate', 'none');
export const STATUS = sonar('system/status', 'none');
export const SETTINGS = sonar('settings/values', 'a user’s token; some settings are shown to administrators only');
export const PROJECTS = sonar('projects/search', 'Administer System');
export const BROWSABLE = sonar('components/search_projects', BROWSE);
export const GATE_STATUS = sonar('qualitygates/project_status', BROWSE);
export const GATE_OF = sonar('qualitygates/get_by_project', BROWSE);
export const GATE = sonar('qualitygates/show', 'a user’s token');
export const BRANCHES = sonar('project_branches/list', BROWSE);
export const ANALYSES = sonar('project_analyses/search', BROWSE);
export const MEASURES = sonar('measures/component', BROWSE, METRICS);
export const METRIC_LIST = sonar('metrics/search', 'a user’s token', METRICS);
export const ISSUES = sonar('issues/search', BROWSE);
export const HOTSPOTS = sonar('hotspots/search', BROWSE);

export const COMMITS: Call = {
  operation: 'GET /repos/{owner}/{repo}/commits',
  permission: 'GitHub, Contents: read',
  docs: 'https://docs.github.com/en/rest/commits/commits#list-commits',
};
export const DEPLOYMENTS: Call = {
  operation: 'GET /repos/{owner}/{repo}/deployments',
  permission: 'GitHub, Deployments: read',
  docs: 'https://docs.github.com/en/rest/deployments/deployments#list-deployments',
};
export const COMPARE: Call = {
  operation: 'GET /repos/{owner}/{repo}/compare/{basehead}',
  permission: 'GitHub, Contents: read',
  docs: 'https://docs.github.com/en/rest/commits/commits#compare-two-commits',
};

const named = restOperation([
  ...[VALIDATE, STATUS, SETTINGS, PROJECTS, BROWSABLE, GATE_STATUS, GATE_OF, GATE],
  ...[BRANCHES, ANALYSES, MEASURES, METRIC_LIST, ISSUES, HOTSPOTS, COMMITS, DEPLOYMENTS, COMPARE],
]);
/** What stands before `/api/` (or before GitHub's `/repos/`) is the user's address, which `mayReach` holds to. */
export function operationOf({ url, ...rest }: WireRequest): string | undefined {
  const path = new URL(url);
  path.pathname = (/\/repos\/.+$/.exec(url.pathname) ?? /\/api\/[a-z_]+\/[a-z_]+$/.exec(url.pathname))?.[0] ?? '/';
  return named({ ...rest, url: path });
}
