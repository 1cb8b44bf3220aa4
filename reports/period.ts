/** The days of a period in words, as the reports that show them share them. */
import type { Interruption, PeriodRow, PeriodTable } from '../src/model.ts';
import { causeSaid, EFFECT_WORD } from './comparing.ts';
import { day, number, plural } from './text.ts';

/** `Held on 181 of 184 days; longest gap 2 days.` */
export function heldSaid({ days, longestGap, interruptions }: PeriodRow, total: number): string {
  const told = [`Held on ${number(days.held)} of ${plural(total, 'day')}`];
  if (days.broken > 0) told.push(`broken on ${number(days.broken)}, in ${plural(interruptions.length, 'interruption')}`);
  if (days.unknown > 0) told.push(`unknown on ${number(days.unknown)}`);
  if (days['not-applicable'] > 0) told.push(`nothing to look at on ${number(days['not-applicable'])}`);
  told.push(longestGap === 0 ? 'no gap' : `longest gap ${plural(longestGap, 'day')}`);
  return `${told.join('; ')}.`;
}

export function runsSaid({ runs, days, ongoing }: PeriodTable): string {
  const { sealed, aborted, lost, locked, schedule } = runs;
  const told = [plural(sealed, 'sealed run')];
  if (aborted > 0) told.push(`${number(aborted)} interrupted`);
  if (lost.length > 0) told.push(`${number(lost.length)} failed without a manifest`);
  if (locked > 0) told.push(`${number(locked)} refused beside another`);
  const due =
    schedule === undefined
      ? ''
      : `; ${number(schedule.expected)} were expected by "${schedule.cron}" (UTC), ${schedule.missed === 0 ? 'none' : number(schedule.missed)} missed`;
  return `${told.join(', ')} in ${plural(days, 'day')}${ongoing ? ' (the last of them is not over)' : ''}${due}.`;
}

/** Holds names of the estate: escape it. */
export function interruptionSaid(one: Interruption): string {
  const begin = one.heldUntil === undefined ? `${day(one.seenAt)} or before` : day(one.seenAt);
  const why = one.began.slice(0, 1).map((cause) => ` (${causeSaid(cause)})`);
  if (one.endedAt === null) return `since ${begin}${why.join('')}, still so when last seen`;
  const how = one.ended.slice(0, 1).map((cause) => ` (${causeSaid(cause)})`);
  const word = one.ending === null ? 'ended' : EFFECT_WORD[one.ending].toLowerCase();
  return `from ${begin}${why.join('')} until ${day(one.endedAt)}: ${word}${how.join('')}`;
}

/** What somebody has to look at first: broken days, then days of which nothing is known. */
export function worstFirst(rows: readonly PeriodRow[]): readonly PeriodRow[] {
  const doubt = ({ days }: PeriodRow) => days.unknown + days.unseen;
  return [...rows].sort((a, b) => b.days.broken - a.days.broken || doubt(b) - doubt(a) || (a.id < b.id ? -1 : 1));
}
