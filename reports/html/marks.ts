/** A shape for every verdict, standing and strength, as in the PDF. The word beside it says the same; readers aloud hear the word alone. */
import type { Standing, Strength, Verdict } from '../../src/model.ts';
import type { Words } from '../messages/index.ts';
import { STRENGTH_BARS } from '../words.ts';
import { type Html, html, ours } from './markup.ts';

const DISC = '<circle cx="8" cy="8" r="7"/>';
const SHAPES = {
  tick: `<g fill="currentColor">${DISC}</g><path d="M4.6 8.3 7 10.8l4.5-5.3" fill="none" stroke="var(--paper)" stroke-width="1.9"/>`,
  half: '<circle cx="8" cy="8" r="6.3" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 1.7a6.3 6.3 0 0 0 0 12.6z" fill="currentColor"/>',
  cross:
    '<rect x="1" y="1" width="14" height="14" rx="1.5" fill="currentColor"/><path d="m5 5 6 6m0-6-6 6" stroke="var(--paper)" stroke-width="1.9"/>',
  diamond:
    '<path d="M8 .9 15.1 8 8 15.1.9 8z" fill="none" stroke="currentColor" stroke-width="1.6"/><circle cx="8" cy="8" r="1.7" fill="currentColor"/>',
  dash: '<path d="M2 8h12" stroke="currentColor" stroke-width="2.4"/>',
} as const;
type Shape = keyof typeof SHAPES;
const VERDICT_SHAPE: Readonly<Record<Verdict, Shape>> = { pass: 'tick', fail: 'cross', unknown: 'diamond', not_applicable: 'dash' };
const STANDING_SHAPE: Readonly<Record<Standing, Shape>> = {
  established: 'tick',
  supported: 'half',
  contradicted: 'cross',
  unproven: 'diamond',
  'not-assessed': 'dash',
};
/** Which of the four colours. The script draws by the same names: `#mark-pass`. */
const STANDING_TONE: Readonly<Record<Standing, Verdict>> = {
  established: 'pass',
  supported: 'pass',
  contradicted: 'fail',
  unproven: 'unknown',
  'not-assessed': 'not_applicable',
};

/** The drawings, once in the page; marks refer to them. */
export function drawings(): Html {
  const shapes = [...Object.entries(VERDICT_SHAPE), ...Object.entries(STANDING_SHAPE)];
  const symbols = shapes.map(([id, shape]) => `<symbol id="mark-${id}" viewBox="0 0 16 16">${SHAPES[shape]}</symbol>`);
  return ours(`<svg class="drawings" width="0" height="0" aria-hidden="true" focusable="false">${symbols.join('')}</svg>`);
}
const mark = (id: string, tone: string): Html =>
  html`<svg class="mark tone-${tone}" aria-hidden="true" focusable="false"><use href="#mark-${id}"/></svg>`;

export const toneOf = (standing: Standing): Verdict => STANDING_TONE[standing];
export const verdictMark = (verdict: Verdict): Html => mark(verdict, verdict);
export const standingMark = (standing: Standing): Html => mark(standing, STANDING_TONE[standing]);
export const verdictWord = (t: Words, verdict: Verdict): Html =>
  html`<span class="said tone-${verdict}">${verdictMark(verdict)}<b>${t.verdictWord[verdict]}</b></span>`;
export const standingWord = (t: Words, standing: Standing): Html =>
  html`<span class="said tone-${STANDING_TONE[standing]}">${standingMark(standing)}<b>${t.standingWord[standing]}</b></span>`;

/** Four bars, as many filled as the evidence is strong. */
export function strengthBars(strength: Strength): Html {
  const bars = [0, 1, 2, 3].map((index) => {
    const filled = index < STRENGTH_BARS[strength];
    const height = 5 + index * 3;
    return html`<rect class="${filled ? 'filled' : 'hollow'}" x="${index * 6 + 0.5}" y="${15.5 - height}" width="4" height="${height - 0.5}"/>`;
  });
  return html`<svg class="bars" viewBox="0 0 24 16" aria-hidden="true" focusable="false">${bars}</svg>`;
}
export const strengthWord = (t: Words, strength: Strength): Html =>
  html`<span class="strength">${strengthBars(strength)}<span>${t.strengthWord[strength]}</span></span>`;
