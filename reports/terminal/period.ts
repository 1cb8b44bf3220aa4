/** The days of a period for somebody at a terminal. */
import type { PeriodRow, PeriodTable } from '../../src/model.ts';
import { heldSaid, interruptionSaid, runsSaid, worstFirst } from '../period.ts';
import { name, plural, sentence } from '../text.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

const MOST = 40;
const MOST_INTERRUPTIONS = 3;

export function periodText(table: PeriodTable, width: number): string {
  const parts = [
    [`${table.from} to ${table.to}`, ...wrap(runsSaid(table), width), ...table.notes.flatMap((note) => wrap(`note: ${note}`, width))],
    rows('CLAIMS AND CONTROLS', table.requirements, table.days, width),
    rows('CHECKS', table.checks, table.days, width),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function rows(title: string, all: readonly PeriodRow[], total: number, width: number): readonly string[] {
  if (all.length === 0) return [];
  const told = worstFirst(all).slice(0, MOST);
  const left = all.length - told.length;
  return [
    title,
    ...told.flatMap((one) => {
      const breaks = one.interruptions
        .slice(0, MOST_INTERRUPTIONS)
        .flatMap((broken) => wrap(sentence(interruptionSaid(broken)), width, '      '));
      const more = one.interruptions.length - MOST_INTERRUPTIONS;
      return [
        ...wrap(name(one.id), width, '  '),
        ...wrap(heldSaid(one, total), width, '    '),
        ...breaks,
        ...(more > 0 ? [`      and ${plural(more, 'more interruption')}`] : []),
      ];
    }),
    ...(left > 0 ? [`  and ${plural(left, 'more row')}; all with --json or --format csv`] : []),
  ];
}

/** In the summary of one run: what was not well on every day. */
const MOST_BESIDE = 8;
export function overTime({ report: { overTime: table }, width }: Page): readonly string[] {
  if (table === undefined) return [];
  const rows = worstFirst([...table.requirements, ...table.checks]).filter(({ days }) => days.broken + days.unknown + days.unseen > 0);
  const told = rows.slice(0, MOST_BESIDE).flatMap((one) => wrap(`${name(one.id)}: ${heldSaid(one, table.days)}`, width, '  '));
  const left = rows.length - MOST_BESIDE;
  return [
    `PERIOD ${table.from} to ${table.to}`,
    ...wrap(runsSaid(table), width, '  '),
    ...told,
    ...(left > 0 ? [`  and ${plural(left, 'more row')}`] : []),
  ];
}
