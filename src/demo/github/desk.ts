/** Who may ask what in a world: from a request to its turn, without a socket. */
import type { Instant, WireRequest, WireResponse } from '../../model.ts';
import { HTML_PAGE, matches, type Turn } from '../faults.ts';
import { members, organization, outsideCollaborators, user } from './answers/accounts.ts';
import { protection, rules, ruleset } from './answers/protection.ts';
import { branch, repositories, repository } from './answers/repositories.ts';
import { unlessUnchanged } from './answers/unchanged.ts';
import { GithubRefusal, notFound, type Visit } from './answers/visit.ts';
import type { App } from './app.ts';
import { type Question, questionIn, refusedInside, UNKNOWN_QUERY } from './parts/changes/graphql.ts';
import { operations } from './parts/index.ts';
import { NO_CONTENT, type Operation, Wrapped } from './parts/part.ts';
import type { Refusal, World } from './world.ts';

/** One line of the log. */
export interface Asked {
  readonly operation: string;
  readonly path: string;
}
export type GithubTurn = Turn & { readonly asked: Asked };

const MINT = 'POST /app/installations/{installation_id}/access_tokens';

/** Operation, answer, and what a fine-grained token needs for it. */
const OPERATIONS: readonly Operation[] = [
  [MINT, ({ app, headers, path, now }) => app.mint(headers, Number(path['installation_id']), now), ''],
  ['GET /user', user, ''],
  ['GET /orgs/{org}', organization, ''],
  ['GET /orgs/{org}/members', members, 'members=read'],
  ['GET /orgs/{org}/outside_collaborators', outsideCollaborators, 'members=read'],
  ['GET /orgs/{org}/repos', repositories, 'metadata=read'],
  ['GET /repos/{owner}/{repo}', repository, 'metadata=read'],
  ['GET /repos/{owner}/{repo}/branches/{branch}', branch, 'contents=read'],
  ['GET /repos/{owner}/{repo}/branches/{branch}/protection', protection, 'administration=read'],
  ['GET /repos/{owner}/{repo}/rules/branches/{branch}', rules, 'metadata=read'],
  ['GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', ruleset, 'metadata=read'],
  ...operations,
];
const holes = ([operation]: Operation) => operation.split('{').length;
// `rule-suites` is no number of a ruleset: what is spelt out comes first
const routes = [...OPERATIONS]
  .sort((a, b) => holes(a) - holes(b))
  .map(([operation, answer, permission]) => {
    const [method = '', path = ''] = operation.split(' ');
    return { operation, method, answer, permission, path: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`) };
  });
type Route = (typeof routes)[number];

export function turnOf(world: World, now: () => Instant, request: WireRequest, app: App): GithubTurn {
  const question = questionIn(request);
  if (question) return turnInGraphql(question, world, now, request, app);
  // GitHub Enterprise Server answers below /api/v3, and links lead by number, not by name
  const pathname = request.url.pathname
    .replace(/^\/api\/v3(?=\/)/, '')
    .replace(/^\/organizations\/\d+/, `/orgs/${world.organization.login}`);
  const route = routes.find((one) => one.path.test(pathname));
  const asked = { operation: route?.operation ?? '', path: `${request.url.pathname}${request.url.search}` };
  if (!route || request.method !== route.method) return { operation: asked.operation, asked, ...always(refused(notFound())) };
  const places = Object.entries(route.path.exec(pathname)?.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
  return {
    operation: route.operation,
    asked,
    answer: async () =>
      unlessUnchanged(request, receive(route, request, { world, app, now: new Date(now()), path: Object.fromEntries(places) })),
    refuse: (kind) => refused(refusalOf(kind, route, world)),
  };
}
/** One address for all questions: what is asked stands in the body. */
function turnInGraphql(question: Question | 'unknown', world: World, now: () => Instant, request: WireRequest, app: App): GithubTurn {
  const { pathname } = request.url;
  if (question === 'unknown') return { operation: '', asked: { operation: '', path: pathname }, ...always(refused(UNKNOWN_QUERY)) };
  const { operation, variables, answer } = question;
  const route: Route = { operation, method: 'POST', answer, permission: '', path: /^/ };
  const path: Visit['path'] = typeof variables['name'] === 'string' ? { repo: variables['name'] } : {};
  return {
    operation,
    asked: { operation, path: `${pathname} ${operation} ${JSON.stringify(variables)}` },
    answer: async () => receive(route, request, { world, app, now: new Date(now()), path }, refusedInside),
    refuse: (kind) => refusedInside(refusalOf(kind, route, world)),
  };
}
const always = (response: WireResponse) => ({ answer: async () => response, refuse: () => response });

function receive(
  route: Route,
  request: WireRequest,
  at: Pick<Visit, 'world' | 'app' | 'now' | 'path'>,
  refuse: (refusal: GithubRefusal) => WireResponse = refused,
): WireResponse {
  const { world, path } = at;
  try {
    const visit: Visit = {
      ...at,
      headers: request.headers,
      caller: callerOf(request, at),
      origin: request.url.origin,
      query: request.url.searchParams,
    };
    const refusal = world.refusals.find(
      (one) => matches(one.operation, route.operation) && (one.repository ?? path['repo']) === path['repo'],
    );
    if (refusal?.how === 'html') return HTML_PAGE;
    if (refusal) throw refusalOf(refusal.how, route, world);
    const body = route.answer(visit);
    if (body === NO_CONTENT) return { status: 204, headers: {}, body: new Uint8Array() };
    if (body instanceof Wrapped) return page(body.all, request.url, world, body.member);
    return Array.isArray(body) ? page(body, request.url, world) : answered(route.operation === MINT ? 201 : 200, body);
  } catch (error) {
    if (error instanceof GithubRefusal) return error.status === 401 ? refused(error) : refuse(error);
    throw error;
  }
}

/** Whoever may reach the loopback interface may ask; but there must be a token and a name, as GitHub demands. */
function callerOf({ headers }: WireRequest, { world, app, now }: Pick<Visit, 'world' | 'app' | 'now'>): Visit['caller'] {
  if (!headers['user-agent'])
    throw new GithubRefusal(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header');
  if (!/^(?:token|bearer) \S+$/i.test(headers['authorization'] ?? '')) throw new GithubRefusal(401, 'Requires authentication');
  app.admit(headers, now);
  const caller = world.members.find(({ login }) => login === world.caller);
  if (!caller) throw new GithubRefusal(401, 'Bad credentials');
  return caller;
}

/** The sentences are GitHub's, word for word: clients go by them. */
function refusalOf(how: Exclude<Refusal['how'], 'html'>, { permission }: Route, { organization }: World): GithubRefusal {
  switch (how) {
    case 'denied':
      return new GithubRefusal(
        403,
        'Resource not accessible by personal access token',
        permission === '' ? {} : { 'x-accepted-github-permissions': permission },
      );
    case 'throttled':
      return new GithubRefusal(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', {
        'retry-after': '1',
      });
    case 'plan':
      return new GithubRefusal(403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.');
    case 'sso':
      return new GithubRefusal(
        403,
        'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
        {
          'x-github-sso': `required; url=https://github.com/orgs/${organization.login}/sso?authorization_request=AAAA`,
        },
      );
  }
}
function refused({ status, message, headers }: GithubRefusal): WireResponse {
  return answered(status, { message, documentation_url: 'https://docs.github.com/rest', status: String(status) }, headers);
}
function answered(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

/** Links lead to `/organizations/{id}` and `/repositories/{id}` at GitHub, whatever was asked. */
function page(all: readonly unknown[], url: URL, world: World, member?: string): WireResponse {
  const size = Math.min(world.pageSize, Number(url.searchParams.get('per_page') ?? 30));
  const last = Math.max(1, Math.ceil(all.length / size));
  const at = Number(url.searchParams.get('page') ?? 1);
  const to = (number: number, rel: string) => {
    const link = new URL(url);
    link.pathname = link.pathname.replace(`/orgs/${world.organization.login}`, `/organizations/${world.organization.id}`);
    link.searchParams.set('page', String(number));
    return `<${link.href}>; rel="${rel}"`;
  };
  const links = [
    ...(at > 1 ? [to(at - 1, 'prev')] : []),
    ...(at < last ? [to(at + 1, 'next'), to(last, 'last')] : []),
    ...(at > 1 ? [to(1, 'first')] : []),
  ];
  const items = all.slice((at - 1) * size, at * size);
  const body = member === undefined ? items : { total_count: all.length, [member]: items };
  return answered(200, body, last > 1 ? { link: links.join(', ') } : {});
}
