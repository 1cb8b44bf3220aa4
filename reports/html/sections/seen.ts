/** What could not be seen, how much was seen, what was accepted, who says otherwise, and who was asked. */
import type { Report, ScopeEntry } from '../../../src/model.ts';
import { type GapGroup, gapGroups, isUnknown } from '../../facts.ts';
import { cut, day, name, number, plural, prose, sentence, when } from '../../text.ts';
import { isTold, opinions, scopeOf, titleOf } from '../../witnessed.ts';
import { EVIDENCE_WORD, REASON_MEANS, remedyFor } from '../../words.ts';
import { verdictMark, verdictWord } from '../marks.ts';
import { type Html, html } from '../markup.ts';
import { bdi, checkLink, evidenceLinks, type Sheet, section, table } from '../parts.ts';

const ROWS = 300;
const more = (count: number, what: string): Html | undefined =>
  count > 0 ? html`<p><b>${number(count)} more are left out here; they stand in report.json under ${what}.</b></p>` : undefined;

export function gaps({ report }: Sheet): Html {
  const groups = gapGroups(report);
  const none = report.run.requests.sent === 0 ? 'No question was asked at all.' : 'Every question that was asked was answered.';
  const intro = 'Questions that were not answered, by cause. What depends on them is unknown: not passed, and not failed.';
  if (groups.length === 0) return section('gaps', 'What could not be seen', none, undefined);
  const columns = [
    { title: 'Question' },
    { title: 'Why', as: 'wide' as const },
    { title: 'What would help', as: 'wide' as const },
    { title: 'Where', as: 'mid' as const },
  ];
  const rows = groups
    .slice(0, ROWS)
    .map((group) => [
      html`<code>${name(group.operation)}</code>`,
      html`${REASON_MEANS[group.reason]} <span class="aside">(${group.reason})</span>. ${sentence(group.detail)}`,
      group.permission === undefined ? remedyFor(group.reason) : html`Grant <code>${name(group.permission)}</code>`,
      where(group),
    ]);
  return section(
    'gaps',
    'What could not be seen',
    intro,
    html`${table('Questions without an answer', columns, rows)}${more(groups.length - ROWS, 'gaps')}`,
  );
}
function where({ subjects, inSubjects }: GapGroup): Html {
  const shown = subjects.slice(0, 4).map((key, index) => html`${index === 0 ? '' : ', '}${bdi(key)}`);
  return html`${shown}${inSubjects > 4 ? `, and ${number(inSubjects - 4)} more` : ''}`;
}

export function populations(sheet: Sheet): Html | undefined {
  const { report } = sheet;
  if (report.results.length === 0) return undefined;
  const intro = 'Every check, with the number of resources it is about and the receipt that these are all. “0” is never a pass by itself.';
  const columns = [
    { title: 'Check' },
    { title: 'Verdict' },
    { title: 'Seen by' },
    { title: 'Population', as: 'number' as const },
    { title: 'Read', as: undefined },
    { title: 'Receipt', as: 'wide' as const },
  ].map(({ as, ...column }) => (as === undefined ? column : { ...column, as }));
  const rows = report.results.map(({ check, verdict, evidence, population: { size, complete, proof } }) => [
    checkLink(sheet, check),
    verdictWord(verdict),
    EVIDENCE_WORD[evidence],
    number(size),
    complete ? 'complete' : html`<b>NOT complete</b>`,
    sentence(proof),
  ]);
  return section('populations', 'Populations and receipts', intro, table('Populations of all checks', columns, rows));
}

const STATE = {
  applied: 'Applied: the failure stands and is shown as waived.',
  expired: 'Expired: no longer applied.',
  'matches-nothing': 'Matches nothing: can be removed.',
} as const;
export function waivers(sheet: Sheet): Html {
  const { report } = sheet;
  const intro = 'A waiver changes no verdict. It says who accepts a failure, and until when.';
  if (report.waivers.length === 0) return section('waivers', 'Waivers', 'No failure is waived in this run.', undefined);
  const columns = [
    { title: 'Resource' },
    { title: 'Check' },
    { title: 'Reason', as: 'wide' as const },
    { title: 'Approved by' },
    { title: 'Until', as: 'day' as const },
    { title: 'State' },
  ];
  const rows = report.waivers
    .slice(0, ROWS)
    .map((row) => [
      bdi(row.resource),
      checkLink(sheet, row.check),
      sentence(row.reason),
      bdi(row.approvedBy),
      day(row.until),
      STATE[row.state],
    ]);
  return section(
    'waivers',
    'Waivers',
    intro,
    html`${table('Accepted failures', columns, rows)}${more(report.waivers.length - ROWS, 'waivers')}`,
  );
}

export function otherwise(sheet: Sheet): Html | undefined {
  const { witnessed } = sheet.report;
  if (!isTold(witnessed)) return undefined;
  const intro = html`A rule of somebody else’s judges the same resource. It changes no verdict of this report; one of the two is wrong, or they were asked different things: a rule’s parameters are the account’s own. ${scopeOf(witnessed)}.`;
  const columns = [
    { title: 'Resource' },
    { title: 'Check' },
    { title: 'Opinions', as: 'wide' as const },
    { title: 'Since', as: 'day' as const },
    { title: 'Evidence' },
  ];
  const rows = witnessed.disagreements
    .slice(0, ROWS)
    .map((one) => [
      html`${bdi(one.resource.name)} <span class="aside">${bdi(one.subject.label)}</span>`,
      checkLink(sheet, one.check),
      html`${verdictMark(one.verdict)} ${sentence(opinions(one))}`,
      one.at === undefined ? '' : day(one.at),
      evidenceLinks(one.evidence, ''),
    ]);
  const body =
    rows.length === 0
      ? undefined
      : html`${table('Where somebody else says otherwise', columns, rows)}${more(witnessed.disagreements.length - ROWS, 'witnessed')}`;
  return section('otherwise', titleOf(witnessed), intro, body);
}

export function scope({ report }: Sheet): Html {
  const intro = 'Who was asked, as whom, and how. What is not in this list was not looked at, and nothing here is said of it.';
  const entries = report.scope.length === 0 ? html`<p>Nobody: no source is configured.</p>` : report.scope.map(source);
  return section('scope', 'Scope and method', intro, html`${method(report)}${entries}`);
}
function method({ run }: Report): Html {
  return html`<p class="measure">Providers are asked through their interfaces, with requests that only read. Every answer is recorded; checks are evaluated on the recorded answers; what was not answered is unknown.</p>
<dl class="facts"><div><dt>Run</dt><dd>${name(run.id)}, number ${run.seq}, ${run.status}</dd></div>
<div><dt>Began, ended</dt><dd>${when(run.startedAt)}, ${when(run.finishedAt)}</dd></div>
<div><dt>Period</dt><dd>${when(run.period.from)} to ${when(run.period.to)}</dd></div>
<div><dt>How</dt><dd>claimcheck ${name(run.tool.version)}, Node ${name(run.tool.node)}; ${plural(run.requests.sent, 'request')} of ${plural(run.requests.operations.length, 'kind')}, ${number(run.requests.retried)} retried, ${run.requests.mutating} that change anything; clocks differ by ${number(run.clock.maxSkewMs)} ms</dd></div></dl>`;
}
function source(entry: ScopeEntry): Html {
  const { principal } = entry;
  const who = isUnknown(principal)
    ? html`${verdictWord('unknown')} ${principal.$unknown.reason}: ${sentence(principal.$unknown.detail)}`
    : html`${bdi(principal.id)} <span class="aside">(${bdi(principal.detail)})</span>`;
  const columns = [
    { title: 'Subject' },
    { title: 'Provider’s identity' },
    { title: 'Label' },
    { title: 'Kind' },
    { title: 'Outcome', as: 'wide' as const },
  ];
  const rows = entry.subjects
    .slice(0, ROWS)
    .map(({ key, id, label, scope: kind, gap }) => [
      bdi(key),
      bdi(id),
      bdi(label),
      name(kind),
      gap === undefined ? 'asked' : html`${verdictWord('unknown')} ${gap.reason}: ${sentence(gap.detail)}`,
    ]);
  const called = name(`${entry.source}/${entry.name}`);
  const collectors = entry.plan.collectors.map((id) => html`<code>${name(id)}</code> `);
  return html`<h3>${called}</h3><dl class="facts"><div><dt>Asked as</dt><dd>${who}</dd></div></dl>
${rows.length === 0 ? undefined : table(`Subjects of ${called}`, columns, rows)}${more(entry.subjects.length - ROWS, 'scope')}
${excluded(entry, called)}
<details><summary>${plural(entry.plan.collectors.length, 'collector')}</summary><p class="codes">${collectors}</p></details>
`;
}
/** How many things left out for one reason are named. */
const NAMES = 60;
function excluded(entry: ScopeEntry, called: string): Html | undefined {
  if (entry.excluded.length === 0) return undefined;
  const groups = new Map<string, ScopeEntry['excluded'][number][]>();
  for (const row of entry.excluded) groups.set(row.because, [...(groups.get(row.because) ?? []), row]);
  const rows = [...groups].slice(0, ROWS).map(([because, all]) => {
    const names = all.slice(0, NAMES).map(({ id }, index) => html`${index === 0 ? '' : ', '}${bdi(id)}`);
    const digests = [...new Set(all.flatMap(({ evidence = [] }) => evidence))];
    return [
      html`${names}${all.length > NAMES ? `, and ${number(all.length - NAMES)} more` : ''}`,
      cut(prose(because), 600),
      evidenceLinks(digests, ''),
    ];
  });
  const columns = [{ title: 'Deliberately not looked at' }, { title: 'Because', as: 'wide' as const }, { title: 'Evidence' }];
  return html`${table(`Left out of ${called}`, columns, rows)}${more(groups.size - ROWS, 'scope')}`;
}
