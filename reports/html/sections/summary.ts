/** The first screen: what this is, for whom, what came of it, what could not be seen, and on what evidence. */
import { type Assessment, type Report, STANDINGS, VERDICTS, type Verdict } from '../../../src/model.ts';
import { checkCounts, checksIn, findingCounts, gapGroups, ofKind, standingCounts } from '../../facts.ts';
import { cut, day, name, number, plural, prose, sentence, when } from '../../text.ts';
import { REASON_MEANS, remedyFor, STANDING_WORD, STRENGTH_BARS, VERDICT_WORD } from '../../words.ts';
import { checkId, requirementId } from '../ids.ts';
import { standingMark, standingWord, strengthWord, toneOf, verdictMark } from '../marks.ts';
import { type Html, html, type Piece } from '../markup.ts';
import type { Sheet } from '../parts.ts';
import { type Part, stackedBar, standingParts, verdictParts } from './bars.ts';
import { worst } from './checks.ts';

/** The statements that were examined, by name; or what the report is in general. */
export function titleOf({ run }: Report): string {
  const titles = run.frameworks.filter((row) => row.kind === 'claims').map((row) => name(prose(row.title)));
  return titles.length > 0 ? titles.join(' · ') : 'Security evidence';
}

export function summary(sheet: Sheet): Html {
  const { report } = sheet;
  const { run } = report;
  return html`
<section id="summary" aria-labelledby="summary-title" tabindex="-1" class="summary">
<p class="eyebrow">Evidence report</p>
<h1 id="summary-title">${titleOf(report)}</h1>
<p class="lead">Seen on ${when(run.finishedAt)}, over the period from ${day(run.period.from)} to ${day(run.period.to)}.</p>
${notices(report)}
<p class="verdict">${inOneSentence(report)}</p>
<div class="tiles">${tiles(report)}</div>
<div class="panels">
${notSeen(report)}
${failed(sheet)}
${strongest(report)}
${weakest(report)}
</div>
</section>`;
}

/** What a reader must know before anything else. */
function notices({ edition, run }: Report): Piece {
  const demo =
    run.demo === undefined
      ? undefined
      : html`<div class="notice" role="note"><p><b>Demonstration estate, world “${name(run.demo)}”.</b> Made-up accounts, people and answers. Nothing here is about a real company.</p></div>\n`;
  const aborted =
    run.status === 'aborted'
      ? html`<div class="notice notice-bad" role="note"><p>${verdictMark('unknown')} <b>This run was interrupted.</b> What it did not reach is unknown, and nothing here stands for it.</p></div>\n`
      : undefined;
  return [edition === undefined ? undefined : editionNotice(edition), demo, aborted];
}
const AUDIENCE = { internal: 'Internal edition', auditor: 'Auditor’s edition', customer: 'Customer’s edition' } as const;
function editionNotice({ audience, recipient, validUntil, note, replaced, allowed }: NonNullable<Report['edition']>): Html {
  const made = recipient === undefined ? '' : `, made for ${name(recipient)}`;
  const until = validUntil === undefined ? undefined : html` To be relied on until ${day(validUntil)}.`;
  const counted = replaced === 0 ? undefined : html` ${plural(replaced, 'name')} ${replaced === 1 ? 'was' : 'were'} replaced.`;
  const shown =
    allowed.length === 0
      ? undefined
      : html` Shown by permission: ${allowed.slice(0, 20).map(name).join(', ')}${allowed.length > 20 ? ` and ${number(allowed.length - 20)} more` : ''}.`;
  return html`<div class="notice notice-edition" role="note"><p><b>${AUDIENCE[audience]}${made}.</b>${until} ${sentence(note)}${counted}${shown}</p></div>\n`;
}

/** What somebody would say who has read all of it and is asked once. */
function inOneSentence(report: Report): Piece {
  const claims = ofKind(report, 'claims');
  if (report.results.length === 0) return 'Nothing was judged: no check ran, and nothing here speaks for or against the estate.';
  if (claims.length === 0) {
    const checks = checkCounts(report.results);
    return `Of ${plural(report.results.length, 'check')}, ${number(checks.get('fail') ?? 0)} failed and ${number(checks.get('unknown') ?? 0)} could not be determined.`;
  }
  const counts = standingCounts(claims);
  const count = (standing: (typeof STANDINGS)[number]) => counts.get(standing) ?? 0;
  const holds = count('established') + count('supported');
  const subject = `Of ${plural(claims.length, 'published claim')}, ${number(holds)} ${holds === 1 ? 'is' : 'are'} borne out by evidence`;
  const against = `${number(count('contradicted'))} ${count('contradicted') === 1 ? 'is' : 'are'} contradicted`;
  return `${subject}, ${against}, ${number(count('unproven'))} could not be shown, and ${number(count('not-assessed'))} cannot be checked by a machine.`;
}

interface Legend {
  readonly mark: Html;
  readonly tone: Verdict;
  readonly word: string;
  readonly value: string;
  readonly count: number;
}
function tiles(report: Report): readonly Html[] {
  const claims = ofKind(report, 'claims');
  const controls = ofKind(report, 'controls');
  const checks = checkCounts(report.results);
  const findings = findingCounts(report.results);
  const total = VERDICTS.reduce((sum, verdict) => sum + findings[verdict], 0);
  const waived = findings.waived === 0 ? '' : `${number(findings.waived)} of the failed ones waived`;
  return [
    tile(
      'claims',
      'Claims',
      claims.length,
      standingParts((value) => standingCounts(claims).get(value) ?? 0),
      standingLegend(claims),
    ),
    tile(
      'controls',
      'Controls',
      controls.length,
      standingParts((value) => standingCounts(controls).get(value) ?? 0),
      standingLegend(controls),
    ),
    tile(
      'checks',
      'Checks',
      report.results.length,
      verdictParts((value) => checks.get(value) ?? 0),
      verdictLegend((value) => checks.get(value) ?? 0),
    ),
    tile(
      'findings',
      'Findings',
      total,
      verdictParts((value) => findings[value]),
      verdictLegend((value) => findings[value]),
      waived,
    ),
  ];
}
const standingLegend = (rows: readonly Assessment[]): readonly Legend[] => {
  const counts = standingCounts(rows);
  return STANDINGS.map((value) => ({
    mark: standingMark(value),
    tone: toneOf(value),
    word: STANDING_WORD[value],
    value: `standing=${value}`,
    count: counts.get(value) ?? 0,
  }));
};
const verdictLegend = (countOf: (verdict: Verdict) => number): readonly Legend[] =>
  VERDICTS.map((value) => ({
    mark: verdictMark(value),
    tone: value,
    word: VERDICT_WORD[value],
    value: `verdict=${value}`,
    count: countOf(value),
  }));

function tile(id: string, title: string, total: number, parts: readonly Part[], legend: readonly Legend[], note = ''): Html {
  const items = legend.map(
    ({ mark, tone, word, value, count }) =>
      html`<li class="tone-${tone}"><a href="#${id}" data-filter="${id}" data-facets="${value}">${mark}<span class="word">${word}</span><span class="count">${number(count)}</span></a></li>\n`,
  );
  const body = total === 0 ? html`<p class="aside">None to count.</p>` : html`${stackedBar(parts)}<ul class="legend">${items}</ul>`;
  return html`<div class="tile"><h2><a href="#${id}">${title}</a> <span class="total">${number(total)}</span></h2>${body}${note === '' ? undefined : html`<p class="aside">${note}</p>`}</div>\n`;
}

function panel(id: string, title: string, body: Piece, tone = ''): Html {
  return html`<div class="panel ${tone}"><h2 id="${id}">${title}</h2>${body}</div>`;
}
const IN_PANEL = 5;
const rest = (count: number, where: string, text: string): Html | undefined =>
  count > 0 ? html`<p class="aside"><a href="#${where}">And ${number(count)} more ${text}</a></p>` : undefined;

function notSeen(report: Report): Html {
  const groups = gapGroups(report);
  const none = report.run.requests.sent === 0 ? 'No question was asked at all.' : 'Every question that was asked was answered.';
  const items = groups.slice(0, IN_PANEL).map((group) => {
    const help = group.permission === undefined ? remedyFor(group.reason) : `Would help: ${name(group.permission)}.`;
    return html`<li><b>${name(group.operation)}</b> ${REASON_MEANS[group.reason]}, in ${plural(group.inSubjects, 'subject')}. <span class="aside">${help}</span></li>\n`;
  });
  const body =
    groups.length === 0 ? html`<p>${none}</p>` : html`<ul>${items}</ul>${rest(groups.length - IN_PANEL, 'gaps', 'kinds of question')}`;
  return panel('summary-gaps', 'What could not be seen', body, groups.length === 0 ? '' : 'panel-unknown');
}
function failed(sheet: Sheet): Html {
  const rows = worst(sheet);
  const items = rows
    .slice(0, IN_PANEL)
    .map(
      (row) =>
        html`<li><span class="severity" data-level="${row.severity}">${row.severity}</span> <a href="#${checkId(row.check)}">${cut(prose(row.title), 200)}</a> <span class="aside">${number(row.counts.fail)} of ${number(row.population.size)}</span></li>\n`,
    );
  const none = sheet.report.results.length === 0 ? 'No check was judged.' : 'No check failed. What is unknown has not passed either.';
  const body = rows.length === 0 ? html`<p>${none}</p>` : html`<ul>${items}</ul>${rest(rows.length - IN_PANEL, 'checks', 'failed checks')}`;
  return panel('summary-failed', 'What failed', body, rows.length === 0 ? '' : 'panel-fail');
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
const strongest = (report: Report): Html =>
  panel('summary-strong', 'Strongest evidence', listOf(report, strong(report), 'No claim is borne out by evidence.'));
/** Of the other claims that have a check and are not contradicted, those that rest on least. */
function weakest(report: Report): Html {
  const told = new Set(strong(report));
  const open = (row: Assessment): number => Number(row.standing === 'unproven');
  const rows = ofKind(report, 'claims')
    .filter((row) => row.standing !== 'contradicted' && checksIn(row.proof).length > 0 && !told.has(row))
    .sort((a, b) => STRENGTH_BARS[a.strength] - STRENGTH_BARS[b.strength] || open(b) - open(a) || byId(a, b));
  return panel(
    'summary-weak',
    'Weakest evidence',
    listOf(report, rows.slice(0, ROWS), 'No other claim that has a check is left uncontradicted.'),
  );
}
const byId = (a: Assessment, b: Assessment): number => (`${a.framework}/${a.id}` < `${b.framework}/${b.id}` ? -1 : 1);
function listOf(report: Report, rows: readonly Assessment[], none: string): Html {
  if (rows.length === 0) return html`<p>${none}</p>`;
  const items = rows.map(
    (row) =>
      html`<li><a href="#${requirementId(report, row)}">${cut(prose(row.title), 120)}</a>${row.quote === undefined ? undefined : html` <q>${cut(prose(row.quote), 140)}</q>`} <span class="held">${standingWord(row.standing)} ${strengthWord(row.strength)}</span></li>\n`,
  );
  return html`<ul>${items}</ul>`;
}
