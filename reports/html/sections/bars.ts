/** Bars without inline styles, so that the policy of the page may forbid them: widths are attributes of a drawing. */
import type { Standing, Verdict } from '../../../src/model.ts';
import { type Html, html } from '../markup.ts';

export interface Part {
  readonly name: string;
  readonly count: number;
}
const STANDING_ORDER: readonly Standing[] = ['established', 'supported', 'contradicted', 'unproven', 'not-assessed'];
const VERDICT_ORDER: readonly Verdict[] = ['pass', 'fail', 'unknown', 'not_applicable'];
export const standingParts = (countOf: (standing: Standing) => number): readonly Part[] =>
  STANDING_ORDER.map((standing) => ({ name: standing, count: countOf(standing) }));
export const verdictParts = (countOf: (verdict: Verdict) => number): readonly Part[] =>
  VERDICT_ORDER.map((verdict) => ({ name: verdict, count: countOf(verdict) }));

const WIDTH = 1000;
/** One bar of parts. Patterns tell them apart without colour; the counts stand beside it in words. */
export function stackedBar(parts: readonly Part[]): Html | undefined {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  let at = 0;
  const rects = parts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => {
      const width = (count / total) * WIDTH;
      const x = at;
      at += width;
      return html`<rect class="part part-${name}" x="${round(x)}" y="0" width="${round(Math.max(width - 3, 2))}" height="14"/>`;
    });
  return html`<svg class="stack" viewBox="0 0 ${WIDTH} 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">${rects}</svg>`;
}
/** How much of a standard has a check at all. */
export function coverageBar(checked: number, size: number): Html {
  const width = size === 0 ? 0 : (Math.min(checked, size) / size) * WIDTH;
  return html`<svg class="stack thin" viewBox="0 0 ${WIDTH} 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="all" x="0" y="0" width="${WIDTH}" height="6"/><rect class="covered" x="0" y="0" width="${round(width)}" height="6"/></svg>`;
}
const round = (value: number): number => Math.round(value * 100) / 100;
