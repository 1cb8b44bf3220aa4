/** `claimcheck answers` */
import { type Command, Option } from 'commander';
import type { Edge } from './edge.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

const HELP = `
A mapping says which claims, controls and checks a question rests on:

  title: Questions of Example GmbH
  version: "1"
  publisher: Example GmbH
  kind: questionnaire
  questions:
    - id: SEC-7
      about: Second factor for everybody
      covers: part
      remainder: Sign-in to the office network is not looked at.
      rests:
        - check: github.org.members-have-2fa
          why: Members without a second factor are listed by GitHub itself
        - control: iso-27001-2022/A.8.5
          why: Secure authentication is what the question is about
      answer: yes        # optional, by hand: refused where the run does not prove it

Answers are for customers: counts, days and the words of the mapping and of public
claims, and no name of anything that was looked at. Yes: established. Yes, in part:
supported, with what it does not show. No: contradicted. Not verified: unknown,
older than --max-age, not in the run, or not mapped.

A workbook (XLSX) whose answers go to --out answers.xlsx comes back as it was, with
columns added to the right of its sheet; every cell that is added is text.

Shipped: --map caiq-4 (CSA CAIQ v4.0.3 by the ids of its questions; get the questions
from https://cloudsecurityalliance.org).

Exit status:
  0 written   1 an answer by hand is not proven: nothing is written   2 bad input`;

export function answersCommand(root: Command, edge: Edge, then: Then): void {
  root
    .command('answers')
    .description('a questionnaire (CSV or XLSX) answered from a sealed run: never a yes without proof')
    .argument('<questions>', 'CSV or XLSX: a row for each question, a column with its id')
    .requiredOption('--map <file>', 'which question rests on what: a YAML file, or caiq-4')
    .addOption(new Option('--run <id>', 'a run id, its number, or latest').default('latest'))
    .option('--config <file>', 'whose locker', 'claimcheck.yaml')
    .option('--locker <dir>', 'the locker, when there is no claimcheck.yaml')
    .option('--max-age <days>', 'evidence that is older verifies nothing', '90d')
    .option('--id-column <name>', 'the column with the ids; absent: the one that is called so')
    .option('--sheet <name>', 'of a workbook: which sheet has the questions; absent: the only one')
    .option('--out <file>', 'CSV, or a workbook where it ends in .xlsx; absent: CSV to stdout')
    .addHelpText('after', HELP)
    .action((questions, options) => then(import('./answers.ts'), ({ answers }) => answers({ questions, ...options }, edge)));
}
