/** The command line's grammar. Each command's code is loaded when it is called: `--help` loads none. */
import { Command, CommanderError, Option } from 'commander';
import { Refusal } from '../errors.ts';
import { version } from '../home.ts';
import { accessReviewCommands } from './access-review/grammar.ts';
import { answersCommand } from './answers-command.ts';
import { attestCommands } from './attest/grammar.ts';
import type { Edge } from './edge.ts';
import { frameworksCommands } from './frameworks/grammar.ts';
import { historyCommands } from './history-commands.ts';
import { lockerCommands } from './locker-commands.ts';
import { partCommands, shardOptions } from './part-commands.ts';
import { runsCommands } from './runs-commands.ts';

const EXAMPLES = `
Examples:
  $ claimcheck demo                                  a simulated estate, asked over real HTTP
  $ claimcheck run                                   what claimcheck.yaml names
  $ claimcheck run --checks 'aws.iam.*' --out audit  only some checks
  $ claimcheck evaluate --run latest                 the same evidence under today's policy, offline
  $ claimcheck permissions --format cloudformation   the role that a run needs, and nothing more
  $ claimcheck doctor                                before a run: what it would not see, and what would help
  $ claimcheck explain aws.iam.root-mfa              what a check asks, and when it says what
  $ claimcheck verify .claimcheck --key claimcheck.key.pub --max-age 2d
  $ claimcheck claims lint                           is every public sentence bound, reviewed and unchanged?

Exit status:
  0 all pass or not applicable   1 something fails   3 something is unknown   4 both
  2 usage or configuration       5 a locker was altered   6 it was not, but not all is proven
  7 the run could not be sealed  8 another run is under way     9 a bug   130, 143 interrupted`;

export async function program(argv: readonly string[], edge: Edge): Promise<number> {
  let status = 0;
  const root = new Command('claimcheck')
    .description(
      "Finds out whether a company's security statements are true, and hands over the proof.\nIf it could not look, it says so, and exits non-zero.",
    )
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void edge.out(text), writeErr: () => undefined })
    .configureHelp({ helpWidth: Math.min(edge.terminal?.columns ?? 80, 100) })
    .addHelpText('after', EXAMPLES);
  const config = new Option('--config <file>', 'the configuration').default('claimcheck.yaml');
  const out = new Option('--out <dir>', 'where the report goes').default('claimcheck-report');
  const format = new Option('--format <list>', 'report formats, separated by commas').default('pdf,json');
  const checks = new Option('--checks <pattern>', 'ids or patterns with *, separated by commas');
  const log = new Option('--log <how>', 'progress: lines, json or none').choices(['lines', 'json', 'none']);
  const pace = new Option('--pace <name>', "share of the provider's request limits: gentle a quarter, normal half, full all")
    .choices(['gentle', 'normal', 'full'])
    .default('normal');
  const json = new Option('--json', 'machine output on stdout');
  const which = new Option('--run <id>', 'a run id, its number, or latest').default('latest');
  const locker = new Option('--locker <dir>', 'the locker, when there is no claimcheck.yaml');
  const edition = [
    new Option('--audience <name>', 'for whom: internal, auditor or customer (who sees no name, id or address)'),
    new Option('--for <name>', 'to whom it is handed; printed on it'),
    new Option('--valid-until <day>', 'the last day to rely on it; printed on it'),
    new Option('--allow <name>', 'an id or name that a customer may see; may be given again').argParser(
      (one: string, all: readonly string[] = []) => [...all, one],
    ),
  ];
  const params = new Option('--param <check.name=value>', "a check's parameter; may be given again").argParser(
    (one: string, all: readonly string[] = []) => [...all, one],
  );
  const withEdition = (command: Command) => edition.reduce((known, option) => known.addOption(option), command);
  const then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) =>
    work.then(call).then((exit) => {
      status = exit;
    });

  shardOptions(withEdition(root.command('run')))
    .description('ask, judge, seal and report')
    .addOption(config)
    .addOption(out)
    .addOption(checks)
    .addOption(format)
    .addOption(pace)
    .addOption(log)
    .addOption(json)
    .action((options) => then(import('./run.ts'), ({ run }) => run(options, edge)));
  withEdition(root.command('demo'))
    .description('the same over a simulated estate on this machine')
    .option('--world <name>', 'clean, drifted or denied', 'drifted')
    .addOption(out)
    .addOption(checks)
    .addOption(format)
    .addOption(log)
    .addOption(json)
    .action((options) => then(import('./demo.ts'), ({ demo }) => demo(options, edge)));
  withEdition(root.command('evaluate'))
    .description('judge the evidence of a sealed run again, offline; what comes out otherwise is explained')
    .addOption(which)
    .option('--policy <dir>', 'a folder of checks that replaces or adds to the shipped ones')
    .addOption(params)
    .addOption(config)
    .addOption(locker)
    .addOption(out)
    .addOption(checks)
    .addOption(format)
    .addOption(json)
    .action((options) => then(import('./evaluate.ts'), ({ evaluate }) => evaluate(options, edge)));
  withEdition(root.command('report'))
    .description('write the report of a sealed run again')
    .addOption(which)
    .option('--compare <run>', 'another run to stand beside it: an id, its number, or previous')
    .option('--period <days>', 'how it was over time, from the runs of the locker: 2026-06-01..2026-11-30')
    .option('--schedule <cron>', 'when runs were to begin in that time, in UTC: "0 6 * * *"')
    .option('--sign-with <file>', 'a PKCS#12 file (.p12): its certificate signs the PDF')
    .option('--passphrase-env <name>', 'the variable that holds its passphrase; absent: asked for on the terminal')
    .addOption(config)
    .addOption(locker)
    .addOption(out)
    .addOption(format)
    .action((options) => then(import('./report.ts'), ({ report }) => report(options, edge)));
  root
    .command('sample')
    .description("a reproducible sample of a check's findings, to be looked at by hand")
    .requiredOption('--check <id>', 'whose findings')
    .requiredOption('--seed <text>', "the auditor's: it alone decides what is drawn")
    .option('--size <n>', 'how many', '25')
    .addOption(which)
    .addOption(config)
    .addOption(locker)
    .option('--out <file>', 'the worksheet (CSV); absent: stdout')
    .option('--pdf <file>', 'the worksheet as pages')
    .option('--ids <file>', 'the ids of the whole population, one a line')
    .action((options) => then(import('./sample.ts'), ({ sample }) => sample(options, edge)));
  root
    .command('doctor')
    .description('before a run: what cannot be seen, and which permission would show it')
    .addOption(config)
    .addOption(checks)
    .addOption(json)
    .action((options) => then(import('./doctor.ts'), ({ doctor }) => doctor(options, edge)));
  root
    .command('permissions')
    .description('what has to be granted for the chosen checks, and nothing more')
    .addOption(checks)
    .option('--claims <list>', 'pages of claims or frameworks, or one entry of them: nist-csf-2.0/PR.AA-*')
    .option('--config <file>', 'only for its sources')
    .option('--format <name>', 'aws-iam, cloudformation, terraform, github-app-manifest or markdown', 'markdown')
    .option('--part <n>', 'of several IAM policies, this one')
    .action((options) => then(import('./permissions.ts'), ({ permissions }) => permissions(options, edge)));
  root
    .command('list')
    .description('what there is')
    .argument('<what>', 'checks, collectors, frameworks, claims or formats')
    .addOption(json)
    .action((what, options) => then(import('./list.ts'), ({ list }) => list({ what, ...options }, edge)));
  root
    .command('explain')
    .description('one check: what it asks, when it says what')
    .argument('<check>')
    .action((check, options) => then(import('./explain.ts'), ({ explain }) => explain({ check, ...options }, edge)));
  claimsCommands(root, edge, then);
  attestCommands(root, edge, then);
  frameworksCommands(root, edge, then);
  answersCommand(root, edge, then);
  partCommands(root, edge, then);
  accessReviewCommands(root, edge, then);
  lockerCommands(root, edge, then);
  runsCommands(root, edge, then);
  historyCommands(root, edge, then);

  for (const command of root.commands.flatMap((one) => [one, ...one.commands]))
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => void edge.out(text), writeErr: () => undefined })
      .helpOption('--help', 'print this help');
  if (argv.length === 0) {
    await edge.out(root.helpInformation() + EXAMPLES.replace(/^\n/, '\n'));
    return 2;
  }
  try {
    await root.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw new Refusal(
      'USAGE',
      error.message
        .replace(/^error: /, '')
        .replace(/\n\(?/, ' (')
        .replace(/\?$/, '?'),
      { hint: 'claimcheck --help' },
    );
  }
}

/** A public page and its ledger. */
function claimsCommands(
  root: Command,
  edge: Edge,
  then: <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>,
): void {
  const claims = root
    .command('claims')
    .description('a public statement, sentence by sentence: begin its ledger, hold it against its page')
    .helpCommand(false);
  claims
    .command('init')
    .description('propose a ledger for a page: every sentence, its kind and the checks that its words suggest; a person decides')
    .argument('<statement>', 'Markdown or HTML: a file, git:HEAD~3:docs/security.md, or an https address')
    .option('--out <file>', 'a new file, such as claims/page.yaml; absent: stdout')
    .action((statement, options) => then(import('./claims.ts'), ({ claimsInit }) => claimsInit({ statement, ...options }, edge)));
  claims
    .command('lint')
    .description(
      'sentences without an entry, quotes that are gone, changed text, overdue reviews, proofs of checks that do not exist, waivers that ended.\n' +
        'Exit status 1: faults; 2: bad input. Notes (wording that cannot be verified, claims that rest on nothing) change nothing.',
    )
    .argument('[file...]', 'ledgers; absent: those that claimcheck.yaml names')
    .option('--config <file>', 'whose claims, and whose waivers', 'claimcheck.yaml')
    .option('--online', "look at the page's links too")
    .option('--json', 'machine output on stdout')
    .action((files, options) => then(import('./claims.ts'), ({ claimsLint }) => claimsLint({ files, ...options }, edge)));
}
