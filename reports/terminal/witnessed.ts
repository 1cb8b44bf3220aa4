/** Where somebody else judges the same resource and says the opposite: our verdict stands, and the reader knows. */
import { name, number, sentence } from '../text.ts';
import { isTold, opinions, scopeOf, titleOf } from '../witnessed.ts';
import { clip } from './short.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

/** How many are told of. */
const LINES = 8;

export function otherwise({ report: { witnessed }, width }: Page): readonly string[] {
  if (!isTold(witnessed)) return [];
  const told = witnessed.disagreements.slice(0, LINES);
  const rest = witnessed.disagreements.length - told.length;
  return [
    ...wrap(`${titleOf(witnessed).toUpperCase()}, ${scopeOf(witnessed)}`, width),
    ...told.flatMap((one) => [
      ...wrap(`${name(one.check)}: ${name(one.resource.name)}`, width, '  - '),
      `    ${clip(sentence(opinions(one)), width - 4)}`,
    ]),
    ...(rest > 0 ? wrap(`and ${number(rest)} more, in the report`, width, '  - ') : []),
  ];
}
