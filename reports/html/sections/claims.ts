/** Every claim: its words, where it stands, on what evidence, and what no check covers. */
import type { Assessment } from '../../../src/model.ts';
import { checksIn, type FrameworkEntry, ofKind, requirementsOf, standingCounts } from '../../facts.ts';
import { cut, name, plural, prose, sentence } from '../../text.ts';
import { STRENGTH_MEANS } from '../../words.ts';
import { choice, emptied, facet, filters, frameworkChoice, standingChips } from '../filters.ts';
import { sourceOf } from '../gather.ts';
import { requirementId } from '../ids.ts';
import { standingWord, strengthWord } from '../marks.ts';
import { type Html, html } from '../markup.ts';
import { argument, labelled, type Sheet, section } from '../parts.ts';

export function claims(sheet: Sheet): Html {
  const rows = ofKind(sheet.report, 'claims');
  const intro = `${plural(rows.length, 'statement')} as published, and what the evidence says of each.`;
  if (rows.length === 0) return section('claims', 'Claims', 'No claims were assessed in this run.', undefined);
  const frameworks = frameworkChoice(
    'Statement',
    sheet.report,
    rows.map((row) => name(row.framework)),
  );
  const sources = choice(
    'source',
    'Source',
    rows.flatMap((row) => sourcesOf(sheet, row)),
  );
  const form = filters({
    list: 'claims',
    noun: 'claims',
    total: rows.length,
    chips: standingChips(standingCounts(rows)),
    choices: [frameworks, sources],
  });
  return section(
    'claims',
    'Claims',
    intro,
    html`${form}
<div class="list" data-list="claims">
${sheet.report.run.frameworks.filter(({ kind }) => kind === 'claims').map((framework) => statement(sheet, framework))}</div>${emptied('claims', 'claims')}`,
  );
}

/** The sources that a requirement's proof asks. */
export function sourcesOf({ checks }: Sheet, row: Assessment): readonly string[] {
  return checksIn(row.proof).flatMap((check) => {
    const about = checks.get(check)?.about;
    return about === undefined ? [] : [sourceOf(about)];
  });
}

function statement(sheet: Sheet, framework: FrameworkEntry): Html {
  const { title, version } = framework;
  const dated = version === 'undated' ? version : `as of ${name(version)}`;
  const rows = requirementsOf(sheet.report, framework).map((row) => claim(sheet, row));
  return html`<div class="statement" data-group><h3>${name(prose(title))}, <span class="version">${dated}</span></h3>${rows}</div>\n`;
}

function claim(sheet: Sheet, row: Assessment): Html {
  const id = requirementId(sheet.report, row);
  const quote = cut(prose(row.quote ?? row.title), 1200);
  const words = row.quote === undefined ? html`<p class="quote">${quote}</p>` : html`<blockquote class="quote">${quote}</blockquote>`;
  const origin = [name(row.id), ...(row.at === undefined ? [] : [name(row.at)]), ...(row.kind === undefined ? [] : [row.kind])].join(' · ');
  return html`<article class="claim item" id="${id}" tabindex="-1" aria-labelledby="${id}-title" data-standing="${row.standing}" data-framework="${facet([name(row.framework)])}" data-source="${facet(sourcesOf(sheet, row))}">
<div class="stands">${standingWord(row.standing)}${strengthWord(row.strength)}</div>
<h4 class="topic" id="${id}-title"><a class="anchor" href="#${id}">${name(prose(row.title))}</a></h4>
${words}
<p class="because">${sentence(row.because)}</p>
${labelled('Not covered by any check', row.remainder)}
${labelled('About the wording', row.wording)}
<details><summary>How it is argued, and what was observed</summary>
${labelled('What would have to be true', row.text)}
${argument(sheet, row, 'seen')}
<p class="aside">Strength of the evidence: ${STRENGTH_MEANS[row.strength]}. ${origin}${related(sheet, row)}</p></details>
</article>
`;
}

function related({ report }: Sheet, { controls = [] }: Assessment): Html | undefined {
  if (controls.length === 0) return undefined;
  const links = controls.map((path, index) => {
    const [framework = '', ...rest] = path.split('/');
    const target = report.requirements.find((row) => row.framework === framework && row.id === rest.join('/'));
    const text = name(path);
    return html`${index === 0 ? '' : ', '}${target === undefined ? text : html`<a href="#${requirementId(report, target)}">${text}</a>`}`;
  });
  return html`. Relevant to ${links}`;
}
