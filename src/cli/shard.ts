/** `run --shard i/n`: one part of a run, for schedulers that count their tasks and share nothing but a folder, or not even that. */
import { resolve } from 'node:path';
import { openWire } from '../collect/wire.ts';
import type { Config } from '../config.ts';
import { Refusal } from '../errors.ts';
import { version } from '../home.ts';
import { nodeDisk } from '../locker/index.ts';
import type { Policy } from '../policy/load.ts';
import { type Agreed, agree, startOf } from '../shard/agree.ts';
import { askPart } from '../shard/ask-part.ts';
import { bindingOf } from '../shard/binding.ts';
import { shardPart } from '../shard/jobs.ts';
import type { Edge } from './edge.ts';
import { executionOf } from './execution.ts';
import { progress } from './progress.ts';
import type { RunOptions } from './run.ts';
import { policyFor } from './setup.ts';

export const SEGMENTS = 'claimcheck-segments';

export interface PartFlags extends Pick<RunOptions, 'checks' | 'log' | 'pace' | 'segments' | 'started'> {}

/** 0: the part is sealed. What it amounts to is said by the whole. */
export async function runShard(config: Config, written: string, options: PartFlags, edge: Edge, demo?: string): Promise<number> {
  const { index, of } = shardIn(written);
  const policy = policyFor(config, options.checks);
  const dir = resolve(edge.cwd, options.segments ?? SEGMENTS);
  const agreed = await agreeOn(dir, config, policy, options, edge, demo);
  const wire = openWire();
  const shown = progress(edge, options.log);
  try {
    const label = `shard ${index} of ${of}`;
    const asked = await askPart(
      executionOf(config, policy, edge, wire, options, shown.on, demo),
      { dir, name: `shard-${index}-of-${of}`, label, shard: { index, of }, agreed, part: shardPart(index, of) },
      nodeDisk,
    );
    shown.end();
    edge.say(
      {
        already: `${label} is sealed already; nothing was written`,
        sealed: `${label}: ${asked.subjects} subjects, sealed as a segment (not a run: claimcheck merge)`,
        aborted: `${label} was interrupted; nothing of it was kept`,
      }[asked.end],
    );
    return edge.interrupted() ?? 0;
  } finally {
    wire.close();
  }
}

function shardIn(written: string): { index: number; of: number } {
  const found = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(written);
  const [index, of] = [Number(found?.[1]), Number(found?.[2])];
  if (found && index <= of) return { index, of };
  throw new Refusal('USAGE', `--shard ${JSON.stringify(written)} is no shard`, { hint: 'write 1/4 to 4/4' });
}

export function agreeOn(
  dir: string,
  config: Config,
  policy: Policy,
  { checks, started }: Pick<PartFlags, 'checks' | 'started'>,
  edge: Edge,
  demo?: string,
): Promise<Agreed> {
  const binding = bindingOf(config, policy, { version: version(), checks, demo });
  const start = started === undefined ? undefined : startOf(started);
  return agree(dir, { binding, config, started: start, now: edge.clock.now(), id: edge.uuid() }, nodeDisk);
}
