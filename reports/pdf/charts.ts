/** Bars as vectors. Each standing has a pattern of its own beside its colour, and the words and numbers stand next to the bar. */
import type { Standing, Verdict } from '../../src/model.ts';
import { STANDING_COLOUR, VERDICT_COLOUR } from './marks.ts';
import type { Doc } from './sheet.ts';
import { COLOUR } from './style.ts';

type Pattern = 'solid' | 'stripes' | 'crosses' | 'dots' | 'lines' | 'empty';
export interface Fill {
  readonly colour: string;
  readonly pattern: Pattern;
}
export interface Segment {
  readonly share: number;
  readonly fill: Fill;
}
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const STANDING_PATTERN: Readonly<Record<Standing, Pattern>> = {
  established: 'solid',
  supported: 'stripes',
  contradicted: 'crosses',
  unproven: 'dots',
  'not-assessed': 'lines',
};
const VERDICT_PATTERN: Readonly<Record<Verdict, Pattern>> = { pass: 'solid', fail: 'crosses', unknown: 'dots', not_applicable: 'lines' };
export const fillOfStanding = (standing: Standing): Fill => ({ colour: STANDING_COLOUR[standing], pattern: STANDING_PATTERN[standing] });
export const fillOfVerdict = (verdict: Verdict): Fill => ({ colour: VERDICT_COLOUR[verdict], pattern: VERDICT_PATTERN[verdict] });

/** One bar, its parts from the left; what is over stays white. Shares are of the whole width. */
export function stacked(doc: Doc, segments: readonly Segment[], box: Box): void {
  let x = box.x;
  for (const { share, fill } of segments) {
    if (share <= 0) continue;
    const width = Math.min(Math.max(share * box.width, 1.4), box.x + box.width - x);
    if (width > 0) filled(doc, fill, { ...box, x, width });
    x += width;
  }
  doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.5).strokeColor(COLOUR.faint).stroke();
}

export function filled(doc: Doc, fill: Fill, box: Box): void {
  const { x, y, width, height } = box;
  doc.save().rect(x, y, width, height).clip();
  paint(doc, fill, box);
  doc.restore();
  doc.rect(x, y, width, height).lineWidth(0.5).strokeColor(fill.colour).stroke();
}
/** Several boxes as one area of one fill, within `whole`. */
export function area(doc: Doc, fill: Fill, boxes: readonly Box[], whole: Box): void {
  if (boxes.length === 0) return;
  doc.save();
  for (const { x, y, width, height } of boxes) doc.rect(x, y, width, height);
  doc.clip();
  paint(doc, fill, whole);
  doc.restore();
}
function paint(doc: Doc, { colour, pattern }: Fill, box: Box): void {
  const { x, y, width, height } = box;
  if (pattern === 'solid' || pattern === 'crosses') doc.rect(x, y, width, height).fill(colour);
  if (pattern === 'crosses') {
    slanted(doc, box, 4.4, 1, COLOUR.white, 0.55);
    slanted(doc, box, 4.4, -1, COLOUR.white, 0.55);
  }
  if (pattern === 'stripes') slanted(doc, box, 2.6, 1, colour, 1.1);
  if (pattern === 'lines')
    for (let at = y + 1.6; at < y + height; at += 2.4)
      doc
        .moveTo(x, at)
        .lineTo(x + width, at)
        .lineWidth(0.5)
        .strokeColor(colour)
        .stroke();
  if (pattern === 'dots') for (let row = 0, at = y + 1.6; at < y + height; at += 2.7, row++) dots(doc, box, at, row % 2, colour);
}
function slanted(doc: Doc, { x, y, width, height }: Box, step: number, way: 1 | -1, colour: string, weight: number): void {
  for (let at = x - height; at < x + width + height; at += step)
    doc.moveTo(at, way === 1 ? y + height : y).lineTo(at + height, way === 1 ? y : y + height);
  doc.lineWidth(weight).strokeColor(colour).stroke();
}
function dots(doc: Doc, { x, width }: Box, at: number, shift: number, colour: string): void {
  for (let dot = x + 1.4 + shift * 1.35; dot < x + width; dot += 2.7) doc.circle(dot, at, 0.62);
  doc.fill(colour);
}
