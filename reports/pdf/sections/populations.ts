/** For every check: how many it is about, whether they are all, and what proves it. */
import type { CheckResult, Report } from '../../../src/model.ts';
import { cut, name, number, prose, sentence, shown } from '../../text.ts';
import { EVIDENCE_WORD, VERDICT_WORD } from '../../words.ts';
import { VERDICT_COLOUR } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, SIZE } from '../style.ts';
import { type Cell, cell, marked, table } from '../table.ts';

export function populations(sheet: Sheet, report: Report): void {
  if (report.results.length === 0) return;
  const remark = 'Every check, with the number of resources it is about and the receipt that these are all. “0” is never a pass by itself.';
  sheet.chapter('Checks and populations', remark);
  const columns = [
    { title: 'Verdict', share: 1.1 },
    { title: 'Check', share: 3.1 },
    { title: 'Seen by', share: 1.1 },
    { title: 'Population', share: 1 },
    { title: 'Receipt', share: 2.2 },
  ];
  table(sheet, columns, report.results.map(row));
}

function row(result: CheckResult): readonly Cell[] {
  const { size, complete, proof } = result.population;
  return [
    marked({ verdict: result.verdict }, VERDICT_WORD[result.verdict], { face: 'bold', colour: VERDICT_COLOUR[result.verdict] }),
    {
      spans: [{ text: cut(prose(result.title), 300) }],
      below: [{ text: `${name(result.check)} `, face: 'mono', size: SIZE.tiny, colour: COLOUR.faint }, ...bounds(result)],
    },
    cell(EVIDENCE_WORD[result.evidence]),
    cell(`${number(size)}, ${complete ? 'complete' : 'NOT complete'}`, complete ? {} : { face: 'bold' }),
    cell(sentence(proof)),
  ];
}
/** Bounds as used; one that was loosened says so, since it cannot establish a stricter requirement. */
function bounds({ params, loosened }: CheckResult): Cell['spans'] {
  const pairs = Object.entries(params).map(
    ([key, value]) => `${name(key)} = ${shown(value, 80)}${loosened.includes(key) ? ' (looser than shipped)' : ''}`,
  );
  return pairs.length === 0 ? [] : [{ text: `with ${pairs.join(', ')}`, face: loosened.length > 0 ? 'bold' : 'regular' }];
}
