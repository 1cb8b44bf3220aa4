/** `claimcheck access-review ...` */
import { type Command, Option } from 'commander';
import type { Edge } from '../edge.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

export function accessReviewCommands(root: Command, edge: Edge, then: Then): void {
  const review = root
    .command('access-review')
    .description('who may do what, over all sources: written out, decided by a person, and looked for again')
    .helpCommand(false);
  const config = () => new Option('--config <file>', 'whose locker').default('claimcheck.yaml');
  const locker = () => new Option('--locker <dir>', 'the locker, when there is no claimcheck.yaml');
  const json = () => new Option('--json', 'machine output on stdout');
  review
    .command('export')
    .description('a row for each principal and right that a sealed run saw, and for each population that it did not see')
    .option('--run <id>', 'a run id, its number, or latest', 'latest')
    .requiredOption('--out <file>', 'the table (CSV), to be decided in any spreadsheet; what was exported is noted in FILE.json')
    .addOption(config())
    .addOption(locker())
    .action((options) => then(import('../access-review.ts'), ({ accessExport }) => accessExport(options, edge)));
  review
    .command('check')
    .description(
      'is each row decided (keep, revoke, change), by somebody with a name, and is none gone or changed?\n' +
        'Exit status 1: some are open; 2: rows are gone, changed or invented.',
    )
    .argument('<table>')
    .addOption(json())
    .action((table, options) => then(import('../access-review.ts'), ({ accessCheck }) => accessCheck({ table, ...options }, edge)));
  review
    .command('close')
    .description(
      'hold the decisions against a later run: what was to go must be gone.\n' +
        'Exit status 1: some of it is still there; 3: not all of it could be seen; 4: both.',
    )
    .argument('<table>')
    .requiredOption('--run <id>', 'the later run: its id, its number, or latest')
    .option('--statement <file>', 'write a draft of the form access-review, for `claimcheck attest sign`')
    .option('--owner <name>', 'for the draft: who answers for the matter')
    .option('--role <role>', 'for the draft: in what role the reviewer signs')
    .option('--principal <name>', 'for the draft: as the file of allowed signers calls the reviewer')
    .addOption(config())
    .addOption(locker())
    .addOption(json())
    .action((table, options) => then(import('../access-review.ts'), ({ accessClose }) => accessClose({ table, ...options }, edge)));
}
