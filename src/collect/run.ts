/** All sources, all subjects, all collectors that the chosen checks need: side by side, in one order, each failure its own. */
import { parallel } from '../kit.ts';
import type { Collector, Instant, ResourceSet, ScopeEntry, Subject } from '../model.ts';
import type { ConfiguredSource } from '../config.ts';
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
  /** Subjects × collectors under way at once; each holds one set in memory. */
  readonly width?: number;
  readonly progress?: (event: Progress) => void;
}
export type Progress =
  | { readonly what: 'scope'; readonly entry: ScopeEntry }
  | { readonly what: 'plan'; readonly sets: number }
  | { readonly what: 'set'; readonly set: ResourceSet };
export interface Collection {
  readonly scope: readonly ScopeEntry[];
  /** In the order of sources, subjects and collectors, whatever came first. */
  readonly sets: AsyncIterable<ResourceSet>;
}

export async function collectRun(options: CollectOptions): Promise<Collection> {
  const { sources, around, collectors, progress } = options;
  const sessions = await Promise.all(sources.map(({ source, config }) => openSession(source, config, around)));
  const scope = sessions.map((session) => entryOf(session, collectors));
  for (const entry of scope) progress?.({ what: 'scope', entry });
  const jobs = sessions.flatMap((session) => jobsOf(session, collectors));
  progress?.({ what: 'plan', sets: jobs.length });
  return { scope, sets: parallel(jobs, (job) => collectOne(job, options), options.width ?? 32) };
}

interface Job {
  readonly session: Session;
  readonly subject: Subject;
  readonly collector: Collector;
  /** Shared by all jobs about one subject: a question is asked once. */
  readonly memory: Memory;
}

function jobsOf(session: Session, collectors: readonly Collector[]): Job[] {
  const mine = collectors.filter((collector) => collector.id.startsWith(`${session.source.id}/`));
  return session.scope.subjects.flatMap((subject) => {
    const memory: Memory = new Map();
    return mine.filter((collector) => collector.scope === subject.scope).map((collector) => ({ session, subject, collector, memory }));
  });
}

async function collectOne({ session, subject, collector, memory }: Job, { around, now, period, progress }: CollectOptions): Promise<ResourceSet> {
  const { clock, tally, signal } = around;
  let set: ResourceSet;
  if (subject.gap) set = unseen(collector, subject, subject.gap, clock.now());
  else {
    const { ask, ledger } = session.ask(subject, collector.calls, memory);
    const context = { subject, now, period, signal };
    set = await collectSet({ collector, client: session.client, ask, ledger, context, collectedAt: clock.now, skewMs: () => tally.maxSkewMs });
  }
  progress?.({ what: 'set', set });
  return set;
}

function entryOf({ source, name, scope }: Session, collectors: readonly Collector[]): ScopeEntry {
  const plan = { collectors: collectors.filter((collector) => collector.id.startsWith(`${source.id}/`)).map((collector) => collector.id) };
  return { source: source.id, name, principal: scope.principal, subjects: scope.subjects, excluded: scope.excluded, plan };
}
