/** Controls of each standard: for which of them this evidence is relevant, and what it leaves open. */
import { type Assessment, STANDINGS } from '../../../src/model.ts';
import { checksIn, coverage, type FrameworkEntry, ofKind, requirementsOf, standingCounts, unplaced } from '../../facts.ts';
import { filled } from '../../messages/slots.ts';
import { name, prose } from '../../text.ts';
import { emptied, facet, filters, frameworkChoice, sourceChoice, standingChips } from '../filters.ts';
import { requirementId, slug } from '../ids.ts';
import { standingWord, strengthWord } from '../marks.ts';
import { type Html, html } from '../markup.ts';
import { argument, labelled, type Sheet, section } from '../parts.ts';
import { coverageBar, stackedBar, standingParts } from './bars.ts';
import { sourcesOf } from './claims.ts';

export function controls(sheet: Sheet): Html | undefined {
  const { t, report } = sheet;
  const frameworks = report.run.frameworks.filter((row) => row.kind === 'controls');
  const lost = unplaced(report);
  if (frameworks.length === 0 && lost.length === 0) return undefined;
  const rows = [...ofKind(report, 'controls'), ...lost];
  const form = filters(t, {
    list: 'controls',
    total: rows.length,
    chips: standingChips(t, standingCounts(rows)),
    choices: [
      frameworkChoice(
        t,
        t.screen.filters.framework,
        report,
        rows.map((row) => name(row.framework)),
      ),
      sourceChoice(
        t,
        rows.flatMap((row) => sourcesOf(sheet, row)),
      ),
    ],
  });
  const stray =
    lost.length === 0
      ? undefined
      : group(
          t.pages.controls.unplaced,
          'stray',
          undefined,
          lost.map((row) => control(sheet, row)),
        );
  return section(
    'controls',
    t.screen.controls.title,
    t.pages.controls.remark,
    html`${form}
<div class="list" data-list="controls">
${frameworks.map((framework) => one(sheet, framework))}${stray}</div>${emptied(t, 'controls')}`,
  );
}

function one(sheet: Sheet, framework: FrameworkEntry): Html {
  const { t } = sheet;
  const { controls: words } = t.screen;
  const all = requirementsOf(sheet.report, framework);
  const { checked, size } = coverage(sheet.report, framework);
  const known =
    size === undefined
      ? t.pages.controls.ofUnknown(checked)
      : `${t.forms(words.of, size, { checked: t.number(checked) })} ${t.forms(words.rest, Math.max(0, size - checked))}`;
  const counts = standingCounts(all);
  const parts = standingParts((standing) => counts.get(standing) ?? 0);
  const told = STANDINGS.filter((standing) => (counts.get(standing) ?? 0) > 0).map(
    (standing) => html`<li>${standingWord(t, standing)} ${t.number(counts.get(standing) ?? 0)}</li>`,
  );
  const head = html`<div class="coverage">${size === undefined ? undefined : coverageBar(checked, size)}<p>${known}</p>
${stackedBar(parts)}<ul class="legend">${told}</ul></div>`;
  const families = [...new Set(all.map((row) => row.family))];
  const body = families.map((family) => {
    const rows = all.filter((row) => row.family === family).map((row) => control(sheet, row));
    return html`<div data-group>${family === undefined ? undefined : html`<h4>${prose(family)}</h4>`}${rows}</div>\n`;
  });
  return group(`${t.name(prose(framework.title))}, ${t.name(framework.version)}`, slug(framework.id), head, body);
}
function group(title: string, id: string, head: Html | undefined, body: readonly Html[]): Html {
  return html`<div class="framework" data-group><h3 id="framework-${id}">${title}</h3>${head}\n${body}</div>\n`;
}

function control(sheet: Sheet, row: Assessment): Html {
  const { t } = sheet;
  const { claims: words } = t.pages;
  const id = requirementId(sheet.report, row);
  const without = checksIn(row.proof).length === 0;
  return html`<details class="row item" id="${id}" data-standing="${row.standing}" data-framework="${facet([name(row.framework)])}" data-source="${facet(sourcesOf(sheet, row))}">
<summary><span class="row-title"><b class="code">${t.name(row.id)}</b> ${t.name(prose(row.title))}</span>${strengthWord(t, row.strength)}${standingWord(t, row.standing)}</summary>
<div class="body"><p>${t.sentence(row.because)}</p>
${without ? undefined : labelled(t, words.remainder, row.remainder)}
${labelled(t, words.wording, row.wording)}
${argument(sheet, row, 'brief')}
<p class="aside"><a class="anchor" href="#${id}">${filled(t.screen.controls.link, { id: t.name(row.id) })}</a></p></div></details>
`;
}
