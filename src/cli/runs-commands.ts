/** The grammar of what is made of several runs of a locker. */
import type { Command } from 'commander';
import type { Edge } from './edge.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

export function runsCommands(root: Command, edge: Edge, then: Then): void {
  diffCommand(root, edge, then);
  periodCommand(root, edge, then);
}

function diffCommand(root: Command, edge: Edge, then: Then): void {
  root
    .command('diff')
    .description(
      'two runs side by side: what changed, and why.\n' +
        'Exit status: 0 nothing is worse, 1 something is, 3 something is less known or no longer looked at, 4 both',
    )
    .argument('[before]', 'a run id, its number, or previous', 'previous')
    .argument('[after]', 'a run id, its number, or latest', 'latest')
    .option('--config <file>', 'the configuration', 'claimcheck.yaml')
    .option('--locker <dir>', 'the locker, when there is no claimcheck.yaml')
    .option('--format <name>', 'terminal, markdown or json')
    .option('--json', 'machine output on stdout')
    .action((before, after, options) => then(import('./diff.ts'), ({ diff }) => diff({ before, after, ...options }, edge)));
}

function periodCommand(root: Command, edge: Edge, then: Then): void {
  root
    .command('period')
    .description(
      'the days of a period: on how many each check and claim held, the gaps, and each interruption with what began and ended it.\n' +
        'Exit status: 0 all held on every day, 1 something was broken, 3 something was not seen on some day, 4 both',
    )
    .requiredOption('--from <day>', 'first day, in UTC: 2026-06-01')
    .option('--to <day>', 'last day; absent: today')
    .option('--schedule <cron>', 'when runs were to begin, as in crontab, in UTC: "0 6 * * *"')
    .option('--check <pattern>', 'only these checks: ids or patterns with *, separated by commas')
    .option('--claim <pattern>', 'only these claims or controls: nist-csf-2.0/PR.AA-*, separated by commas')
    .option('--config <file>', 'the configuration', 'claimcheck.yaml')
    .option('--locker <dir>', 'the locker, when there is no claimcheck.yaml')
    .option('--format <name>', 'terminal, markdown, csv or json')
    .option('--json', 'machine output on stdout')
    .action((options) => then(import('./period.ts'), ({ period }) => period(options, edge)));
}
