/** The grammar of what is asked of many runs at once: their rows as Parquet, and questions to them. */
import type { Command } from 'commander';
import type { Edge } from './edge.ts';

type Then = <T>(work: Promise<T>, call: (loaded: T) => Promise<number>) => Promise<void>;

export function historyCommands(root: Command, edge: Edge, then: Then): void {
  const exports = root.command('export').description('the runs of a locker for other tools').helpCommand(false);
  exports
    .command('parquet')
    .description(
      'findings, runs, checks and requirements as Parquet, by day and source; what was exported before is not written again.\n' +
        'Exit status: 5 when a run was altered or is missing, 3 when one could not be read; it is a row in `runs`, the others are exported',
    )
    .argument('[locker]', 'its folder; absent: that of the configuration')
    .option('--out <dir>', 'a folder for this and nothing else', 'claimcheck-history')
    .option('--from <day>', 'first day, in UTC: 2026-06-01')
    .option('--to <day>', 'last day')
    .option('--again', 'read every run again, whatever was exported before')
    .option('--ddl <engine>', 'only print how athena or trino declares the tables')
    .option('--location <url>', 'with --ddl: where the folder is put', 's3://BUCKET/claimcheck-history')
    .option('--config <file>', 'the configuration', 'claimcheck.yaml')
    .action((locker, options) =>
      then(import('./export-parquet.ts'), ({ exportParquet }) =>
        exportParquet({ ...options, ...(locker !== undefined && { locker }) }, edge),
      ),
    );
  root
    .command('query')
    .description(
      'a question in SQL to exported runs: one SELECT over findings, runs, checks and requirements (docs/history.md). Needs DuckDB',
    )
    .argument('<sql>', 'select check_id, count(*) from findings group by all')
    .option('--data <dir>', 'what `export parquet` wrote; absent: claimcheck-history')
    .option('--locker <dir>', 'instead: a locker, exported for this question and forgotten')
    .option('--format <name>', 'table, json or csv', 'table')
    .option('--json', 'machine output on stdout')
    .action((sql, options) => then(import('./query.ts'), ({ query }) => query({ sql, ...options }, edge)));
}
