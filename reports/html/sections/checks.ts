/** Every check: its sentence, how it came out, what was expected and seen, what to do, and who relies on it. */
import type { Assessment, CheckResult, Verdict } from '../../../src/model.ts';
import { checkCounts, checksIn } from '../../facts.ts';
import { filled } from '../../messages/slots.ts';
import { prose } from '../../text.ts';
import { failedChecks, whyUnknown } from '../../unknowns.ts';
import { bySeverity } from '../../words.ts';
import { emptied, facet, filters, frameworkChoice, severityChoice, sourceChoice, verdictChips } from '../filters.ts';
import { type Example, frameworksOf, sourceOf, waiverLine } from '../gather.ts';
import { checkId, requirementId } from '../ids.ts';
import { verdictWord } from '../marks.ts';
import { fill, type Html, html, linkedText } from '../markup.ts';
import { bdi, evidenceLinks, labelled, observed, type Sheet, section, tallied } from '../parts.ts';

const RANK: Readonly<Record<Verdict, number>> = { fail: 0, unknown: 1, pass: 2, not_applicable: 3 };
const worstFirst = (a: CheckResult, b: CheckResult): number => RANK[a.verdict] - RANK[b.verdict] || bySeverity(a, b);

export function checks(sheet: Sheet): Html {
  const { t } = sheet;
  const { checks: words, parts } = t.screen;
  const { results } = sheet.report;
  if (results.length === 0) return section('checks', parts.checks, words.none, undefined);
  const frameworks = frameworksOf(sheet.report);
  const users = usersOf(sheet);
  const form = filters(t, {
    list: 'checks',
    total: results.length,
    chips: verdictChips(t, checkCounts(results)),
    choices: [
      severityChoice(t),
      sourceChoice(
        t,
        results.map((row) => sourceOf(row.about)),
      ),
      frameworkChoice(t, t.screen.filters.framework, sheet.report, [...frameworks.values()].flat()),
    ],
  });
  const rows = [...results].sort(worstFirst).map((row) => check(sheet, row, frameworks.get(row.check) ?? [], users.get(row.check) ?? []));
  return section(
    'checks',
    parts.checks,
    words.intro,
    html`${form}
<div class="list" data-list="checks">
${rows}</div>${emptied(t, 'checks')}`,
  );
}

/** Check to the requirements that rest on it. */
function usersOf({ report }: Sheet): ReadonlyMap<string, readonly Assessment[]> {
  const users = new Map<string, Assessment[]>();
  for (const row of report.requirements) {
    for (const id of new Set(checksIn(row.proof))) users.set(id, [...(users.get(id) ?? []), row]);
  }
  return users;
}

function check(sheet: Sheet, row: CheckResult, frameworks: readonly string[], users: readonly Assessment[]): Html {
  const { t } = sheet;
  const { checks: words, script } = t.screen;
  const id = checkId(row.check);
  const size = t.number(row.population.size);
  const aside = (word: string): Html => html`<span class="aside">${word}</span>`;
  const many =
    row.counts.fail > 0
      ? fill(words.failed, { n: t.number(row.counts.fail), total: size, word: aside(words.failedWord) })
      : fill(words.looked, { n: size, word: aside(words.lookedWord) });
  const seen = fill(words.seenOf, { kind: t.evidenceWord[row.evidence], collector: html`<code>${t.name(row.about)}</code>` });
  const well = row.verdict === 'pass' || row.verdict === 'not_applicable';
  return html`<details class="row item check" id="${id}" data-verdict="${row.verdict}" data-severity="${row.severity}" data-source="${facet([sourceOf(row.about)])}" data-framework="${facet(frameworks)}">
<summary><span class="row-title">${t.cut(prose(row.title), 300)} <span class="code">${t.name(row.check)}</span></span><span class="severity" data-level="${row.severity}">${t.severityWord[row.severity]}</span><span class="many">${many}</span>${verdictWord(t, row.verdict)}</summary>
<div class="body">
<dl class="facts"><div><dt>${script.finding.expected}</dt><dd>${t.sentence(row.title)}</dd></div>
<div><dt>${script.finding.observed}</dt><dd>${tallied(t, row)}</dd></div>
<div><dt>${words.receipt}</dt><dd>${t.sentence(row.population.proof)}</dd></div>
<div><dt>${words.seenBy}</dt><dd>${seen}</dd></div>
${bounds(sheet, row)}</dl>
${reasons(sheet, row)}
${examples(sheet, row, 'fail')}
${waived(sheet, row)}
${examples(sheet, row, 'unknown')}
${row.verdict === 'pass' ? examples(sheet, row, 'pass') : undefined}
<p class="js-only" hidden><a href="#findings" data-filter="findings" data-facets="check=${id}" data-words="${filled(words.only, { check: t.name(row.check) })}">${words.all}</a></p>
${well ? undefined : html`<p class="remedy"><b class="label">${script.finding.toDo}</b> ${linkedText(t.cut(prose(row.remedy), 900))}</p>`}
${labelled(t, t.pages.failed.notSaid, row.notes)}
${reliedOn(sheet, users)}
${subjects(sheet, row)}
<p class="aside"><a class="anchor" href="#${id}">${filled(t.screen.controls.link, { id: t.name(row.check) })}</a></p></div></details>
`;
}

/** Bounds as used; one that was loosened says so, since it cannot establish a stricter requirement. */
function bounds({ t }: Sheet, { params, loosened }: CheckResult): Html | undefined {
  const pairs = Object.entries(params).map(([key, value]) => {
    const loose = loosened.includes(key) ? html` <b>${t.pages.populations.loosened}</b>` : undefined;
    return html`<code>${t.cut(key, 60)} = ${t.shown(value, 120)}</code>${loose} `;
  });
  return pairs.length === 0 ? undefined : html`<div><dt>${t.screen.checks.with}</dt><dd>${pairs}</dd></div>`;
}

function examples(sheet: Sheet, row: CheckResult, verdict: 'fail' | 'unknown' | 'pass'): Html | undefined {
  const { t, gathered } = sheet;
  const { checks: words } = t.screen;
  const found = gathered.examples(row.check, verdict);
  if (found.length === 0) return undefined;
  const left = row.counts[verdict] - found.length;
  const title = { fail: words.failing, unknown: words.unknown, pass: words.passing }[verdict];
  const more = left > 0 && verdict !== 'pass' ? html`<p class="aside">${filled(words.moreExamples, { n: t.number(left) })}</p>` : undefined;
  return html`<h3 class="minor">${title}</h3><ul class="examples">${found.map((one) => example(sheet, one))}</ul>${more}`;
}
function example({ t }: Sheet, row: Example): Html {
  const { resource, subject, reason, waiver } = row;
  const why = reason === undefined ? '' : ` (${reason}: ${t.reasonMeans[reason]})`;
  const accepted = waiver === undefined ? undefined : html` <b class="waived">${waiverLine(waiver, t)}</b>`;
  return html`<li><a class="name" href="#finding-${row.key}"><bdi>${t.name(resource.name)}</bdi></a> <span class="aside">in ${bdi(t, subject.label)}</span> <span>${t.sentence(row.because)}${why}</span>${accepted} ${observed(t, row)} ${evidenceLinks(t, row.evidence, t.screen.parts.evidence)}</li>\n`;
}

/** Who accepts which failure of this check; it stays one. */
function waived({ t, report }: Sheet, { check: id }: CheckResult): Html | undefined {
  const rows = report.waivers.filter((row) => row.check === id && row.state === 'applied');
  if (rows.length === 0) return undefined;
  const items = rows.slice(0, SUBJECTS).map((row) => html`<li><b>${bdi(t, row.resource)}</b> ${waiverLine(row, t)}</li>`);
  const { checks: words } = t.screen;
  const left = rows.length - SUBJECTS;
  const more = left > 0 ? html`<li>${filled(words.moreWaivers, { n: t.number(left) })}</li>` : undefined;
  return html`<h3 class="minor">${words.accepted}</h3><ul class="examples">${items}${more}</ul>`;
}

/** Unknown: why, subject by subject, and what would help. */
const SUBJECTS = 12;
function reasons({ t, report }: Sheet, row: CheckResult): Html | undefined {
  if (row.verdict !== 'unknown' && row.counts.unknown === 0) return undefined;
  const open = row.subjects.filter((subject) => subject.verdict === 'unknown' || subject.counts.unknown > 0);
  if (open.length === 0) return html`<p>${row.reasons.map((reason) => `${t.reasonMeans[reason]} (${reason})`).join('; ')}</p>`;
  const items = open.slice(0, SUBJECTS).map((subject) => {
    const { why, helps } = whyUnknown(report, row, subject, t);
    return html`<li><b>${bdi(t, subject.key)}</b>: ${t.sentence(why)}. <b class="label">${t.pages.unknown.helps}</b> ${t.sentence(helps)}</li>`;
  });
  const left = open.length - SUBJECTS;
  const more = left > 0 ? html`<li>${t.forms(t.screen.checks.moreSubjects, left)}</li>` : undefined;
  return html`<h3 class="minor">${t.pages.unknown.why}</h3><ul class="examples">${items}${more}</ul>`;
}

function reliedOn({ t, report }: Sheet, users: readonly Assessment[]): Html | undefined {
  if (users.length === 0) return undefined;
  const links = users.map(
    (row, index) => html`${index === 0 ? '' : ', '}<a href="#${requirementId(report, row)}">${t.name(row.framework)}/${t.name(row.id)}</a>`,
  );
  return html`<p class="aside"><b class="label">${t.screen.checks.decides}</b> ${links}</p>`;
}

function subjects({ t }: Sheet, row: CheckResult): Html | undefined {
  const { checks: words } = t.screen;
  const apart = row.subjectCount ?? 0;
  if (apart > 0) return html`<h3 class="minor">${words.where}</h3><p>${t.forms(words.apart, apart)}</p>`;
  if (row.subjects.length < 2) return undefined;
  const items = row.subjects.slice(0, SUBJECTS).map(({ label, verdict, population: { size, complete, proof } }) => {
    const many = complete ? t.number(size) : filled(words.notComplete, { n: t.number(size) });
    return html`<li>${verdictWord(t, verdict)} <b>${bdi(t, label)}</b> ${many}: ${t.sentence(proof)}</li>`;
  });
  const left = row.subjects.length - SUBJECTS;
  const more = left > 0 ? html`<li>${t.forms(words.moreSubjects, left)}</li>` : undefined;
  return html`<h3 class="minor">${words.where}</h3><ul class="examples">${items}${more}</ul>`;
}

/** For the summary: what failed, the most severe first. */
export const worst = (sheet: Sheet): readonly CheckResult[] => [...failedChecks(sheet.report)].sort(bySeverity);
