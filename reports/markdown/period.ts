/** The days of a period as tables: what was broken, then what was not seen, then the rest. */
import type { PeriodRow, PeriodTable, Report } from '../../src/model.ts';
import { heldSaid, interruptionSaid, runsSaid, worstFirst } from '../period.ts';
import { number, plural } from '../text.ts';
import { code, row, said } from './escape.ts';

/** Rows of one table. A comment on GitHub holds 65,536 characters. */
const MOST = 100;
const MOST_INTERRUPTIONS = 3;

export function periodText(table: PeriodTable): string {
  const lines = [
    `## claimcheck: ${table.from} to ${table.to}`,
    '',
    said(runsSaid(table)),
    ...table.notes.flatMap((note) => ['', `> ${said(note)}`]),
    '',
    ...rows('Claims and controls', table.requirements, table.days),
    ...rows('Checks', table.checks, table.days),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Within a report of one run: what was not well on every day. */
export function overTime({ overTime: table }: Report): readonly string[] {
  if (table === undefined) return [];
  const all = [...table.requirements, ...table.checks].filter(({ days }) => days.broken + days.unknown + days.unseen > 0);
  const title = `From ${table.from} to ${table.to}`;
  return all.length === 0 ? [`### ${title}`, '', said(runsSaid(table)), ''] : [said(runsSaid(table)), '', ...rows(title, all, table.days)];
}

function rows(title: string, all: readonly PeriodRow[], total: number): readonly string[] {
  if (all.length === 0) return [];
  const told = worstFirst(all).slice(0, MOST);
  const left = all.length - told.length;
  const cells = told.map((one) => {
    const breaks = one.interruptions.slice(0, MOST_INTERRUPTIONS).map((broken) => said(interruptionSaid(broken)));
    const more = one.interruptions.length - breaks.length;
    return row([code(one.id), said(heldSaid(one, total)), `${breaks.join('; ')}${more > 0 ? `; and ${number(more)} more` : ''}`]);
  });
  return [
    `### ${title}`,
    '',
    row(['Which', 'Days', 'Interruptions']),
    row(['---', '---', '---']),
    ...cells,
    ...(left > 0 ? ['', `${plural(left, 'more row')}; all with \`--json\` or \`--format csv\`.`] : []),
    '',
  ];
}
