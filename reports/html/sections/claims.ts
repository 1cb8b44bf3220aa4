/** Every claim: its words, where it stands, on what evidence, and what no check covers. */
import type { Assessment } from '../../../src/model.ts';
import { checksIn, type FrameworkEntry, ofKind, requirementsOf, standingCounts } from '../../facts.ts';
import { filled } from '../../messages/slots.ts';
import { name, prose } from '../../text.ts';
import { emptied, facet, filters, frameworkChoice, sourceChoice, standingChips } from '../filters.ts';
import { sourceOf } from '../gather.ts';
import { requirementId } from '../ids.ts';
import { standingWord, strengthWord } from '../marks.ts';
import { fill, type Html, html } from '../markup.ts';
import { argument, labelled, type Sheet, section } from '../parts.ts';

export function claims(sheet: Sheet): Html {
  const { t } = sheet;
  const { chapters, claims: pages } = t.pages;
  const rows = ofKind(sheet.report, 'claims');
  if (rows.length === 0) return section('claims', chapters.claims, t.screen.claims.none, undefined);
  const frameworks = frameworkChoice(
    t,
    t.screen.filters.statement,
    sheet.report,
    rows.map((row) => name(row.framework)),
  );
  const sources = sourceChoice(
    t,
    rows.flatMap((row) => sourcesOf(sheet, row)),
  );
  const form = filters(t, {
    list: 'claims',
    total: rows.length,
    chips: standingChips(t, standingCounts(rows)),
    choices: [frameworks, sources],
  });
  return section(
    'claims',
    chapters.claims,
    pages.remark(rows.length),
    html`${form}
<div class="list" data-list="claims">
${sheet.report.run.frameworks.filter(({ kind }) => kind === 'claims').map((framework) => statement(sheet, framework))}</div>${emptied(t, 'claims')}`,
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
  const { claims: words } = sheet.t.screen;
  const dated = version === 'undated' ? words.undated : filled(words.asOf, { version: sheet.t.name(version) });
  const rows = requirementsOf(sheet.report, framework).map((row) => claim(sheet, row));
  return html`<div class="statement" data-group><h3>${sheet.t.name(prose(title))}, <span class="version">${dated}</span></h3>${rows}</div>\n`;
}

function claim(sheet: Sheet, row: Assessment): Html {
  const { t } = sheet;
  const { claims: words } = t.pages;
  const id = requirementId(sheet.report, row);
  const quote = t.cut(prose(row.quote ?? row.title), 1200);
  const quoted = row.quote === undefined ? html`<p class="quote">${quote}</p>` : html`<blockquote class="quote">${quote}</blockquote>`;
  const origin = [
    t.name(row.id),
    ...(row.at === undefined ? [] : [t.name(row.at)]),
    ...(row.kind === undefined ? [] : [words.kind[row.kind]]),
  ].join(' · ');
  return html`<article class="claim item" id="${id}" tabindex="-1" aria-labelledby="${id}-title" data-standing="${row.standing}" data-framework="${facet([name(row.framework)])}" data-source="${facet(sourcesOf(sheet, row))}">
<div class="stands">${standingWord(t, row.standing)}${strengthWord(t, row.strength)}</div>
<h4 class="topic" id="${id}-title"><a class="anchor" href="#${id}">${t.name(prose(row.title))}</a></h4>
${quoted}
<p class="because">${t.sentence(row.because)}</p>
${labelled(t, words.remainder, row.remainder)}
${labelled(t, words.wording, row.wording)}
<details><summary>${t.screen.claims.argued}</summary>
${labelled(t, words.text, row.text)}
${argument(sheet, row, 'seen')}
<p class="aside">${filled(t.screen.claims.strength, { means: t.strengthMeans[row.strength] })} ${origin}${related(sheet, row)}</p></details>
</article>
`;
}

function related({ t, report }: Sheet, { controls = [] }: Assessment): Html | undefined {
  if (controls.length === 0) return undefined;
  const links = controls.map((path, index) => {
    const [framework = '', ...rest] = path.split('/');
    const target = report.requirements.find((row) => row.framework === framework && row.id === rest.join('/'));
    const text = t.name(path);
    return html`${index === 0 ? '' : ', '}${target === undefined ? text : html`<a href="#${requirementId(report, target)}">${text}</a>`}`;
  });
  return html`. ${fill(t.screen.claims.relevant, { controls: links })}`;
}
