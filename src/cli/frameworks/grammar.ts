/** `claimcheck frameworks ...` */
import { type Command, Option } from 'commander';
import type { Edge } from '../edge.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

export function frameworksCommands(root: Command, edge: Edge, then: Then): void {
  const frameworks = root
    .command('frameworks')
    .description('standards and your own: what is covered, what applies, what they share. Never that a control is met')
    .helpCommand(false);
  const config = () => new Option('--config <file>', 'whose frameworks').default('claimcheck.yaml');
  const out = () => new Option('--out <file>', 'absent: stdout');
  frameworks
    .command('coverage')
    .description('of each control: machine-checked, attested, partly or not covered, and what no check covers of it')
    .argument('[id]', 'nist-csf-2.0, or a file of your own; absent: a line for each framework')
    .addOption(config())
    .option('--format <name>', 'text, markdown or csv', 'text')
    .option('--json', 'machine output on stdout')
    .action((id, options) =>
      then(import('./coverage.ts'), ({ frameworksCoverage }) => frameworksCoverage({ ...(id && { id }), ...options }, edge)),
    );
  frameworks
    .command('lint')
    .description(
      'a framework of your own: ids that stand twice, checks that do not exist, missing reasons and remainders, a size that cannot be.\n' +
        'Exit status 1: faults; 2: not a framework.',
    )
    .argument('[file...]', 'absent: those that claimcheck.yaml names, as `frameworks: [./frameworks/acme.yaml, nist-csf-2.0]`')
    .addOption(config())
    .option('--json', 'machine output on stdout')
    .action((files, options) => then(import('./lint.ts'), ({ frameworksLint }) => frameworksLint({ files, ...options }, edge)));
  frameworks
    .command('soa')
    .description(
      'statement of applicability: all 93 controls of ISO/IEC 27001:2022 Annex A, your decisions, and what a sealed run found.\n' +
        'Decisions are yours: `soa: { A.7.4: { applicable: false, because: ... } }`; without one, a control is to be decided.',
    )
    .option('--decisions <file>', 'absent: soa.yaml beside the configuration, where there is one')
    .option('--run <id>', 'a run id, its number, or latest', 'latest')
    .addOption(config())
    .option('--locker <dir>', 'the locker, when there is no claimcheck.yaml')
    .option('--format <name>', 'csv or markdown', 'csv')
    .addOption(out())
    .action((options) => then(import('./soa.ts'), ({ frameworksSoa }) => frameworksSoa(options, edge)));
  frameworks
    .command('crosswalk')
    .description('controls of two standards that the same evidence is relevant to, with the checks. Not an equivalence')
    .requiredOption('--from <id>', 'iso-27001-2022, or a file')
    .requiredOption('--to <id>', 'nist-csf-2.0, or a file')
    .addOption(config())
    .option('--format <name>', 'csv, markdown or json', 'csv')
    .addOption(out())
    .action((options) => then(import('./crosswalk.ts'), ({ frameworksCrosswalk }) => frameworksCrosswalk(options, edge)));
}
