/** Reading a listing to its proved end. What does not advance, does not end or does not add up is not a population. */
import { isUnknown } from '../kit.ts';
import type { Gap, Paging, Reason, Unknown } from '../model.ts';

export interface End {
  readonly gap?: Gap;
  /** The first page says there is no such list. */
  readonly absent?: true;
  readonly proof: string;
}

export async function readPages<P, T>(
  operation: string,
  paging: Paging<P, T>,
  ask: (token: string | undefined) => Promise<P | null | Unknown>,
  budget: number,
  take: (item: T) => void,
): Promise<End> {
  const tokens = new Set<string>();
  const keys = new Set<string>();
  let token: string | undefined;
  let [pages, count, repeats] = [0, 0, 0];
  let total: number | undefined;
  const broken = (reason: Reason, detail: string): End => ({ gap: { operation, reason, detail: `${operation}: ${detail}` }, proof: '' });
  for (;;) {
    const page = await ask(token);
    if (isUnknown(page))
      return {
        gap:
          pages === 0
            ? page.$unknown
            : { ...page.$unknown, detail: `${page.$unknown.detail} (after ${pages} whole ${pages === 1 ? 'page' : 'pages'})` },
        proof: '',
      };
    if (page === null)
      return pages === 0
        ? { absent: true, proof: `${operation}: there is none` }
        : broken('pagination_broken', `page ${pages + 1} does not exist`);
    pages += 1;
    for (const item of paging.items(page)) {
      const key = paging.key?.(item);
      if (key !== undefined && keys.has(key)) repeats += 1;
      else {
        if (key !== undefined) keys.add(key);
        count += 1;
        take(item);
      }
    }
    total = paging.total?.(page) ?? total;
    token = paging.next(page);
    if (token === undefined) break;
    if (tokens.has(token)) return broken('pagination_broken', `page ${pages} points to a page already read`);
    tokens.add(token);
    if (pages >= budget) return broken('pagination_broken', `no end after ${pages} pages`);
  }
  if (total !== undefined && total !== count)
    return broken('population_mismatch', `the provider counts ${total}, ${count} were listed${repeats > 0 ? ` (${repeats} twice)` : ''}`);
  return { proof: proofOf(operation, pages, count, total) };
}

function proofOf(operation: string, pages: number, count: number, total: number | undefined): string {
  const read = `${operation}: ${count} in ${pages} ${pages === 1 ? 'page' : 'pages'}, the last one marked as such`;
  return total === undefined ? read : `${read}; the provider's own total is ${total}`;
}
