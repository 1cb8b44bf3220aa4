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
  queueCommands(root, edge, then, { config, locker, out, format });
}

type Shared = Readonly<Record<'config' | 'locker' | 'out' | 'format', Option>>;

function queueCommands(root: Command, edge: Edge, then: Then, { config, locker, out, format }: Shared): void {
  const segments = new Option('--segments <dir>', 'a folder that all processes share; one of its own for each run').default(
    'claimcheck-segments',
  );
  const database = new Option('--database-env <name>', 'the variable that holds the address of the PostgreSQL').default(
    'CLAIMCHECK_DATABASE',
  );
  const checks = new Option('--checks <pattern>', 'ids or patterns with *, separated by commas');
  const started = new Option('--started <when>', 'a day or an instant that ages and the period count from; absent: now');
  const pace = new Option('--pace <name>', "share of the provider's request limits: gentle a quarter, normal half, full all")
    .choices(['gentle', 'normal', 'full'])
    .default('normal');
  const shared = (command: Command) => command.addOption(config).addOption(segments).addOption(database);
  shared(root.command('enqueue'))
    .description('what there is to ask, as jobs on a PostgreSQL: one for each account, installation or project')
    .addOption(checks)
    .addOption(started)
    .action((options) => then(import('./enqueue.ts'), ({ enqueue }) => enqueue(options, edge)));
  shared(root.command('work'))
    .description('do these jobs, beside any number of other processes, and seal what each answered as a segment')
    .addOption(checks)
    .addOption(pace)
    .action((options) => then(import('./work.ts'), ({ work }) => work(options, edge)));
  shared(root.command('finish'))
    .description('put the segments of the workers together: one sealed run and its report')
    .addOption(locker)
    .addOption(out)
    .addOption(format)
    .option('--partial', 'now: what is not done is unknown')
    .option('--json', 'machine output on stdout')
    .action((options) => then(import('./finish.ts'), ({ finish }) => finish(options, edge)));
}
