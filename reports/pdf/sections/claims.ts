/** Every claim: all at a glance, then each with its words, where it stands, why, and what was seen. */
import type { Assessment, Report } from '../../../src/model.ts';
import { checksIn, ofKind } from '../../facts.ts';
import { cut, name, prose, sentence } from '../../text.ts';
import { breakLines, heightOf, rich, type Span } from '../lines.ts';
import { draw, markWidth, STANDING_COLOUR } from '../marks.ts';
import { claimPlace } from '../places.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { marked, table } from '../table.ts';
import { argument, type Seen } from './argument.ts';

export function claims(sheet: Sheet, report: Report, seen: Seen): void {
  const rows = ofKind(report, 'claims');
  if (rows.length === 0) return;
  const { chapters, claims: words } = sheet.t.pages;
  sheet.page();
  sheet.chapter(chapters.claims, words.remark(rows.length), { id: 'claims' });
  glance(sheet, rows);
  rows.forEach((row, index) => {
    claim(sheet, row, words.number(index + 1, rows.length), seen, index === 0);
  });
}

function glance(sheet: Sheet, rows: readonly Assessment[]): void {
  const { t } = sheet;
  const { claims: words } = t.pages;
  sheet.keep();
  const columns = [
    { title: words.words, share: 5 },
    { title: words.standing, share: 1.75 },
    { title: words.strength, share: 2 },
    { title: words.page, share: 0.6 },
  ];
  const cells = rows.map((row) => [
    { spans: [{ text: `“${cut(prose(row.quote ?? row.title), 300)}”`, goTo: sheet.to(claimPlace(row)) }], most: 2 },
    marked({ standing: row.standing }, t.standingWord[row.standing], { face: 'bold', colour: STANDING_COLOUR[row.standing] }),
    marked({ strength: row.strength }, t.strengthWord[row.strength]),
    { spans: [{ text: ' ' }], pageOf: claimPlace(row) },
  ]);
  table(sheet, columns, cells, { pad: 2.8 });
}

/** What one check of the argument takes up, about: enough to see whether a claim still fits on a page that is begun. */
const CHECK_HEIGHT = 42;

function claim(sheet: Sheet, row: Assessment, number: string, seen: Seen, first: boolean): void {
  const { t } = sheet;
  const { claims: words } = t.pages;
  const quote = cut(prose(row.quote ?? row.title), 1200);
  const style = { face: 'italic', size: SIZE.lead * 1.25 } as const;
  const text = breakLines(sheet.fonts, [{ text: row.quote === undefined ? quote : `“${quote}”` }], CONTENT - 16, style);
  const about = heightOf(text) + 150 + checksIn(row.proof).length * CHECK_HEIGHT;
  if (first || sheet.room < about) sheet.page();
  else sheet.space(26);
  sheet.mark(claimPlace(row));
  sheet.within(cut(prose(row.quote ?? row.title), 80));
  const parts = [
    number,
    name(row.id),
    ...(row.kind === undefined ? [] : [words.kind[row.kind]]),
    ...(row.at === undefined ? [] : [name(row.at)]),
  ];
  sheet.text(parts.join(' · '), { size: SIZE.small, colour: COLOUR.faint }, { after: 5 }, 'H2');
  const top = sheet.y;
  const page = sheet.pageNumber;
  sheet.lines(text, PAGE.left + 16, 'BlockQuote');
  const from = sheet.pageNumber === page ? top : PAGE.top;
  sheet.artifact(() => sheet.doc.rect(PAGE.left, from + 2, 3, sheet.y - from - 4).fill(sheet.tint(COLOUR.accent)));
  sheet.space(9);
  standing(sheet, row);
  labelled(sheet, words.text, row.text);
  labelled(sheet, words.remainder, row.remainder);
  labelled(sheet, words.wording, row.wording);
  if (row.controls !== undefined && row.controls.length > 0) {
    const shown = row.controls.slice(0, 12).map(name).join(', ');
    const more = row.controls.length > 12 ? `, ${words.more(row.controls.length - 12)}` : '';
    sheet.text(words.relevant(`${shown}${more}`), { size: SIZE.small, colour: COLOUR.faint }, { after: 2 });
  }
  sheet.space(6);
  argument(sheet, row, seen);
}

/** A panel: shape and word of the standing, bars and word of the strength, and the reason. */
function standing(sheet: Sheet, row: Assessment): void {
  const { t } = sheet;
  const { claims: words } = t.pages;
  const colour = STANDING_COLOUR[row.standing];
  const reason = breakLines(sheet.fonts, [{ text: sentence(row.because) }], CONTENT - 24);
  const strength: readonly Span[] = [
    { text: words.evidence(t.strengthWord[row.strength]), face: 'bold' },
    { text: ` — ${t.strengthMeans[row.strength]}`, colour: COLOUR.soft },
  ];
  const strengthAt = PAGE.left + 150;
  const x = strengthAt + markWidth({ strength: row.strength }, 9.4) + 7;
  const evidence = breakLines(sheet.fonts, strength, PAGE.left + CONTENT - 10 - x);
  const height = 21 + heightOf(evidence) + heightOf(reason);
  sheet.need(height + 10);
  const top = sheet.y;
  sheet.artifact(() => {
    sheet.doc.rect(PAGE.left, top, CONTENT, height).fill(COLOUR.panel);
    draw(sheet.doc, { standing: row.standing }, PAGE.left + 12, top + 10, 10);
    draw(sheet.doc, { strength: row.strength }, strengthAt, top + 10, 9.4);
  });
  sheet.y = top + 6.4;
  sheet.text([{ text: t.standingWord[row.standing], face: 'bold', colour }], { size: SIZE.lead }, { x: PAGE.left + 28 });
  sheet.y = top + 7.6;
  sheet.lines(evidence, x);
  sheet.y = top + 13 + heightOf(evidence);
  sheet.lines(reason, PAGE.left + 12);
  sheet.y = top + height + 9;
}

function labelled(sheet: Sheet, label: string, text: string | undefined): void {
  if (text === undefined) return;
  sheet.text([{ text: `${label}: `, face: 'bold' }, ...rich(cut(prose(text), 900))], {}, { after: 4 });
}
