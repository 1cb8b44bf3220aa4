import { resolve } from 'node:path';
import { stoppedClock } from '../collect/clock.ts';
import { openConcealer } from '../collect/conceal.ts';
import { EVIDENCE_TYPE, exchangeOf, forgetfulRecorder } from '../collect/evidence.ts';
import { openPace } from '../collect/pace.ts';
import { type Recorded, replayWire } from '../collect/replay.ts';
import { RETRY } from '../collect/retry.ts';
import { collectRun } from '../collect/run.ts';
import { openTally } from '../collect/session.ts';
import { compare } from '../compare/compare.ts';
import { sideOf } from '../compare/side.ts';
import type { Config } from '../config.ts';
import { openWords } from '../evaluate/vouch.ts';
import { wantedIn } from '../hear.ts';
import { version } from '../home.ts';
import { canonical, digestOf, type Locker, openLocker, type SealedRun } from '../locker/index.ts';
import type { Digest, FindingRow, Report, ScopeEntry, Waiver } from '../model.ts';
import { checksWitnessed, collectorsWanted, reportOf, rowsOf, watchOf } from '../pipeline.ts';
import type { Policy } from '../policy/load.ts';
import { collectors, renderers } from '../registry.ts';
import { openGatherer } from '../report/build.ts';
import type { readText } from '../yaml.ts';
import { chosenRenderers, openOut } from './deliver.ts';
import { shownAs } from './diff.ts';
import type { Command, Edge } from './edge.ts';
import { checkedEdition, type EditionFlags } from './edition.ts';
import { folderOf, withParams } from './other-policy.ts';
import { present } from './run.ts';
import { configOptions, parseConfig, policyFor, readUserConfig } from './setup.ts';
import { untold } from './untold.ts';

export interface EvaluateOptions extends EditionFlags {
  readonly run: string;
  readonly config: string;
  readonly locker?: string;
  readonly out: string;
  readonly checks?: string;
  /** A folder of checks that replaces or adds to the shipped ones. */
  readonly policy?: string;
  /** `aws.iam.key-age.maxAgeDays=30` */
  readonly param?: readonly string[];
  readonly format: string;
  readonly json?: boolean;
}

/** The recorded answers of a run, judged by the policy as it is shipped now, or as somebody else would have it. No network, no credential, nothing sealed. */
export const evaluate: Command<EvaluateOptions> = async (options, edge) => {
  checkedEdition(options);
  const chosen = chosenRenderers(options.format, renderers);
  const locker = await lockerOf(options, edge);
  const sealed = await locker.run(options.run);
  const { policyDigest, configDigest } = sealed.manifest;
  const { config: asSealed, env } = await sealedConfig(locker, configDigest, edge);
  const config = withParams(asSealed, options.param);
  const over = folderOf(options.policy, edge);
  const policy = policyFor(config, options.checks, await sealedFiles(locker, policyDigest), over);
  const out = resolve(edge.cwd, options.out);
  await openOut(out);
  const report = await judgeAgain(config, policy, locker, sealed, { ...edge, env });
  const rows = () => rowsOf(report) as AsyncIterable<FindingRow>;
  const now = {
    report,
    findings: rows,
    bytes: 0,
    files: new Map(policy.files.map(({ name, text }) => [name, text])),
    params: config.params,
  };
  const only = options.checks === undefined ? {} : { only: new Set(policy.checks.map(({ check }) => check.id)) };
  const comparison = await compare(await sideOf(locker, sealed), now, only);
  edge.say((await shownAs('terminal', comparison)).trimEnd());
  const status = await present({ ...report, comparison }, rows, chosen, out, options, edge);
  for (const line of untold(chosen, { comparison })) edge.say(line);
  return status;
};

export async function lockerOf({ locker, config }: { locker?: string; config: string }, edge: Edge): Promise<Locker> {
  if (locker !== undefined) return openLocker(resolve(edge.cwd, locker));
  return openLocker(readUserConfig(config, edge, { sealed: true }).locker);
}

/** The configuration as it was run with, and the places that the environment named then. */
async function sealedConfig(locker: Locker, digest: Digest, edge: Edge): Promise<{ config: Config; env: Edge['env'] }> {
  const { file, text, env, waivers } = JSON.parse(new TextDecoder().decode(await locker.get(digest))) as {
    file: string;
    text: string;
    env: Record<string, string>;
    waivers?: readonly Waiver[];
  };
  const config = parseConfig(text, resolve(edge.cwd, file), { ...configOptions(edge), sealed: true, ...(waivers && { waivers }) });
  return { config, env: (name) => env[name] };
}

/** Claims and pages are read as they were sealed; checks and frameworks as they are shipped now. */
async function sealedFiles(locker: Locker, digest: Digest): Promise<typeof readText> {
  const { files } = JSON.parse(new TextDecoder().decode(await locker.get(digest))) as { files: { name: string; text: string }[] };
  const { readText: fromDisk } = await import('../yaml.ts');
  return (path, shown = path) =>
    /^(?:checks|frameworks|contradictions)\//.test(shown)
      ? fromDisk(path, shown)
      : (files.find((file) => file.name === shown)?.text ?? fromDisk(path, shown));
}

export async function judgeAgain(config: Config, policy: Policy, locker: Locker, sealed: SealedRun, edge: Edge): Promise<Report> {
  const { manifest } = sealed;
  const wire = replayWire(await recordedOf(locker, sealed));
  const tally = openTally();
  tally.maxSkewMs = manifest.clock.maxSkewMs;
  const around = {
    wire,
    tally,
    env: edge.env,
    clock: stoppedClock(manifest.startedAt),
    signal: edge.signal,
    recorder: forgetfulRecorder(),
    concealer: openConcealer(),
    pace: openPace(),
    retry: RETRY,
    limits: { pages: 10_000 },
  };
  const asked = collectorsWanted(policy, collectors);
  const collection = await collectRun({
    sources: config.sources,
    collectors: asked,
    around,
    now: manifest.startedAt,
    period: manifest.period,
    wanted: wantedIn(policy, manifest.startedAt),
  });
  const gatherer = openGatherer(
    policy.checks,
    config.waivers,
    Date.parse(manifest.startedAt),
    Number.POSITIVE_INFINITY,
    checksWitnessed(asked),
    policy.pairs,
  );
  const watch = watchOf({ config, policy, collectors }, tally, (digest) => locker.get(digest));
  const words = openWords(asked, collection.scope, manifest.startedAt);
  for await (const set of collection.sets) {
    for (const ready of words.take(set)) await drain(gatherer.take(ready));
    await watch?.hear(set);
  }
  for (const ready of words.rest()) await drain(gatherer.take(ready));
  const end = { scope: collection.scope, from: manifest.startedAt, to: manifest.finishedAt, aborted: manifest.status === 'aborted' };
  for (const set of watch?.sets(end) ?? []) await drain(gatherer.take(set));
  const scope = collection.scope.map(
    (entry): ScopeEntry => ({
      ...entry,
      principal: manifest.principals.find((one) => one.source === entry.source && one.name === entry.name)?.principal ?? entry.principal,
    }),
  );
  return reportOf({
    options: { config, policy, runId: manifest.runId, version: version(), node: edge.node },
    writer: { seq: sealed.seq, previous: manifest.previous },
    startedAt: manifest.startedAt,
    finishedAt: manifest.finishedAt,
    period: manifest.period,
    status: manifest.status,
    digests: { policy: digestOf(canonical({ files: policy.files, params: config.params })), config: manifest.configDigest },
    gathered: gatherer.finish(),
    collection: { ...collection, scope },
    tally: {
      ...tally,
      sent: manifest.requests.sent,
      retried: manifest.requests.retried,
      operations: new Set(manifest.requests.operations),
    },
  });
}

/** The gatherer keeps what the report needs; its rows are for a locker, and there is none here. */
async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  const iterator = rows[Symbol.asyncIterator]();
  while (!(await iterator.next()).done);
}

async function recordedOf(locker: Locker, sealed: SealedRun): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  for await (const item of sealed.items()) {
    if (item.mediaType !== EVIDENCE_TYPE) continue;
    const id: Digest = `sha256:${item.sha256}`;
    recorded.push({ id, exchange: await exchangeOf(await locker.get(id), (digest) => locker.get(digest)) });
  }
  return recorded.sort((a, b) => a.exchange.order - b.exchange.order);
}
