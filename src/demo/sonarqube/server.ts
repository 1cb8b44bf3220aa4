/** A simulated SonarQube on the loopback interface, with the three reads of GitHub's below the same address. Reads only. */
import type { IncomingMessage } from 'node:http';
import type { Instant, WireResponse } from '../../model.ts';
import { type Fault, HTML_PAGE, hold, matches, serveWith } from '../faults.ts';
import { listen } from '../listen.ts';
import * as answers from './answers.ts';
import { SonarRefusal, type Visit } from './answers.ts';
import type { World } from './world.ts';

export interface SonarOptions {
  readonly world: World;
  /** Ages count back from here; also the `Date` of every answer. */
  readonly now: () => Instant;
  readonly faults?: readonly Fault[];
  /** Added to every answer, in ms. */
  readonly latencyMs?: number;
}
export interface SonarServer {
  /** What claimcheck.yaml gives as `baseUrl`, of SonarQube and of GitHub. */
  readonly url: string;
  readonly requests: readonly { readonly operation: string }[];
  close(): Promise<void>;
}

const ROUTES: Readonly<Record<string, (visit: Visit) => object>> = {
  'GET /api/authentication/validate': answers.validate,
  'GET /api/system/status': answers.status,
  'GET /api/settings/values': answers.settings,
  'GET /api/projects/search': answers.projects,
  'GET /api/components/search_projects': answers.browsable,
  'GET /api/qualitygates/project_status': answers.gateStatus,
  'GET /api/qualitygates/get_by_project': answers.gateOf,
  'GET /api/qualitygates/show': answers.gate,
  'GET /api/project_branches/list': answers.branches,
  'GET /api/project_analyses/search': answers.analyses,
  'GET /api/metrics/search': answers.metrics,
  'GET /api/measures/component': answers.measures,
  'GET /api/issues/search': answers.issues,
  'GET /api/hotspots/search': answers.hotspots,
  'GET /repos/{owner}/{repo}/commits': answers.commits,
  'GET /repos/{owner}/{repo}/deployments': answers.deployments,
  'GET /repos/{owner}/{repo}/compare/{basehead}': answers.compare,
};
const routes = Object.entries(ROUTES).map(([operation, answer]) => {
  const [method = '', path = ''] = operation.split(' ');
  return { operation, method, answer, path: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`) };
});

export async function startSonar({ world, now, faults = [], latencyMs = 0 }: SonarOptions): Promise<SonarServer> {
  // a fault that can never happen would make every test of it pass
  for (const { operation } of [...faults, ...world.refusals])
    if (!routes.some((one) => matches(operation, one.operation)))
      throw new TypeError(`the simulated SonarQube has no operation ${operation}`);
  const serve = serveWith({ faults: [...faults, ...world.refusals] });
  const requests: { operation: string }[] = [];
  const { url, close } = await listen(async (incoming, response) => {
    const asked = new URL(incoming.url ?? '/', 'http://localhost');
    const route = routes.find((one) => one.method === incoming.method && one.path.test(asked.pathname));
    const operation = route?.operation ?? `${incoming.method} ${asked.pathname}`;
    requests.push({ operation });
    if (latencyMs > 0) await hold(latencyMs, response);
    response.setHeader('date', new Date(now()).toUTCString());
    const answer = async () => answerTo(route, incoming, asked, world, now());
    await serve({ operation, answer, refuse: (kind) => refused(kind === 'denied' ? 403 : 429, 'Insufficient privileges') }, response);
  });
  return { url, requests, close };
}

function answerTo(
  route: (typeof routes)[number] | undefined,
  { headers }: IncomingMessage,
  url: URL,
  world: World,
  now: Instant,
): WireResponse {
  if (!route) return url.pathname === '/html' ? HTML_PAGE : refused(404, `Unknown url : ${url.pathname}`);
  const scheme = url.pathname.startsWith('/repos/') ? /^Bearer \S+$/ : /^(?:Basic|Bearer) \S+$/;
  if (!scheme.test(headers.authorization ?? '')) return refused(401, 'Unauthorized');
  const groups = Object.entries(route.path.exec(url.pathname)?.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
  try {
    return json(200, route.answer({ world, now, query: url.searchParams, path: Object.fromEntries(groups) }));
  } catch (error) {
    if (error instanceof SonarRefusal) return refused(error.status, error.message);
    throw error;
  }
}
const refused = (status: number, msg: string): WireResponse => json(status, { errors: [{ msg }] });
const json = (status: number, body: object): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});
