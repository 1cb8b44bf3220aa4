/** Asks AWS Config where it recorded what is asked, and the service itself where it did not: the same answers by another road. */
import type { z } from 'zod';
import { type Answer, isUnknown, type Unknown, unknown } from '../../../src/kit.ts';
import type { Ask, Context, Paging } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import { agrees, type Item } from './items.ts';
import { ANSWERS, type Answers, LISTINGS, type Listing } from './kinds.ts';
import type { ConfigPath } from './path.ts';
import { daysOf, mark, type Recorded, recordedIn } from './recorded.ts';
import { type Entry, type Found, howRead, madeOf, openStore, type Store, timeOf } from './store.ts';

export interface RecordedAsk {
  readonly ask: Ask;
  /** How the answers came, in words, for the proof. */
  how(): readonly string[];
}
type One = <T>(operation: string, params: object, schema: z.ZodType<T>, send: () => Promise<unknown>) => Promise<Answer<T>>;
type StoreOf = (type: string, region: string) => Promise<Found>;

export function recordedAsk(path: ConfigPath, aws: Aws, live: Ask, ctx: Context, freshFor: string): RecordedAsk {
  const opening = new Map<string, Promise<Found>>();
  const stores = new Map<string, Found>();
  const storeOf: StoreOf = (type, region) => {
    const key = `${type} ${region}`;
    const found = opening.get(key) ?? openStore(path, aws, live, ctx, type, region);
    opening.set(key, found);
    return found.then((store) => {
      if (!stores.has(key)) stores.set(key, store);
      return stores.get(key) as Found;
    });
  };
  const one = answering(path, live, ctx, storeOf);
  const listed = listing(path, aws, live, ctx, storeOf, (type, region, because) => stores.set(`${type} ${region}`, { because }));
  // one call lists a region live: nothing is saved by asking AWS Config in the region instead
  const kindOf = (operation: string, params: object) =>
    path.aggregated && Object.keys(params).length === 0 ? LISTINGS[operation] : undefined;
  const rest = {
    pages<P, T>(operation: string, params: object, paging: Paging<P, T>): AsyncIterable<T> {
      const kind = kindOf(operation, params);
      if (!kind) return live.pages(operation, params, paging);
      const read = listed(kind, operation, paging); // asked at once, as any listing is
      read.catch(() => undefined); // whoever reads it meets the failure; without this Node would call it unhandled first
      return (async function* () {
        const found = await read;
        if (found) yield* found;
        else yield* live.pages(operation, params, paging);
      })();
    },
    async list<P, T>(operation: string, params: object, paging: Paging<P, T>): Promise<Answer<readonly T[]>> {
      const kind = kindOf(operation, params);
      const found = kind && (await listed(kind, operation, paging));
      if (!found) return live.list(operation, params, paging);
      return found.map((item) => doubtful(item, operation, ctx, freshFor)).find(isUnknown) ?? found;
    },
    incomplete: live.incomplete,
    proof: live.proof,
  };
  return { ask: Object.assign(one, rest), how: () => howRead(stores) };
}

/** Questions about one resource. */
function answering({ asOf, ...path }: ConfigPath, live: Ask, { subject }: Context, storeOf: StoreOf): One {
  const indexes = new WeakMap<Store, Map<string, Entry | 'twice'>>();
  const find = (store: Store, kind: Answers, id: string): Entry | undefined => {
    let index = indexes.get(store);
    if (!index) {
      index = new Map();
      for (const entry of store.entries) index.set(kind.idOf(entry.item), index.has(kind.idOf(entry.item)) ? 'twice' : entry);
      indexes.set(store, index);
    }
    const found = index.get(id);
    return found === 'twice' ? undefined : found;
  };
  return async (operation, params, schema, send) => {
    const kind = ANSWERS[operation];
    const about = kind?.about(params as Readonly<Record<string, unknown>>);
    const region = about?.region ?? subject.region;
    if (!kind || !about || region === undefined) return live(operation, params, schema, send);
    const store = await storeOf(kind.type, region);
    const entry = 'because' in store ? undefined : find(store, kind, about.id);
    const told = entry && kind.of(entry.item);
    const value = told && schema.safeParse(told);
    if ('because' in store || !entry || !value?.success) return live(operation, params, schema, send);
    if (store.sample.has(entry.item)) {
      store.tried.asked += 1;
      const said = await live(operation, params, schema, send);
      if (isUnknown(said)) return said;
      if (!agrees(told, said)) {
        store.tried.doubted += 1;
        return disagreement(operation, entry, said);
      }
    }
    return mark(value.data, { at: timeOf({ ...path, asOf }, entry.item, store.covered), by: [entry, store.covered.statuses] });
  };
}

type Listed = <P, T>(kind: Listing, operation: string, paging: Paging<P, T>) => Promise<readonly T[] | undefined>;
/** Listings of a region. Undefined: it has to be read live. */
function listing(
  path: ConfigPath,
  aws: Aws,
  live: Ask,
  { subject: { region } }: Context,
  storeOf: StoreOf,
  leave: (type: string, region: string, because: string) => void,
): Listed {
  return async <P, T>(kind: Listing, operation: string, paging: Paging<P, T>) => {
    if (region === undefined) return undefined;
    const store = await storeOf(kind.type, region);
    if ('because' in store) return undefined;
    const unheld = store.entries.find(({ item }) => memberOf(kind, item, paging) === undefined);
    const members = unheld ? undefined : await madeOf(store, (item) => (memberOf(kind, item, paging) as readonly [T])[0]);
    if (members === undefined) {
      const why = unheld
        ? `AWS Config's item of ${unheld.item.resourceId} does not hold all that is judged`
        : 'AWS Config did not tell twice';
      leave(kind.type, region, why);
      return undefined;
    }
    return Promise.all(
      store.entries.map(async (entry, at) => {
        const doubt = store.sample.has(entry.item) ? await doubtAbout(kind, operation, entry, store, paging, aws, live) : undefined;
        const time = doubt?.at ?? timeOf(path, entry.item, store.covered);
        return mark(members[at] as T, { at: time, by: [store.covered.statuses, ...(doubt?.by ?? [])] });
      }),
    );
  };
}

/** As the listing itself would give it; undefined: the item does not hold what its reader needs. In a list of one, since nothing may be a value. */
function memberOf<P, T>(kind: Listing, item: Item, paging: Paging<P, T>): readonly [T] | undefined {
  const told = kind.of(item);
  const page = told && paging.page.safeParse(kind.page(told));
  const members = page?.success ? paging.items(page.data) : [];
  return members.length === 1 ? [members[0] as T] : undefined;
}

async function doubtAbout<P, T>(
  kind: Listing,
  operation: string,
  entry: Entry,
  { tried }: Store,
  paging: Paging<P, T>,
  aws: Aws,
  live: Ask,
): Promise<Recorded | undefined> {
  const { item } = entry;
  const input = kind.input(item.resourceId);
  tried.asked += 1;
  const said = await live(operation, input, paging.page, () => aws.send(kind.service, kind.command, input, item.awsRegion));
  const own = said === null || isUnknown(said) ? [] : paging.items(said as P);
  if (own.length === 1 && agrees(kind.of(item), own[0])) return undefined;
  tried.doubted += 1;
  return { at: isUnknown(said) ? said : disagreement(operation, entry, null), by: said === null ? [] : [said as object] };
}

/** Why a list is not one to rely on, with this item in it. */
function doubtful(item: unknown, operation: string, { now }: Context, freshFor: string): Unknown | undefined {
  const at = recordedIn(item)?.at;
  if (at === undefined || isUnknown(at)) return at;
  const days = daysOf(freshFor);
  if (days !== undefined && Date.parse(at) + days * 86_400_000 >= Date.parse(now)) return undefined;
  const detail = `${operation}, as AWS Config recorded it: an item was captured at ${at} and may be relied on for ${freshFor} only`;
  return unknown({ operation, reason: 'stale_evidence', detail });
}

/** Both answers stay with it: the evidence is found in them. */
function disagreement(operation: string, entry: Entry, said: unknown): Unknown {
  const { resourceType, resourceId, configurationItemCaptureTime: at } = entry.item;
  const detail = `AWS Config's item of ${resourceType} ${resourceId}, captured at ${at}, and ${operation} now do not say the same`;
  return Object.assign(unknown({ operation, reason: 'changed_during_collection', detail }), { between: { entry, said } });
}
