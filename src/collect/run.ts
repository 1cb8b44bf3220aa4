/** All sources, all subjects, all collectors that the chosen checks need: side by side, in one order, each failure its own. */

import type { ConfiguredSource } from '../config.ts';
import { looksAt, parallel } from '../kit.ts';
import type { Collector, Instant, Listed, ResourceSet, ScopeEntry, Source, Subject, Wanted } from '../model.ts';
import type { Memory } from './ask.ts';
import { openSession, type Session, type Surroundings } from './session.ts';
import { collectSet, unseen } from './set.ts';

export interface CollectOptions {
  readonly sources: readonly ConfiguredSource[];
  /** Only those that a chosen check is about. */
  readonly collectors: readonly Collector[];
  readonly around: Surroundings;
  readonly now: Instant;
  readonly period: { readonly from: Instant; readonly to: Instant };
  /** What is read of a collector's resources; absent: all that it can find out. */
  readonly wanted?: (collector: string) => Wanted;
  /** Subjects × collectors under way at once in each source; each holds one set in memory. */
  readonly width?: number;
  readonly progress?: (event: Progress) => void;
  /** What of the whole is asked here; absent: all of it. */
  readonly part?: Part;
}
/** The work of one process, of several that share a run. */
export interface Part {
  /** The entry as it is opened here; undefined: nothing of it is asked here. */
  opened(entry: ConfiguredSource): ConfiguredSource | undefined;
  owns(source: Source, subject: Subject): boolean;
}
export type Progress =
  | { readonly what: 'scope'; readonly entry: ScopeEntry }
  /** Sets to be read in all the sources that have answered so far. */
  | { readonly what: 'plan'; readonly sets: number }
  | { readonly what: 'set'; readonly set: ResourceSet };
export interface Collection {
  readonly scope: readonly ScopeEntry[];
  /** In the order of sources, subjects and collectors, whatever came first. */
  readonly sets: AsyncIterable<ResourceSet>;
}

export async function collectRun(options: CollectOptions): Promise<Collection> {
  const { sources, around, collectors, progress, part } = options;
  let planned = 0;
  const here = part ? sources.flatMap((entry) => part.opened(entry) ?? []) : sources;
  const lanes = here.map(({ source, config }) => {
    const opened = openSession(source, config, around).then((session) => {
      const entry = entryOf(session, collectors);
      const { subjects } = session.scope;
      const asked = part ? subjects.filter((subject) => part.owns(source, subject)) : subjects;
      for (const subject of asked) planned += wantedOf(session, subject, collectors).length;
      progress?.({ what: 'scope', entry });
      progress?.({ what: 'plan', sets: planned });
      return { entry, session, asked };
    });
    return { opened, sets: begun(lane(opened, options)) };
  });
  const scope = (await Promise.all(lanes.map(({ opened }) => opened))).map(({ entry }) => entry);
  return { scope, sets: inTurn(lanes.map(({ sets }) => sets)) };
}

/** A source's collectors begin when it has said who it is, whatever the other sources are still doing. */
async function* lane(
  opened: Promise<{ readonly session: Session; readonly asked: Listed<Subject> }>,
  options: CollectOptions,
): AsyncIterable<ResourceSet> {
  const { session, asked } = await opened;
  yield* parallel(jobsOf(session, asked, options.collectors), (job) => collectOne(job, options), options.width ?? 32);
  if (options.around.signal.aborted) return;
  // what was read stands in the locker by now; a second row beside it says that nobody knows whose it is
  for (const [subject, gap] of await session.closing(asked))
    for (const collector of wantedOf(session, subject, options.collectors))
      yield unseen(collector, subject, gap, options.around.clock.now());
}
/** Sets off at once, rather than when first read. */
function begun<T>(items: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = items[Symbol.asyncIterator]();
  const first = iterator.next();
  first.catch(() => undefined); // whoever reads it meets the failure; without this Node would call it unhandled first
  return (async function* () {
    for (let step = await first; !step.done; step = await iterator.next()) yield step.value;
  })();
}
async function* inTurn<T>(lanes: readonly AsyncIterable<T>[]): AsyncIterable<T> {
  for (const one of lanes) yield* one;
}

interface Job {
  readonly session: Session;
  readonly subject: Subject;
  readonly collector: Collector;
  /** Shared by all jobs about one subject: a question is asked once. */
  readonly memory: Memory;
  /** Called when it has been read: after the last one nothing is remembered of its subject. */
  done(): void;
}

/** Which collectors look at a subject, in their order. */
function wantedOf({ source }: Session, subject: Subject, collectors: readonly Collector[]): Collector[] {
  return collectors.filter((collector) => collector.id.startsWith(`${source.id}/`) && looksAt(collector, subject));
}

/** Made one by one as they are begun: an organisation has more of them than are worth holding. */
function* jobsOf(session: Session, asked: Listed<Subject>, collectors: readonly Collector[]): Iterable<Job> {
  for (const subject of asked) {
    const memory: Memory = new Map();
    const wanted = wantedOf(session, subject, collectors);
    let left = wanted.length;
    const done = () => {
      left -= 1;
      if (left === 0) memory.clear();
    };
    for (const collector of wanted) yield { session, subject, collector, memory, done };
  }
}

async function collectOne(
  { session, subject, collector, memory, done }: Job,
  { around, now, period, progress, wanted }: CollectOptions,
): Promise<ResourceSet> {
  const { clock, tally, signal } = around;
  let set: ResourceSet;
  if (subject.gap) set = unseen(collector, subject, subject.gap, clock.now());
  else {
    const { ask, ledger } = session.ask(subject, collector.calls, memory);
    const context = { subject, now, period, signal, ...(wanted && { wanted: wanted(collector.id) }) };
    set = await collectSet({
      collector,
      client: session.clientFor(subject),
      ask,
      ledger,
      context,
      // conservative where some of it was told earlier: as old as the oldest of it
      collectedAt: () => around.resumed?.earliest(subject.key) ?? clock.now(),
      skewMs: () => tally.skews.get(session.name) ?? 0,
    });
  }
  done();
  progress?.({ what: 'set', set });
  return set;
}

function entryOf({ source, name, scope }: Session, collectors: readonly Collector[]): ScopeEntry {
  const plan = { collectors: collectors.filter((collector) => collector.id.startsWith(`${source.id}/`)).map((collector) => collector.id) };
  return { source: source.id, name, principal: scope.principal, subjects: scope.subjects, excluded: scope.excluded, plan };
}
