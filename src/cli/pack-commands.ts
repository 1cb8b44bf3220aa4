/** The grammar of what leaves a locker, and of what it may forget. */
import { type Command, Option } from 'commander';
import type { Edge } from './edge.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

export function packCommands(root: Command, edge: Edge, then: Then): void {
  const config = new Option('--config <file>', 'the configuration').default('claimcheck.yaml');
  const locker = new Option('--locker <dir>', 'the locker, when there is no claimcheck.yaml');
  root
    .command('share')
    .description('part of a sealed run for somebody outside, with the proof that it is part of it')
    .requiredOption('--claims <list>', 'which: framework/id with *, or a framework; separated by commas')
    .option('--run <id>', 'a run id, its number, or latest', 'latest')
    .option('--audience <name>', 'customer (counts alone), auditor or internal (findings and recorded answers too)', 'customer')
    .option('--for <name>', 'to whom it is handed; signed')
    .option('--valid-until <day>', 'the last day to rely on it; signed')
    .option('--out <file>', 'the pack', 'pack.tar')
    .addOption(config)
    .addOption(locker)
    .action((options) => then(import('./share.ts'), ({ share }) => share(options, edge)));
  root
    .command('prune')
    .description('forget the recorded answers that only runs beyond the retention refer to; a signed tombstone stays')
    .requiredOption('--keep <duration>', 'how long runs are kept whole: P2Y, P18M, P730D')
    .option('--dry-run', 'say what would go, and remove nothing')
    .addOption(config)
    .addOption(locker)
    .option('--json', 'machine output on stdout')
    .action((options) => then(import('./prune.ts'), ({ prune }) => prune(options, edge)));
}
