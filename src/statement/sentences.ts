/** Where one sentence ends and the next begins: Unicode's rules (UAX 29, https://www.unicode.org/reports/tr29/), and what abbreviations need besides. */
import type { Spot } from './statement.ts';

/** A full stop after these ends no sentence. Those that often do end one, such as `etc.`, are left to the rules. */
const ABBREVIATED =
  /(?:^|[\s("'“‘])(?:e\.\s?g|i\.\s?e|cf|vs|approx|incl|excl|resp|no|nos|nr|art|sec|fig|vol|ver|dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|z\.\s?b|d\.\s?h|u\.\s?a|bzw|ggf|inkl|abs|ca|[a-z])\.\s*$/i;
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

export interface Placed extends Spot {
  readonly text: string;
}

/** The sentences of one block of text, each with the place of its first character. */
export function sentencesIn(pieces: readonly Placed[]): Placed[] {
  const whole = pieces.map(({ text }) => text).join('');
  const found: Placed[] = [];
  let start = 0;
  let end = 0;
  const close = () => {
    const raw = whole.slice(start, end);
    const text = raw.replaceAll(/\s+/g, ' ').trim();
    if (/[\p{L}\p{N}]/u.test(text)) found.push({ text, ...spotOf(pieces, start + (raw.length - raw.trimStart().length)) });
    start = end;
  };
  const segments = [...segmenter.segment(whole)];
  segments.forEach(({ segment }, index) => {
    end += segment.length;
    const next = segments[index + 1]?.segment;
    // "U.S. government", "No. 7": what goes on in lower case, or follows an abbreviation, goes on
    if (next !== undefined && (ABBREVIATED.test(whole.slice(start, end)) || /^\p{Ll}/u.test(next)) && !/\n\s*\n$/.test(segment)) return;
    close();
  });
  return found;
}

/** The place of the character at this offset of the joined pieces; within a piece, lines are counted as they stand in it. */
function spotOf(pieces: readonly Placed[], offset: number): Spot {
  let left = offset;
  for (const { text, line, column } of pieces) {
    if (left < text.length) {
      const before = text.slice(0, left).split('\n');
      return before.length === 1
        ? { line, column: column + left }
        : { line: line + before.length - 1, column: (before.at(-1) as string).length + 1 };
    }
    left -= text.length;
  }
  const { line, column } = pieces[0] ?? { line: 1, column: 1 };
  return { line, column };
}
