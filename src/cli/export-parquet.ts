import { resolve } from 'node:path';
import { Refusal } from '../errors.ts';
import { DIALECTS, ddl } from '../history/ddl.ts';
import { type Exported, exportHistory } from '../history/export.ts';
import type { RunLine } from '../history/rows.ts';
import type { Command, Edge } from './edge.ts';
import { lockerOf } from './evaluate.ts';
import { checkedDays } from './period.ts';
import { formatNamed } from './table.ts';

export interface ExportOptions {
  readonly locker?: string;
  readonly config: string;
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
  readonly again?: boolean;
  readonly ddl?: string;
  readonly location: string;
}

/** 0 whatever was found in the runs · 5 when one of them is altered or missing · 3 when none is, and one could not be read. */
export const exportParquet: Command<ExportOptions> = async (options, edge) => {
  if (options.ddl !== undefined) {
    await edge.out(ddl(formatNamed(options.ddl, DIALECTS), options.location));
    return 0;
  }
  const days = bounds(options, edge);
  const locker = await lockerOf(options, edge);
  const done = await exportHistory(locker, {
    ...days,
    out: resolve(edge.cwd, options.out),
    ...(options.again && { again: true }),
    at: edge.clock.now(),
    id: edge.uuid(),
    signal: edge.signal,
  });
  tell(done, options.out, edge);
  return done.interrupted ? (edge.interrupted() ?? 130) : exitOf(done.odd);
};
export const exitOf = (odd: readonly RunLine[]): number => Math.max(0, ...odd.map(({ state }) => EXIT[state] ?? 0));
const EXIT: Partial<Record<RunLine['state'], number>> = { altered: 5, missing: 5, unread: 3 };

function bounds({ from, to }: ExportOptions, edge: Edge): { readonly from?: string; readonly to?: string } {
  if (from === undefined && to === undefined) return {};
  const checked = checkedDays({ from: from ?? '1970-01-01', ...(to !== undefined && { to }) }, edge);
  return { ...(from !== undefined && { from: checked.from }), ...(to !== undefined && { to: checked.to }) };
}

function tell({ runs, written, outside, findings, bytes, odd, interrupted }: Exported, out: string, edge: Edge): void {
  for (const line of odd.filter(({ state }) => state in EXIT)) edge.say(wordsOf(line));
  const others = odd.filter(({ state }) => !(state in EXIT));
  const kinds = [...new Set(others.map(({ state }) => state))].map(
    (kind) => `${others.filter(({ state }) => state === kind).length} ${kind}`,
  );
  edge.say(
    [
      `${out}: ${runs} runs, ${written} of them written now, ${findings} findings, ${(bytes / 1e6).toFixed(1)} MB`,
      ...(outside > 0 ? [`${outside} runs lie outside of the period`] : []),
      ...(kinds.length > 0 ? [`in the table \`runs\` also: ${kinds.join(', ')}`] : []),
    ].join('; '),
  );
  if (interrupted) edge.say('interrupted: not all of it is there; the same command goes on');
}
export const wordsOf = ({ run, state, detail }: RunLine): string => `run ${run} is ${state}: ${detail}`;

/** For a question to a locker: a history that nobody keeps. */
export async function passing(locker: string, out: string, edge: Edge): Promise<Exported> {
  const done = await exportHistory(await lockerOf({ locker, config: '' }, edge), {
    out,
    at: edge.clock.now(),
    id: edge.uuid(),
    signal: edge.signal,
  });
  if (done.interrupted) throw new Refusal('USAGE', 'interrupted before all runs were read');
  return done;
}
