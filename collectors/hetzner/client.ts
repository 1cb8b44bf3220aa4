/** Hetzner's listings over the one door. Ours, because hcloud-js knows neither firewalls nor volumes (docs/decisions/001). */
import { z } from 'zod';
import type { Door, Paging } from '../../src/model.ts';
import { BOX_CALLS, type BoxListName, CALLS, type ListName, ZONE_CALLS } from './calls.ts';
import type { Bases } from './config.ts';

/** One entry of any list. Only the id is demanded of a page: what else is missing is unknown for that entry alone. */
export type Item = { readonly id: number; readonly [member: string]: unknown };
const Item: z.ZodType<Item> = z.looseObject({ id: z.int() });

/** https://docs.hetzner.cloud/reference/cloud#pagination: `total_entries` may be null, `next_page` is null on the last page. */
const Meta = z.looseObject({ pagination: z.looseObject({ next_page: z.int().nullable(), total_entries: z.int().nullable() }) });
interface Page {
  readonly meta: z.infer<typeof Meta>;
  readonly items: readonly Item[];
}
/** Hetzner describes no pages here. Should there be some one day, they are turned rather than overlooked. */
interface BoxPage {
  readonly next: number | null;
  readonly items: readonly Item[];
}

/** https://docs.hetzner.cloud/reference/cloud#zone-rrsets: named relative to its zone, `@` for the zone itself. */
const RecordSet = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  records: z.array(z.looseObject({ value: z.string() })),
});
export type RecordSet = z.infer<typeof RecordSet>;
const RecordPage = z.looseObject({ meta: Meta, rrsets: z.array(RecordSet) });
type RecordPage = z.infer<typeof RecordPage>;

const MOST_PER_PAGE = 50;
const MOST_RECORDS_PER_PAGE = 100;

export interface Hetzner {
  /** First 12 hexadecimal digits of the token's SHA-256: tells two tokens apart, opens nothing. */
  readonly fingerprint: string;
  readonly project: string;
  get(name: ListName, query: Readonly<Record<string, string>>): Promise<unknown>;
  /** How to turn the pages of one listing. `query`: the provider's own filters. */
  pages(name: ListName, query?: Readonly<Record<string, string>>): Paging<Page, Item>;
  /** The records of one primary zone that lead somewhere: A, AAAA and CNAME. What else a zone holds is not asked for. */
  ofZone(zone: Item): Paging<RecordPage, RecordSet>;
  /** A list that belongs to one Storage Box. */
  ofBox(name: BoxListName, box: Item): Paging<BoxPage, Item>;
}

export function openHetzner(options: { door: Door; token: string; fingerprint: string; project: string; bases: Bases }): Hetzner {
  const { door, token, fingerprint, project, bases } = options;
  const ask = async (operation: string, address: string, query: Readonly<Record<string, string>>) => {
    const url = new URL(address);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    const response = await door.fetch(url, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } });
    if (!response.ok) throw new Error(`${operation} answered ${response.status}`);
    return response.json();
  };
  const get: Hetzner['get'] = (name, query) =>
    ask(CALLS[name].operation, `${name === 'storage_boxes' ? bases.storage : bases.cloud}/${name}`, query);
  return {
    fingerprint,
    project,
    get,
    pages: (name, query = {}) => ({
      page: pageOf(name),
      send: (page = '1') => get(name, { ...query, page, per_page: String(MOST_PER_PAGE) }),
      items: (page) => page.items,
      next: ({ meta }) => (meta.pagination.next_page === null ? undefined : String(meta.pagination.next_page)),
      key: (item) => String(item.id),
      total: ({ meta }) => meta.pagination.total_entries ?? undefined,
    }),
    ofZone: (zone) => ({
      page: RecordPage,
      send: (page = '1') =>
        ask(ZONE_CALLS.rrsets.operation, `${bases.cloud}/zones/${zone.id}/rrsets?type=A&type=AAAA&type=CNAME`, {
          page,
          per_page: String(MOST_RECORDS_PER_PAGE),
        }),
      items: ({ rrsets }) => rrsets,
      next: ({ meta }) => (meta.pagination.next_page === null ? undefined : String(meta.pagination.next_page)),
      key: ({ id }) => id,
      total: ({ meta }) => meta.pagination.total_entries ?? undefined,
    }),
    ofBox: (name, box) => ({
      page: boxPageOf(name),
      send: (page) =>
        ask(BOX_CALLS[name].operation, `${bases.storage}/storage_boxes/${box.id}/${name}`, page === undefined ? {} : { page }),
      items: (page) => page.items,
      next: ({ next }) => (next === null ? undefined : String(next)),
      key: (item) => String(item.id),
    }),
  };
}

function boxPageOf(name: BoxListName): z.ZodType<BoxPage> {
  return z.looseObject({ meta: Meta.optional(), [name]: z.array(Item) }).transform((page) => ({
    next: (page.meta as Page['meta'] | undefined)?.pagination.next_page ?? null,
    items: page[name] as readonly Item[],
  }));
}

function pageOf(name: ListName): z.ZodType<Page> {
  return z
    .looseObject({ meta: Meta, [name]: z.array(Item) })
    .transform((page) => ({ meta: page.meta as Page['meta'], items: page[name] as readonly Item[] }));
}
