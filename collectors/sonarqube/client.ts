/** SonarQube's Web API, and three reads of GitHub's, over the one door. */
import { z } from 'zod';
import { missing, unknown } from '../../src/kit.ts';
import type { Call, Door, Instant, Known, Paging } from '../../src/model.ts';

export interface Mapped {
  /** `owner/name`. */
  readonly repository: string;
  /** Key of the project. */
  readonly project: string;
}
export interface Sonar {
  readonly name: string;
  readonly cloud: boolean;
  readonly mapped: readonly Mapped[];
  get(call: Call, query: Readonly<Record<string, string>>): Promise<unknown>;
  /** Pages of what SonarQube lists under `member`. */
  pages<T>(
    call: Call,
    query: Readonly<Record<string, string>>,
    member: string,
    item: z.ZodType<T>,
    key: (one: T) => string,
  ): Paging<Page<T>, T>;
  /** Absent: no GitHub is configured. */
  readonly github?: { readonly environment: string; get(path: string, query: Readonly<Record<string, string>>): Promise<unknown> };
}
export interface Page<T> {
  readonly paging: { readonly pageIndex: number; readonly pageSize: number; readonly total: number };
  readonly items: readonly T[];
}

export interface Opened {
  readonly door: Door;
  readonly name: string;
  readonly baseUrl: string;
  readonly cloud: boolean;
  readonly organization: string | undefined;
  readonly authorization: string;
  readonly mapped: readonly Mapped[];
  readonly github?: { readonly baseUrl: string; readonly token: string; readonly environment: string };
}

export function openSonar({ door, baseUrl, organization, authorization, github, name, cloud, mapped }: Opened): Sonar {
  const read = async (address: string, query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>) => {
    const url = new URL(address);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    const response = await door.fetch(url, { headers });
    if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`);
    return response.json();
  };
  const get: Sonar['get'] = ({ operation }, query) => {
    const within = organization === undefined ? query : { ...query, organization };
    return read(`${baseUrl}${operation.replace('GET ', '')}`, within, { authorization, accept: 'application/json' });
  };
  const headers = github && {
    authorization: `Bearer ${github.token}`,
    accept: 'application/vnd.github+json',
    'user-agent': 'claimcheck',
    'x-github-api-version': '2022-11-28',
  };
  return {
    name,
    cloud,
    mapped,
    get,
    pages: (call, query, member, item, key) => ({
      page: pageOf(member, item),
      send: (page = '1') => get(call, { ...query, ps: String(MOST_PER_PAGE), p: page }),
      items: ({ items }) => items,
      next: ({ paging }) => (paging.pageIndex * paging.pageSize < paging.total ? String(paging.pageIndex + 1) : undefined),
      key,
      total: ({ paging }) => paging.total,
    }),
    ...(github &&
      headers && {
        github: { environment: github.environment, get: (path, query) => read(`${github.baseUrl}${path}`, query, headers) },
      }),
  };
}

/** The most that every listing gives at once. */
export const MOST_PER_PAGE = 500;
export const Paged = z.looseObject({ pageIndex: z.int(), pageSize: z.int().positive(), total: z.int().nonnegative() });
export function pageOf<T>(member: string, item: z.ZodType<T>): z.ZodType<Page<T>> {
  return z
    .looseObject({ paging: Paged, [member]: z.array(item) })
    .transform((page) => ({ paging: page.paging as Page<T>['paging'], items: page[member] as readonly T[] }));
}

/** SonarQube writes `2026-06-15T08:00:00+0000`: RFC 3339 wants a colon in the offset. */
export function instantOf(text: string | undefined, operation: string, member: string): Known<Instant> {
  if (text === undefined) return missing(operation, member);
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(at))
    return unknown({
      operation,
      reason: 'malformed_response',
      detail: `${operation} answered \`${member}\` that is no time: ${JSON.stringify(text).slice(0, 60)}`,
    });
  return new Date(at).toISOString();
}
