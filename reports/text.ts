/** Text from a provider is hostile until shown otherwise: what cannot be seen is written out, what has no end is cut. */
import { en } from './messages/en.ts';
import { grouped } from './messages/grouped.ts';

// Control, format and private characters, lone surrogates, line separators, everything that a font may leave out
// (zero-width joiners, bidi overrides, variation selectors, Hangul fillers), blank Braille, and every space but the plain one.
// The classes are Unicode's: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
const HIDDEN =
  /[\p{Cc}\p{Noncharacter_Code_Point}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?![ \u3000])\p{Zs}/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** `\x1b`, `\u202e`, `\u{e0001}`: the way a JavaScript string literal would write it. */
function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0);
  if (code === undefined) return '';
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Most names: a look at each character's class costs ten times as much, for each of a million rows. */
const PLAIN = /^[ -~]*$/;

/** A name as it was given, with every character that would not show, or would move others, written as an escape. */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(HIDDEN, escaped);
}

/** Running text from policy files: line ends and odd spaces are only layout there, so they become one space. */
export function prose(text: string): string {
  return visible(text.trim().replace(/[\t\n\r\u00a0\u2007\u202f ]+/g, ' '));
}

/** How a language writes numbers and days, and what it says of text that is not shown. */
export interface Habits {
  /** Between groups of three digits. */
  readonly thousands: string;
  readonly cut: (characters: string) => string;
  readonly notThere: string;
  readonly notKnown: (reason: string) => string;
  /** From digits, as RFC 3339 has them. */
  readonly date: (year: string, month: string, day: string) => string;
  /** A day, and the time of it in UTC. */
  readonly moment: (date: string, time: string) => string;
}
/** What every language does in its own way. */
export interface Manner {
  /** The first `limit` UTF-16 units at most, never half a character, and how much was cut. */
  cut(text: string, limit: number): string;
  name(text: string): string;
  /** A sentence that may quote a provider's names. */
  sentence(text: string): string;
  number(value: number): string;
  /** `2026-11-21 10:00:00 UTC`, from RFC 3339. What is not an instant is shown as it is. */
  when(instant: string): string;
  /** Only the day: of an instant, or of a day. */
  day(instant: string): string;
  /** A value as it was observed, on one line: `{"level":1}`, `(unknown: access_denied)`, `none`. */
  shown(value: unknown, limit?: number): string;
}

/** How long a name may be in a report for people. The whole name stands in the evidence. */
export const NAME_LIMIT = 140;
/** How long a sentence may be, since names are put into sentences. */
export const SENTENCE_LIMIT = 600;

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z)?$/;

export function mannerOf(habits: Habits): Manner {
  const number = (value: number): string => grouped(value, habits.thousands);
  const cut = (text: string, limit: number): string => {
    if (text.length <= limit) return visible(text);
    const head = [...text.slice(0, limit)];
    if (/[\ud800-\udbff]$/.test(text.slice(0, limit))) head.pop();
    return `${visible(head.join(''))}… [${habits.cut(number(text.length))}]`;
  };
  const name = (text: string): string => cut(text, NAME_LIMIT);
  const dated = (instant: string, whole: boolean): string => {
    const [, year = '', month = '', of = '', time] = INSTANT.exec(instant) ?? [];
    if (year === '' || (whole && time === undefined)) return name(instant);
    const date = habits.date(year, month, of);
    return whole && time !== undefined ? habits.moment(date, time) : date;
  };
  return {
    cut,
    name,
    sentence: (text) => cut(text.trim(), SENTENCE_LIMIT),
    number,
    when: (instant) => dated(instant, true),
    day: (instant) => dated(instant, false),
    shown(value, limit = 120) {
      if (value === undefined) return habits.notThere;
      if (value === null) return 'null';
      if (typeof value === 'string') return cut(`"${value}"`, limit);
      if (isUnknown(value)) return habits.notKnown(value.$unknown.reason);
      return cut(JSON.stringify(value), limit);
    },
  };
}
/** As the formats do it that speak English alone. */
export const { cut, name, sentence, number, when, day, shown } = mannerOf(en.habits);

/** `1 finding`, `2 findings`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

function isUnknown(value: unknown): value is { $unknown: { reason: string } } {
  if (typeof value !== 'object' || value === null || !('$unknown' in value)) return false;
  const gap = value.$unknown;
  return typeof gap === 'object' && gap !== null && 'reason' in gap && typeof gap.reason === 'string';
}

/** A link that a reader may safely press, or undefined: only http, https and mailto, without credentials in it. */
export function safeLink(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) return undefined;
  return url.username === '' && url.password === '' ? url.href : undefined;
}

/** The addresses in a sentence, apart from the words around them. Pieces joined give the sentence again. */
export function linked(text: string): readonly { readonly text: string; readonly link?: string }[] {
  return text
    .split(/(\bhttps?:\/\/[^\s<>"'()]+|\bmailto:[^\s<>"'()]+)/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const link = /^(?:https?|mailto):/.test(piece) ? safeLink(piece.replace(/[.,;:!?…]+$/, '')) : undefined;
      return link === undefined ? { text: piece } : { text: piece, link };
    });
}
