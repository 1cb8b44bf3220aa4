/** What AWS Config has of one kind in one region, once it is proved that it is recorded there. */
import { isUnknown, type Known, unknown } from '../../../src/kit.ts';
import type { Ask, Context, Instant } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import type { Covered } from './coverage.ts';
import { type Item, Items, isGone, isThere, sampled } from './items.ts';
import type { ConfigPath, Query } from './path.ts';

/** Of each kind so many are asked about live as well: of an account by an aggregator, of a region without one. */
const SAMPLE = { aggregated: 3, alone: 1 };

/** An item on its own: the evidence hangs on this object. */
export interface Entry {
  readonly item: Item;
}
export interface Store {
  readonly query: Query;
  readonly covered: Covered;
  readonly entries: readonly Entry[];
  readonly sample: ReadonlySet<Item>;
  /** How many of the sample were asked about, and how many of those did not bear AWS Config out. */
  readonly tried: { asked: number; doubted: number };
}
export type Found = Store | { readonly because: string };

export async function openStore(path: ConfigPath, aws: Aws, ask: Ask, { subject }: Context, type: string, region: string): Promise<Found> {
  const covered = await path.cover(type, region, ask, subject.region === region);
  if ('because' in covered) return covered;
  const query = path.query(type, region, ask);
  const all = await itemsOf(query, type, aws.account);
  if (isUnknown(all)) return { because: `AWS Config did not tell: ${all.$unknown.detail}` };
  const here = all.filter(({ item }) => item.awsRegion === region && !isGone(item));
  const strange = here.find(({ item }) => !isThere(item));
  if (strange) return { because: `AWS Config says ${strange.item.configurationItemStatus} of ${strange.item.resourceId}` };
  // what belongs to an account is looked at wherever it is
  const candidates = all.filter(({ item }) => isThere(item) && (subject.region === undefined || aws.regions.includes(item.awsRegion)));
  const chosen = sampled(
    candidates.map(({ item }) => nameOf(item)),
    path.aggregated ? SAMPLE.aggregated : SAMPLE.alone,
  );
  const sample = new Set(here.flatMap(({ item }) => (chosen.has(nameOf(item)) ? [item] : [])));
  return { query, covered, entries: here, sample, tried: { asked: 0, doubted: 0 } };
}
const nameOf = ({ awsRegion, resourceId }: Item) => `${awsRegion}/${resourceId}`;

/** All items of the kind that the query finds, or why not all. */
async function itemsOf({ ask, operation, params, send }: Query, type: string, account: string): Promise<Known<readonly Entry[]>> {
  const entries = await ask.list(operation, params, {
    page: Items,
    send,
    items: ({ items }) => items.map((item): Entry => ({ item })),
    next: ({ next }) => next,
  });
  if (entries === null) return unknown({ operation, reason: 'missing_member', detail: `${operation} answered nothing` });
  if (isUnknown(entries)) return entries;
  const stranger = entries.find(({ item }) => item.resourceType !== type || item.accountId !== account)?.item;
  if (!stranger) return entries;
  const detail = `${operation} was asked for ${type} in ${account} and answered ${stranger.resourceType} in ${stranger.accountId}`;
  return unknown({ operation, reason: 'malformed_response', detail });
}

/**
 * What is made of each entry, in their order. It is read as a listing once more (nothing is asked twice), as the evidence then hangs on
 * what was made of it, however deep in a raw resource that ends up.
 */
export async function madeOf<T>({ query, entries }: Store, make: (item: Item) => T): Promise<readonly T[] | undefined> {
  const wanted = new Set(entries.map(({ item }) => item));
  const made = await query.ask.list(query.operation, query.params, {
    page: Items,
    send: query.send,
    items: ({ items }) => items.filter((item) => wanted.has(item)).map(make),
    next: ({ next }) => next,
  });
  return made === null || isUnknown(made) || made.length !== entries.length ? undefined : made;
}

/** As of when an item is evidence. */
export function timeOf({ asOf }: ConfigPath, { configurationItemCaptureTime: captured }: Item, { unbroken }: Covered): Instant {
  const at = new Date(captured).toISOString();
  return asOf === 'recorder' && unbroken && unbroken.from <= at && at <= unbroken.to ? unbroken.to : at;
}

/** How the answers came, for the proof: one sentence for all regions where it is the same. */
export function howRead(stores: ReadonlyMap<string, Found>): readonly string[] {
  const regions = new Map<string, string[]>();
  let [asked, doubted] = [0, 0];
  for (const [key, found] of stores) {
    const [type = '', region = ''] = key.split(' ');
    const how =
      'because' in found
        ? `asked live, as ${found.because}`
        : `by ${found.query.operation}, recorded by a recorder whose last status is SUCCESS`;
    regions.set(`${type} ${how}`, [...(regions.get(`${type} ${how}`) ?? []), region]);
    if ('tried' in found) [asked, doubted] = [asked + found.tried.asked, doubted + found.tried.doubted];
  }
  const sentences = [...regions].map(([how, where]) => `${how} (${where.sort().join(', ')})`).sort();
  return asked === 0 ? sentences : [...sentences, `${asked - doubted} of ${asked} sampled answers were borne out by asking live`];
}
