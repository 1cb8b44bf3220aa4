/** `work`: does the jobs of one run, one at a time, beside any number of others, until all of them are done. */
import { join, resolve } from 'node:path';
import { openWire } from '../collect/wire.ts';
import { Refusal } from '../errors.ts';
import { nodeDisk } from '../locker/index.ts';
import { askPart } from '../shard/ask-part.ts';
import { type Job, jobPart } from '../shard/jobs.ts';
import { foundIn, knownOf } from '../shard/plan.ts';
import { openQueue, type Queue } from '../shard/queue.ts';
import type { Command, Edge } from './edge.ts';
import { addressIn, type QueueFlags } from './enqueue.ts';
import { executionOf } from './execution.ts';
import { policyFor, readUserConfig } from './setup.ts';
import { agreeOn, SEGMENTS } from './shard.ts';

/** Between two looks at what others have under way. */
const PAUSE_MS = 1000;
/** For so long a database that was there may be away. */
const PATIENCE_MS = 600_000;

export const work: Command<QueueFlags> = async (options, edge) => {
  const config = readUserConfig(options.config, edge);
  const policy = policyFor(config, options.checks);
  const address = addressIn(options, edge);
  const dir = resolve(edge.cwd, options.segments ?? SEGMENTS);
  if ((await nodeDisk.sizeOf(join(dir, 'run.json'))) === null)
    throw new Refusal('USAGE', `nothing was enqueued for ${dir}`, { hint: '`claimcheck enqueue` first, with the same --segments' });
  const agreed = await agreeOn(dir, config, policy, options, edge);
  const found = await foundIn(dir, nodeDisk);
  const queue = await openQueue(address, agreed);
  const wire = openWire();
  let sealed = 0;
  const one = async (job: Job) => {
    const part = jobPart(job, knownOf(job, config.sources, found));
    const execution = executionOf(config, policy, edge, wire, options);
    const { end, subjects } = await askPart(execution, { dir, name: job.id, label: job.lane, shard: null, agreed, part }, nodeDisk);
    // the job is not done: another worker may have it
    if (end === 'aborted') throw new Error('interrupted');
    if (end === 'sealed') sealed += 1;
    edge.say(`${job.lane}: ${end === 'sealed' ? `${subjects} subjects sealed` : 'sealed already'}`);
  };
  try {
    await untilDone(queue, (job) => one(job).catch((error: unknown) => failed(job, error, edge)), edge);
    edge.say(`${sealed} jobs done here`);
    return edge.interrupted() ?? 0;
  } finally {
    wire.close();
    await queue.close();
  }
};

/** What a failure was is said here; into the database goes that there was one. */
function failed(job: Job, error: unknown, edge: Edge): never {
  const line = error instanceof Refusal ? error.line : error instanceof Error ? error.message : String(error);
  edge.say(`${job.lane}: not sealed, to be tried again: ${line}`);
  throw new Error(error instanceof Refusal ? error.code : 'failed; the worker said why');
}

async function untilDone(queue: Queue, one: (job: Job) => Promise<void>, edge: Edge): Promise<void> {
  let away: number | undefined;
  while (!edge.signal.aborted) {
    try {
      await queue.release();
      await queue.drain(one);
      const left = await queue.outstanding();
      away = undefined;
      if (left.every(({ state }) => state === 'failed')) return;
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'QUEUE_UNAVAILABLE') throw error;
      away ??= said(edge, error);
      if (edge.clock.monotonic() - away > PATIENCE_MS) throw error;
    }
    await edge.clock.sleep(PAUSE_MS, edge.signal);
  }
}
function said(edge: Edge, error: Refusal): number {
  edge.say(`${error.message}; trying again`);
  return edge.clock.monotonic();
}
