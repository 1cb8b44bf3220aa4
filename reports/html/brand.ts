/** How the company wants to be seen: data from its configuration, taken only in the shapes that are agreed. */
import type { Report } from '../../src/model.ts';
import type { Messages } from '../messages/index.ts';
import { filled } from '../messages/slots.ts';
import { type Html, html } from './markup.ts';

const COLOUR = /^#[0-9a-f]{6}$/i;
/** On light ground and on paper alone: the contrast of these colours is agreed on white. */
export function accentOf({ presentation }: Pick<Report, 'presentation'>): string {
  const { accent, text } = presentation?.colours ?? {};
  const rules = [
    ...(accent !== undefined && COLOUR.test(accent) ? [`--link: ${accent}; --focus: ${accent};`] : []),
    ...(text !== undefined && COLOUR.test(text) ? [`--ink: ${text};`] : []),
  ].join(' ');
  if (rules === '') return '';
  const light = `@media (prefers-color-scheme: light) { :root:not([data-theme="dark"]) { ${rules} } }`;
  return `${light}\n:root[data-theme="light"] { ${rules} }\n@media print { :root, :root[data-theme] { ${rules} } }\n`;
}

const LOGO = /^data:image\/(?:png|svg\+xml)[;,]/;
/** A picture has no words of its own: it says whose it is. A drawing in a picture runs no script and asks nobody. */
export function logoOf({ presentation }: Pick<Report, 'presentation'>, t: Messages): Html | undefined {
  const { logo, legalName } = presentation ?? {};
  if (logo === undefined || !LOGO.test(logo)) return undefined;
  const { page: words } = t.screen;
  const whose = legalName === undefined ? words.logo : filled(words.logoOf, { company: t.name(legalName) });
  return html`<img class="logo" src="${logo}" alt="${whose}">`;
}
