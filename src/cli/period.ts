import { nearest, Refusal } from '../errors.ts';
import type { Locker } from '../locker/index.ts';
import type { PeriodTable } from '../model.ts';
import { periodOf } from '../period/period.ts';
import { renderers } from '../registry.ts';
import { csv } from './csv.ts';
import type { Command, Edge } from './edge.ts';
import { lockerOf } from './evaluate.ts';
import { namesIn } from './setup.ts';

export interface PeriodFlags {
  readonly from: string;
  readonly to?: string;
  readonly schedule?: string;
  readonly check?: string;
  readonly claim?: string;
}
export interface PeriodOptions extends PeriodFlags {
  readonly config: string;
  readonly locker?: string;
  readonly format?: string;
  readonly json?: boolean;
}

/** The days of a period. 0 all held on every day, 1 something was broken, 3 something was not seen on some day, 4 both. */
export const period: Command<PeriodOptions> = async (options, edge) => {
  const show = formatOf(options);
  checkedDays(options, edge);
  const table = await tableOf(await lockerOf(options, edge), options, edge);
  await edge.out(await show(table));
  return table.exit;
};

/** Refuses what cannot be meant before a locker is opened. */
export function checkedDays({ from, to }: PeriodFlags, { clock }: Edge): { readonly from: string; readonly to: string } {
  const today = clock.now().slice(0, 10);
  const last = to ?? today;
  for (const [flag, day] of [
    ['from', from],
    ['to', last],
  ] as const)
    if (!isDay(day)) throw new Refusal('USAGE', `--${flag} \`${day}\` is not a day`, { hint: 'a day is written 2026-06-01' });
  if (from > last) throw new Refusal('USAGE', `--from ${from} is after --to ${last}`);
  if (from > today) throw new Refusal('USAGE', `--from ${from} has not come yet`, { hint: `today is ${today}, in UTC` });
  return { from, to: last };
}
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Every row; or, as soon as either is chosen, only what is chosen. */
export async function tableOf(locker: Locker, flags: PeriodFlags, edge: Edge): Promise<PeriodTable> {
  const { schedule } = flags;
  const [checks, claims] = [namesIn(flags.check), namesIn(flags.claim)];
  const all = checks.length === 0 && claims.length === 0;
  const table = await periodOf(locker, {
    ...checkedDays(flags, edge),
    now: edge.clock.now(),
    check: (id) => all || checks.some((pattern) => fits(pattern, id)),
    requirement: (id) => all || claims.some((pattern) => fits(pattern, id)),
    ...(schedule !== undefined && { schedule }),
  });
  if (!all && table.runs.first !== null && table.checks.length + table.requirements.length === 0)
    throw new Refusal('SELECTION_EMPTY', `no run of this period knows ${[...checks, ...claims].join(', ')}`, {
      hint: 'see `claimcheck list checks`; a claim is written page/claim',
    });
  return table;
}
/** `*` is any text; everything else is itself. */
function fits(pattern: string, id: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(id);
}

function formatOf({ format, json }: Pick<PeriodOptions, 'format' | 'json'>): (table: PeriodTable) => Promise<string> {
  if (json && format !== undefined && format !== 'json')
    throw new Refusal('USAGE', `--json and --format ${format} say two different things`);
  const id = json ? 'json' : (format ?? 'terminal');
  if (id === 'csv') return async (table) => csv(rowsOf(table));
  const able = renderers.filter((one) => one.days !== undefined);
  const days = able.find((one) => one.id === id)?.days;
  if (days) return async (table) => new TextDecoder().decode((await days(table)).bytes);
  const known = [...able.map((one) => one.id), 'csv'];
  const meant = nearest(id, known);
  throw new Refusal('USAGE', `a period has no format called \`${id}\``, {
    hint: meant ? `did you mean \`${meant}\`?` : `known: ${known.join(', ')}`,
  });
}

const COLUMNS = [
  'kind',
  'id',
  'title',
  'days',
  'held',
  'broken',
  'unknown',
  'not applicable',
  'not seen',
  'longest gap',
  'interruptions',
  'broken since',
];
/** For spreadsheets: a row for each check and each requirement. */
function rowsOf(table: PeriodTable): readonly (readonly string[])[] {
  const rows = (kind: string, all: PeriodTable['checks']) =>
    all.map(({ id, title, days, longestGap, interruptions }) => [
      kind,
      id,
      title,
      ...[table.days, days.held, days.broken, days.unknown, days['not-applicable'], days.unseen, longestGap, interruptions.length].map(
        String,
      ),
      interruptions.find(({ endedAt }) => endedAt === null)?.seenAt ?? '',
    ]);
  return [COLUMNS, ...rows('requirement', table.requirements), ...rows('check', table.checks)];
}
