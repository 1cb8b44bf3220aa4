/** What could not be seen, how much was seen, what was accepted, and who says otherwise. */
import { type GapGroup, gapGroups } from '../../facts.ts';
import type { Messages } from '../../messages/index.ts';
import { filled } from '../../messages/slots.ts';
import { isTold } from '../../witnessed.ts';
import { verdictMark, verdictWord } from '../marks.ts';
import { fill, type Html, html } from '../markup.ts';
import { bdi, checkLink, evidenceLinks, leftOut, ROWS, type Sheet, section, table } from '../parts.ts';

export function gaps({ t, report }: Sheet): Html {
  const groups = gapGroups(report);
  const { gaps: pages, chapters } = t.pages;
  const { gaps: words } = t.screen;
  const none = report.run.requests.sent === 0 ? pages.nobodyAsked : pages.none;
  if (groups.length === 0) return section('gaps', chapters.gaps, none, undefined);
  const columns = [
    { title: words.question },
    { title: pages.why, as: 'wide' as const },
    { title: pages.helps, as: 'wide' as const },
    { title: pages.where, as: 'mid' as const },
  ];
  const rows = groups
    .slice(0, ROWS)
    .map((group) => [
      html`<code>${t.name(group.operation)}</code>`,
      html`${t.reasonMeans[group.reason]} <span class="aside">(${group.reason})</span>. ${t.sentence(group.detail)}`,
      group.permission === undefined
        ? t.remedy[group.reason]
        : fill(words.grant, { permission: html`<code>${t.name(group.permission)}</code>` }),
      where(t, group),
    ]);
  return section(
    'gaps',
    chapters.gaps,
    pages.remark,
    html`${table(words.caption, columns, rows)}${leftOut(t, groups.length - ROWS, 'gaps')}`,
  );
}
function where(t: Messages, { subjects, inSubjects }: GapGroup): Html {
  const shown = html`${subjects.slice(0, 4).map((key, index) => html`${index === 0 ? '' : ', '}${bdi(t, key)}`)}`;
  return inSubjects > 4 ? fill(t.screen.gaps.more, { subjects: shown, n: t.number(inSubjects - 4) }) : shown;
}

export function populations(sheet: Sheet): Html | undefined {
  const { t, report } = sheet;
  if (report.results.length === 0) return undefined;
  const { populations: pages } = t.pages;
  const { populations: words } = t.screen;
  const columns = [
    { title: pages.check },
    { title: pages.verdict },
    { title: t.screen.checks.seenBy },
    { title: pages.population, as: 'number' as const },
    { title: words.read, as: undefined },
    { title: pages.receipt, as: 'wide' as const },
  ].map(({ as, ...column }) => (as === undefined ? column : { ...column, as }));
  const rows = report.results.map(({ check, verdict, evidence, population: { size, complete, proof } }) => [
    checkLink(sheet, check),
    verdictWord(t, verdict),
    t.evidenceWord[evidence],
    t.number(size),
    complete ? pages.complete : html`<b>${pages.incomplete}</b>`,
    t.sentence(proof),
  ]);
  return section('populations', words.title, pages.remark, table(words.caption, columns, rows));
}

export function waivers(sheet: Sheet): Html {
  const { t, report } = sheet;
  const { waivers: pages, chapters } = t.pages;
  const { waivers: words } = t.screen;
  if (report.waivers.length === 0) return section('waivers', chapters.waivers, words.none, undefined);
  const columns = [
    { title: t.pages.failed.resource },
    { title: t.pages.populations.check },
    { title: pages.reason, as: 'wide' as const },
    { title: pages.approvedBy },
    { title: pages.until, as: 'day' as const },
    { title: pages.state },
  ];
  const rows = report.waivers
    .slice(0, ROWS)
    .map((row) => [
      bdi(t, row.resource),
      checkLink(sheet, row.check),
      t.sentence(row.reason),
      bdi(t, row.approvedBy),
      t.day(row.until),
      pages.states[row.state],
    ]);
  return section(
    'waivers',
    chapters.waivers,
    pages.remark,
    html`${table(words.caption, columns, rows)}${leftOut(t, report.waivers.length - ROWS, 'waivers')}`,
  );
}

export function otherwise(sheet: Sheet): Html | undefined {
  const { t } = sheet;
  const { witnessed } = sheet.report;
  if (!isTold(witnessed)) return undefined;
  const { otherwise: pages } = t.pages;
  const { otherwise: words, parts } = t.screen;
  const { disagreements, compared, unmatched, gaps: deaf } = witnessed;
  const intro = pages.remark(pages.scope(disagreements.length, compared, unmatched, deaf.length));
  const who = [...new Set(disagreements.map(({ witness }) => t.name(witness)))].sort();
  const columns = [
    { title: pages.resource },
    { title: pages.check },
    { title: words.opinions, as: 'wide' as const },
    { title: words.since, as: 'day' as const },
    { title: parts.evidence },
  ];
  const rows = disagreements.slice(0, ROWS).map((one) => {
    const opinion = filled(words.opinion, { here: t.verdictWord[one.verdict], there: one.says, rule: one.rule });
    return [
      html`${bdi(t, one.resource.name)} <span class="aside">${bdi(t, one.subject.label)}</span>`,
      checkLink(sheet, one.check),
      html`${verdictMark(one.verdict)} ${t.sentence(opinion)}`,
      one.at === undefined ? '' : t.day(one.at),
      evidenceLinks(t, one.evidence),
    ];
  });
  const body =
    rows.length === 0 ? undefined : html`${table(words.caption, columns, rows)}${leftOut(t, disagreements.length - ROWS, 'witnessed')}`;
  return section('otherwise', who.length === 0 ? pages.nobody : pages.title(who), intro, body);
}
