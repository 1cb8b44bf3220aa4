/** Findings and evidence: lists that the script fills, page by page; without it, words that say where they stand. */
import { findingCounts } from '../../facts.ts';
import type { Messages } from '../../messages/index.ts';
import { filled } from '../../messages/slots.ts';
import { emptied, filters, frameworkChoice, severityChoice, sourceChoice, verdictChips } from '../filters.ts';
import { sourceOf } from '../gather.ts';
import { fill, type Html, html } from '../markup.ts';
import { type Sheet, section } from '../parts.ts';

export function findings({ t, report, gathered }: Sheet): Html {
  const { findings: words, parts } = t.screen;
  const { packed, seen } = gathered;
  const { file } = report.run.findings;
  const left = seen - packed.rows.length;
  const cutWords =
    left > 0
      ? html`<p class="notice"><b>${filled(words.kept, { kept: t.number(packed.rows.length), total: t.number(seen) })}</b> ${t.forms(words.left, left, { file })}</p>`
      : undefined;
  const counts = findingCounts(report.results);
  const form = filters(t, {
    list: 'findings',
    total: packed.rows.length,
    chips: verdictChips(t, new Map((['fail', 'unknown', 'pass', 'not_applicable'] as const).map((verdict) => [verdict, counts[verdict]]))),
    choices: [
      severityChoice(t),
      sourceChoice(
        t,
        report.results.map((row) => sourceOf(row.about)),
      ),
      frameworkChoice(
        t,
        t.screen.filters.framework,
        report,
        packed.checks.flatMap((row) => row.frameworks),
      ),
    ],
  });
  const without = html`<noscript><p class="notice">${t.forms(words.without, packed.rows.length, { file })}</p></noscript>`;
  return section(
    'findings',
    parts.findings,
    words.intro,
    html`${cutWords}${without}${form}
<p class="narrowed" data-narrowed="findings" hidden></p>
<div class="list findings" data-list="findings" data-pages="findings"></div>${emptied(t, 'findings')}
${pager(t, 'findings')}`,
  );
}

export function evidence({ t, report, gathered }: Sheet): Html {
  const { evidence: words, parts } = t.screen;
  const { packed } = gathered;
  const intro = fill(words.intro, { path: html`<code>objects/sha256/ab/abcd…</code>` });
  const form = filters(t, { list: 'evidence', total: packed.evidence.length, chips: undefined, choices: [] });
  const without = html`<noscript><p class="notice">${t.forms(words.without, packed.evidence.length, { file: report.run.findings.file })}</p></noscript>`;
  return section(
    'evidence',
    parts.evidence,
    intro,
    html`${without}${form}
<div class="list evidence-list" data-list="evidence" data-pages="evidence"></div>${emptied(t, 'evidence')}
${pager(t, 'evidence')}`,
  );
}

function pager(t: Messages, list: 'findings' | 'evidence'): Html {
  const { pages, turn } = t.screen.filters;
  const button = (to: keyof typeof turn): Html => html`<button type="button" data-turn="${to}">${turn[to]}</button>`;
  return html`<nav class="pager" data-pager="${list}" aria-label="${pages[list]}" hidden>${button('first')}${button('back')}<span data-page role="status"></span>${button('on')}${button('last')}</nav>`;
}
