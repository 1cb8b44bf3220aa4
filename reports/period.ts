/** The days of a period in words, as the reports that show them share them. */
import type { Interruption, PeriodRow, PeriodTable } from '../src/model.ts';
import { causeSaid, EFFECT_WORD } from './comparing.ts';
import { enTime } from './messages/en-time.ts';
import type { Messages } from './messages/index.ts';
import { day } from './text.ts';

type DayWords = Messages['pages']['days'];
/** `Held on 181 of 184 days; longest gap 2 days.` */
export function heldSaid(row: PeriodRow, total: number, words: DayWords = enTime.days, what: 'check' | 'requirement' = 'check'): string {
  const { days, longestGap, interruptions } = row;
  const none = what === 'check' ? words.empty : words.notAssessed;
  const told = [words.held(days.held, total)];
  if (days.broken > 0) told.push(words.broken(days.broken, interruptions.length));
  if (days.unknown > 0) told.push(words.unknown(days.unknown));
  if (days['not-applicable'] > 0) told.push(none(days['not-applicable']));
  told.push(longestGap === 0 ? words.noGap : words.gap(longestGap));
  return `${told.join('; ')}.`;
}

export function runsSaid({ runs, days, ongoing }: PeriodTable, words: DayWords = enTime.days): string {
  const { sealed, aborted, lost, locked, schedule } = runs;
  const told = [words.sealed(sealed)];
  if (aborted > 0) told.push(words.aborted(aborted));
  if (lost.length > 0) told.push(words.lost(lost.length));
  if (locked > 0) told.push(words.locked(locked));
  const due = schedule === undefined ? '' : `; ${words.due(schedule.expected, schedule.cron, schedule.missed)}`;
  return `${words.within(told.join(', '), days, ongoing)}${due}.`;
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
