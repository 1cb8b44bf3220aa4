/** The grammar of what is made of several runs of a locker. */
import type { Command } from 'commander';
import type { Edge } from './edge.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

export function runsCommands(root: Command, edge: Edge, then: Then): void {
  diffCommand(root, edge, then);
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
