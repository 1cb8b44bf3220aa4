/** Tries what a run would ask: the same sources, subjects, collectors and transport, a trial each, and nothing written anywhere. */
import { openConcealer } from '../../collect/conceal.ts';
import { forgetfulRecorder } from '../../collect/evidence.ts';
import { openPace } from '../../collect/pace.ts';
import { RETRY } from '../../collect/retry.ts';
import { openSession, openTally, type Session, type Surroundings } from '../../collect/session.ts';
import { collectSet, unseen } from '../../collect/set.ts';
import type { DoorOptions } from '../../collect/transport.ts';
import type { Config } from '../../config.ts';
import { openWords } from '../../evaluate/vouch.ts';
import { isUnknown, looksAt, parallel } from '../../kit.ts';
import type { Call, Collector, Gap, Known, Listed, Principal, ResourceSet, Subject } from '../../model.ts';
import { periodOf } from '../../pipeline.ts';
import type { Edge } from '../edge.ts';
import { openTrial, type Trial } from './trial.ts';

/** What became of one call at one subject. */
export type CallState =
  | { readonly state: 'answered' }
  | { readonly state: 'unanswered'; readonly gap: Gap }
  /** `moot`: nothing that is there needs it, and all that is there was looked at. */
  | { readonly state: 'untried'; readonly because: string; readonly moot: boolean };
export type TriedCall = { readonly call: Call; readonly subject: string } & CallState;

/** One collector at one subject. */
export interface Examined {
  readonly collector: Collector;
  readonly subject: Subject;
  readonly set: ResourceSet;
  readonly calls: readonly TriedCall[];
  /** Nothing was left out: a run would see this and no more. */
  readonly exact: boolean;
  /** Listings that have more than was read, by operation. */
  readonly cut: ReadonlySet<string>;
}
export interface ExaminedSource {
  readonly source: string;
  readonly name: string;
  readonly principal: Known<Principal>;
  readonly subjects: Listed<Subject>;
  /** Of the source itself: who answers, and where. */
  readonly calls: readonly TriedCall[];
  readonly examined: readonly Examined[];
  readonly requests: number;
}
export interface Examination {
  readonly sources: readonly ExaminedSource[];
  readonly requests: number;
  readonly now: string;
}
export interface ExamineOptions {
  readonly config: Config;
  /** Only those that a chosen check is about. */
  readonly collectors: readonly Collector[];
  readonly wire: DoorOptions<unknown>['wire'];
  readonly edge: Pick<Edge, 'env' | 'clock' | 'signal'>;
}

export async function examine({ config, collectors, wire, edge }: ExamineOptions): Promise<Examination> {
  const { env, clock, signal } = edge;
  const now = clock.now();
  const recorder = forgetfulRecorder();
  const shared = {
    env,
    wire,
    clock,
    signal,
    recorder,
    concealer: openConcealer(),
    pace: openPace({ clock }),
    retry: RETRY,
    base: config.base,
    limits: { pages: 10_000 },
  };
  const sources = await Promise.all(
    config.sources.map(async ({ source, config: entry }) => {
      const tally = openTally();
      const session = await openSession(source, entry, { ...shared, tally });
      const calls = ownCalls(session, new Set(tally.operations));
      const mine = collectors.filter((collector) => collector.id.startsWith(`${source.id}/`));
      const jobs = session.scope.subjects.flatMap((subject) => {
        const memory = new Map<string, unknown>();
        return mine.filter((collector) => looksAt(collector, subject)).map((collector) => ({ subject, collector, memory }));
      });
      const period = periodOf(config, now);
      const tryOne = ({ subject, collector, memory }: (typeof jobs)[number]) =>
        subject.gap
          ? Promise.resolve(shut(collector, subject, subject.gap, now))
          : tryCollector({ session, subject, collector, memory, context: { subject, now, period, signal }, tally });
      const { principal, subjects } = session.scope;
      return {
        source: source.id,
        name: session.name,
        principal,
        subjects,
        calls,
        examined: await all(parallel(jobs, tryOne, 32)),
        requests: tally.sent,
      };
    }),
  );
  return { sources: heeding(sources, collectors, now), requests: sources.reduce((sum, one) => sum + one.requests, 0), now };
}

/** What a person has signed for counts here as it does in a run. */
function heeding(sources: readonly ExaminedSource[], collectors: readonly Collector[], now: string): ExaminedSource[] {
  const words = openWords(collectors, sources, now);
  const tried = sources.flatMap(({ examined }) => examined.map(({ set }) => set));
  const ready = [...tried.flatMap((set) => words.take(set)), ...words.rest()];
  const keyed = new Map(ready.map((set) => [`${set.collector} ${set.subject.key}`, set]));
  return sources.map((source) => ({
    ...source,
    examined: source.examined.map((one) => ({ ...one, set: keyed.get(`${one.set.collector} ${one.set.subject.key}`) ?? one.set })),
  }));
}

async function tryCollector(job: {
  readonly session: Session;
  readonly subject: Subject;
  readonly collector: Collector;
  readonly memory: Map<string, unknown>;
  readonly context: Parameters<typeof collectSet>[0]['context'];
  readonly tally: Surroundings['tally'];
}): Promise<Examined> {
  const { session, subject, collector, memory, context, tally } = job;
  const trial = openTrial(collector.calls, session.ask(subject, collector.calls, memory).ask);
  const set = await collectSet({
    collector,
    client: session.clientFor(subject),
    ask: trial.ask,
    ledger: trial.ledger,
    context,
    collectedAt: () => context.now,
    skewMs: () => tally.skews.get(session.name) ?? 0,
  });
  const calls = collector.calls.map((call): TriedCall => ({ call, subject: subject.key, ...stateOf(call, trial, set) }));
  return { collector, subject, set, calls, exact: trial.cut.size === 0 && !trial.spared(), cut: trial.cut };
}

function stateOf({ operation }: Call, trial: Trial, { resources }: ResourceSet): CallState {
  const outcome = trial.tried.get(operation);
  if (outcome?.gap) return { state: 'unanswered', gap: outcome.gap };
  if (outcome) return { state: 'answered' };
  const refused = [...trial.tried].find(([, { gap }]) => gap !== undefined)?.[0];
  const maybe = refused === undefined ? '' : ` (perhaps as ${refused} was not answered)`;
  if (trial.cut.size === 0 && !trial.spared())
    return {
      state: 'untried',
      because: `${resources.length === 0 ? 'nothing was found to ask it about' : 'nothing that is there needs it'}${maybe}`,
      moot: refused === undefined,
    };
  if (resources.length === 0) return { state: 'untried', because: 'the first pages of a listing are empty', moot: false };
  const looked = Math.max(...[...trial.tried.values()].map(({ asked }) => asked));
  const none = looked === 1 ? 'the one looked at does not need it' : `none of the ${looked} looked at needs it`;
  return { state: 'untried', because: `${none}, others may${maybe}`, moot: false };
}

/** A subject that cannot be looked at as a whole. */
function shut(collector: Collector, subject: Subject, gap: Gap, now: string): Examined {
  const calls = collector.calls.map(
    (call): TriedCall => ({ call, subject: subject.key, state: 'untried', because: gap.detail, moot: false }),
  );
  return { collector, subject, set: unseen(collector, subject, gap, now), calls, exact: true, cut: new Set() };
}

/** How the source got to know who answers and where. Other ways to sign in than the configured one are nobody's business. */
function ownCalls({ source, name, scope }: Session, asked: ReadonlySet<string>): TriedCall[] {
  const gaps = [...(isUnknown(scope.principal) ? [scope.principal.$unknown] : []), ...scope.subjects.flatMap(({ gap }) => gap ?? [])];
  return source.calls.flatMap((call): TriedCall[] => {
    const about = { call, subject: `${source.id}/${name}` };
    const gap = gaps.find(({ operation }) => operation === call.operation);
    if (gap) return [{ ...about, state: 'unanswered', gap }];
    if (asked.has(call.operation)) return [{ ...about, state: 'answered' }];
    return call.withheld ? [] : [{ ...about, state: 'untried', because: 'this configuration does not need it', moot: true }];
  });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
