/** Where what is said and what is seen do not go together, and where that could not be found out. */
import type { ContradictionSide, Report } from '../../../src/model.ts';
import { valuesOf } from '../../contradictions.ts';
import { name, sentence } from '../../text.ts';
import type { Sheet } from '../sheet.ts';
import { SIZE } from '../style.ts';
import { type Cell, table } from '../table.ts';

export function contradictions(sheet: Sheet, { contradictions: pairs = [] }: Report): void {
  if (pairs.length === 0) return;
  const { t } = sheet;
  const { contradictions: words } = t.pages;
  const of = (verdict: string) => pairs.filter((pair) => pair.verdict === verdict).length;
  const remark = words.remark(of('fail'), pairs.length, of('unknown'));
  sheet.chapter(t.pages.chapters.contradictions, remark, { id: 'contradictions', room: 200 });
  const side = ({ by, gaps, ...rest }: ContradictionSide): Cell => {
    const { text, more } = valuesOf({ by, gaps, ...rest });
    const [gap] = gaps;
    const parts = [text, more > 0 ? words.cut(more) : '', gap ? words.unseen(gap.reason) : ''].filter((part) => part !== '');
    return { spans: [{ text: `${name(by)} `, face: 'bold' }, { text: parts.join('; ') }] };
  };
  const rows = pairs.map(({ title, verdict, because, claims, said, seen }): readonly Cell[] => [
    {
      mark: { verdict },
      spans: [{ text: `${t.verdictWord[verdict]} `, face: 'bold' }, { text: sentence(title) }],
      below: [
        // what agrees has nothing to add to its sentence
        ...(verdict === 'pass' ? [] : [{ text: sentence(because), size: SIZE.tiny }]),
        ...(claims.length > 0 ? [{ text: ` ${claims.map(name).join(', ')}`, face: 'mono' as const, size: SIZE.tiny }] : []),
      ],
    },
    side(said),
    side(seen),
  ]);
  const columns = [
    { title: words.sentence, share: 3 },
    { title: words.stated, share: 1.5 },
    { title: words.seen, share: 1.5 },
  ];
  table(sheet, columns, rows);
}
