/** A shape for every verdict, standing and strength. Shapes differ without colour, and a word always stands beside them. */
import type { Standing, Strength, Verdict } from '../../src/model.ts';
import { STRENGTH_BARS } from '../words.ts';
import type { Doc } from './sheet.ts';
import { COLOUR } from './style.ts';

export type Mark = { readonly verdict: Verdict } | { readonly standing: Standing } | { readonly strength: Strength };

export const VERDICT_COLOUR: Readonly<Record<Verdict, string>> = {
  pass: COLOUR.pass,
  fail: COLOUR.fail,
  unknown: COLOUR.unknown,
  not_applicable: COLOUR.none,
};
export const STANDING_COLOUR: Readonly<Record<Standing, string>> = {
  established: COLOUR.pass,
  supported: COLOUR.pass,
  contradicted: COLOUR.fail,
  unproven: COLOUR.unknown,
  'not-assessed': COLOUR.none,
};
/** How wide a mark is, of a height of `size`. */
export const markWidth = (mark: Mark, size: number): number => ('strength' in mark ? size * 1.75 : size);

/** Draws a mark with its top left corner at x, y. */
export function draw(doc: Doc, mark: Mark, x: number, y: number, size: number): void {
  if ('strength' in mark) bars(doc, STRENGTH_BARS[mark.strength], x, y, size);
  else if ('verdict' in mark) verdict(doc, mark.verdict, x, y, size);
  else standing(doc, mark.standing, x, y, size);
}

function verdict(doc: Doc, value: Verdict, x: number, y: number, size: number): void {
  const colour = VERDICT_COLOUR[value];
  if (value === 'pass') disc(doc, x, y, size, colour, 'whole');
  else if (value === 'fail') crossed(doc, x, y, size, colour);
  else if (value === 'unknown') diamond(doc, x, y, size, colour);
  else dash(doc, x, y, size, colour);
}
function standing(doc: Doc, value: Standing, x: number, y: number, size: number): void {
  const colour = STANDING_COLOUR[value];
  if (value === 'established') disc(doc, x, y, size, colour, 'whole');
  else if (value === 'supported') disc(doc, x, y, size, colour, 'half');
  else if (value === 'contradicted') crossed(doc, x, y, size, colour);
  else if (value === 'unproven') diamond(doc, x, y, size, colour);
  else dash(doc, x, y, size, colour);
}

function disc(doc: Doc, x: number, y: number, size: number, colour: string, how: 'whole' | 'half'): void {
  const r = size / 2;
  doc.lineWidth(size * 0.1);
  if (how === 'whole') {
    doc.circle(x + r, y + r, r).fill(colour);
    doc
      .moveTo(x + size * 0.27, y + size * 0.52)
      .lineTo(x + size * 0.44, y + size * 0.7)
      .lineTo(x + size * 0.75, y + size * 0.33);
    doc
      .lineWidth(size * 0.13)
      .strokeColor(COLOUR.white)
      .stroke();
    return;
  }
  doc
    .circle(x + r, y + r, r * 0.92)
    .strokeColor(colour)
    .stroke();
  doc
    .save()
    .rect(x, y, r, size)
    .clip()
    .circle(x + r, y + r, r * 0.92)
    .fill(colour)
    .restore();
}
function crossed(doc: Doc, x: number, y: number, size: number, colour: string): void {
  doc.rect(x, y, size, size).fill(colour);
  doc.moveTo(x + size * 0.27, y + size * 0.27).lineTo(x + size * 0.73, y + size * 0.73);
  doc.moveTo(x + size * 0.73, y + size * 0.27).lineTo(x + size * 0.27, y + size * 0.73);
  doc
    .lineWidth(size * 0.13)
    .strokeColor(COLOUR.white)
    .stroke();
}
function diamond(doc: Doc, x: number, y: number, size: number, colour: string): void {
  const r = size / 2;
  doc
    .moveTo(x + r, y)
    .lineTo(x + size, y + r)
    .lineTo(x + r, y + size)
    .lineTo(x, y + r)
    .closePath();
  doc
    .lineWidth(size * 0.1)
    .strokeColor(colour)
    .stroke();
  doc.circle(x + r, y + r, size * 0.11).fill(colour);
}
function dash(doc: Doc, x: number, y: number, size: number, colour: string): void {
  doc
    .moveTo(x + size * 0.1, y + size / 2)
    .lineTo(x + size * 0.9, y + size / 2)
    .lineWidth(size * 0.16)
    .strokeColor(colour)
    .stroke();
}
/** Four bars, as many filled as the evidence is strong; the others are outlines, so that one cannot mistake a weak mark for a cut one. */
function bars(doc: Doc, filled: number, x: number, y: number, size: number): void {
  const step = (size * 1.75) / 4;
  for (let index = 0; index < 4; index++) {
    const height = size * (0.4 + index * 0.2);
    doc.rect(x + index * step, y + size - height, step * 0.62, height).lineWidth(0.5);
    if (index < filled) doc.fillAndStroke(COLOUR.ink, COLOUR.ink);
    else doc.strokeColor(COLOUR.faint).stroke();
  }
}
