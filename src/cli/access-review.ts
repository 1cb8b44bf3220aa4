/** Who may do what, in a table; a person's decisions in it; and whether they were carried out. */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { type Closing, closed } from '../access/close.ts';
import { type Exported, exported, nameOf, type Review, readExported, readReview, tableRows } from '../access/review.ts';
import { draft } from '../access/statement.ts';
import { Refusal, Refusals } from '../errors.ts';
import { canonical, digestOf, type Locker } from '../locker/index.ts';
import { type SeenRun, seenIn } from './access-review/seen.ts';
import { csv } from './csv.ts';
import type { Command, Edge } from './edge.ts';
import { lockerOf } from './evaluate.ts';

interface Where {
  readonly config: string;
  readonly locker?: string;
}

export const accessExport: Command<Where & { readonly run: string; readonly out: string }> = async (options, edge) => {
  const locker = await lockerOf(options, edge);
  const { run, rules, rows } = await seenIn(locker, await locker.run(options.run));
  const content = exported(run, rules, rows);
  // a table may hold a week of somebody's decisions
  await put(options.out, csv(tableRows(content)), edge, 'wx');
  await put(beside(options.out), `${JSON.stringify(content, null, 1)}\n`, edge, 'w');
  const unseen = rows.filter(({ what }) => what === 'hole');
  edge.say(
    `${rows.length - unseen.length} rows of run ${run.seq} of ${run.startedAt}${run.demo ? ` (the ${run.demo} world of the demonstration estate)` : ''} to decide about`,
  );
  if (unseen.length > 0) edge.say(`NOT SEEN, each a row of its own: ${unseen.length}`);
  return 0;
};
const beside = (table: string): string => `${table}.json`;

export const accessCheck: Command<{ readonly table: string; readonly json?: boolean }> = async ({ table, json }, edge) => {
  const content = await exportedBeside(table, edge);
  const { decided, altered, open } = readReview(await text(table, edge), table, content);
  const told = ({ message, at, hint }: Refusal) => ({ message, line: at?.line, hint });
  if (json) await edge.out(`${JSON.stringify({ rows: content.rows.length, altered: altered.map(told), open: open.map(told) }, null, 2)}\n`);
  else for (const one of [...altered, ...open]) edge.say(one.line);
  if (altered.length + open.length === 0)
    edge.say(`${decided.filter(({ decision }) => decision !== '').length} rows are decided, none is open`);
  return altered.length > 0 ? 2 : open.length > 0 ? 1 : 0;
};

interface CloseOptions extends Where {
  readonly table: string;
  readonly run: string;
  readonly statement?: string;
  readonly owner?: string;
  readonly role?: string;
  readonly principal?: string;
  readonly json?: boolean;
}
export const accessClose: Command<CloseOptions> = async (options, edge) => {
  const { table } = options;
  const content = await exportedBeside(table, edge);
  const written = await text(table, edge);
  const review = readReview(written, table, content);
  refuseOpen(review);
  const locker = await lockerOf(options, edge);
  const before = await reviewedIn(locker, content, table);
  const later = await seenIn(locker, await locker.run(options.run));
  refuseEarlier(content, later, options.run);
  const otherRules = new Set(Object.keys(content.rules).filter((id) => later.rules[id] !== content.rules[id]));
  const closing = closed({ decided: review.decided, later, otherRules });
  await edge.out(options.json ? `${JSON.stringify(machine(content, later, closing), null, 2)}\n` : told(content, later, closing));
  if (!before) edge.say(`note: the locker does not hold run ${content.run.id}: what was exported could not be held against it`);
  if (options.statement !== undefined)
    await put(options.statement, drafted(options, options.statement, content, later, closing, written, edge), edge, 'wx');
  return closing.exit;
};

function refuseOpen({ altered, open }: Review): void {
  const faults = [...altered, ...open];
  if (faults.length > 0) throw new Refusals(faults);
}
function refuseEarlier({ run }: Exported, later: SeenRun, which: string): void {
  if (later.run.origin !== run.origin)
    throw new Refusal('USAGE', `run ${which} is of another locker than the review`, { hint: `the review is about ${run.origin}` });
  if (later.run.seq > run.seq && later.run.startedAt > run.startedAt) return;
  throw new Refusal('USAGE', `run ${which} is not later than run ${run.seq}, which was reviewed`, {
    hint: 'carry out what was decided, then `claimcheck run`, then close',
  });
}

/** Whether the export is what the run holds: whoever can write the table can write what lies beside it. False: there is no such run to ask. */
async function reviewedIn(locker: Locker, content: Exported, table: string): Promise<boolean> {
  if (locker.origin !== content.run.origin || !(await locker.runs()).includes(content.run.seq)) return false;
  const seen = await seenIn(locker, await locker.run(content.run.seq));
  const altered = (why: string) =>
    new Refusal('CONFIG_INVALID', `what was exported is not what run ${content.run.seq} holds: ${why}`, {
      at: { file: beside(table) },
      hint: 'export it again',
    });
  if (seen.run.manifest !== content.run.manifest) throw altered('its manifest is another');
  // by other rules others are found, and `close` says so row by row
  if (digestOf(canonical(seen.rules)) !== digestOf(canonical(content.rules))) return true;
  if (exported(seen.run, seen.rules, seen.rows).digest !== content.digest) throw altered('its rows are others');
  return true;
}

function machine({ run }: Exported, later: SeenRun, { closed: rows, added, unseen, elsewhere, exit }: Closing) {
  return {
    reviewed: run,
    later: later.run,
    rows: rows.map(({ row, ...rest }) => ({ ...rest, row: row.id, name: nameOf(row), evidence: row.evidence })),
    added: added.map(({ row, revoked, renamed }) => ({
      row: row.id,
      name: nameOf(row),
      ofSomebodyRevoked: revoked,
      perhapsRenamed: renamed,
      evidence: row.evidence,
    })),
    unseen: unseen.map((one) => ({ in: one.in, source: one.row.source, because: one.row.because })),
    elsewhere: elsewhere.map(({ row, reviewer, note }) => ({ name: nameOf(row), reviewer, note })),
    complete: exit === 0,
    exit,
  };
}

function told({ run }: Exported, later: SeenRun, { closed: rows, added, unseen, elsewhere, exit }: Closing): string {
  const to = rows.filter(({ decision }) => decision !== 'keep');
  const count = (outcome: string) => rows.filter((one) => one.outcome === outcome).length;
  const lines = [
    `The review of run ${run.seq} of ${run.startedAt}, held against run ${later.run.seq} of ${later.run.startedAt}${later.run.demo ? ` (${later.run.demo} world of the demonstration estate)` : ''}`,
    `${to.length} to go or to change: ${count('gone')} gone, ${count('still there')} still there, ${count('not known')} not known. ${count('kept')} kept and there.`,
    ...rows.filter((one) => one.outcome === 'still there').map(({ row, decision }) => `STILL THERE  ${nameOf(row)} (${decision})`),
    ...rows.filter((one) => one.outcome === 'not known').map(({ row, because }) => `NOT KNOWN    ${nameOf(row)}: ${because}`),
    ...rows.filter((one) => one.outcome === 'gone').map(({ row }) => `gone         ${nameOf(row)}`),
    ...rows.filter((one) => one.outcome === 'kept, not seen').map(({ row, because }) => `not seen     ${nameOf(row)} (keep): ${because}`),
    ...rows.filter((one) => one.outcome === 'kept, and gone').map(({ row }) => `gone, though kept  ${nameOf(row)}`),
    ...added.map((one) => `new          ${nameOf(one.row)}${remark(one)}`),
    ...unseen.map((one) => `not seen     ${one.row.source}: ${one.row.because} (${one.in === 'both' ? 'review and later run' : one.in})`),
    ...elsewhere.map(({ row, reviewer, note }) => `elsewhere    ${nameOf(row)}: ${note} (${reviewer}; nobody but the reviewer says so)`),
    exit === 0
      ? 'The review is complete: all that was to go is gone, and all was seen.'
      : `The review is NOT complete: ${[...(exit === 3 ? [] : ['access that was to go is still there']), ...(exit === 1 ? [] : ['not all of it could be seen'])].join('; ')}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function remark({ revoked, renamed }: Closing['added'][number]): string {
  if (revoked) return '  (of somebody who was to lose access)';
  return renamed ? '  (one of its kind is gone: the same one by another name?)' : '';
}

function drafted(
  options: CloseOptions,
  file: string,
  { run }: Exported,
  later: SeenRun,
  closing: Closing,
  table: string,
  edge: Edge,
): string {
  const sha256 = digestOf(new TextEncoder().encode(table)).slice('sha256:'.length);
  const path = relative(dirname(resolve(edge.cwd, file)), resolve(edge.cwd, options.table)).replaceAll('\\', '/');
  const { owner, role, principal } = options;
  return draft({
    closing,
    reviewed: run,
    later: later.run,
    now: edge.clock.now(),
    document: path.startsWith('..') ? { name: options.table, sha256 } : { path, sha256 },
    ...(owner !== undefined && { owner }),
    ...(role !== undefined && { role }),
    ...(principal !== undefined && { principal }),
  });
}

/** A large company's table is larger than a file of policy may be. */
async function text(file: string, edge: Edge): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(resolve(edge.cwd, file)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const hint =
      code === 'ENOENT' ? 'no such file' : error instanceof TypeError ? 'it is not UTF-8; save it as “CSV UTF-8”' : String(code ?? error);
    throw new Refusal('CONFIG_UNREADABLE', 'cannot read the file', { at: { file }, hint, cause: error });
  }
}
async function exportedBeside(table: string, edge: Edge): Promise<Exported> {
  return readExported(await text(beside(table), edge), beside(table));
}

async function put(file: string, content: string, edge: Edge, flag: 'w' | 'wx'): Promise<void> {
  try {
    await writeFile(resolve(edge.cwd, file), content, { flag });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const hint = code === 'EEXIST' ? 'it is there already; name another' : String(code);
    throw new Refusal('OUTPUT_UNWRITABLE', `${file} cannot be written`, { hint, cause: error });
  }
  edge.say(`written: ${file}`);
}
