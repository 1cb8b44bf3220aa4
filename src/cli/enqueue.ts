/** `enqueue`: what there is to ask, as jobs on a PostgreSQL; `work` does them, `finish` puts them together. */
import { resolve } from 'node:path';
import { openWire } from '../collect/wire.ts';
import { Refusal } from '../errors.ts';
import { nodeDisk } from '../locker/index.ts';
import { askPart } from '../shard/ask-part.ts';
import { findingPart, isFound } from '../shard/jobs.ts';
import { segmentsIn } from '../shard/merge.ts';
import { foundIn, planOf, SCOPE } from '../shard/plan.ts';
import { openQueue } from '../shard/queue.ts';
import type { Command, Edge } from './edge.ts';
import { executionOf } from './execution.ts';
import { policyFor, readUserConfig } from './setup.ts';
import { agreeOn, type PartFlags, SEGMENTS } from './shard.ts';

export interface QueueFlags extends PartFlags {
  readonly config: string;
  readonly databaseEnv: string;
}

export const enqueue: Command<QueueFlags> = async (options, edge) => {
  const config = readUserConfig(options.config, edge);
  const policy = policyFor(config, options.checks);
  const address = addressIn(options, edge);
  const dir = resolve(edge.cwd, options.segments ?? SEGMENTS);
  const agreed = await agreeOn(dir, config, policy, options, edge);
  const queue = await openQueue(address, agreed);
  const wire = openWire();
  try {
    if (config.sources.some(isFound)) {
      const part = { dir, name: SCOPE, label: 'what there is', shard: null, agreed, part: findingPart };
      const { end } = await askPart(executionOf(config, policy, edge, wire, options), part, nodeDisk);
      if (end === 'aborted') return edge.interrupted() ?? 2;
    }
    const plan = planOf(config.sources, await foundIn(dir, nodeDisk));
    const there = new Set((await segmentsIn(dir, nodeDisk)).map(({ folder }) => folder.slice(dir.length + 1)));
    const left = plan.filter(({ id }) => !there.has(id));
    await queue.add(left);
    edge.say(
      `${left.length} jobs wait for \`claimcheck work\`${left.length < plan.length ? `; ${plan.length - left.length} are done already` : ''}`,
    );
    return 0;
  } finally {
    wire.close();
    await queue.close();
  }
};

/** Out of a variable: an address with a password is nothing for a command line, which everybody on the machine can read. */
export function addressIn({ databaseEnv: name }: Pick<QueueFlags, 'databaseEnv'>, edge: Pick<Edge, 'env'>): string {
  const address = edge.env(name);
  if (address !== undefined && address !== '') return address;
  throw new Refusal('CONFIG_SECRET_MISSING', `the environment variable ${name} is not set`, {
    hint: `export ${name}=postgresql://user@host/database; its value is never written anywhere`,
  });
}
