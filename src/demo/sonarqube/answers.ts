/** What the simulated SonarQube says, and the simulated GitHub beside it. Shapes as https://docs.sonarsource.com/sonarqube-server/latest/extension-guide/web-api/ */
import type { Instant } from '../../model.ts';
import type { Project, World } from './world.ts';

export interface Visit {
  readonly world: World;
  readonly now: Instant;
  readonly query: URLSearchParams;
  readonly path: Readonly<Record<string, string>>;
}
export class SonarRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** As SonarQube writes time: no colon in the offset. */
const ago = ({ now }: Visit, days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString().replace(/\.\d{3}Z$/, '+0000');
const projectOf = ({ world, query }: Visit, name = 'project'): Project => {
  const key = query.get(name);
  if (key === null) throw new SonarRefusal(400, `The '${name}' parameter is missing`);
  const found = world.projects.find((one) => one.key === key);
  if (!found) throw new SonarRefusal(404, `Component key '${key}' not found`);
  return found;
};
const administrator = ({ world }: Visit) => {
  if (!world.administrator) throw new SonarRefusal(403, 'Insufficient privileges');
};
function paged(visit: Visit, member: string, all: readonly object[]): object {
  const { query, world } = visit;
  const pageSize = Math.min(world.pageSize, Number(query.get('ps') ?? 100));
  const pageIndex = Number(query.get('p') ?? 1);
  if (pageIndex * pageSize > 10_000) throw new SonarRefusal(400, `${pageIndex * pageSize}th result asked.`);
  return { paging: { pageIndex, pageSize, total: all.length }, [member]: all.slice((pageIndex - 1) * pageSize, pageIndex * pageSize) };
}

export const validate = ({ world }: Visit) => ({ valid: world.valid ?? true });
export const status = ({ world }: Visit) => ({ id: 'AAAA0000-demo', version: world.version, status: 'UP' });
/** What the token may not see is left out. */
export const settings = ({ world }: Visit) => ({
  settings:
    world.administrator || world.opensSettings
      ? [{ key: 'sonar.forceAuthentication', value: String(world.forceAuthentication), inherited: false }]
      : [],
  setSecuredSettings: [],
});

const listed = (visit: Visit, date: string) => (one: Project) => ({
  key: one.key,
  name: one.repository,
  qualifier: 'TRK',
  visibility: 'private',
  ...(one.analysed !== null && { [date]: ago(visit, one.analysed) }),
});
export function projects(visit: Visit): object {
  administrator(visit);
  return paged(visit, 'components', visit.world.projects.map(listed(visit, 'lastAnalysisDate')));
}
export const browsable = (visit: Visit) => paged(visit, 'components', visit.world.projects.map(listed(visit, 'analysisDate')));

export function gateStatus(visit: Visit): object {
  const { status: said, failing, gate } = projectOf(visit, 'projectKey');
  const caycStatus = visit.world.gates.find(({ name }) => name === gate)?.caycStatus;
  const conditions = failing.map((metricKey) => ({ status: 'ERROR', metricKey, comparator: 'GT', errorThreshold: '1', actualValue: '4' }));
  return { projectStatus: { status: said ?? 'NONE', conditions, ignoredConditions: false, caycStatus } };
}
export const gateOf = (visit: Visit) => ({ qualityGate: { name: projectOf(visit).gate, default: true } });
export function gate({ world, query }: Visit): object {
  const found = world.gates.find(({ name }) => name === query.get('name'));
  if (!found) throw new SonarRefusal(404, `No quality gate has been found for name ${query.get('name')}`);
  const conditions = found.conditions.map((metric, id) => ({ id: String(id + 1), metric, op: 'GT', error: '1' }));
  return { name: found.name, isBuiltIn: false, caycStatus: found.caycStatus, conditions };
}

export function branches(visit: Visit): object {
  const { branch, analysed } = projectOf(visit);
  const analysisDate = analysed === null ? {} : { analysisDate: ago(visit, analysed) };
  return { branches: [{ name: branch, isMain: true, type: 'BRANCH', status: {}, ...analysisDate, excludedFromPurge: true }] };
}
export function analyses(visit: Visit): object {
  const { analysed, revision } = projectOf(visit);
  const one = { key: 'AX1', date: ago(visit, analysed ?? 0), events: [], ...(revision !== null && { revision }) };
  return paged(visit, 'analyses', analysed === null ? [] : [one]);
}

const METRICS = [
  ...['ncloc', 'coverage', 'new_coverage', 'security_rating', 'new_security_rating', 'security_hotspots', 'security_hotspots_reviewed'],
  ...['software_quality_security_rating', 'new_software_quality_security_rating'],
];
/** There are about a hundred: always one page. */
export function metrics({ query }: Visit): object {
  const ps = Math.min(500, Number(query.get('ps') ?? 100));
  const p = Number(query.get('p') ?? 1);
  const shown = METRICS.slice((p - 1) * ps, p * ps).map((key, id) => ({ id: String(id), key, type: 'RATING', name: key }));
  return { metrics: shown, total: METRICS.length, p, ps };
}
export function measures(visit: Visit): object {
  const project = projectOf(visit, 'component');
  const asked = (visit.query.get('metricKeys') ?? '').split(',').filter((key) => key !== '');
  const strange = asked.filter((key) => !METRICS.includes(key));
  if (strange.length > 0) throw new SonarRefusal(404, `The following metric keys are not found: ${strange.join(', ')}`);
  const reviewed = project.hotspots.filter((one) => one.reviewed).length;
  const rating = (value: number) => `${value}.0`;
  const values: Readonly<Record<string, object>> = {
    ncloc: { value: '4200' },
    software_quality_security_rating: { value: rating(project.rating), bestValue: project.rating === 1 },
    new_software_quality_security_rating: { period: { index: 1, value: rating(project.ratingOnNewCode) } },
    ...(project.hotspots.length > 0 && { security_hotspots_reviewed: { value: ((100 * reviewed) / project.hotspots.length).toFixed(1) } }),
  };
  const found = asked.flatMap((metric) => (values[metric] ? [{ metric, ...values[metric] }] : []));
  return { component: { key: project.key, name: project.repository, qualifier: 'TRK', measures: project.analysed === null ? [] : found } };
}
export function issues(visit: Visit): object {
  const project = projectOf(visit, 'componentKeys');
  const all = project.vulnerabilities.map(({ key, age, impact, message }) => ({
    key,
    rule: 'java:S3649',
    component: `${project.key}:src/Main.java`,
    project: visit.world.foreignIssues ? 'somebody-elses' : project.key,
    severity: impact === 'HIGH' ? 'CRITICAL' : impact === 'BLOCKER' ? 'BLOCKER' : 'MINOR',
    impacts: [{ softwareQuality: 'SECURITY', severity: impact }],
    message,
    status: 'OPEN',
    type: 'VULNERABILITY',
    creationDate: ago(visit, age),
  }));
  return paged(visit, 'issues', all);
}
export function hotspots(visit: Visit): object {
  const project = projectOf(visit, 'projectKey');
  const all = project.hotspots
    .filter(({ reviewed }) => !reviewed && !visit.world.hidesHotspots)
    .map(({ key, age, probability }) => ({
      key,
      project: project.key,
      vulnerabilityProbability: probability,
      status: 'TO_REVIEW',
      creationDate: ago(visit, age),
    }));
  return paged(visit, 'hotspots', all);
}

// ── GitHub ──
const ofRepository = ({ world, path }: Visit): Project => {
  const found = world.projects.find(({ repository }) => repository === `${path['owner']}/${path['repo']}`);
  if (!found) throw new SonarRefusal(404, 'Not Found');
  return found;
};
const HEAD = 'f'.repeat(40);
export function commits(visit: Visit): object {
  const date = ago(visit, ofRepository(visit).committed).replace('+0000', 'Z');
  return [{ sha: HEAD, commit: { author: { date }, committer: { date }, message: 'One more' } }];
}
export function deployments(visit: Visit): object {
  const { deployed } = ofRepository(visit);
  return deployed === null ? [] : [{ id: 1, sha: deployed, ref: 'main', environment: visit.query.get('environment') }];
}
export const compare = (visit: Visit) => ({
  status: ofRepository(visit).comparison,
  ahead_by: 0,
  behind_by: 0,
  total_commits: 0,
  commits: [],
});
