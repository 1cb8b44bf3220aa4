/** A run's first half: asks everything, or the part of it that is asked here, and judges nothing. */
import { type Concealer, openConcealer } from './collect/conceal.ts';
import { lockerRecorder } from './collect/evidence.ts';
import { openPace } from './collect/pace.ts';
import { recallFrom } from './collect/recall.ts';
import { RETRY } from './collect/retry.ts';
import { type Collection, collectRun, type Part } from './collect/run.ts';
import { openTally, type Surroundings } from './collect/session.ts';
import type { Tally } from './collect/transport.ts';
import type { Take } from './evaluate/contradict.ts';
import { vouchersFor } from './evaluate/vouch.ts';
import { wantedBy } from './evaluate/wanted.ts';
import type { RunWriter } from './locker/index.ts';
import type { Collector, Instant } from './model.ts';
import type { RunOptions } from './pipeline.ts';
import type { Policy } from './policy/load.ts';

/** What was learned, wherever it was asked: what a run is judged by. */
export interface Heard {
  readonly period: { readonly from: Instant; readonly to: Instant };
  readonly collection: Collection;
  readonly tally: Tally;
  readonly concealer: Concealer;
  /** Places in the environment that were looked up meanwhile; never secrets. */
  readonly places: ReadonlyMap<string, string>;
  /** When all of it is read: was it cut short? */
  aborted(): boolean;
}

/** Where what is asked goes, and what is known already. */
export interface Kept extends Pick<Surroundings, 'recorder' | 'recall' | 'resumed'> {}
/** Into the locker, beside what the run before left there. */
export function keptBy(writer: RunWriter): Kept {
  return {
    recorder: lockerRecorder((bytes, about) => writer.put(bytes, about)),
    recall: recallFrom(writer.earlier, (digest) => writer.get(digest)),
  };
}

/** Asks everything, or the part of it that is asked here. */
export async function ask(options: RunOptions, startedAt: Instant, period: Heard['period'], kept: Kept, part?: Part): Promise<Heard> {
  const { signal, progress } = options;
  const concealer = openConcealer();
  for (const secret of options.secrets ?? []) concealer.add(secret);
  const places = new Map<string, string>();
  const around = surroundings(options, concealer, kept, places);
  const collection = await collectRun({
    ...jobs(options),
    around,
    now: startedAt,
    period,
    wanted: wantedIn(options.policy, startedAt),
    ...(progress && { progress }),
    ...(part && { part }),
  });
  return { period, collection, tally: around.tally, concealer, places, aborted: () => signal.aborted };
}

export function jobs({ config, policy, collectors }: Pick<RunOptions, 'config' | 'policy' | 'collectors'>) {
  return { sources: config.sources, collectors: collectorsWanted(policy, collectors) };
}

/** What the checks and the contradictions are about, and whose word about that counts. */
export function collectorsWanted(
  { checks, pairs }: { readonly checks: Policy['checks']; readonly pairs?: Policy['pairs'] },
  collectors: readonly Collector[],
): readonly Collector[] {
  const takes = takesIn(pairs);
  const about = new Set([...checks.map(({ check }) => check.about), ...takes.map((take) => take.about)]);
  const vouching = new Set(vouchersFor(about, collectors));
  return collectors.filter((collector) => about.has(collector.id) || vouching.has(collector));
}

function takesIn(pairs: Policy['pairs'] | undefined): readonly Take[] {
  return (pairs?.ready ?? []).flatMap(({ said, seen }) => ('state' in said ? seen : [...said, ...seen]));
}
/** What the checks and the contradictions read of it. */
export function wantedIn({ checks, pairs }: Pick<Policy, 'checks' | 'pairs'>, startedAt: Instant) {
  return wantedBy(checks, takesIn(pairs), startedAt);
}

/** Addresses and places that SDKs take from the environment: part of what was asked, so part of what is sealed. Never a secret. */
const PLACE = /(?:_URL|_HOST|_REGION)$/;

function surroundings(
  { config: { base }, env: world, wire, clock, signal, retry, share }: RunOptions,
  concealer: Concealer,
  kept: Kept,
  places: Map<string, string>,
): Surroundings {
  const env = (name: string) => {
    const value = world(name);
    if (value !== undefined && PLACE.test(name)) places.set(name, value);
    return value;
  };
  return {
    env,
    wire,
    clock,
    signal,
    concealer,
    pace: openPace({ clock, ...(share !== undefined && { share }) }),
    tally: { ...openTally(), sent: kept.resumed?.sent ?? 0 },
    retry: retry ?? RETRY,
    base,
    limits: { pages: 10_000 },
    ...kept,
  };
}
