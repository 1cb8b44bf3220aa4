/** claimcheck.yaml and a policy in, a sealed run and a report out: collect, judge, assess, seal. Rendering is another matter. */

import { builtFrom } from './built.ts';
import type { Clock } from './collect/clock.ts';
import type { Concealer } from './collect/conceal.ts';
import type { Retry } from './collect/retry.ts';
import type { Collection, Progress } from './collect/run.ts';
import type { DoorOptions, Tally } from './collect/transport.ts';
import type { Config } from './config.ts';
import { Refusal } from './errors.ts';
import { assess } from './evaluate/assess.ts';
import { weighed } from './evaluate/contradict.ts';
import { openWords } from './evaluate/vouch.ts';
import { ask, collectorsWanted, type Heard, jobs, keptBy } from './hear.ts';
import { isAboutTheRun } from './itself/kinds.ts';
import { openWatch, type Watch } from './itself/watch.ts';
import { type Begun, beginRun, canonical, type ManifestParts, type RunWriter, type Sealing } from './locker/index.ts';
import type {
  Assessment,
  Bytes,
  Collector,
  Digest,
  FindingRow,
  Instant,
  Report,
  ResourceSet,
  RunSummary,
  Standing,
  Verdict,
} from './model.ts';
import { STANDINGS } from './model.ts';
import type { Policy } from './policy/load.ts';
import { exitOf, type Gathered, MOST_INLINE, openGatherer, withContradictions } from './report/build.ts';
import { type Interrupted, journaled } from './shard/journal.ts';
import { talliesOf } from './share/tally.ts';

export { collectorsWanted, jobs } from './hear.ts';

export interface RunOptions {
  readonly config: Config;
  readonly policy: Policy;
  readonly collectors: readonly Collector[];
  readonly env: (name: string) => string | undefined;
  readonly wire: DoorOptions<unknown>['wire'];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly runId: string;
  readonly version: string;
  readonly node: string;
  /** Which simulated world this is, when it is one. */
  readonly demo?: string;
  readonly retry?: Retry;
  /** How much of what a provider lets through this run may use: see SHARES. */
  readonly share?: number;
  /** Absent: the run is sealed with hashes only. */
  readonly sealing?: Sealing;
  /** Values that must stand in nothing that is written, beyond those that the sources ask for. */
  readonly secrets?: readonly string[];
  readonly progress?: (event: Progress | { readonly what: 'begun'; readonly begun: Begun }) => void;
  /** An interrupted attempt to go on with; see `resumable`. */
  readonly resumes?: Interrupted;
  readonly render: (report: Report, findings: () => AsyncIterable<FindingRow>) => Promise<Bytes>;
}
export interface Sealed {
  readonly report: Report;
  readonly seq: number;
  readonly digest: Digest;
  readonly path: string;
  /** The fingerprint of the key that signed it; undefined: sealed with hashes only. */
  readonly signedBy: string | undefined;
  readonly notes: readonly string[];
  readonly concealer: Concealer;
}

export async function run(options: RunOptions): Promise<Sealed> {
  const { resumes, config, progress } = options;
  const startedAt = resumes?.startedAt ?? options.clock.now();
  let close = async (): Promise<void> => undefined;
  const sealed = await sealRun(options, startedAt, async (writer) => {
    if (resumes) insistNewest(writer, startedAt);
    const kept = await journaled(keptBy(writer), options, startedAt);
    close = kept.close;
    const heardOf: RunOptions['progress'] = (event) => {
      if (event.what === 'scope') kept.scope(event.entry);
      progress?.(event);
    };
    return ask({ ...options, progress: heardOf }, startedAt, periodOf(config, startedAt), kept);
  }).finally(() => close());
  return resumes ? { ...sealed, notes: [...sealed.notes, ...(await resumes.done())] } : sealed;
}

/** The runs of a locker follow one another. */
function insistNewest({ earlier }: RunWriter, startedAt: Instant): void {
  if (earlier === undefined || earlier.manifest.startedAt <= startedAt) return;
  throw new Refusal('USAGE', `the interrupted run of ${startedAt} cannot go on: run ${earlier.seq} was begun after it`, {
    hint: 'run anew without --resume',
  });
}

/** Opens the locker, hears, judges, seals. */
export async function sealRun(
  options: Omit<RunOptions, 'env' | 'wire'>,
  startedAt: Instant,
  hear: (writer: RunWriter) => Promise<Heard>,
): Promise<Sealed> {
  const { config, clock, runId, progress, sealing } = options;
  // a locker is named by its first run, and by nothing that a later configuration may change
  const origin = `claimcheck/${runId}`;
  const begun = await beginRun(config.locker, {
    origin,
    adopt: true,
    runId,
    at: clock.now(),
    startedAt,
    ...(options.resumes && { detail: `goes on with the run of ${startedAt}` }),
    ...(sealing && { sealing }),
  });
  progress?.({ what: 'begun', begun });
  const { writer } = begun;
  try {
    return await fill(options, writer, startedAt, await hear(writer));
  } catch (error) {
    await writer.abort({ at: clock.now(), detail: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

async function fill(options: Omit<RunOptions, 'env' | 'wire'>, writer: RunWriter, startedAt: Instant, heard: Heard): Promise<Sealed> {
  const { config, clock, policy } = options;
  const { period, collection, tally, concealer, places } = heard;
  const witnessed = checksWitnessed(jobs(options).collectors);
  const gatherer = openGatherer(policy.checks, config.waivers, Date.parse(startedAt), MOST_INLINE, witnessed, policy.pairs, (row) =>
    writer.subject(row),
  );
  const watch = watchOf(options, tally, (digest) => writer.get(digest));
  const judge = async (set: ResourceSet) => {
    for (const { resource, evidence } of set.resources)
      await writer.resource({ collector: set.collector, subject: set.subject.key, resource, evidence });
    for await (const row of gatherer.take(set)) await writer.finding(row);
  };
  const words = openWords(jobs(options).collectors, collection.scope, startedAt);
  for await (const set of collection.sets) {
    for (const ready of words.take(set)) await judge(ready);
    await watch?.hear(set);
  }
  for (const ready of words.rest()) await judge(ready);
  const end = { scope: collection.scope, from: startedAt, to: clock.now(), aborted: heard.aborted() };
  for (const set of watch?.sets(end) ?? []) await judge(set);
  const gathered = gatherer.finish();
  const digests = await keepInputs(writer, options, concealer, places);
  const status = heard.aborted() ? 'aborted' : 'sealed';
  const facts: Facts = {
    options,
    writer,
    startedAt,
    finishedAt: clock.now(),
    period,
    status,
    digests,
    gathered,
    collection,
    tally,
  };
  const report = reportOf(facts);
  // what may be shown of it one day has to be sealed now
  await Promise.all([...talliesOf(report)].map(({ bytes, about }) => writer.put(bytes, about)));
  await writer.file('report.json', await options.render(report, () => rowsOf(report)));
  const committed = await writer.commit(manifestParts(facts));
  const { confirmed } = tally;
  const notes = confirmed > 0 ? [`${confirmed} answers are those of the run before: their providers say that nothing has changed`] : [];
  return { report, ...committed, notes: [...notes, ...committed.notes], concealer };
}

/** Where the run itself is to be judged. */
export function watchOf(
  { config, policy, collectors }: Pick<RunOptions, 'config' | 'policy' | 'collectors'>,
  { refused }: Pick<Tally, 'refused'>,
  get: (digest: Digest) => Promise<Uint8Array>,
): Watch | undefined {
  if (!policy.checks.some(({ check }) => isAboutTheRun(check))) return undefined;
  return openWatch({ sources: config.sources, collectors: collectorsWanted({ checks: policy.checks }, collectors), refused, get });
}

/** The checks that somebody else judges as well, whom one of these collectors asks. */
export function checksWitnessed(collectors: readonly Collector[]): ReadonlySet<string> {
  return new Set(collectors.flatMap(({ testimony }) => testimony?.about ?? []));
}

/** Half a year of daily runs must be judged alike: the default period is the ninety days before the run. */
export function periodOf({ period }: Pick<Config, 'period'>, startedAt: Instant): { from: Instant; to: Instant } {
  return period ?? { from: new Date(Date.parse(startedAt) - 90 * 86_400_000).toISOString(), to: startedAt };
}

async function keepInputs(
  writer: RunWriter,
  { config, policy }: Pick<RunOptions, 'config' | 'policy'>,
  concealer: Concealer,
  places: ReadonlyMap<string, string>,
): Promise<{ policy: Digest; config: Digest }> {
  const json = 'application/json';
  const env = Object.fromEntries([...places].sort().map(([name, value]) => [name, concealer.text(value).text]));
  return {
    policy: await writer.put(canonical({ files: policy.files, params: config.params }), { name: 'policy', mediaType: json }),
    config: await writer.put(canonical({ file: config.file, text: concealer.text(config.text).text, env, waivers: config.waivers }), {
      name: 'config',
      mediaType: json,
    }),
  };
}

interface Facts {
  readonly options: Pick<RunOptions, 'config' | 'policy' | 'runId' | 'version' | 'node' | 'demo'>;
  readonly writer: Pick<RunWriter, 'seq' | 'previous'>;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly period: { readonly from: Instant; readonly to: Instant };
  readonly status: RunSummary['status'];
  readonly digests: RunSummary['digests'];
  readonly gathered: Gathered;
  readonly collection: Collection;
  readonly tally: Tally;
}

export function reportOf(facts: Facts): Report {
  const { options, gathered, collection, startedAt, finishedAt, period, status, digests, tally, writer } = facts;
  const { policy, demo, version, node, runId } = options;
  const results = new Map(gathered.results.map((result) => [result.check, result]));
  const requirements = policy.frameworks.flatMap((framework) =>
    framework.requirements.map((requirement) => weighed(assess(framework, requirement, results), gathered.contradictions ?? [])),
  );
  return {
    schema: 'https://claimcheck.dev/schema/report/v1',
    run: {
      id: runId,
      seq: writer.seq,
      previous: writer.previous,
      startedAt,
      finishedAt,
      status,
      period,
      tool: { name: 'claimcheck', version, node },
      digests,
      ...(demo !== undefined && { demo }),
      verdicts: gathered.verdicts,
      standings: countStandings(requirements),
      requests: { sent: tally.sent, retried: tally.retried, operations: [...tally.operations].sort(), mutating: 0 },
      clock: { maxSkewMs: tally.maxSkewMs },
      findings: { total: gathered.total, inline: gathered.inline, file: 'findings.jsonl' },
      ...(gathered.subjects !== undefined && { subjects: { total: gathered.subjects, inline: false, file: 'subjects.jsonl' } }),
      ...(gathered.allGaps !== undefined && { gaps: gathered.allGaps }),
      frameworks: policy.frameworks.map(({ id, title, version: edition, kind, size }) => ({
        id,
        title,
        version: edition,
        kind,
        ...(size !== undefined && { size }),
      })),
      selfTest: selfTestOf(policy),
      exit: exitOf(withContradictions(gathered.verdicts, gathered.contradictions)),
    },
    scope: collection.scope,
    results: gathered.results,
    requirements,
    gaps: gathered.gaps,
    waivers: gathered.waivers,
    ...(gathered.witnessed && { witnessed: gathered.witnessed }),
    ...(options.config.presentation && { presentation: options.config.presentation }),
    ...(gathered.contradictions && { contradictions: gathered.contradictions }),
  };
}

/** `loadPolicy` tries every case of every check: here it is counted, for the record. */
function selfTestOf({ checks }: Policy): NonNullable<RunSummary['selfTest']> {
  const cases = checks.flatMap(({ check }) => check.cases);
  const shown = (verdict: Verdict) => cases.filter((one) => one.then === verdict).length;
  return {
    checks: checks.length,
    cases: { pass: shown('pass'), fail: shown('fail'), unknown: shown('unknown'), not_applicable: shown('not_applicable') },
  };
}

function countStandings(requirements: readonly Assessment[]): Record<Standing, number> {
  return Object.fromEntries(
    STANDINGS.map((standing) => [standing, requirements.filter((one) => one.standing === standing).length]),
  ) as Record<Standing, number>;
}

function manifestParts({ options, gathered, collection, finishedAt, period, status, digests, tally }: Facts): ManifestParts {
  return {
    finishedAt,
    status,
    period,
    tool: { name: 'claimcheck', version: options.version, node: options.node, ...builtFrom() },
    configDigest: digests.config,
    policyDigest: digests.policy,
    principals: collection.scope.map(({ source, name, principal }) => ({ source, name, principal })),
    clock: { maxSkewMs: tally.maxSkewMs },
    populations: gathered.results.flatMap(({ check, subjects }) =>
      subjects.map(({ key, population }) => ({ check, subject: key, ...population })),
    ),
    requests: { sent: tally.sent, retried: tally.retried, operations: [...tally.operations].sort() },
  };
}

/** The rows that a report holds itself. */
export async function* rowsOf({ results }: Pick<Report, 'results'>): AsyncIterable<FindingRow> {
  for (const { check, subjects } of results) {
    for (const { key, id, label, findings } of subjects)
      for (const finding of findings) yield { check, subject: { key, id, label }, ...finding };
  }
}
