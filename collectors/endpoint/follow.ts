/** A page behind redirects, where the rules about it allow them: HTTPS, within one owner's names, few. */

import { isUnknown } from '../../src/kit.ts';
import type { Answer } from '../../src/model.ts';
import { type Asks, headerOf, type Page } from './client.ts';
import { addressOf, ownerOf } from './config.ts';

export interface Followed {
  readonly address: string;
  readonly page: Answer<Page>;
}
const MOST = 3;

/** Every answer on the way, the last of which is the page, or the redirect that is followed no further. */
export async function follow(of: Asks, address: string): Promise<readonly Followed[]> {
  const way: Followed[] = [];
  for (let next: string | undefined = address; next !== undefined && way.length <= MOST; ) {
    const { path, ...target } = addressOf(next);
    const page: Answer<Page> = await of.page(target, path, { body: true });
    way.push({ address: next, page });
    next = isUnknown(page) || page === null ? undefined : onwards(next, page);
  }
  return way;
}
function onwards(from: string, page: Page): string | undefined {
  const to = page.status >= 300 && page.status < 400 ? headerOf(page, 'location') : null;
  if (to === null || !URL.canParse(to, from)) return undefined;
  const url = new URL(to, from);
  url.hash = '';
  const own = url.protocol === 'https:' && url.username === '' && ownerOf(addressOf(url.href).host) === ownerOf(addressOf(from).host);
  return own ? url.href : undefined;
}
