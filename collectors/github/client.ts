/** Octokit behind our door: it spells the requests and reads the answers; it neither retries, nor paces, nor turns pages. */
import { z } from 'zod';
import { Uncredentialed } from '../../src/kit.ts';
import type { ConnectContext, Paging } from '../../src/model.ts';
import { type Installation, openInstallation } from './app.ts';
import { type GithubConfig, TOKEN, USER_AGENT, VERSION } from './config.ts';
import { nextOf } from './link.ts';

/** What every GitHub collector is given. */
export interface Github {
  readonly organization: string;
  /** What kind of token it is, as its prefix says; the token itself stays inside. */
  readonly tokenKind: string;
  /** Present when a GitHub App asks: before anything else it has to sign in. */
  readonly app?: Pick<Installation, 'label' | 'params' | 'signIn'>;
  /** The body of one answer. */
  get(operation: string, params: object): Promise<unknown>;
  /** A listing, a hundred at a time, to the last page. `item` names the members that each must have; `key` what tells two apart. */
  paging<T>(operation: string, params: object, item: z.ZodType<T>, key?: (item: T) => string): Paging<Page<T>, T>;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
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

export async function connect(config: GithubConfig, ctx: ConnectContext): Promise<Github> {
  const app = config.app && openInstallation(config.app, config.baseUrl, ctx);
  const fixed = app ? undefined : tokenOf(config, ctx);
  const { Octokit } = await import('@octokit/rest');
  const octokit = new Octokit({
    auth: fixed,
    baseUrl: config.baseUrl,
    userAgent: USER_AGENT,
    log,
    request: { fetch: ctx.door.fetch, log },
  });
  const headers = { 'x-github-api-version': VERSION };
  const ask = async (operation: string, params: object) => {
    const authorization = app && { authorization: `token ${await app.token()}` };
    return octokit.request(operation, { ...params, headers: { ...headers, ...authorization } });
  };
  return {
    organization: config.organization,
    tokenKind: fixed === undefined ? 'installation token of a GitHub App' : kindOf(fixed),
    ...(app && { app }),
    async get(operation, params) {
      return (await ask(operation, params)).data;
    },
    paging: (operation, params, item, key) => ({
      page: z.object({ items: z.array(item), next: z.string().optional() }),
      send: (token) => sendPage(ask, config.baseUrl, operation, params, token),
      items: (page) => page.items,
      next: (page) => page.next,
      ...(key && { key }),
    }),
  };
}

function tokenOf({ token = TOKEN }: GithubConfig, ctx: ConnectContext): string {
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
  ask: (operation: string, params: object) => Promise<{ readonly data: unknown; readonly headers: { readonly link?: string | undefined } }>,
  base: string,
  operation: string,
  params: object,
  token: string | undefined,
): Promise<{ items: unknown; next?: string }> {
  const place = (token === undefined ? { cursor: {} } : JSON.parse(token)) as Exclude<ReturnType<typeof nextOf>, undefined>;
  if ('broken' in place) throw new BrokenPaging(place.broken);
  if ('foreign' in place) return { items: (await ask(`GET ${place.foreign}`, {})).data };
  const { data, headers } = await ask(operation, { ...params, per_page: PER_PAGE, ...place.cursor });
  const page = Number(place.cursor['page'] ?? 1);
  const next = nextOf(headers.link, base, page) ?? unannounced(data, headers.link, page);
  return { items: data, ...(next && { next: JSON.stringify(next) }) };
}

/** A full page without any Link may be the last, or a proxy may have dropped the header: one more question tells. */
function unannounced(data: unknown, link: string | undefined, page: number): ReturnType<typeof nextOf> {
  return link === undefined && Array.isArray(data) && data.length >= PER_PAGE ? { cursor: { page: String(page + 1) } } : undefined;
}
