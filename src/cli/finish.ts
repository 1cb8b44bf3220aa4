/** `finish`: the segments that the workers sealed -> one sealed run and its report. Twice is once; of two at a time one waits for nobody. */
import { resolve } from 'node:path';
import { Refusal } from '../errors.ts';
import { nodeDisk } from '../locker/index.ts';
import type { Subject } from '../model.ts';
import { readAgreed } from '../shard/agree.ts';
import { type Job, laneOf } from '../shard/jobs.ts';
import { segmentsIn } from '../shard/merge.ts';
import { foundIn, planOf } from '../shard/plan.ts';
import { type Outstanding, openQueue } from '../shard/queue.ts';
import type { Command, Edge } from './edge.ts';
import { addressIn, type QueueFlags } from './enqueue.ts';
import { configToMerge, type MergeOptions, mergeSegments } from './merge.ts';
import { SEGMENTS } from './shard.ts';

export interface FinishOptions extends Omit<MergeOptions, 'segments'>, Pick<QueueFlags, 'databaseEnv'> {
  readonly segments?: string;
  /** Now, whatever is still under way. */
  readonly partial?: boolean;
}

export const finish: Command<FinishOptions> = async ({ segments, partial, ...options }, edge) => {
  const dir = resolve(edge.cwd, segments ?? SEGMENTS);
  const all = await segmentsIn(dir, nodeDisk);
  if (all.length === 0)
    throw new Refusal('USAGE', `there is no segment in ${dir}`, { hint: '`claimcheck enqueue`, then `claimcheck work`' });
  const config = configToMerge(options.config, options.locker, edge);
  const there = new Set(all.map(({ folder }) => folder.slice(dir.length + 1)));
  const missing = planOf(config.sources, await foundIn(dir, nodeDisk)).filter(({ id }) => !there.has(id));
  const known = missing.length === 0 ? [] : await whyMissing(dir, missing, { ...options, ...(partial && { partial }) }, edge);
  const lost = (subject: Subject): string | undefined => {
    const source = config.sources.find((one) => one.source.id === subject.source)?.source;
    const job = source && missing.find(({ lane }) => lane === laneOf(source, subject));
    const one = job && known.find((row) => row.job === job.id);
    return one && `its job is ${one.state} after ${one.attempts} attempts${one.error === '' ? '' : `: ${one.error.slice(0, 200)}`}`;
  };
  return mergeSegments(all, options, edge, lost);
};

async function whyMissing(
  dir: string,
  missing: readonly Job[],
  { databaseEnv, partial }: Pick<FinishOptions, 'databaseEnv' | 'partial'>,
  edge: Edge,
): Promise<readonly Outstanding[]> {
  if (partial) {
    edge.say(`${missing.length} jobs are not done; what they were to look at is unknown`);
    return [];
  }
  const queue = await openQueue(addressIn({ databaseEnv }, edge), await readAgreed(dir, nodeDisk));
  try {
    const known = (await queue.outstanding()).filter(({ job }) => missing.some(({ id }) => id === job));
    const open = known.filter(({ state }) => state !== 'failed');
    if (open.length > 0)
      throw new Refusal('USAGE', `${open.length} jobs are not done yet`, {
        hint: 'let `claimcheck work` end, or give --partial: they are unknown then',
      });
    edge.say(`${missing.length} jobs were never done; what they were to look at is unknown`);
    return known;
  } finally {
    await queue.close();
  }
}
