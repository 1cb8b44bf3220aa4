/** Every check: its sentence, how it came out, what was expected and seen, what to do, and who relies on it. */
import type { Assessment, CheckResult, Verdict } from '../../../src/model.ts';
import { checkCounts, checksIn } from '../../facts.ts';
import { cut, name, number, plural, prose, sentence, shown } from '../../text.ts';
import { failedChecks, whyUnknown } from '../../unknowns.ts';
import { bySeverity, EVIDENCE_WORD, REASON_MEANS } from '../../words.ts';
import { choice, emptied, facet, filters, frameworkChoice, severityChoice, verdictChips } from '../filters.ts';
import { type Example, frameworksOf, sourceOf, waiverLine } from '../gather.ts';
import { checkId, requirementId } from '../ids.ts';
import { verdictWord } from '../marks.ts';
import { type Html, html, linkedText } from '../markup.ts';
import { bdi, evidenceLinks, labelled, observed, type Sheet, section, tallied } from '../parts.ts';

const RANK: Readonly<Record<Verdict, number>> = { fail: 0, unknown: 1, pass: 2, not_applicable: 3 };
const worstFirst = (a: CheckResult, b: CheckResult): number => RANK[a.verdict] - RANK[b.verdict] || bySeverity(a, b);

export function checks(sheet: Sheet): Html {
  const { results } = sheet.report;
  const intro = 'A check is a sentence that is true or false. What failed stands first, then what is unknown; by severity.';
  if (results.length === 0) return section('checks', 'Checks', 'No check was judged in this run.', undefined);
  const frameworks = frameworksOf(sheet.report);
  const users = usersOf(sheet);
  const form = filters({
    list: 'checks',
    noun: 'checks',
    total: results.length,
    chips: verdictChips(checkCounts(results)),
    choices: [
      severityChoice,
      choice(
        'source',
        'Source',
        results.map((row) => sourceOf(row.about)),
      ),
      frameworkChoice('Framework', sheet.report, [...frameworks.values()].flat()),
    ],
  });
  const rows = [...results].sort(worstFirst).map((row) => check(sheet, row, frameworks.get(row.check) ?? [], users.get(row.check) ?? []));
  return section(
    'checks',
    'Checks',
    intro,
    html`${form}
<div class="list" data-list="checks">
${rows}</div>${emptied('checks', 'checks')}`,
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
  const id = checkId(row.check);
  const size = number(row.population.size);
  const many =
    row.counts.fail > 0
      ? html`${number(row.counts.fail)} of ${size}<span class="aside"> failed</span>`
      : html`${size}<span class="aside"> looked at</span>`;
  return html`<details class="row item check" id="${id}" data-verdict="${row.verdict}" data-severity="${row.severity}" data-source="${facet([sourceOf(row.about)])}" data-framework="${facet(frameworks)}">
<summary><span class="row-title">${cut(prose(row.title), 300)} <span class="code">${name(row.check)}</span></span><span class="severity" data-level="${row.severity}">${row.severity}</span><span class="many">${many}</span>${verdictWord(row.verdict)}</summary>
<div class="body">
<dl class="facts"><div><dt>Expected</dt><dd>${sentence(row.title)}</dd></div>
<div><dt>Observed</dt><dd>${tallied(row)}</dd></div>
<div><dt>Receipt</dt><dd>${sentence(row.population.proof)}</dd></div>
<div><dt>Seen by</dt><dd>${EVIDENCE_WORD[row.evidence]} of <code>${name(row.about)}</code></dd></div>
${bounds(row)}</dl>
${reasons(sheet, row)}
${examples(sheet, row, 'fail')}
${waived(sheet, row)}
${examples(sheet, row, 'unknown')}
${row.verdict === 'pass' ? examples(sheet, row, 'pass') : undefined}
<p class="js-only" hidden><a href="#findings" data-filter="findings" data-facets="check=${id}" data-words="Only findings of ${name(row.check)}.">All findings of this check</a></p>
${row.verdict === 'pass' || row.verdict === 'not_applicable' ? undefined : html`<p class="remedy"><b class="label">What to do</b> ${linkedText(cut(prose(row.remedy), 900))}</p>`}
${labelled('What this check does not say', row.notes)}
${reliedOn(sheet, users)}
${subjects(row)}
<p class="aside"><a class="anchor" href="#${id}">Link to ${name(row.check)}</a></p></div></details>
`;
}

/** Bounds as used; one that was loosened says so, since it cannot establish a stricter requirement. */
function bounds({ params, loosened }: CheckResult): Html | undefined {
  const pairs = Object.entries(params).map(([key, value]) => {
    const loose = loosened.includes(key) ? html` <b>(looser than shipped)</b>` : undefined;
    return html`<code>${cut(key, 60)} = ${shown(value, 120)}</code>${loose} `;
  });
  return pairs.length === 0 ? undefined : html`<div><dt>With</dt><dd>${pairs}</dd></div>`;
}

function examples({ gathered }: Sheet, row: CheckResult, verdict: 'fail' | 'unknown' | 'pass'): Html | undefined {
  const found = gathered.examples(row.check, verdict);
  if (found.length === 0) return undefined;
  const left = row.counts[verdict] - found.length;
  const title = { fail: 'Counter-examples', unknown: 'What is unknown', pass: 'One that passes' }[verdict];
  const more = left > 0 && verdict !== 'pass' ? html`<p class="aside">And ${number(left)} more, among the findings.</p>` : undefined;
  return html`<h3 class="minor">${title}</h3><ul class="examples">${found.map(example)}</ul>${more}`;
}
function example(row: Example): Html {
  const { resource, subject, reason, waiver } = row;
  const why = reason === undefined ? '' : ` (${reason}: ${REASON_MEANS[reason]})`;
  const accepted = waiver === undefined ? undefined : html` <b class="waived">${waiverLine(waiver)}</b>`;
  return html`<li><a class="name" href="#finding-${row.key}"><bdi>${name(resource.name)}</bdi></a> <span class="aside">in ${bdi(subject.label)}</span> <span>${sentence(row.because)}${why}</span>${accepted} ${observed(row)} ${evidenceLinks(row.evidence)}</li>\n`;
}

/** Who accepts which failure of this check; it stays one. */
function waived({ report }: Sheet, { check: id }: CheckResult): Html | undefined {
  const rows = report.waivers.filter((row) => row.check === id && row.state === 'applied');
  if (rows.length === 0) return undefined;
  const items = rows.slice(0, SUBJECTS).map((row) => html`<li><b>${bdi(row.resource)}</b> ${waiverLine(row)}</li>`);
  const more = rows.length > SUBJECTS ? html`<li>and ${number(rows.length - SUBJECTS)} more, under Waivers</li>` : undefined;
  return html`<h3 class="minor">Accepted failures</h3><ul class="examples">${items}${more}</ul>`;
}

/** Unknown: why, subject by subject, and what would help. */
const SUBJECTS = 12;
function reasons({ report }: Sheet, row: CheckResult): Html | undefined {
  if (row.verdict !== 'unknown' && row.counts.unknown === 0) return undefined;
  const open = row.subjects.filter((subject) => subject.verdict === 'unknown' || subject.counts.unknown > 0);
  if (open.length === 0) return html`<p>${row.reasons.map((reason) => `${REASON_MEANS[reason]} (${reason})`).join('; ')}</p>`;
  const items = open.slice(0, SUBJECTS).map((subject) => {
    const { why, helps } = whyUnknown(report, row, subject);
    return html`<li><b>${bdi(subject.key)}</b>: ${sentence(why)}. <b class="label">What would help</b> ${sentence(helps)}</li>`;
  });
  const more = open.length > SUBJECTS ? html`<li>and ${plural(open.length - SUBJECTS, 'subject')} more, in report.json</li>` : undefined;
  return html`<h3 class="minor">Why it is unknown</h3><ul class="examples">${items}${more}</ul>`;
}

function reliedOn({ report }: Sheet, users: readonly Assessment[]): Html | undefined {
  if (users.length === 0) return undefined;
  const links = users.map(
    (row, index) => html`${index === 0 ? '' : ', '}<a href="#${requirementId(report, row)}">${name(row.framework)}/${name(row.id)}</a>`,
  );
  return html`<p class="aside"><b class="label">Decides or informs</b> ${links}</p>`;
}

function subjects(row: CheckResult): Html | undefined {
  const apart = row.subjectCount ?? 0;
  if (apart > 0) return html`<h3 class="minor">Where</h3><p>In ${plural(apart, 'subject')}: they stand in subjects.jsonl, one a line.</p>`;
  if (row.subjects.length < 2) return undefined;
  const items = row.subjects
    .slice(0, SUBJECTS)
    .map(
      ({ label, verdict, population }) =>
        html`<li>${verdictWord(verdict)} <b>${bdi(label)}</b> ${number(population.size)}${population.complete ? '' : ', NOT complete'}: ${sentence(population.proof)}</li>`,
    );
  const more =
    row.subjects.length > SUBJECTS
      ? html`<li>and ${plural(row.subjects.length - SUBJECTS, 'subject')} more, in report.json</li>`
      : undefined;
  return html`<h3 class="minor">Where</h3><ul class="examples">${items}${more}</ul>`;
}

/** For the summary: what failed, the most severe first. */
export const worst = (sheet: Sheet): readonly CheckResult[] => [...failedChecks(sheet.report)].sort(bySeverity);
