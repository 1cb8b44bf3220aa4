import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Refusal } from '../errors.ts';
import { readLedger } from '../history/ledger.ts';
import { type Answered, loadDuck, openHistory } from '../history/query.ts';
import { nodeDisk } from '../locker/index.ts';
import { csv } from './csv.ts';
import type { Command, Edge } from './edge.ts';
import { exitOf, passing, wordsOf } from './export-parquet.ts';
import { formatNamed, shownAs } from './table.ts';

export interface QueryOptions {
  readonly sql: string;
  readonly data?: string;
  readonly locker?: string;
  readonly format: string;
  readonly json?: boolean;
}
const FORMATS = ['table', 'json', 'csv'] as const;
type Format = (typeof FORMATS)[number];

/** 0 when there is an answer, empty or not · 5 when it comes from a locker of which a run is altered or missing, 3 when one could not be read. */
export const query: Command<QueryOptions> = async (options, edge) => {
  const format = formatNamed(options.json ? 'json' : options.format, FORMATS);
  if (options.json && options.format !== 'table' && options.format !== 'json')
    throw new Refusal('USAGE', `--json and --format ${options.format} say two different things`);
  if (options.data !== undefined && options.locker !== undefined)
    throw new Refusal('USAGE', '--data and --locker are two places to ask', { hint: 'name one of them' });
  const duck = await loadDuck();
  if (options.locker === undefined) return answer(resolve(edge.cwd, options.data ?? 'claimcheck-history'), options.sql, format, edge, duck);
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-query-'));
  try {
    const { odd } = await passing(options.locker, folder, edge);
    const status = exitOf(odd);
    if (status !== 0) for (const line of odd) if (exitOf([line]) !== 0) edge.say(wordsOf(line));
    return Math.max(status, await answer(folder, options.sql, format, edge, duck));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function answer(
  folder: string,
  sql: string,
  format: Format,
  edge: Edge,
  duck: Awaited<ReturnType<typeof loadDuck>>,
): Promise<number> {
  const ledger = await readLedger(folder, nodeDisk);
  if (ledger === undefined)
    throw new Refusal('USAGE', `${folder} holds no exported runs`, {
      hint: 'claimcheck export parquet .claimcheck --out claimcheck-history',
    });
  const history = await openHistory(folder, ledger, edge.signal, duck);
  try {
    await show(await history.ask(sql), format, edge);
    return 0;
  } finally {
    history.close();
  }
}

async function show({ columns, rows }: Answered, format: Format, edge: Edge): Promise<void> {
  if (format === 'json') return showJson(columns, rows, edge);
  if (format === 'csv') {
    await edge.out(csv([columns]));
    for await (const some of rows) await edge.out(csv(some.map((row) => row.map((cell) => textOf(cell, '')))));
    return;
  }
  const all: string[][] = [];
  for await (const some of rows) all.push(...some.map((row) => row.map((cell) => textOf(cell, 'NULL'))));
  await edge.out(shownAs({ head: [], columns, rows: all }, 'text'));
}

/** One object a line, in one array. */
async function showJson(columns: readonly string[], rows: Answered['rows'], edge: Edge): Promise<void> {
  let before = '[\n';
  for await (const some of rows) {
    const lines = some.map((row) => JSON.stringify(Object.fromEntries(columns.map((name, index) => [name, row[index]]))));
    if (lines.length === 0) continue;
    await edge.out(before + lines.join(',\n'));
    before = ',\n';
  }
  await edge.out(before === '[\n' ? '[]\n' : '\n]\n');
}
function textOf(cell: unknown, none: string): string {
  if (cell === null || cell === undefined) return none;
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
