/** One document, sent: a plain POST through the door, signed as the REST calls are. */
import type { Door } from '../../../src/model.ts';
import { graphqlUrl, USER_AGENT, VERSION } from '../config.ts';
import type { Document } from './document.ts';

/** How many a page asks for: halved whenever GitHub gave up on the one before, and kept so for the rest of the listing. */
export type Sizes = Record<string, number>;
export type Query = (document: Document, variables: Readonly<Record<string, unknown>>, sizes?: Sizes) => Promise<unknown>;

/** An answer that is none. `classify` reads its status and body from the exchange. */
class GraphqlStatus extends Error {
  override readonly name = 'GraphqlStatus';
  readonly status: number;
  constructor(status: number, statusText: string) {
    super(statusText);
    this.status = status;
  }
}

export function openGraphql(door: Door, baseUrl: string, authorization: () => Promise<string>): Query {
  const url = graphqlUrl(baseUrl);
  return async ({ text }, variables, sizes = {}) => {
    const headers = {
      authorization: await authorization(),
      'content-type': 'application/json; charset=utf-8',
      accept: 'application/vnd.github+json',
      'user-agent': USER_AGENT,
      'x-github-api-version': VERSION,
    };
    const body = JSON.stringify({ query: text, variables: { ...variables, ...sizes } });
    try {
      const response = await door.fetch(url, { method: 'POST', headers, body });
      if (!response.ok) throw new GraphqlStatus(response.status, response.statusText);
      return ((await response.json()) as { data: unknown }).data;
    } catch (error) {
      if (tooHeavy(error)) for (const [name, size] of Object.entries(sizes)) sizes[name] = Math.max(1, Math.floor(size / 2));
      throw error;
    }
  };
}

/** GitHub ends a query after ten seconds, by 502 or 504 or by an error without a type; half as much may be done in time. */
function tooHeavy(error: unknown): boolean {
  const { status, reason } = error as { status?: unknown; reason?: unknown };
  return status === 502 || status === 504 || reason === 'timeout' || reason === 'provider_error' || reason === 'too_large';
}
