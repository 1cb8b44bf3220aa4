/** `claimcheck attest ...` */
import { type Command, Option } from 'commander';
import type { Edge } from '../edge.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

export function attestCommands(root: Command, edge: Edge, then: Then): void {
  const attest = root
    .command('attest')
    .description('statements that people sign: a form with facts, its faults, its signature, and what stands')
    .helpCommand(false);
  const config = () => new Option('--config <file>', 'whose folder of attestations').default('claimcheck.yaml');
  const json = () => new Option('--json', 'machine output on stdout');
  attest
    .command('new')
    .description('a form to fill in, every fact explained; it is refused until somebody has')
    .argument('<form>', 'pentest, dr-test, access-review, ...: see `claimcheck attest list`')
    .option('--out <file>', 'a new file, such as attestations/pentest-2026.yaml; absent: stdout')
    .action((form, options) => then(import('../attest.ts'), ({ attestNew }) => attestNew({ form, ...options }, edge)));
  attest
    .command('sign')
    .description('sign a form with an SSH key, by ssh-keygen (an agent or a hardware token will do), or with the key that seals runs')
    .argument('<file>')
    .option('--key <file>', 'a private SSH key, or a public one whose private one the agent has')
    .option('--run-key <file>', 'instead: the key that seals runs (`claimcheck keys new`)')
    .option('--passphrase-env <name>', 'the variable with the passphrase of --run-key')
    .addOption(config())
    .action((file, options) => then(import('../attest.ts'), ({ attestSign }) => attestSign({ file, ...options }, edge)));
  attest
    .command('list')
    .description('every form: who signed it, until when it stands, or why it does not')
    .addOption(config())
    .addOption(json())
    .action((options) => then(import('../attest.ts'), ({ attestList }) => attestList(options, edge)));
  attest
    .command('check')
    .description('faults of one file, or of all in the folder. Exit status 2: a file does not fit its form; 1: one does not stand')
    .argument('[file]')
    .addOption(config())
    .addOption(json())
    .action((file, options) => then(import('../attest.ts'), ({ attestCheck }) => attestCheck({ ...(file && { file }), ...options }, edge)));
}
