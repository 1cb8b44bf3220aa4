/** Findings and evidence: lists that the script fills, page by page; without it, words that say where they stand. */
import { findingCounts } from '../../facts.ts';
import { name, number, plural } from '../../text.ts';
import { choice, emptied, filters, frameworkChoice, severityChoice, verdictChips } from '../filters.ts';
import { sourceOf } from '../gather.ts';
import { type Html, html } from '../markup.ts';
import { type Sheet, section } from '../parts.ts';

export function findings({ report, gathered }: Sheet): Html {
  const { packed, seen } = gathered;
  const { file } = report.run.findings;
  const left = seen - packed.rows.length;
  const intro = 'What each check says about each resource: what was expected, what was observed, on which evidence, and what to do.';
  const cutWords =
    left > 0
      ? html`<p class="notice"><b>${number(packed.rows.length)} of ${number(seen)} findings are in this page.</b> ${number(left)} were left out to keep it quick, those that pass first; all of them stand, one a line, in ${file}, which the seal of this run covers.</p>`
      : undefined;
  const counts = findingCounts(report.results);
  const form = filters({
    list: 'findings',
    noun: 'findings',
    total: packed.rows.length,
    chips: verdictChips(new Map((['fail', 'unknown', 'pass', 'not_applicable'] as const).map((verdict) => [verdict, counts[verdict]]))),
    choices: [
      severityChoice,
      choice(
        'source',
        'Source',
        report.results.map((row) => sourceOf(row.about)),
      ),
      frameworkChoice(
        'Framework',
        report,
        packed.checks.flatMap((row) => row.frameworks),
      ),
    ],
  });
  const without = html`<noscript><p class="notice">This page holds ${plural(packed.rows.length, 'finding')} that a script shows, and scripts are off. Counter-examples and what is unknown stand under each check above; every finding stands in ${name(file)}.</p></noscript>`;
  return section(
    'findings',
    'Findings',
    intro,
    html`${cutWords}${without}${form}
<p class="narrowed" data-narrowed="findings" hidden></p>
<div class="list findings" data-list="findings" data-pages="findings"></div>${emptied('findings', 'findings')}
${pager('findings', 'findings')}`,
  );
}

export function evidence({ report, gathered }: Sheet): Html {
  const { packed } = gathered;
  const intro = html`Every recorded answer is kept under the digest of its bytes: in the locker, <code>objects/sha256/ab/abcd…</code>. Here: what rests on which.`;
  const form = filters({ list: 'evidence', noun: 'pieces of evidence', total: packed.evidence.length, chips: undefined, choices: [] });
  const without = html`<noscript><p class="notice">${plural(packed.evidence.length, 'piece')} of evidence ${packed.evidence.length === 1 ? 'is' : 'are'} named in this page; a script lists them, and scripts are off. Every digest stands in ${name(report.run.findings.file)} beside what rests on it.</p></noscript>`;
  return section(
    'evidence',
    'Evidence',
    intro,
    html`${without}${form}
<div class="list evidence-list" data-list="evidence" data-pages="evidence"></div>${emptied('evidence', 'pieces of evidence')}
${pager('evidence', 'evidence')}`,
  );
}

function pager(list: string, noun: string): Html {
  return html`<nav class="pager" data-pager="${list}" aria-label="Pages of ${noun}" hidden><button type="button" data-turn="first">First</button><button type="button" data-turn="back">Previous</button><span data-page role="status"></span><button type="button" data-turn="on">Next</button><button type="button" data-turn="last">Last</button></nav>`;
}
