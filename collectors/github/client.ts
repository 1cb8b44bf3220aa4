/** Octokit behind our door: it spells the requests and reads the answers; it neither retries, nor paces, nor turns pages. */
import { z } from 'zod';
import { Uncredentialed } from '../../src/kit.ts';
import type { ConnectContext, Paging } from '../../src/model.ts';
import { type Installation, openInstallation } from './app.ts';
import { accountOf, type GithubConfig, TOKEN, USER_AGENT, VERSION } from './config.ts';
import { openGraphql, type Query } from './graphql/client.ts';
import { nextOf } from './link.ts';
import type { Policy } from './policies.ts';
import { becauseOf } from './selection.ts';

/** What every GitHub collector is given. */
export interface Github {
  /** The login of the account that is looked at: an organization's, or a user's. */
  readonly organization: string;
  /** A person's account: it has repositories, and neither members nor settings of an organization. */
  readonly user: boolean;
  /** Why a repository of this name is not looked at, as configured; undefined: it is. */
  leftOut(name: string): string | undefined;
  /** The files that are declared to be policy documents. */
  readonly policies: readonly Policy[];
  /** What kind of token it is, as its prefix says; the token itself stays inside. */
  readonly tokenKind: string;
  /** Present when a GitHub App asks: before anything else it has to sign in. */
  readonly app?: Pick<Installation, 'label' | 'params' | 'signIn'>;
  /** The enterprise of the organization, where the configuration names it, asked with its own token where it has one. */
  readonly enterprise?: Pick<Github, 'get' | 'paging' | 'query'> & { readonly slug: string };
  /** What one GraphQL document answers: its `data`. */
  readonly query: Query;
  /** The body of one answer; of a 204, which has none, its status. */
  get(operation: string, params: object): Promise<unknown>;
  /**
   * A listing, a hundred at a time, to the last page. `item` names the members that each must have; `key` what tells two apart;
   * `within` the member that holds the list, beside a `total_count`, where the answer is not the list itself.
   */
  paging<T>(operation: string, params: object, item: z.ZodType<T>, key?: (item: T) => string, within?: string): Paging<Page<T>, T>;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
  readonly total?: number | undefined;
}

/** Accounts and repositories have a number of GitHub's. */
export const byId = ({ id }: { readonly id: number }): string => String(id);

/** Thrown before anything is sent, when the page before pointed nowhere. `classify` knows it by its name. */
class BrokenPaging extends Error {
  override readonly name = 'BrokenPaging';
}

/** The most that GitHub gives. */
const PER_PAGE = 100;
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

type Request = (
  operation: string,
  params: object,
) => Promise<{ readonly data: unknown; readonly status: number; readonly headers: { readonly link?: string | undefined } }>;

export async function connect(config: GithubConfig, ctx: ConnectContext): Promise<Github> {
  const app = config.app && openInstallation(config.app, config.baseUrl, ctx);
  const fixed = app ? undefined : tokenOf(config.token ?? TOKEN, ctx);
  const { Octokit } = await import('@octokit/rest');
  const octokit = new Octokit({ baseUrl: config.baseUrl, userAgent: USER_AGENT, log, request: { fetch: ctx.door.fetch, log } });
  const asking =
    (token: () => Promise<string>): Request =>
    async (operation, params) =>
      octokit.request(operation, { ...params, headers: { 'x-github-api-version': VERSION, authorization: `token ${await token()}` } });
  const querying = (token: () => Promise<string>): Query => openGraphql(ctx.door, config.baseUrl, async () => `token ${await token()}`);
  const token = app ? app.token : async () => fixed as string;
  const other = config.enterprise?.token && tokenOf(config.enterprise.token, ctx);
  const others = other === undefined ? token : async () => other;
  return {
    organization: accountOf(config),
    user: config.user !== undefined,
    leftOut: (name) => becauseOf(config.repositories, name),
    policies: config.policies ?? [],
    tokenKind: fixed === undefined ? 'installation token of a GitHub App' : kindOf(fixed),
    ...(app && { app }),
    ...(config.enterprise && {
      enterprise: { slug: config.enterprise.slug, ...reading(asking(others), config.baseUrl), query: querying(others) },
    }),
    ...reading(asking(token), config.baseUrl),
    query: querying(token),
  };
}

function reading(ask: Request, baseUrl: string): Pick<Github, 'get' | 'paging'> {
  return {
    async get(operation, params) {
      const { data, status } = await ask(operation, params);
      return status === 204 ? { status } : data;
    },
    paging: (operation, params, item, key, within) => ({
      page: pageOf(item, within !== undefined),
      send: (token) => sendPage(ask, baseUrl, operation, params, token, within),
      items: (page) => page.items,
      next: (page) => page.next,
      ...(key && { key }),
      ...(within !== undefined && { total: (page) => page.total }),
    }),
  };
}

/** Reading a schema for the first time costs as much as many answers: one is made of each kind of item. */
const pages = [new WeakMap<z.ZodType, z.ZodType>(), new WeakMap<z.ZodType, z.ZodType>()] as const;
function pageOf<T>(item: z.ZodType<T>, counted: boolean): z.ZodType<Page<T>> {
  const known = pages[counted ? 1 : 0];
  const total = counted ? z.int() : z.undefined().optional();
  const page = known.get(item) ?? z.object({ items: z.array(item), next: z.string().optional(), total });
  known.set(item, page);
  return page as z.ZodType<Page<T>>;
}

function tokenOf(token: typeof TOKEN, ctx: ConnectContext): string {
  const value = ctx.secret(token.env)?.trim();
  if (value === undefined || value === '')
    throw new Uncredentialed(`the environment variable ${token.env} is not set; put a GitHub token in it`);
  ctx.conceal(value);
  // what cannot stand in a header would be refused by fetch, with the token in the message
  if (!/^[\x21-\x7e]+$/.test(value)) throw new Uncredentialed(`the environment variable ${token.env} holds more than a token`);
  return value;
}

/** https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats */
function kindOf(token: string): string {
  const kinds: Readonly<Record<string, string>> = {
    github_pat_: 'fine-grained personal access token',
    ghp_: 'classic personal access token',
    gho_: 'OAuth token',
    ghu_: 'user token of a GitHub App',
    ghs_: 'installation token of a GitHub App',
  };
  return Object.entries(kinds).find(([prefix]) => token.startsWith(prefix))?.[1] ?? 'token of an unknown kind';
}

/**
 * GitHub's next links lead to `/organizations/{id}/…`, so the operation is asked again with their cursor.
 * A link to another origin is asked as it stands, for the transport to refuse and record.
 */
async function sendPage(
  ask: Request,
  base: string,
  operation: string,
  params: object,
  token: string | undefined,
  within: string | undefined,
): Promise<{ items: unknown; next?: string; total?: unknown }> {
  const place = (token === undefined ? { cursor: {} } : JSON.parse(token)) as Exclude<ReturnType<typeof nextOf>, undefined>;
  if ('broken' in place) throw new BrokenPaging(place.broken);
  if ('foreign' in place) return { items: (await ask(`GET ${place.foreign}`, {})).data };
  const { data, headers } = await ask(operation, { ...params, per_page: PER_PAGE, ...place.cursor });
  const page = Number(place.cursor['page'] ?? 1);
  const { items, ...total } = within === undefined ? { items: data } : listIn(data, within);
  const next = nextOf(headers.link, base, page) ?? unannounced(items, headers.link, page);
  return { items, ...total, ...(next && { next: JSON.stringify(next) }) };
}

/** Some lists come inside an object, with GitHub's own count beside them. */
function listIn(data: unknown, within: string): { items: unknown; total: unknown } {
  if (typeof data !== 'object' || data === null) return { items: data, total: undefined };
  const { [within]: items, total_count: total } = data as Record<string, unknown>;
  return { items, total };
}

/** A full page without any Link may be the last, or a proxy may have dropped the header: one more question tells. */
function unannounced(data: unknown, link: string | undefined, page: number): ReturnType<typeof nextOf> {
  return link === undefined && Array.isArray(data) && data.length >= PER_PAGE ? { cursor: { page: String(page + 1) } } : undefined;
}
