/** Every claim: its words, where it stands, why, and what no check covers. */
import type { Assessment, Report } from '../../../src/model.ts';
import { ofKind } from '../../facts.ts';
import { proofLines } from '../../proof.ts';
import { cut, name, plural, prose, sentence } from '../../text.ts';
import { STANDING_WORD, STRENGTH_MEANS, STRENGTH_WORD, VERDICT_WORD } from '../../words.ts';
import { rich, type Span } from '../lines.ts';
import { draw, markWidth, STANDING_COLOUR, VERDICT_COLOUR } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';

export function claims(sheet: Sheet, report: Report): void {
  const rows = ofKind(report, 'claims');
  if (rows.length === 0) return;
  sheet.page();
  sheet.chapter('Claims', `${plural(rows.length, 'statement')} as published, and what the evidence says of each.`);
  for (const row of rows) claim(sheet, row);
}

function claim(sheet: Sheet, row: Assessment): void {
  const quote = cut(prose(row.quote ?? row.title), 1200);
  const style = { face: 'italic', size: SIZE.lead } as const;
  sheet.space(10);
  sheet.need(Math.min(260, sheet.height(quote, CONTENT, style) + 60));
  sheet.text(row.quote === undefined ? quote : `“${quote}”`, style, { after: 4 }, 'BlockQuote');
  standingLine(sheet, row);
  sheet.text(sentence(row.because), {}, { after: 3 });
  labelled(sheet, 'Not covered by any check', row.remainder);
  labelled(sheet, 'About the wording', row.wording);
  labelled(sheet, 'What would have to be true', row.text);
  proof(sheet, row);
  const origin = [name(row.id), ...(row.at === undefined ? [] : [name(row.at)]), ...(row.kind === undefined ? [] : [row.kind])].join(' · ');
  const related = row.controls === undefined || row.controls.length === 0 ? '' : ` · relevant to ${row.controls.map(name).join(', ')}`;
  sheet.text(`${origin}${related}`, { size: SIZE.tiny, colour: COLOUR.faint }, { after: 7 });
  sheet.rule();
}

/** `● Supported   ▂▄▆█ configuration: a setting …`: shape and word together. */
export function standingLine(sheet: Sheet, row: Assessment): void {
  const size = 8.8;
  const word = { text: STANDING_WORD[row.standing], face: 'bold', colour: STANDING_COLOUR[row.standing] } as const;
  const top = sheet.y;
  const from = PAGE.left + 110;
  sheet.artifact(() => {
    draw(sheet.doc, { standing: row.standing }, PAGE.left, top + 2, size);
    draw(sheet.doc, { strength: row.strength }, from, top + 2, size);
  });
  sheet.text([word], { size: SIZE.lead }, { x: PAGE.left + size + 6 });
  sheet.y = top;
  const strength: readonly Span[] = [
    { text: `Evidence: ${STRENGTH_WORD[row.strength]}`, face: 'bold' },
    { text: ` — ${STRENGTH_MEANS[row.strength]}`, colour: COLOUR.soft },
  ];
  sheet.text(strength, { size: SIZE.body }, { x: from + markWidth({ strength: row.strength }, size) + 6, after: 4 });
}

function labelled(sheet: Sheet, label: string, text: string | undefined): void {
  if (text === undefined) return;
  sheet.text([{ text: `${label}: `, face: 'bold' }, ...rich(cut(prose(text), 900))], {}, { after: 3 });
}

/** The argument, node by node, each with what was found. */
function proof(sheet: Sheet, row: Assessment): void {
  sheet.text('How it is argued', { face: 'bold', size: SIZE.small, colour: COLOUR.soft }, { after: 1 });
  for (const line of proofLines(row.proof)) {
    const x = PAGE.left + 4 + Math.min(line.depth, 8) * 14;
    sheet.need(24);
    const top = sheet.y;
    sheet.artifact(() => draw(sheet.doc, { verdict: line.verdict }, x, top + 1.8, 6.8));
    const spans: Span[] = [{ text: `${VERDICT_WORD[line.verdict]} `, face: 'bold', colour: VERDICT_COLOUR[line.verdict] }];
    if (line.check !== undefined) spans.push({ text: `${name(line.check)} `, face: 'mono', size: SIZE.tiny });
    spans.push({ text: cut(prose(line.text), 600) });
    sheet.text(spans, { size: SIZE.small }, { x: x + 11, after: 1 });
  }
  sheet.space(3);
}
