/** The first screen: what this is, for whom, what came of it, what could not be seen, and on what evidence. */
import { type Assessment, type Report, STANDINGS, VERDICTS, type Verdict } from '../../../src/model.ts';
import { checkCounts, checksIn, findingCounts, gapGroups, ofKind, standingCounts } from '../../facts.ts';
import { changesGlance, daysGlance } from '../../glance.ts';
import type { Messages } from '../../messages/index.ts';
import { type Forms, filled } from '../../messages/slots.ts';
import { prose } from '../../text.ts';
import { STRENGTH_BARS } from '../../words.ts';
import { checkId, requirementId } from '../ids.ts';
import { standingMark, standingWord, strengthWord, toneOf, verdictMark } from '../marks.ts';
import { type Html, html, type Piece } from '../markup.ts';
import type { Sheet } from '../parts.ts';
import { type Part, stackedBar, standingParts, verdictParts } from './bars.ts';
import { worst } from './checks.ts';

/** The statements that were examined, by name; or what the report is in general. */
export function titleOf({ run }: Report, t: Messages): string {
  const titles = run.frameworks.filter((row) => row.kind === 'claims').map((row) => t.name(prose(row.title)));
  return titles.length > 0 ? titles.join(' · ') : t.pages.cover.untitled;
}

export function summary(sheet: Sheet): Html {
  const { t, report } = sheet;
  const { run } = report;
  const { cover } = t.pages;
  const { original } = t.screen.page;
  return html`
<section id="summary" aria-labelledby="summary-title" tabindex="-1" class="summary">
<p class="eyebrow">${cover.kind}</p>
<h1 id="summary-title">${titleOf(report, t)}</h1>
<p class="lead">${cover.seen(t.when(run.finishedAt), t.day(run.period.from), t.day(run.period.to))}</p>
${notices(sheet)}
<p class="verdict">${inOneSentence(sheet)}</p>
${glances(sheet)}${
  original === ''
    ? undefined
    : html`
<p class="aside">${original}</p>`
}
<div class="tiles">${tiles(sheet)}</div>
<div class="panels">
${notSeen(sheet)}
${failed(sheet)}
${strongest(sheet)}
${weakest(sheet)}
</div>
</section>`;
}

/** What stands beside the run, a sentence each that leads to its chapter. */
function glances({ t, report: { comparison, overTime } }: Sheet): Piece {
  const line = (id: 'changes' | 'days', text: string): Html => html`<p class="aside"><a href="#${id}">${text}</a></p>\n`;
  return [
    comparison === undefined ? undefined : line('changes', changesGlance(t, comparison)),
    overTime === undefined ? undefined : line('days', daysGlance(t, overTime)),
  ];
}

/** What a reader must know before anything else. */
function notices({ t, report: { edition, run } }: Sheet): Piece {
  const { summary: words } = t.screen;
  const demo =
    run.demo === undefined
      ? undefined
      : html`<div class="notice" role="note"><p><b>${filled(words.demo, { world: t.name(run.demo) })}</b> ${t.pages.cover.demoNote}</p></div>\n`;
  const aborted =
    run.status === 'aborted'
      ? html`<div class="notice notice-bad" role="note"><p>${verdictMark('unknown')} <b>${words.interrupted}</b> ${words.interruptedMeans}</p></div>\n`
      : undefined;
  return [edition === undefined ? undefined : editionNotice(t, edition), demo, aborted];
}
function editionNotice(t: Messages, { audience, recipient, validUntil, replaced, allowed }: NonNullable<Report['edition']>): Html {
  const { summary: words } = t.screen;
  const edition = words.edition[audience];
  const whose =
    recipient === undefined ? filled(words.madeForNobody, { edition }) : filled(words.madeFor, { edition, recipient: t.name(recipient) });
  const names = allowed.slice(0, 20).map(t.name).join(', ');
  const all = allowed.length > 20 ? filled(words.andMore, { names, n: t.number(allowed.length - 20) }) : names;
  const told = [
    ...(validUntil === undefined ? [] : [filled(words.until, { day: t.day(validUntil) })]),
    t.pages.cover.note[audience],
    ...(replaced === 0 ? [] : [t.forms(words.replaced, replaced)]),
    ...(allowed.length === 0 ? [] : [filled(words.allowed, { names: all })]),
  ];
  return html`<div class="notice notice-edition" role="note"><p><b>${whose}</b> ${told.join(' ')}</p></div>\n`;
}

/** What somebody would say who has read all of it and is asked once. */
function inOneSentence({ t, report }: Sheet): Piece {
  const { summary: words } = t.screen;
  const claims = ofKind(report, 'claims');
  if (report.results.length === 0) return words.nothingJudged;
  if (claims.length === 0) {
    const checks = checkCounts(report.results);
    const [failed, unknown] = [t.number(checks.get('fail') ?? 0), t.number(checks.get('unknown') ?? 0)];
    return filled(words.checksOnly, { checks: t.forms(words.checks, report.results.length), failed, unknown });
  }
  const counts = standingCounts(claims);
  const count = (standing: (typeof STANDINGS)[number]) => counts.get(standing) ?? 0;
  return filled(words.sentence, {
    claims: t.forms(words.claims, claims.length),
    held: t.forms(words.held, count('established') + count('supported')),
    contradicted: t.forms(words.contradicted, count('contradicted')),
    unproven: t.forms(words.unproven, count('unproven')),
    unassessed: t.forms(words.unassessed, count('not-assessed')),
  });
}

interface Legend {
  readonly mark: Html;
  readonly tone: Verdict;
  readonly word: string;
  readonly value: string;
  readonly count: number;
}
function tiles({ t, report }: Sheet): readonly Html[] {
  const { summary: words } = t.screen;
  const claims = ofKind(report, 'claims');
  const controls = ofKind(report, 'controls');
  const checks = checkCounts(report.results);
  const findings = findingCounts(report.results);
  const total = VERDICTS.reduce((sum, verdict) => sum + findings[verdict], 0);
  const waived = findings.waived === 0 ? '' : t.forms(words.waived, findings.waived);
  return [
    tile(
      t,
      'claims',
      claims.length,
      standingParts((value) => standingCounts(claims).get(value) ?? 0),
      standingLegend(t, claims),
    ),
    tile(
      t,
      'controls',
      controls.length,
      standingParts((value) => standingCounts(controls).get(value) ?? 0),
      standingLegend(t, controls),
    ),
    tile(
      t,
      'checks',
      report.results.length,
      verdictParts((value) => checks.get(value) ?? 0),
      verdictLegend(t, (value) => checks.get(value) ?? 0),
    ),
    tile(
      t,
      'findings',
      total,
      verdictParts((value) => findings[value]),
      verdictLegend(t, (value) => findings[value]),
      waived,
    ),
  ];
}
const standingLegend = (t: Messages, rows: readonly Assessment[]): readonly Legend[] => {
  const counts = standingCounts(rows);
  return STANDINGS.map((value) => ({
    mark: standingMark(value),
    tone: toneOf(value),
    word: t.standingWord[value],
    value: `standing=${value}`,
    count: counts.get(value) ?? 0,
  }));
};
const verdictLegend = (t: Messages, countOf: (verdict: Verdict) => number): readonly Legend[] =>
  VERDICTS.map((value) => ({
    mark: verdictMark(value),
    tone: value,
    word: t.verdictWord[value],
    value: `verdict=${value}`,
    count: countOf(value),
  }));

function tile(
  t: Messages,
  id: 'claims' | 'controls' | 'checks' | 'findings',
  total: number,
  parts: readonly Part[],
  legend: readonly Legend[],
  note = '',
): Html {
  const items = legend.map(
    ({ mark, tone, word, value, count }) =>
      html`<li class="tone-${tone}"><a href="#${id}" data-filter="${id}" data-facets="${value}">${mark}<span class="word">${word}</span><span class="count">${t.number(count)}</span></a></li>\n`,
  );
  const body =
    total === 0 ? html`<p class="aside">${t.screen.summary.none}</p>` : html`${stackedBar(parts)}<ul class="legend">${items}</ul>`;
  return html`<div class="tile"><h2><a href="#${id}">${t.screen.parts[id]}</a> <span class="total">${t.number(total)}</span></h2>${body}${note === '' ? undefined : html`<p class="aside">${note}</p>`}</div>\n`;
}

function panel(id: string, title: string, body: Piece, tone = ''): Html {
  return html`<div class="panel ${tone}"><h2 id="${id}">${title}</h2>${body}</div>`;
}
const IN_PANEL = 5;
const rest = (t: Messages, count: number, where: string, text: Forms): Html | undefined =>
  count > 0 ? html`<p class="aside"><a href="#${where}">${t.forms(text, count)}</a></p>` : undefined;

function notSeen({ t, report }: Sheet): Html {
  const { gaps: pages, chapters } = t.pages;
  const { summary: words } = t.screen;
  const groups = gapGroups(report);
  const none = report.run.requests.sent === 0 ? pages.nobodyAsked : pages.none;
  const items = groups.slice(0, IN_PANEL).map((group) => {
    const help = group.permission === undefined ? t.remedy[group.reason] : pages.wouldHelp(t.name(group.permission));
    const said = filled(words.unseen, { why: t.reasonMeans[group.reason], subjects: t.forms(words.subjects, group.inSubjects) });
    return html`<li><b>${t.name(group.operation)}</b> ${said} <span class="aside">${help}</span></li>\n`;
  });
  const body =
    groups.length === 0 ? html`<p>${none}</p>` : html`<ul>${items}</ul>${rest(t, groups.length - IN_PANEL, 'gaps', words.unseenMore)}`;
  return panel('summary-gaps', chapters.gaps, body, groups.length === 0 ? '' : 'panel-unknown');
}
function failed(sheet: Sheet): Html {
  const { t } = sheet;
  const { summary: words } = t.screen;
  const rows = worst(sheet);
  const items = rows
    .slice(0, IN_PANEL)
    .map(
      (row) =>
        html`<li><span class="severity" data-level="${row.severity}">${t.severityWord[row.severity]}</span> <a href="#${checkId(row.check)}">${t.cut(prose(row.title), 200)}</a> <span class="aside">${filled(words.failedOf, { n: t.number(row.counts.fail), total: t.number(row.population.size) })}</span></li>\n`,
    );
  const none = sheet.report.results.length === 0 ? words.noneJudged : words.noneFailed;
  const body =
    rows.length === 0 ? html`<p>${none}</p>` : html`<ul>${items}</ul>${rest(t, rows.length - IN_PANEL, 'checks', words.failedMore)}`;
  return panel('summary-failed', words.failed, body, rows.length === 0 ? '' : 'panel-fail');
}

const ROWS = 4;
/** Claims that hold, on the best evidence there is. */
function strong(report: Report): readonly Assessment[] {
  const rank = { established: 0, supported: 1, contradicted: 2, unproven: 2, 'not-assessed': 2 } as const;
  return ofKind(report, 'claims')
    .filter((row) => row.standing === 'established' || row.standing === 'supported')
    .sort((a, b) => STRENGTH_BARS[b.strength] - STRENGTH_BARS[a.strength] || rank[a.standing] - rank[b.standing] || byId(a, b))
    .slice(0, ROWS);
}
const strongest = (sheet: Sheet): Html => {
  const { summary: words } = sheet.t.screen;
  return panel('summary-strong', words.strongest, listOf(sheet, strong(sheet.report), words.strongestNone));
};
/** Of the other claims that have a check and are not contradicted, those that rest on least. */
function weakest(sheet: Sheet): Html {
  const { report } = sheet;
  const { summary: words } = sheet.t.screen;
  const told = new Set(strong(report));
  const open = (row: Assessment): number => Number(row.standing === 'unproven');
  const rows = ofKind(report, 'claims')
    .filter((row) => row.standing !== 'contradicted' && checksIn(row.proof).length > 0 && !told.has(row))
    .sort((a, b) => STRENGTH_BARS[a.strength] - STRENGTH_BARS[b.strength] || open(b) - open(a) || byId(a, b));
  return panel('summary-weak', words.weakest, listOf(sheet, rows.slice(0, ROWS), words.weakestNone));
}
const byId = (a: Assessment, b: Assessment): number => (`${a.framework}/${a.id}` < `${b.framework}/${b.id}` ? -1 : 1);
function listOf({ t, report }: Sheet, rows: readonly Assessment[], none: string): Html {
  if (rows.length === 0) return html`<p>${none}</p>`;
  const items = rows.map(
    (row) =>
      html`<li><a href="#${requirementId(report, row)}">${t.cut(prose(row.title), 120)}</a>${row.quote === undefined ? undefined : html` <q>${t.cut(prose(row.quote), 140)}</q>`} <span class="held">${standingWord(t, row.standing)} ${strengthWord(t, row.strength)}</span></li>\n`,
  );
  return html`<ul>${items}</ul>`;
}
