/** The worlds around a recorded answer, and the least that is said of it. */
import type { Account, Bucket, Region, World } from '../../src/demo/aws/world.ts';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { tlsOnly } from '../../src/demo/aws/worlds/clean-buckets.ts';
import type { Collector, Instant } from '../../src/model.ts';
import type { Data, Fields, Json, Said } from './recorded-readings.ts';

export interface Scene {
  readonly collector: Collector;
  /** Absent: the clean world. */
  readonly world?: (data: Json) => World;
  /** Absent: NOW. */
  readonly now?: (data: Json) => Instant;
  /** Undefined for a refusal: then something must be unknown because of it. */
  readonly says: (data: Data) => Said | undefined;
  /** The answer means "there is none", all else follows from it, and what is null to a collector keeps no evidence. */
  readonly absent?: (data: Data) => boolean;
  /** What the collector deliberately does not ask, and says so. */
  readonly unasked?: RegExp;
}
export const NOW = '2026-11-21T12:00:00.000Z';

export const [production] = clean.accounts as [Account];
export const with_ = (change: Partial<Account>, world: Partial<World> = {}): World => ({
  ...clean,
  ...world,
  accounts: [{ ...production, ...change }],
});
export const withRegion = (change: Partial<Region>): World => {
  const here = production.regions['eu-central-1'] as Region;
  return with_({ regions: { ...production.regions, 'eu-central-1': { ...here, ...change } } });
};
export const bucket = (name: string, change: Partial<Bucket> = {}): Bucket => ({
  ...(production.buckets[0] as Bucket),
  name,
  policy: tlsOnly(name),
  region: 'eu-central-1',
  ...change,
});

/** One resource, whose fields are said; a refusal says nothing. */
export const one =
  (id: string, fields: (data: Json) => Fields | undefined) =>
  (data: Data): Said | undefined => {
    const said = fields(data);
    return said && { rows: { [id]: said }, gaps: [] };
  };
export const listed =
  (read: (data: Json) => Said) =>
  (data: Data): Said | undefined =>
    data.Error ? undefined : read(data);

export const ACCOUNT = '123456789012';
export const HERE = 'eu-central-1';
const empty = { volumes: [], snapshots: [], databases: [], clusters: [], trails: [], recorder: null, rules: [] } as const;
const regions = Object.fromEntries(Object.entries(production.regions).map(([name, region]) => [name, { ...region, ...empty }]));
/** An account with nothing in it but what these parts of the clean world have. */
export const bare = (...parts: string[]): World => ({
  ...with_({ buckets: [], regions }),
  parts: Object.fromEntries(parts.map((id) => [id, clean.parts?.[id] ?? {}])),
});
/** As `bare`, and one part has this here. */
export const holding = (part: string, here: unknown, account: unknown = null, ...parts: string[]): World => {
  const world = bare(...parts);
  return { ...world, parts: { ...world.parts, [part]: { [ACCOUNT]: { account, regions: { [HERE]: here }, elsewhere: here } } } };
};
/** Of resources that the world has: what the answer says of each of them. */
export const each =
  (read: (data: Json) => Fields | ((row: Fields) => Fields)) =>
  (data: Data): Said | undefined => {
    if (data.Error) return undefined;
    const fields = read(data);
    return { rows: {}, gaps: [], each: typeof fields === 'function' ? fields : () => fields };
  };
