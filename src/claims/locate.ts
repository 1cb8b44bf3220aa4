/** Where words stand in a statement. A quote may take in several sentences, or a part of one. */
import { createHash } from 'node:crypto';
import type { Digest } from '../model.ts';
import { folded, type Sentence, type Statement } from '../statement/statement.ts';

export interface Occurrence {
  /** Those that the words touch, in order. */
  readonly sentences: readonly Sentence[];
  /** They are those sentences, and no less. */
  readonly whole: boolean;
}

/** Everywhere the words stand, word for word but for white space; under one heading, when `at` names it. */
export function occurrencesOf(quote: string, { sentences }: Statement, at?: string): readonly Occurrence[] {
  const wanted = folded(quote);
  const sections = grouped(sentences);
  return [...sections].filter(([anchor]) => at === undefined || anchor === at).flatMap(([, all]) => within(wanted, all));
}
function grouped(sentences: readonly Sentence[]): Map<string, Sentence[]> {
  const sections = new Map<string, Sentence[]>();
  for (const one of sentences) sections.set(one.at, [...(sections.get(one.at) ?? []), one]);
  return sections;
}

function within(wanted: string, sentences: readonly Sentence[]): Occurrence[] {
  const text = sentences.map((one) => one.text).join(' ');
  const spans: { from: number; to: number; sentence: Sentence }[] = [];
  let from = 0;
  for (const sentence of sentences) {
    spans.push({ from, to: from + sentence.text.length, sentence });
    from += sentence.text.length + 1;
  }
  const found: Occurrence[] = [];
  for (let at = text.indexOf(wanted); at >= 0 && wanted !== ''; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const touched = spans.filter((span) => span.from < end && at < span.to);
    const whole = touched[0]?.from === at && touched.at(-1)?.to === end;
    found.push({ sentences: touched.map(({ sentence }) => sentence), whole });
  }
  return found;
}

/** What was read when a claim was reviewed: its sentences whole, so that a word that changes beside the quote is noticed too. */
export function hashOf({ sentences }: Occurrence): Digest {
  const text = sentences.map((one) => one.text).join(' ');
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}
