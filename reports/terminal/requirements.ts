/** The claims: one line for each that a check speaks about, names for those that none does. */
import { type Assessment, STRENGTHS, type Standing, type Strength } from '../../src/model.ts';
import { checksIn, ofKind } from '../facts.ts';
import { name, plural, prose } from '../text.ts';
import { STANDING_WORD, STRENGTH_BARS, STRENGTH_WORD } from '../words.ts';
import { listed, oneLine } from './short.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

/** What is wrong before what is well. */
const ORDER: readonly Standing[] = ['contradicted', 'unproven', 'supported', 'established', 'not-assessed'];
/** How many claims have a line of their own; those after them are named. */
const OWN_LINES = 40;

const bars = (value: Strength): string => `[${'#'.repeat(STRENGTH_BARS[value]).padEnd(4, '.')}]`;
/** `[###.] configuration`: a mark for every strength, and no two alike. */
export const strength = (value: Strength): string => `${bars(value)} ${STRENGTH_WORD[value]}`;

export function claims({ report, width }: Page): readonly string[] {
  const rows = ofKind(report, 'claims');
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const called = (row: Assessment) => name(ids.indexOf(row.id) === ids.lastIndexOf(row.id) ? row.id : `${row.framework}/${row.id}`);
  const judged = ORDER.flatMap((standing) => rows.filter((row) => row.standing === standing && checksIn(row.proof).length > 0));
  const own = new Set(judged.slice(0, OWN_LINES));
  const lines = ORDER.flatMap((standing) => {
    const here = rows.filter((row) => row.standing === standing);
    const beyond = here.filter((row) => !own.has(row) && checksIn(row.proof).length > 0);
    const unchecked = here.filter((row) => checksIn(row.proof).length === 0);
    return [
      ...here.filter((row) => own.has(row)).flatMap((row) => claim(row, called(row), width)),
      ...named(
        standing,
        'more',
        beyond.map((row) => `${bars(row.strength)} ${called(row)}`),
        width,
      ),
      ...named(standing, 'without any check', unchecked.map(called), width),
    ];
  });
  const marks = STRENGTHS.filter((value) => judged.some((row) => row.strength === value)).map(strength);
  return [...wrap(marks.length === 0 ? 'CLAIMS' : `CLAIMS, by ${marks.join(', ')}`, width), ...lines];
}

function claim(row: Assessment, called: string, width: number): readonly string[] {
  const word = STANDING_WORD[row.standing].toUpperCase();
  return oneLine(`${word} ${bars(row.strength)} ${called}`, `"${prose(row.quote ?? row.title)}"`, width, '  ');
}

function named(standing: Standing, which: string, ids: readonly string[], width: number): readonly string[] {
  if (ids.length === 0) return [];
  const [first = '', ...rest] = ids;
  const start = `${STANDING_WORD[standing].toUpperCase()}, ${plural(ids.length, 'claim')} ${which}: ${first}`;
  return listed([start, ...rest], width, '  ');
}
