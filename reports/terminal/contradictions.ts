/** Where what is said and what is seen do not go together, and where that could not be found out. */
import type { Contradiction } from '../../src/model.ts';
import { name, number, plural, sentence } from '../text.ts';
import { clip } from './short.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

export function contradicted({ report: { contradictions = [] }, width }: Page): readonly string[] {
  const told = contradictions.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown');
  if (contradictions.length === 0) return [];
  const failed = told.filter(({ verdict }) => verdict === 'fail').length;
  const head = `CONTRADICTIONS, ${number(failed)} between ${plural(contradictions.length, 'pair')} of sources, ${number(told.length - failed)} not known`;
  return [...wrap(head, width), ...told.flatMap((one) => lines(one, width))];
}

function lines({ id, verdict, reason, because, claims, said, seen }: Contradiction, width: number): readonly string[] {
  const word = verdict === 'fail' ? 'CONTRADICTED' : `UNKNOWN (${reason ?? 'no reason was recorded'})`;
  const about = claims.length === 0 ? '' : `, claimed by ${claims.map(name).join(', ')}`;
  return [
    ...wrap(`${name(id)}: ${word}: ${name(said.by)} against ${name(seen.by)}${about}`, width, '  - '),
    `    ${clip(sentence(because), width - 4)}`,
  ];
}
