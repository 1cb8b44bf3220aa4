/** How to read the words of this report, and how to check that nothing in it was altered. */
import { STANDINGS, STRENGTHS, VERDICTS } from '../../../src/model.ts';
import { formOf } from '../../messages/slots.ts';
import { standingWord, strengthWord, verdictWord } from '../marks.ts';
import { fill, type Html, html } from '../markup.ts';
import { type Sheet, section } from '../parts.ts';

type Term = readonly [Html, string];

export function glossary({ t }: Sheet): Html {
  const { method: words } = t.pages;
  const marks = [
    terms(
      words.verdicts,
      VERDICTS.map((value) => [verdictWord(t, value), t.verdictMeans[value]]),
    ),
    terms(
      words.standings,
      STANDINGS.map((value) => [standingWord(t, value), t.standingMeans[value]]),
    ),
    terms(
      words.strengths,
      STRENGTHS.map((value) => [strengthWord(t, value), t.strengthMeans[value]]),
    ),
    terms(
      words.words,
      words.glossary.map(([word, means]) => [html`<b>${word}</b>`, means]),
    ),
  ];
  return section('glossary', t.screen.parts.glossary, t.screen.glossary.intro, html`<div class="columns">${marks}</div>`);
}
function terms(title: string, all: readonly Term[]): Html {
  const pairs = all.map(([word, means]) => html`<div><dt>${word}</dt><dd>${means}</dd></div>\n`);
  return html`<div class="terms"><h3>${title}</h3><dl>${pairs}</dl></div>\n`;
}

export function verify(sheet: Sheet): Html {
  const { t } = sheet;
  const { run } = sheet.report;
  const { verify: words } = t.screen;
  const folder = `runs/${String(run.seq).padStart(8, '0')}`;
  const { inline, total, file } = run.findings;
  const { sent, mutating, operations } = run.requests;
  const command = (text: string): { readonly command: Html } => ({ command: html`<code>${text}</code>` });
  const steps = [
    fill(words.ask, { id: html`<code>${t.name(run.id)}</code>`, seq: run.seq }),
    fill(words.verify, command('claimcheck verify')),
    fill(words.sums, command(`sha256sum -c ${folder}/SHA256SUMS`)),
    fill(words.again, command(`claimcheck evaluate --run ${t.name(run.id)}`)),
    html`${words.compare}`,
    fill(formOf(t.language, inline ? words.findings : words.findingsApart, total), {
      n: t.number(total),
      file: html`<code>${file}</code>`,
    }),
    html`${t.forms(words.requests, sent, { kinds: t.forms(t.screen.scope.kinds, operations.length), mutating: t.number(mutating) })}`,
  ];
  return section(
    'verify',
    t.pages.chapters.verify,
    words.intro,
    html`
<ol class="steps">${steps.map((step) => html`<li>${step}</li>\n`)}</ol>
${digests(sheet)}`,
  );
}
function digests({ t, report: { run } }: Sheet): Html {
  const { verify: words } = t.pages;
  return html`<dl class="facts digests"><div><dt>${words.policy}</dt><dd><code>${run.digests.policy}</code></dd></div>
<div><dt>${words.config}</dt><dd><code>${run.digests.config}</code></dd></div>
<div><dt>${words.previous}</dt><dd><code>${run.previous ?? words.first}</code></dd></div></dl>`;
}
