/** What stands on every page: which run this is, for whom, which chapter, which page of how many. */
import type { Report } from '../../src/model.ts';
import { name, prose } from '../text.ts';
import { breakLines, clip, type Line } from './lines.ts';
import type { Sheet } from './sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from './style.ts';

export interface Footer {
  /** The beginning of the fingerprint; absent where the file carries none. */
  readonly shortId?: string;
  /** The first page has a title and no running header. */
  readonly cover: boolean;
}

/** Draws header and footer on all pages; called when the last page is known. */
export function furnish(sheet: Sheet, { run, edition }: Pick<Report, 'run' | 'edition'>, { shortId, cover }: Footer): void {
  const { t } = sheet;
  const { start, count } = sheet.doc.bufferedPageRange();
  const demo = run.demo === undefined ? [] : [t.pages.cover.demoRunning(name(run.demo))];
  const short = shortId === undefined ? [] : [t.pages.furniture.fingerprint(shortId)];
  const { recipient, validUntil } = edition ?? {};
  const forWhom = t.pages.cover.running(recipient && name(recipient), validUntil && name(validUntil));
  for (let index = 0; index < count; index++) {
    sheet.doc.switchToPage(start + index);
    sheet.doc.markContent('Artifact', { type: 'Pagination' });
    at(sheet, [...demo, t.pages.furniture.run(name(run.id), run.seq)].join(' · '), 'left', 40);
    if (index > 0 || !cover) {
      at(sheet, prose(sheet.chapterOf(index)), 'right', 40);
      sheet.doc
        .moveTo(PAGE.left, 57)
        .lineTo(PAGE.left + CONTENT, 57)
        .lineWidth(0.5)
        .strokeColor(COLOUR.rule)
        .stroke();
    }
    const foot = [...(forWhom === '' ? [] : [forWhom]), `claimcheck ${name(run.tool.version)}`, t.when(run.finishedAt), ...short];
    at(sheet, foot.join(' · '), 'left', 790);
    at(sheet, t.pages.furniture.page(index + 1, count), 'right', 790);
    sheet.doc.endMarkedContent();
  }
}

function at(sheet: Sheet, text: string, side: 'left' | 'right', y: number): void {
  const room = side === 'left' ? CONTENT * 0.84 : CONTENT * 0.4;
  const [line] = clip(sheet.fonts, breakLines(sheet.fonts, [{ text }], room, { size: SIZE.tiny, colour: COLOUR.faint }), 1);
  if (line === undefined) return;
  let x = side === 'left' ? PAGE.left : PAGE.left + CONTENT - widthOf(line);
  for (const piece of line.pieces) {
    sheet.doc.font(piece.font).fontSize(piece.size).fillColor(piece.colour);
    sheet.doc.text(piece.text, x, y + 8, { lineBreak: false, baseline: 'alphabetic' });
    x += piece.width;
  }
}
const widthOf = (line: Line): number => line.pieces.reduce((sum, piece) => sum + piece.width, 0);
