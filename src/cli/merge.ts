/** `merge`: segments -> one sealed run and its report, as if one process had asked everything. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { Refusal } from '../errors.ts';
import { version } from '../home.ts';
import { nodeDisk, openLocker, type SealedRun } from '../locker/index.ts';
import type { Report, Subject } from '../model.ts';
import { jobs, sealRun } from '../pipeline.ts';
import { bindingOf, difference } from '../shard/binding.ts';
import { heardIn, insistOneRun, segmentsAt } from '../shard/merge.ts';
import type { SealedSegment } from '../shard/segment.ts';
import type { Command, Edge } from './edge.ts';
import type { EditionFlags } from './edition.ts';
import { runConfig } from './run.ts';
import { policyFor, readUserConfig } from './setup.ts';

export interface MergeOptions extends EditionFlags {
  readonly segments: readonly string[];
  readonly config: string;
  readonly locker?: string;
  readonly out: string;
  readonly format: string;
  readonly json?: boolean;
}

export const merge: Command<MergeOptions> = async (options, edge) => {
  const all = await segmentsAt(
    options.segments.map((path) => resolve(edge.cwd, path)),
    nodeDisk,
  );
  const { shard } = insistOneRun(all).segment;
  if (shard !== null) sayMissing(all, shard.of, edge);
  return mergeSegments(all, options, edge);
};

/** Nobody is asked, so no secret is needed but the key's. */
export function configToMerge(path: string, locker: string | undefined, edge: Edge): Config {
  const config = readUserConfig(path, { ...edge, env: (name) => edge.env(name) ?? 'not needed here' });
  return locker === undefined ? config : { ...config, locker: resolve(edge.cwd, locker) };
}

export async function mergeSegments(
  all: readonly SealedSegment[],
  options: Omit<MergeOptions, 'segments'>,
  edge: Edge,
  lost?: (subject: Subject) => string | undefined,
): Promise<number> {
  const { segment } = insistOneRun(all);
  const config = configToMerge(options.config, options.locker, edge);
  const { checks, demo } = segment.binding;
  const chosen = checks ?? undefined;
  const mine = bindingOf(config, policyFor(config, chosen), { version: version(), checks: chosen, demo: demo ?? undefined });
  const differs = difference(segment.binding, mine);
  if (differs !== undefined)
    throw new Refusal('USAGE', `these segments are of another run than ${options.config} describes: ${differs}`, {
      hint: 'merge with the configuration, the claims and the version that the segments were asked with',
    });
  const mark = markOf(all);
  const before = await mergedBefore(config.locker, mark);
  if (before) {
    edge.say(`these segments were merged already, as run ${before.seq}; nothing was written`);
    return (JSON.parse(new TextDecoder().decode(await before.file('report.json'))) as Report).run.exit;
  }
  return runConfig(config, { ...options, ...(chosen !== undefined && { checks: chosen }) }, edge, demo ?? undefined, (execution) => {
    const options = { ...jobs(execution), now: edge.clock.now(), ...(lost && { lost }) };
    const hear = heardIn(all, options);
    return sealRun({ ...execution, runId: mark + execution.runId.slice(mark.length) }, segment.startedAt, (writer) => {
      // of two that looked at a time, one has sealed it before the other had the lock
      if (writer.earlier?.manifest.runId.startsWith(mark))
        throw new Refusal('LOCKER_LOCKED', `these segments were merged meanwhile, as run ${writer.earlier.seq}`);
      return hear(writer);
    });
  });
}

function sayMissing(all: readonly SealedSegment[], of: number, edge: Edge): void {
  const there = new Set(all.map(({ segment }) => segment.shard?.index));
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !there.has(index));
  if (missing.length > 0)
    edge.say(`missing: ${missing.map((index) => `shard ${index} of ${of}`).join(', ')}; what it was to look at is unknown`);
}

/** How the id of their run begins: made of the segments, so that it is known again. The rest of the id is chance, for two that try at a time. */
function markOf(all: readonly SealedSegment[]): string {
  const digests = all.map(({ digest }) => digest).sort();
  const hex = createHash('sha256').update(digests.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, ''].join('-');
}

/** Looked for among the newest runs only: who merges again does so soon. */
const RECENT = 20;
async function mergedBefore(root: string, mark: string): Promise<SealedRun | undefined> {
  const locker = await openLocker(root).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'RUN_UNKNOWN') return undefined;
    throw error;
  });
  for (const seq of (await locker?.runs())?.slice(-RECENT).toReversed() ?? []) {
    const run = await locker?.run(seq);
    if (run?.manifest.runId.startsWith(mark)) return run;
  }
  return undefined;
}
