/** Controls of each standard: for which of them this evidence is relevant, and what it leaves open. */
import { type Assessment, STANDINGS } from '../../../src/model.ts';
import { checksIn, coverage, type FrameworkEntry, ofKind, requirementsOf, standingCounts, unplaced } from '../../facts.ts';
import { name, number, plural, prose, sentence } from '../../text.ts';
import { choice, emptied, facet, filters, frameworkChoice, standingChips } from '../filters.ts';
import { requirementId, slug } from '../ids.ts';
import { standingWord, strengthWord } from '../marks.ts';
import { type Html, html } from '../markup.ts';
import { argument, labelled, type Sheet, section } from '../parts.ts';
import { coverageBar, stackedBar, standingParts } from './bars.ts';
import { sourcesOf } from './claims.ts';

const CAUTION =
  'This evidence is relevant to the controls named. It does not say that a control is met, nor that anybody conforms to a standard.';

export function controls(sheet: Sheet): Html | undefined {
  const { report } = sheet;
  const frameworks = report.run.frameworks.filter((row) => row.kind === 'controls');
  const lost = unplaced(report);
  if (frameworks.length === 0 && lost.length === 0) return undefined;
  const rows = [...ofKind(report, 'controls'), ...lost];
  const form = filters({
    list: 'controls',
    noun: 'controls',
    total: rows.length,
    chips: standingChips(standingCounts(rows)),
    choices: [
      frameworkChoice(
        'Framework',
        report,
        rows.map((row) => name(row.framework)),
      ),
      choice(
        'source',
        'Source',
        rows.flatMap((row) => sourcesOf(sheet, row)),
      ),
    ],
  });
  const stray =
    lost.length === 0
      ? undefined
      : group(
          'Requirements of no named framework',
          'stray',
          undefined,
          lost.map((row) => control(sheet, row)),
        );
  return section(
    'controls',
    'Controls by framework',
    CAUTION,
    html`${form}
<div class="list" data-list="controls">
${frameworks.map((framework) => one(sheet, framework))}${stray}</div>${emptied('controls', 'controls')}`,
  );
}

function one(sheet: Sheet, framework: FrameworkEntry): Html {
  const all = requirementsOf(sheet.report, framework);
  const { checked, size } = coverage(sheet.report, framework);
  const known =
    size === undefined
      ? `${plural(checked, 'control')} ${checked === 1 ? 'has' : 'have'} a check. How many the standard has in all is not recorded here.`
      : `${number(checked)} of ${number(size)} controls have a check. Of the other ${number(Math.max(0, size - checked))} this report says nothing.`;
  const counts = standingCounts(all);
  const parts = standingParts((standing) => counts.get(standing) ?? 0);
  const told = STANDINGS.filter((standing) => (counts.get(standing) ?? 0) > 0).map(
    (standing) => html`<li>${standingWord(standing)} ${number(counts.get(standing) ?? 0)}</li>`,
  );
  const head = html`<div class="coverage">${size === undefined ? undefined : coverageBar(checked, size)}<p>${known}</p>
${stackedBar(parts)}<ul class="legend">${told}</ul></div>`;
  const families = [...new Set(all.map((row) => row.family))];
  const body = families.map((family) => {
    const rows = all.filter((row) => row.family === family).map((row) => control(sheet, row));
    return html`<div data-group>${family === undefined ? undefined : html`<h4>${prose(family)}</h4>`}${rows}</div>\n`;
  });
  return group(`${name(prose(framework.title))}, ${name(framework.version)}`, slug(framework.id), head, body);
}
function group(title: string, id: string, head: Html | undefined, body: readonly Html[]): Html {
  return html`<div class="framework" data-group><h3 id="framework-${id}">${title}</h3>${head}\n${body}</div>\n`;
}

function control(sheet: Sheet, row: Assessment): Html {
  const id = requirementId(sheet.report, row);
  const without = checksIn(row.proof).length === 0;
  return html`<details class="row item" id="${id}" data-standing="${row.standing}" data-framework="${facet([name(row.framework)])}" data-source="${facet(sourcesOf(sheet, row))}">
<summary><span class="row-title"><b class="code">${name(row.id)}</b> ${name(prose(row.title))}</span>${strengthWord(row.strength)}${standingWord(row.standing)}</summary>
<div class="body"><p>${sentence(row.because)}</p>
${labelled(without ? 'Why no check' : 'Not covered by any check', without ? undefined : row.remainder)}
${labelled('About the wording', row.wording)}
${argument(sheet, row, 'brief')}
<p class="aside"><a class="anchor" href="#${id}">Link to ${name(row.id)}</a></p></div></details>
`;
}
