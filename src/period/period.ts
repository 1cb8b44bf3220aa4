/** The days of a period, from the sealed runs of a locker: on which each check and requirement was seen, held, was broken, and why. */
import { compare } from '../compare/compare.ts';
import { type Side, sideOf } from '../compare/side.ts';
import { type Locker, type Pending, pendingIn } from '../locker/index.ts';
import type {
  Cause,
  Comparison,
  DayState,
  Effect,
  Instant,
  Interruption,
  LostRun,
  PeriodRow,
  PeriodTable,
  Standing,
  Verdict,
} from '../model.ts';
import { type Break, breaksOf, countDays, daysBetween, type Look } from './days.ts';
import { type PastRun, runsSince } from './runs.ts';
import { expected, met } from './schedule.ts';
import { trendOf } from './trend.ts';

export interface PeriodOptions {
  /** Days: `2026-06-01`. */
  readonly from: string;
  readonly to: string;
  readonly now: Instant;
  readonly schedule?: string;
  /** Which checks and which requirements have a row. */
  readonly check: (id: string) => boolean;
  readonly requirement: (id: string) => boolean;
  /** Pairs of runs that are compared at most, the newest first, for the causes of interruptions. */
  readonly mostCompared?: number;
}
const MOST_COMPARED = 200;

export async function periodOf(locker: Locker, options: PeriodOptions): Promise<PeriodTable> {
  const today = options.now.slice(0, 10);
  const { from } = options;
  const ongoing = options.to >= today;
  const to = options.to > today ? today : options.to;
  const [begin, end] = [`${from}T00:00:00.000Z`, `${to}T23:59:59.999Z`];
  const since = await runsSince(locker, begin);
  const runs = since.filter(({ startedAt }) => startedAt <= end);
  const days = daysBetween(from, to);
  const pending = await pendingIn(locker.root);
  const told = [...toldWithin(since, begin, end), ...stillUntold(pending, begin, end, options.now)];
  const { why, skipped } = await causesBetween(locker, options);
  const rows = async (take: (run: PastRun) => PastRun['checks'], wanted: (id: string) => boolean, kind: 'checks' | 'requirements') => {
    const ids = [...new Set(runs.flatMap((run) => [...take(run).keys()]))].filter(wanted).sort();
    const made: PeriodRow[] = [];
    for (const id of ids.reverse()) made.unshift(await rowOf(id, runs, take, days, (pair) => why(pair, kind, id)));
    return made;
  };
  const checks = await rows((run) => run.checks, options.check, 'checks');
  const requirements = await rows((run) => run.requirements, options.requirement, 'requirements');
  const reach = options.now < end ? options.now : end;
  const started = runs.map(({ startedAt }) => startedAt);
  const times = options.schedule === undefined ? undefined : await expected(options.schedule, begin, reach);
  return {
    schema: 'https://claimcheck.dev/schema/period/v1',
    from,
    to,
    days: days.length,
    ongoing,
    runs: {
      sealed: runs.filter(({ aborted }) => !aborted).length,
      aborted: runs.filter(({ aborted }) => aborted).length,
      ...attempted(since, told),
      ...(times && { schedule: met(options.schedule as string, times, started) }),
      first: started[0] ?? null,
      last: started.at(-1) ?? null,
    },
    trend: trendOf(runs, options),
    checks,
    requirements,
    notes: [...notesOf(runs, told, skipped()), ...notesAfter(pending, begin, end, options.now)],
    exit: exitOf([...checks, ...requirements], days.length),
  };
}

const STATE: Readonly<Record<Verdict | Standing, Look['state']>> = {
  pass: 'held',
  fail: 'broken',
  unknown: 'unknown',
  not_applicable: 'not-applicable',
  established: 'held',
  supported: 'held',
  contradicted: 'broken',
  unproven: 'unknown',
  'not-assessed': 'not-applicable',
};

type Why = (pair: readonly [number, number]) => Promise<{ readonly effect: Effect | null; readonly causes: readonly Cause[] }>;

async function rowOf(
  id: string,
  runs: readonly PastRun[],
  take: (run: PastRun) => PastRun['checks'],
  days: readonly string[],
  why: Why,
): Promise<PeriodRow> {
  let title = id;
  const looks = runs.flatMap((run): Look[] => {
    const said = take(run).get(id);
    if (said === undefined) return [];
    title = said.title;
    return [{ run: run.seq, at: run.startedAt, state: STATE[said.state], cut: run.aborted }];
  });
  const interruptions: Interruption[] = [];
  for (const one of [...breaksOf(looks)].reverse()) interruptions.unshift(await interruptionOf(one, why));
  return { id, title, ...countDays(days, looks), interruptions };
}

async function interruptionOf({ first, last, before, end }: Break, why: Why): Promise<Interruption> {
  const ending = end === undefined ? undefined : await why([last.run, end.run]);
  const began = before === undefined ? undefined : await why([before.run, first.run]);
  return {
    run: first.run,
    seenAt: first.at,
    ...(before && { heldUntil: before.at }),
    began: began?.causes ?? [],
    endRun: end?.run ?? null,
    endedAt: end?.at ?? null,
    ending: end === undefined ? null : (ending?.effect ?? null),
    ended: ending?.causes ?? [],
  };
}

/** Pairs of runs are compared once, however many rows ask for them. */
async function causesBetween(locker: Locker, { mostCompared = MOST_COMPARED }: PeriodOptions) {
  const known = new Map<string, Comparison>();
  const refused = new Set<string>();
  let last: readonly [number, Side] | undefined;
  const side = async (seq: number): Promise<Side> => {
    if (last?.[0] !== seq) last = [seq, await sideOf(locker, await locker.run(seq))];
    return last[1];
  };
  return {
    skipped: () => refused.size,
    async why([a, b]: readonly [number, number], kind: 'checks' | 'requirements', id: string) {
      const key = `${a} ${b}`;
      if (!known.has(key) && known.size >= mostCompared) {
        refused.add(key);
        return { effect: null, causes: [] };
      }
      const comparison = known.get(key) ?? (await compare(await side(a), await side(b), { mostListed: 1 }));
      known.set(key, comparison);
      const change =
        kind === 'checks'
          ? comparison.checks.find(({ check }) => check === id)
          : comparison.requirements.find((one) => `${one.framework}/${one.id}` === id);
      const causes = (change?.causes ?? []).map(({ kind: what, because, ...more }): Cause => {
        const { findings: _, ...rest } = more as { findings?: number };
        return { kind: what, because, ...rest };
      });
      return { effect: change?.effect ?? null, causes };
    },
  };
}

/** Runs of which there is no manifest; a later one tells of them, or attempts.jsonl. */
function attempted(since: readonly PastRun[], told: PastRun['attempts']): Pick<PeriodTable['runs'], 'lost' | 'locked'> {
  const committed = new Set(since.map(({ runId }) => runId));
  const lost = new Map<string, LostRun>();
  for (const { runId, at, event, detail } of told) {
    if (committed.has(runId) || event === 'locked' || event === 'unreadable') continue;
    lost.set(runId, { runId, at: lost.get(runId)?.at ?? at, event, detail });
  }
  return { lost: [...lost.values()], locked: told.filter(({ event }) => event === 'locked').length };
}

/** What could not be dated belongs to the run that tells of it. */
function toldWithin(since: readonly PastRun[], begin: Instant, end: Instant): PastRun['attempts'] {
  return since.flatMap(({ attempts, startedAt }) => attempts.filter(({ at }) => (at ?? startedAt) >= begin && (at ?? startedAt) <= end));
}

/** Since the newest run; what is under way is neither sealed nor lost. */
function stillUntold(pending: Pending | undefined, begin: Instant, end: Instant, now: Instant): PastRun['attempts'] {
  return (pending?.attempts ?? []).filter(
    ({ at, runId }) => (at ?? now) >= begin && (at ?? now) <= end && runId !== pending?.underway?.runId,
  );
}
function notesAfter(pending: Pending | undefined, begin: Instant, end: Instant, now: Instant): string[] {
  if (pending === undefined)
    return end < now ? [] : ['whether a run was begun after the newest one is not known: this copy of the locker has no attempts.jsonl'];
  const { underway } = pending;
  const untold = stillUntold(pending, begin, end, now).length;
  return [
    ...(untold > 0 ? [`records of attempts after the newest run, which no manifest has sealed yet: ${untold}`] : []),
    ...(underway !== undefined && underway.since >= begin && underway.since <= end
      ? [`run ${underway.runId} is under way since ${underway.since}, as far as its lock says: it is counted as nothing yet`]
      : []),
  ];
}

function notesOf(runs: readonly PastRun[], told: PastRun['attempts'], skipped: number): string[] {
  const torn = told.filter(({ event }) => event === 'unreadable').length;
  return [
    ...(runs.length === 0 ? ['no run lies in this period: nothing is known of it'] : []),
    ...(torn > 0 ? [`records of attempts that could not be read: ${torn}`] : []),
    ...(skipped > 0 ? [`pairs of runs that were not compared, so that what began or ended an interruption is not said: ${skipped}`] : []),
  ];
}

function exitOf(rows: readonly PeriodRow[], days: number): number {
  const some = (state: DayState) => rows.some((row) => row.days[state] > 0);
  const unseen = rows.length === 0 || days === 0 || some('unseen') || some('unknown');
  if (some('broken')) return unseen ? 4 : 1;
  return unseen ? 3 : 0;
}
