/** Runs one source, and any of its collectors, through the real transport: what tests of sources and collectors stand on. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../src/collect/clock.ts';
import { openConcealer } from '../../src/collect/conceal.ts';
import { openPace } from '../../src/collect/pace.ts';
import { openSession, openTally } from '../../src/collect/session.ts';
import { collectSet, unseen } from '../../src/collect/set.ts';
import type { Exchange } from '../../src/collect/tape.ts';
import type { DoorOptions } from '../../src/collect/transport.ts';
import { LIMITS, openWire } from '../../src/collect/wire.ts';
import { looksAt } from '../../src/kit.ts';
import type { Collector, Digest, ResourceSet, Scope, Source, Wanted } from '../../src/model.ts';

export interface Collected {
  readonly scope: Scope;
  readonly sets: readonly ResourceSet[];
  readonly exchanges: readonly Exchange[];
}
export interface CollectOptions<Config> {
  readonly source: Source<Config>;
  readonly collectors: readonly Collector[];
  readonly config: Config;
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: string;
  /** The machine's clock; absent: the real one. */
  readonly time?: () => string;
  readonly period?: { from: string; to: string };
  /** What is read of the resources; absent: all that can be found out. */
  readonly wanted?: Wanted;
  readonly wire?: DoorOptions<unknown>['wire'];
  /** How long an answer is waited for, in ms: 3,000, for tests of silence; more where a busy machine must not look like one. */
  readonly patienceMs?: number;
  /** Real waiting between retries is pointless in tests: 0 unless asked for. */
  readonly waitMs?: number;
}

/** As `collectOnce`, for several collectors that share one run. */
export async function collectAll<Config>(options: CollectOptions<Config>): Promise<Collected> {
  const { source, collectors, config, env = {}, waitMs = 0 } = options;
  const now = options.now ?? new Date().toISOString();
  const period = options.period ?? { from: new Date(Date.parse(now) - 90 * 864e5).toISOString(), to: now };
  const exchanges: Exchange[] = [];
  const patience = options.patienceMs ?? 3000;
  const wire = openWire({ ...LIMITS, headersMs: patience, bodyMs: patience });
  const clock: Clock = {
    now: options.time ?? (() => new Date().toISOString()),
    monotonic: () => performance.now(),
    sleep: (ms) => new Promise((done) => setTimeout(done, Math.min(ms, waitMs))),
    random: () => 0.5,
  };
  const recorder = {
    async record(exchange: Exchange): Promise<Digest> {
      exchanges.push(exchange);
      return `sha256:${createHash('sha256').update(String(exchanges.length)).digest('hex')}`;
    },
  };
  const tally = openTally();
  const around = {
    env: (name: string) => env[name],
    wire: options.wire ?? wire,
    recorder,
    concealer: openConcealer(),
    clock,
    tally,
    pace: openPace(),
    signal: new AbortController().signal,
    retry: { attempts: 3, baseMs: 1, capMs: 5, budgetMs: 60_000 },
    limits: { pages: 200 },
  };
  try {
    const session = await openSession(source, config, around);
    const memories = new Map<string, Map<string, Promise<unknown>>>();
    const jobs = collectors.flatMap((collector) =>
      session.scope.subjects.filter((subject) => looksAt(collector, subject)).map((subject) => ({ collector, subject })),
    );
    const sets = await Promise.all(
      jobs.map(({ collector, subject }) => {
        if (subject.gap) return unseen(collector, subject, subject.gap, now);
        const memory = memories.get(subject.key) ?? new Map();
        memories.set(subject.key, memory);
        const { ask, ledger } = session.ask(subject, collector.calls, memory);
        const context = { subject, now, period, signal: around.signal, ...(options.wanted && { wanted: options.wanted }) };
        return collectSet({
          collector,
          client: session.clientFor(subject),
          ask,
          ledger,
          context,
          collectedAt: () => now,
          skewMs: () => tally.maxSkewMs,
        });
      }),
    );
    return { scope: session.scope, sets, exchanges };
  } finally {
    wire.close();
  }
}

export function collectOnce<Config>({
  collector,
  ...rest
}: Omit<CollectOptions<Config>, 'collectors'> & { readonly collector: Collector }): Promise<Collected> {
  return collectAll({ ...rest, collectors: [collector] });
}
