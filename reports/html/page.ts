/** One file: the policy that forbids everything else, the style, the text, the data, the script. */
import { createHash } from 'node:crypto';
import type { Report } from '../../src/model.ts';
import { gapGroups } from '../facts.ts';
import type { Messages, Screen } from '../messages/index.ts';
import { filled } from '../messages/slots.ts';
import { accentOf, logoOf } from './brand.ts';
import type { Packed } from './data.ts';
import { drawings } from './marks.ts';
import { fill, type Html, html, ours } from './markup.ts';
import type { Sheet } from './parts.ts';
import { SCRIPT } from './script.ts';
import { changes } from './sections/changes.ts';
import { checks } from './sections/checks.ts';
import { claims } from './sections/claims.ts';
import { contradictions } from './sections/contradictions.ts';
import { controls } from './sections/controls.ts';
import { days } from './sections/days.ts';
import { evidence, findings } from './sections/findings.ts';
import { glossary, verify } from './sections/method.ts';
import { scope } from './sections/scope.ts';
import { gaps, otherwise, populations, waivers } from './sections/seen.ts';
import { summary, titleOf } from './sections/summary.ts';
import { STYLE } from './style/index.ts';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** Nothing is fetched, sent, framed or based elsewhere; text is never parsed as markup. https://www.w3.org/TR/CSP3/ */
const policy = (style: string, pictures: boolean): string =>
  [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(SCRIPT)}`,
    ...(pictures ? ['img-src data:'] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

interface Part {
  readonly id: string;
  readonly title: string;
  readonly body: Html | undefined;
  readonly count?: number;
}

export function page(sheet: Sheet): string {
  const { t, report, gathered } = sheet;
  const { page: words } = t.screen;
  const parts = partsOf(sheet).filter(({ body }) => body !== undefined);
  const style = `${STYLE}${accentOf(report)}`;
  const logo = logoOf(report, t);
  const title = filled(report.run.demo === undefined ? words.title : words.titleDemo, { subject: titleOf(report, t) });
  const document = html`<!DOCTYPE html>
<html lang="${t.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${ours(policy(style, logo !== undefined))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="generator" content="claimcheck ${t.name(report.run.tool.version)}">
<title>${title}</title>
<style>${ours(style)}</style>
</head>
<body>
${drawings()}
<a class="skip" href="#main">${words.skip}</a>
${banner(t, report, logo)}
<div class="frame">
${contents(t, parts)}
<main id="main" tabindex="-1">${parts.map(({ body }) => body)}
</main>
</div>
${footer(t, report)}
<p class="aside visually-hidden" role="status" aria-live="polite" id="said"></p>
<script type="application/json" id="data">${ours(inert(gathered.packed))}</script>
<script>${ours(SCRIPT)}</script>
</body>
</html>
`;
  return document.markup;
}

/** JSON that no parser of HTML can mistake for anything: https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements */
export function inert(packed: Packed): string {
  return JSON.stringify(packed).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function partsOf(sheet: Sheet): readonly Part[] {
  const { t, report, gathered } = sheet;
  const kinds = new Map(report.run.frameworks.map((row) => [row.id, row.kind]));
  const claimed = report.requirements.filter((row) => kinds.get(row.framework) === 'claims').length;
  const parts: readonly (Omit<Part, 'title' | 'id'> & { readonly id: keyof Screen['parts'] })[] = [
    { id: 'summary', body: summary(sheet) },
    { id: 'claims', body: claims(sheet), count: claimed },
    { id: 'controls', body: controls(sheet), count: report.requirements.length - claimed },
    { id: 'changes', body: changes(sheet) },
    { id: 'days', body: days(sheet) },
    { id: 'checks', body: checks(sheet), count: report.results.length },
    { id: 'findings', body: findings(sheet), count: gathered.seen },
    { id: 'gaps', body: gaps(sheet), count: gapGroups(report).length },
    { id: 'contradictions', body: contradictions(sheet) },
    { id: 'otherwise', body: otherwise(sheet) },
    { id: 'evidence', body: evidence(sheet), count: gathered.packed.evidence.length },
    { id: 'populations', body: populations(sheet) },
    { id: 'waivers', body: waivers(sheet), count: report.waivers.length },
    { id: 'scope', body: scope(sheet) },
    { id: 'glossary', body: glossary(sheet) },
    { id: 'verify', body: verify(sheet) },
  ];
  return parts.map((part) => ({ ...part, title: t.screen.parts[part.id] }));
}

function banner(t: Messages, { run, presentation }: Report, logo: Html | undefined): Html {
  const { page: words } = t.screen;
  const whose =
    presentation?.legalName === undefined ? undefined : html`<p class="whose">${logo}<span>${t.name(presentation.legalName)}</span></p>`;
  const demo = run.demo === undefined ? undefined : html` <span class="tag">${words.demonstration}</span>`;
  return html`<header class="banner"><p class="brand">${emblem()}<span>claimcheck</span>${demo}</p>${whose ?? logo}
<p class="run">${fill(words.run, { seq: run.seq, id: html`<code>${t.name(run.id).slice(0, 8)}</code>` })}</p>
<button type="button" class="quiet" id="theme" data-automatic="${words.themes.automatic}" data-light="${words.themes.light}" data-dark="${words.themes.dark}" hidden><svg class="mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><circle cx="8" cy="8" r="6.3" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 1.7a6.3 6.3 0 0 0 0 12.6z" fill="currentColor"/></svg> <span class="visually-hidden">${words.theme}</span><span data-theme-name>${words.themes.automatic}</span></button></header>`;
}
/** A quotation mark that is also a tick. */
const emblem = (): Html =>
  ours(
    '<svg class="emblem" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><rect x="1" y="1" width="22" height="22" rx="5" fill="currentColor"/><path d="m6.5 12.4 3.8 4 7.2-8.6" fill="none" stroke="var(--paper)" stroke-width="2.6"/></svg>',
  );

function contents(t: Messages, parts: readonly Part[]): Html {
  const items = parts.map(
    ({ id, title, count }) =>
      html`<li><a href="#${id}"><span>${title}</span>${count === undefined ? undefined : html` <span class="count">${t.number(count)}</span>`}</a></li>\n`,
  );
  return html`<nav class="contents" aria-label="${t.screen.page.contents}"><ul>
${items}</ul></nav>`;
}
function footer(t: Messages, { run }: Report): Html {
  const made = fill(t.screen.page.madeBy, { version: t.name(run.tool.version), id: html`<code>${t.name(run.id)}</code>` });
  return html`<footer class="foot"><p>${made}</p></footer>`;
}
