/** Days as drawings that take the colours of the page. Each state has a height of its own; a day without a run is left empty. */
import type { DayState } from '../../src/model.ts';
import { joined, type RunDay, type Stretch } from '../timeline.ts';
import { type Html, html, ours, type Piece } from './markup.ts';

const WIDTH = 1000;
const round = (value: number): number => Math.round(value * 100) / 100;
const drawing = (kind: string, height: number, shapes: Piece): Html =>
  html`<svg class="${kind}" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${shapes}</svg>`;
const rect = (kind: string, x: number, y: number, width: number, height: number): Html =>
  html`<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"/>`;

/** What failed stands out above and below, what is unknown is two rails, nothing to look at is a line, no run is nothing. */
const SHAPE: Readonly<Record<DayState, readonly (readonly [string, number, number])[]>> = {
  held: [['day-held', 4, 12]],
  broken: [
    ['day-broken', 0, 20],
    ['day-cut', 9, 2],
  ],
  unknown: [
    ['day-unknown', 4, 3],
    ['day-unknown', 13, 3],
  ],
  'not-applicable': [['day-none', 9, 2]],
  unseen: [],
};
export function strip(stretches: readonly Stretch[], days: number): Html {
  const shapes = stretches.flatMap(({ state, from, days: long }) =>
    SHAPE[state].map(([kind, y, height]) => rect(kind, (from / days) * WIDTH, y, (long / days) * WIDTH, height)),
  );
  return drawing('strip', 20, shapes);
}
/** The shape of one state, for the key. */
export const sample = (state: DayState): Html => html`<span class="sample">${strip([{ state, from: 0, days: 1 }], 1)}</span>`;

/** A block where a run came to its end, half a block where one was interrupted, nothing where there was none. */
export function runStrip(stretches: readonly Stretch<RunDay>[], days: number): Html {
  const shapes = stretches
    .filter(({ state }) => state !== 'none')
    .map(({ state, from, days: long }) => {
      const height = state === 'sealed' ? 16 : 7;
      return rect(state === 'sealed' ? 'day-run' : 'day-unknown', (from / days) * WIDTH, 20 - height, (long / days) * WIDTH, height);
    });
  return drawing('strip', 20, shapes);
}

/** Hatched and dotted: colour alone tells nothing apart. Once in the page. */
export const patterns = (): Html =>
  ours(
    '<svg class="drawings" width="0" height="0" aria-hidden="true" focusable="false"><defs>' +
      '<pattern id="fill-broken" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="day-broken" width="8" height="8"/><path class="hatch" d="M0 8 8 0M0 0l8 8"/></pattern>' +
      '<pattern id="fill-unknown" width="8" height="8" patternUnits="userSpaceOnUse"><circle class="day-unknown" cx="2" cy="2" r="1.5"/><circle class="day-unknown" cx="6" cy="6" r="1.5"/></pattern>' +
      '<pattern id="fill-none" width="8" height="6" patternUnits="userSpaceOnUse"><rect class="day-none" width="8" height="1.5"/></pattern>' +
      '</defs></svg>',
  );
const ORDER = ['held', 'not-applicable', 'unknown', 'broken'] as const;
const FILL: Readonly<Record<(typeof ORDER)[number], Html>> = {
  held: html`class="day-held"`,
  'not-applicable': html`fill="url(#fill-none)"`,
  unknown: html`fill="url(#fill-unknown)"`,
  broken: html`fill="url(#fill-broken)"`,
};
const TALL = 120;
/** Of each day, how many of `of`: from below held, nothing to look at, unknown, failed. What is empty nobody looked at. */
export function columns(counts: readonly Readonly<Record<DayState, number>>[], of: number): Html {
  const step = WIDTH / counts.length;
  const bars = counts.flatMap((count, index) => {
    let y = TALL;
    return ORDER.flatMap((state) => {
      const height = (count[state] / of) * TALL;
      y -= height;
      if (height === 0) return [];
      return html`<rect ${FILL[state]} x="${round(index * step)}" y="${round(y)}" width="${round(step)}" height="${round(height)}"/>`;
    });
  });
  return drawing('known', TALL, bars);
}

/** From 0 to `most`, a dot for each run; between runs of neighbouring days alone the line is drawn through. */
export function line(points: readonly { readonly at: number; readonly value: number }[], days: number, most: number): Html {
  const place = ({ at, value }: { readonly at: number; readonly value: number }) =>
    `${round((at / days) * WIDTH)} ${round(36 - (value / Math.max(1, most)) * 32)}`;
  const lines = joined(points)
    .filter((part) => part.length > 1)
    .map((part) => `M${part.map(place).join('L')}`);
  const dots = points.map((point) => `M${place(point)}h0`);
  const path = (kind: string, d: string) =>
    d === '' ? undefined : html`<path class="${kind}" vector-effect="non-scaling-stroke" d="${d}"/>`;
  return drawing('trend', 40, [path('trend-line', lines.join('')), path('trend-dots', dots.join(''))]);
}
