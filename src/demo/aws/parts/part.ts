/**
 * One area of the simulated AWS, all in one place: what there is, how it is asked for, what has drifted, what is refused.
 * Adding an area is adding one file here, and its line in `index.ts`.
 */
import type { Drift } from '../../estate.ts';
import type { Answer, Ask } from '../answers/ask.ts';
import type { ServiceName } from '../wire.ts';
import type { Refusal } from '../world.ts';

/** What one account has of a part. Ages count back from now, as everywhere in a world. */
export interface Holding<A, R> {
  /** What belongs to no region. */
  readonly account: A;
  /** By region name. */
  readonly regions: Readonly<Record<string, R>>;
  /** Any other region that is switched on. */
  readonly elsewhere: R;
}
/** By account id. An account that is not named has what the part calls `nothing`. */
export type Holdings<A = unknown, R = unknown> = Readonly<Record<string, Holding<A, R>>>;

export interface Part<A = unknown, R = unknown> {
  /** `kms` */
  readonly id: string;
  /** By IAM's prefix, then by operation: `{ kms: { ListKeys } }`. Operations may be added to a service that another part answers for too. */
  readonly answers: Partial<Readonly<Record<ServiceName, Readonly<Record<string, Answer>>>>>;
  /** A new account. */
  readonly nothing: Holding<A, R>;
  /** Every check of the area passes or has nothing to look at. */
  readonly clean: Holdings<A, R>;
  /** The clean holdings with a little planted, as a year of shortcuts leaves it; exactly `drift` fails. May be the clean ones, and none. */
  readonly drifted: Holdings<A, R>;
  readonly drift: readonly Drift[];
  /** Checks that look at this part and at no other. */
  readonly checks: readonly string[];
  /** Every one of `checks` fails. For tests alone. */
  readonly broken: Holdings<A, R>;
  /** What the `denied` world refuses of this part. */
  readonly refusals: readonly Refusal[];
}

/** What the asking account has of a part: `see(ask, 'kms', nothing).region`. */
export function see<A, R>(
  { world, account, regionName }: Ask,
  id: string,
  nothing: Holding<A, R>,
): { readonly account: A; readonly region: R } {
  const holding = (world.parts?.[id]?.[account.id] ?? nothing) as Holding<A, R>;
  return { account: holding.account, region: holding.regions[regionName] ?? holding.elsewhere };
}
