/** The grammar of a run that several processes share. */
import { type Command, Option } from 'commander';
import type { Edge } from './edge.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

/** What `run` takes for a part of it. */
export function shardOptions(run: Command): Command {
  return run
    .option('--resume', 'go on with the newest interrupted run: same start, period and scope; what was answered is not asked again')
    .option('--shard <i/n>', 'ask only the i-th of n parts and seal it as a segment, for `merge`')
    .option('--segments <dir>', 'where segments are written; a folder of its own for each run (default: claimcheck-segments)')
    .option('--started <when>', 'a day or an instant, the same for all shards that share no folder: ages and the period count from it');
}

export function partCommands(root: Command, edge: Edge, then: Then): void {
  const config = new Option('--config <file>', 'the configuration').default('claimcheck.yaml');
  const locker = new Option('--locker <dir>', "where the run is sealed; absent: the configuration's");
  const out = new Option('--out <dir>', 'where the report goes').default('claimcheck-report');
  const format = new Option('--format <list>', 'report formats, separated by commas').default('pdf,json');
  root
    .command('merge')
    .description('segments of one run, put together: judged, sealed and reported as one run; a part that is missing is unknown')
    .argument('<segment...>', 'folders that `run --shard` wrote, or that hold some')
    .addOption(config)
    .addOption(locker)
    .addOption(out)
    .addOption(format)
    .option('--json', 'machine output on stdout')
    .action((segments, options) => then(import('./merge.ts'), ({ merge }) => merge({ segments, ...options }, edge)));
}
