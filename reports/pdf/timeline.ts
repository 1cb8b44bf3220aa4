/** Days as vectors. Each state has a height and a pattern of its own beside its colour; a day without a run is left empty. */
import type { DayState } from '../../src/model.ts';
import { joined, type RunDay, type Stretch, type Tick } from '../timeline.ts';
import { area, type Box, type Fill, filled } from './charts.ts';
import { breakLines } from './lines.ts';
import type { Doc, Sheet } from './sheet.ts';
import { COLOUR, SIZE } from './style.ts';

export const STATE_FILL: Readonly<Record<Exclude<DayState, 'unseen'>, Fill>> = {
  held: { colour: COLOUR.pass, pattern: 'solid' },
  broken: { colour: COLOUR.fail, pattern: 'crosses' },
  unknown: { colour: COLOUR.unknown, pattern: 'dots' },
  'not-applicable': { colour: COLOUR.none, pattern: 'lines' },
};

/** One row of days: what failed stands out above and below, what is unknown is hollow, nothing to look at is a line, no run is nothing. */
export function strip(doc: Doc, stretches: readonly Stretch[], days: number, box: Box): void {
  axis(doc, box);
  for (const { state, from, days: long } of stretches) {
    const x = box.x + (from / days) * box.width;
    dayShape(doc, state, { ...box, x, width: (long / days) * box.width });
  }
}
export function dayShape(doc: Doc, state: DayState, { x, y, width, height }: Box): void {
  const inset = height * 0.2;
  if (state === 'held') doc.rect(x, y + inset, width, height - 2 * inset).fill(COLOUR.pass);
  else if (state === 'broken') broken(doc, { x, y, width, height });
  else if (state === 'unknown') hollow(doc, { x, y: y + inset, width, height: height - 2 * inset });
  else if (state === 'not-applicable')
    doc
      .moveTo(x, y + height / 2)
      .lineTo(x + width, y + height / 2)
      .lineWidth(1)
      .strokeColor(COLOUR.none)
      .stroke();
}
function broken(doc: Doc, box: Box): void {
  doc.rect(box.x, box.y, box.width, box.height).fill(COLOUR.fail);
  if (box.width >= 4) filled(doc, STATE_FILL.broken, box);
}
function hollow(doc: Doc, { x, y, width, height }: Box): void {
  const rail = height * 0.28;
  doc
    .rect(x, y, width, rail)
    .rect(x, y + height - rail, width, rail)
    .fill(COLOUR.unknown);
}
function axis(doc: Doc, { x, y, width, height }: Box): void {
  doc
    .moveTo(x, y + height + 1.2)
    .lineTo(x + width, y + height + 1.2)
    .lineWidth(0.4)
    .strokeColor(COLOUR.rule)
    .stroke();
}

/** Which days had a run: a block, a half block for one that was interrupted, nothing for none. */
export function runStrip(doc: Doc, stretches: readonly Stretch<RunDay>[], days: number, box: Box): void {
  axis(doc, box);
  for (const { state, from, days: long } of stretches) {
    if (state === 'none') continue;
    const height = state === 'sealed' ? box.height : box.height / 2;
    doc
      .rect(box.x + (from / days) * box.width, box.y + box.height - height, (long / days) * box.width, height)
      .fill(state === 'sealed' ? COLOUR.soft : COLOUR.unknown);
  }
}

/** Of each day, how many of `of`: from below held, nothing to look at, unknown, failed. What is white nobody looked at. */
const ORDER = ['held', 'not-applicable', 'unknown', 'broken'] as const;
export function columns(doc: Doc, counts: readonly Readonly<Record<DayState, number>>[], of: number, box: Box): void {
  const step = box.width / counts.length;
  const boxes: Record<(typeof ORDER)[number], Box[]> = { held: [], 'not-applicable': [], unknown: [], broken: [] };
  for (const [index, count] of counts.entries()) {
    let y = box.y + box.height;
    for (const state of ORDER) {
      const height = (count[state] / of) * box.height;
      y -= height;
      if (height > 0) boxes[state].push({ x: box.x + index * step, y, width: step, height });
    }
  }
  for (const state of ORDER) area(doc, STATE_FILL[state], boxes[state], box);
  doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.5).strokeColor(COLOUR.faint).stroke();
}

/** A line over the days from 0 to `most`, with a dot for each run; between runs of neighbouring days alone it is drawn through. */
export function line(
  doc: Doc,
  points: readonly { readonly at: number; readonly value: number }[],
  days: number,
  most: number,
  box: Box,
): void {
  axis(doc, box);
  const x = (at: number) => box.x + (at / days) * box.width;
  const y = (value: number) => box.y + box.height * (1 - value / Math.max(1, most));
  for (const part of joined(points)) {
    const [first, ...rest] = part;
    if (first === undefined) continue;
    doc.moveTo(x(first.at), y(first.value));
    for (const point of rest) doc.lineTo(x(point.at), y(point.value));
    doc.lineWidth(0.9).strokeColor(COLOUR.ink).stroke();
  }
  const radius = points.length > 120 ? 0.7 : 1.2;
  for (const point of points) doc.circle(x(point.at), y(point.value), radius);
  if (points.length > 0) doc.fill(COLOUR.ink);
}

/** The days below a chart, and a small mark at each. */
export function scale(sheet: Sheet, ticks: readonly Tick[], days: number, { x, width }: Pick<Box, 'x' | 'width'>): void {
  const { t, doc } = sheet;
  const top = sheet.y;
  sheet.artifact(() => {
    for (const { at } of ticks)
      doc
        .moveTo(x + (at / days) * width, top)
        .lineTo(x + (at / days) * width, top + 3)
        .lineWidth(0.5)
        .strokeColor(COLOUR.faint)
        .stroke();
  });
  const cells = ticks.map(({ at, day, month }) => {
    const [year = '', of = ''] = day.split('-');
    const text = month ? t.pages.days.month(year, of) : t.day(day);
    return { lines: breakLines(sheet.fonts, [{ text }], 80, { size: SIZE.tiny, colour: COLOUR.faint }), x: x + (at / days) * width };
  });
  sheet.y = top + 3;
  sheet.repeat(cells);
}
/** How many marks have room for their words. */
export const tickRoom = (width: number): number => Math.floor(width / 52);
