/** What several answers say together: where plain HTTP leads, and which files are handed out. Pure. */
import { isUnknown, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known, Reason, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { headerOf, type Page, type Ports } from '../client.ts';
import { atOf, type Target } from '../config.ts';

const gap = (reason: Reason, detail: string): Unknown => unknown({ operation: CALLS.page.operation, reason, detail });

export interface Plainly {
  readonly endpoint: Target;
  readonly port: Answer<Ports>;
  readonly plain: Answer<Page>;
  /** The same host answers over HTTPS: silence on port 80 is then a firewall's, not a dead line's. */
  readonly alive: boolean;
  readonly owner: (host: string) => string;
}
const MOVED = [301, 302, 307, 308];

export function redirection({ endpoint, port, plain, alive, owner }: Plainly): Known<string> {
  const { host } = endpoint;
  return settle(port, {
    some: ({ addresses }) => {
      if (addresses.some(({ state }) => state === 'open'))
        return settle(plain, {
          some: ({ status, ...page }) => {
            const to = headerOf({ status, ...page }, 'location');
            return MOVED.includes(status) && to !== null && leadsTo(to, host, owner) ? 'redirects' : 'answers';
          },
          none: gap('not_run', `${host}:80 is open and was not asked`),
        });
      if (addresses.every(({ state }) => state === 'closed') || alive) return 'closed';
      return gap('timeout', `neither ${host}:80 nor ${atOf(endpoint)} answers: a closed port looks like a dead line`);
    },
    none: gap('malformed_response', `${host}:80: the look came back without an observation`),
  });
}
function leadsTo(location: string, host: string, owner: (host: string) => string): boolean {
  if (!/^https:\/\//i.test(location) || !URL.canParse(location)) return false;
  return owner(new URL(location).hostname.replace(/^\[|\]$/g, '')) === owner(host);
}

/** Those that come with 200 where a path that nobody has does not. */
export function exposure(files: readonly { path: string; page: Answer<Page> }[], nowhere: Answer<Page>, id: string): Known<string[]> {
  const each = files.map(({ path, page }) => ({ path, out: handedOut(path, page, nowhere, id) }));
  const out = each.filter(({ out }) => out === true).map(({ path }) => path);
  if (out.length > 0) return out;
  return each.map(({ out }) => out).find(isUnknown) ?? [];
}
function handedOut(path: string, page: Answer<Page>, nowhere: Answer<Page>, id: string): Known<boolean> {
  if (isUnknown(page)) return page;
  if (page === null) return gap('malformed_response', `${id}${path}: the look came back without an observation`);
  const { status } = page;
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return false;
  if (isUnknown(nowhere)) return nowhere;
  const everywhere = nowhere !== null && nowhere.status === status;
  if (status >= 200 && status < 300)
    return nowhere !== null && nowhere.status >= 200 && nowhere.status < 300
      ? gap('provider_error', `${id} answers ${status} for paths that nobody has: ${path} cannot be told from them`)
      : true;
  // an address that sends everybody elsewhere has no files of its own
  if (status >= 300 && status < 400 && everywhere && elsewhere(page, id)) return false;
  return gap('provider_error', `${id}${path} answers ${status}: neither handed out nor refused`);
}
function elsewhere(page: Page, id: string): boolean {
  const to = headerOf(page, 'location');
  return to !== null && URL.canParse(to) && new URL(to).host !== id.replace(/:443$/, '');
}
