/** How to read the words of this report, and how to check that nothing in it was altered. */
import { type Report, STANDINGS, STRENGTHS, VERDICTS } from '../../../src/model.ts';
import { name, number, plural } from '../../text.ts';
import { STANDING_MEANS, STRENGTH_MEANS, VERDICT_MEANS } from '../../words.ts';
import { standingWord, strengthWord, verdictWord } from '../marks.ts';
import { type Html, html } from '../markup.ts';
import { type Sheet, section } from '../parts.ts';

type Term = readonly [Html, string];

export function glossary(): Html {
  const intro =
    'Words are used in one sense only. The standing of a control means that this evidence is relevant to it: ' +
    'it is not a certificate, and no standard’s owner has looked at it.';
  return section(
    'glossary',
    'Glossary',
    intro,
    html`<div class="columns">${terms(
      'Verdicts of a check',
      VERDICTS.map((value) => [verdictWord(value), VERDICT_MEANS[value]]),
    )}
${terms(
  'Standings of a claim or control',
  STANDINGS.map((value) => [standingWord(value), STANDING_MEANS[value]]),
)}
${terms(
  'Strength of the evidence, strongest first',
  STRENGTHS.map((value) => [strengthWord(value), STRENGTH_MEANS[value]]),
)}</div>`,
  );
}
function terms(title: string, all: readonly Term[]): Html {
  const pairs = all.map(([word, means]) => html`<div><dt>${word}</dt><dd>${means}</dd></div>\n`);
  return html`<div class="terms"><h3>${title}</h3><dl>${pairs}</dl></div>`;
}

export function verify({ report }: Sheet): Html {
  const { run } = report;
  const folder = `runs/${String(run.seq).padStart(8, '0')}`;
  const steps = [
    html`Ask whoever gave you this file for the sealed run <code>${name(run.id)}</code> (number ${run.seq} of its chain).`,
    html`In the locker, run <code>sha256sum -c ${folder}/SHA256SUMS</code>: every recorded answer, finding and the manifest must still have the digest under which it was kept. No key signed this run, so this shows damage, not a rewriting of the whole locker.`,
    html`Run <code>claimcheck evaluate --run ${name(run.id)}</code>: it judges the recorded answers again, offline, and writes this report anew.`,
    html`Compare the digests below with those of the run you were told about.`,
    html`Every finding (${plural(run.findings.total, 'row')}) stands in <code>${run.findings.file}</code> with the digests of the answers it rests on${run.findings.inline ? ', and in report.json' : '; there are too many for report.json'}.`,
    html`${number(run.requests.sent)} requests were made, of ${plural(run.requests.operations.length, 'kind')}; ${run.requests.mutating} could change anything.`,
  ];
  return section(
    'verify',
    'How to verify this report',
    'Nothing here has to be believed: each step can be done without us.',
    html`
<ol class="steps">${steps.map((step) => html`<li>${step}</li>\n`)}</ol>
${digests(report)}`,
  );
}
function digests({ run }: Report): Html {
  return html`<dl class="facts digests"><div><dt>Policy</dt><dd><code>${run.digests.policy}</code></dd></div>
<div><dt>Configuration</dt><dd><code>${run.digests.config}</code></dd></div>
<div><dt>Run before</dt><dd><code>${run.previous ?? 'none: this is the first of its chain'}</code></dd></div></dl>`;
}
