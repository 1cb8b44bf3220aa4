/** What stands on every page: which run this is, which chapter, which page of how many. */
import type { Report } from '../../src/model.ts';
import { name, prose, when } from '../text.ts';
import { breakLines, type Line } from './lines.ts';
import type { Sheet } from './sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from './style.ts';

/** Draws header and footer on all pages; called when the last page is known. */
export function furnish(sheet: Sheet, { run }: Pick<Report, 'run'>): void {
  const { start, count } = sheet.doc.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    sheet.doc.switchToPage(start + index);
    sheet.doc.markContent('Artifact', { type: 'Pagination' });
    const demo = run.demo === undefined ? '' : `Demonstration estate, world ${name(run.demo)} · `;
    at(sheet, `${demo}run ${name(run.id)} · number ${run.seq}`, 'left', 38);
    at(sheet, prose(sheet.chapterOf(index)), 'right', 38);
    sheet.doc
      .moveTo(PAGE.left, 54)
      .lineTo(PAGE.left + CONTENT, 54)
      .lineWidth(0.5)
      .strokeColor(COLOUR.rule)
      .stroke();
    at(sheet, `claimcheck ${name(run.tool.version)} · ${when(run.finishedAt)} · policy ${run.digests.policy.slice(0, 19)}…`, 'left', 794);
    at(sheet, `${index + 1} of ${count}`, 'right', 794);
    sheet.doc.endMarkedContent();
  }
}

function at(sheet: Sheet, text: string, side: 'left' | 'right', y: number): void {
  const [line] = breakLines(sheet.fonts, [{ text }], CONTENT * 0.72, { size: SIZE.tiny, colour: COLOUR.faint });
  if (line === undefined) return;
  let x = side === 'left' ? PAGE.left : PAGE.left + CONTENT - widthOf(line);
  for (const piece of line.pieces) {
    sheet.doc.font(piece.font).fontSize(piece.size).fillColor(piece.colour);
    sheet.doc.text(piece.text, x, y + 8, { lineBreak: false, baseline: 'alphabetic' });
    x += piece.width;
  }
}
const widthOf = (line: Line): number => line.pieces.reduce((sum, piece) => sum + piece.width, 0);
