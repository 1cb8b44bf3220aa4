/** The grammar of what is done with a locker: keys to seal it, a check of it by somebody else, a look at one answer in it. */
import { type Command, Option } from 'commander';
import type { Edge } from './edge.ts';
import { packCommands, reaching } from './pack-commands.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

export function lockerCommands(root: Command, edge: Edge, then: Then): void {
  verifyCommand(root, edge, then);
  keysCommands(root, edge, then);
  evidenceCommands(root, edge, then);
  packCommands(root, edge, then);
}

function verifyCommand(root: Command, edge: Edge, then: Then): void {
  const command = root
    .command('verify')
    .description('check a locker: every byte, signature and link, and what remains unproven')
    .argument('<locker>', 'its folder, a share pack, or a copy: s3://bucket/prefix, git:PATH')
    .addOption(several('--key <file>', 'public key of who may sign (PEM), from elsewhere than the locker; may be given again'))
    .addOption(several('--key-fingerprint <hex>', 'or its fingerprint, all 64 digits; may be given again'))
    .option('--tsa-ca <file>', 'certificates of time-stamp authorities that you trust (PEM)')
    .option('--checkpoint <file>', 'the state that you remember: a copy of log/checkpoint, or what --remember wrote')
    .option('--remember <file>', 'write down the state that was found, for the next time')
    .option('--new-only', 'read only the runs that the checkpoint has not seen')
    .option('--max-age <duration>', 'the newest run is at most so old: 36h, 2d, P2D')
    .option('--strict', 'files that no run refers to count as alterations')
    .option('--re-evaluate', 'judge the recorded answers again, by the sealed policy')
    .option('--report <dir>', 'also the reports in this folder, by their report.sigstore.json')
    .option('--json', 'machine output on stdout')
    .action((locker, options) => then(import('./verify.ts'), ({ verify }) => verify({ locker, ...options }, edge)));
  for (const option of reaching) command.addOption(option);
}

function keysCommands(root: Command, edge: Edge, then: Then): void {
  const keys = root.command('keys').description('keys that runs are signed with').helpCommand(false);
  const algorithm = new Option('--algorithm <name>', 'ecdsa-p256 or ed25519').default('ecdsa-p256');
  const word = new Option('--passphrase-env <name>', 'the variable that holds the passphrase; absent: asked for');
  const none = new Option('--no-passphrase', 'a file that its mode alone protects');
  keys
    .command('new')
    .description('make a key pair')
    .option('--out <file>', 'the private key; the public one gets .pub', 'claimcheck.key')
    .addOption(algorithm)
    .addOption(word)
    .addOption(none)
    .action((options) => then(import('./keys.ts'), ({ keysNew }) => keysNew(options, edge)));
  keys
    .command('show')
    .description('the fingerprint of a public key')
    .option('--key <file>', 'the key file, or the .pub beside it', 'claimcheck.key')
    .option('--json', 'machine output on stdout')
    .action((options) => then(import('./keys.ts'), ({ keysShow }) => keysShow(options, edge)));
  keys
    .command('rotate')
    .description('a new key for the configuration; both sign that it follows the old one')
    .option('--config <file>', 'the configuration', 'claimcheck.yaml')
    .addOption(algorithm)
    .addOption(word)
    .addOption(none)
    .action((options) => then(import('./keys.ts'), ({ keysRotate }) => keysRotate(options, edge)));
}

function evidenceCommands(root: Command, edge: Edge, then: Then): void {
  const evidence = root.command('evidence').description('the recorded answers of a run').helpCommand(false);
  const which = new Option('--run <id>', 'a run id, its number, or latest').default('latest');
  const config = new Option('--config <file>', 'the configuration').default('claimcheck.yaml');
  const locker = new Option('--locker <dir>', 'the locker, when there is no claimcheck.yaml');
  const json = new Option('--json', 'machine output on stdout');
  evidence
    .command('show')
    .description('one answer: who asked, what, when and how, and what came back')
    .argument('<id>', 'its digest, or the beginning of it')
    .addOption(which)
    .addOption(config)
    .addOption(locker)
    .addOption(json)
    .action((id, options) => then(import('./evidence.ts'), ({ evidenceShow }) => evidenceShow({ id, ...options }, edge)));
  evidence
    .command('list')
    .description('which answers a run rests on')
    .option('--check <id>', 'only those that the findings of this check rest on')
    .addOption(which)
    .addOption(config)
    .addOption(locker)
    .addOption(json)
    .action((options) => then(import('./evidence.ts'), ({ evidenceList }) => evidenceList(options, edge)));
}

const several = (flags: string, about: string): Option =>
  new Option(flags, about).argParser((one: string, before: readonly string[] = []) => [...before, one]);
