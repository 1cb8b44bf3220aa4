/** A sample as a page to work through by hand: what was drawn from what, how to draw it again, and a line for each. */
import type { RenderedFile, Worksheet } from '../../src/model.ts';
import { day, name, number, prose, sentence } from '../text.ts';
import { printed } from './document.ts';
import type { Sheet } from './sheet.ts';
import { COLOUR, SIZE } from './style.ts';
import { cell, table } from './table.ts';

export async function worksheet(sample: Worksheet): Promise<RenderedFile> {
  const bytes = await printed({ run: sample.run }, { title: `Sample: ${name(sample.check)}`, cover: false, attachments: [] }, (sheet) =>
    write(sheet, sample),
  );
  return { name: 'sample.pdf', mediaType: 'application/pdf', bytes };
}

function write(sheet: Sheet, { check, title, seed, population, rows, how, run }: Worksheet): void {
  sheet.begin('Sample');
  sheet.text('Sample', { size: SIZE.lead, colour: COLOUR.soft }, { after: 1 });
  sheet.text(prose(title), { face: 'bold', size: SIZE.title }, { after: 3 }, 'H1');
  const drawn = `${number(rows.length)} of ${number(population.size)} findings of ${name(check)}, ${day(run.period.from)} to ${day(run.period.to)}; seed “${name(seed)}”.`;
  sheet.text(drawn, { size: SIZE.lead, colour: COLOUR.soft }, { after: 6 });
  if (!population.complete) {
    const text = `The population is not whole: ${sentence(population.proof)}. What could not be read can be in no sample.`;
    sheet.text(text, { face: 'bold', colour: COLOUR.fail }, { after: 6 });
  }
  sheet.text(
    'The findings whose SHA-256 of seed, zero byte and id comes first; to draw them again, from the list of all ids:',
    {},
    { after: 2 },
  );
  for (const line of how) sheet.text(line, { size: SIZE.small, colour: COLOUR.soft });
  sheet.space(8);
  const columns = [
    { title: 'Change and page', share: 2.6 },
    { title: 'Author', share: 1.2 },
    { title: 'Approved by', share: 1.3 },
    { title: 'Checks', share: 0.9 },
    { title: 'Dates', share: 2.2 },
    { title: 'Found', share: 1 },
    { title: 'Seen by hand', share: 1.2 },
  ];
  const lines = rows.map(([id = '', author = '', approver = '', checks = '', dates = '', link = '', verdict = '']) => [
    {
      spans: [{ text: name(id), face: 'bold' as const }],
      below: [{ text: name(link), colour: COLOUR.faint, ...(isWeb(link) && { link }) }],
    },
    cell(name(author)),
    cell(name(approver)),
    cell(name(checks)),
    cell(sentence(dates)),
    cell(name(verdict)),
    cell(''),
  ]);
  table(sheet, columns, lines);
}
const isWeb = (link: string): boolean => /^https:\/\/[\x21-\x7e]+$/.test(link);
