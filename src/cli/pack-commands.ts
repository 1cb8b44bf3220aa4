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
  root
    .command('publish')
    .description('copy the locker elsewhere, only ever adding: to S3 with Object Lock, or to a git repository')
    .argument('<target>', 's3://bucket/prefix, or git:PATH, git:https://…, git:ssh://…')
    .option('--retain <duration>', 'S3 Object Lock: nobody can remove or change it for so long: P7Y')
    .addOption(elsewhere)
    .addOption(region)
    .addOption(profile)
    .addOption(branch)
    .addOption(config)
    .addOption(locker)
    .action((target, options) => then(import('./publish.ts'), ({ publish }) => publish({ target, ...options }, edge)));
}

/** How a copy is reached, to write it and to read it back. */
const elsewhere = new Option('--endpoint <url>', 'of a storage that speaks as S3 does');
const region = new Option('--region <name>', 'of the bucket');
const profile = new Option(
  '--profile <name>',
  'AWS profile for the copy alone; absent: CLAIMCHECK_PUBLISH_ACCESS_KEY_ID and …_SECRET_ACCESS_KEY',
);
const branch = new Option('--branch <name>', 'of the git repository').default('claimcheck');
export const reaching: readonly Option[] = [elsewhere, region, profile, branch];
