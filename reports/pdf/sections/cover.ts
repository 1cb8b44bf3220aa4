/** Page 1: what this is about, what came of it, what could not be seen, who was asked, which run. */
import { type Report, type ScopeEntry, STANDINGS, VERDICTS } from '../../../src/model.ts';
import { checkCounts, findingCounts, gapGroups, isUnknown, ofKind, standingCounts } from '../../facts.ts';
import { day, name, number, plural, prose, sentence, when } from '../../text.ts';
import { STANDING_WORD, VERDICT_WORD } from '../../words.ts';
import { breakLines } from '../lines.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { cell, table } from '../table.ts';
import { gapBox } from './gaps.ts';
import { type Tally, tallies } from './tally.ts';

/** The statements that were examined, by name; or what the report is in general. */
export function titleOf({ run }: Report): string {
  const titles = run.frameworks.filter((row) => row.kind === 'claims').map((row) => name(prose(row.title)));
  return titles.length > 0 ? titles.join(' · ') : 'Security evidence';
}

export function cover(sheet: Sheet, report: Report): void {
  sheet.begin('Summary');
  sheet.space(2);
  if (report.run.demo !== undefined) demo(sheet, report.run.demo);
  sheet.text('Evidence report', { size: SIZE.lead, colour: COLOUR.soft }, { after: 1 });
  const title = titleOf(report);
  // two statements have a long name together: what follows must stay on this page
  sheet.text(title, { face: 'bold', size: title.length > 40 ? SIZE.title : SIZE.display }, { after: 3 }, 'H1');
  sheet.text(lead(report), { size: SIZE.lead, colour: COLOUR.soft }, { after: 12 });
  if (report.run.status === 'aborted') {
    const text = 'This run was interrupted. What it did not reach is unknown, and nothing here stands for it.';
    sheet.text(text, { face: 'bold', size: SIZE.lead, colour: COLOUR.fail }, { after: 10 });
  }
  tallies(sheet, results(report));
  gapBox(sheet, gapGroups(report), report);
  asked(sheet, report);
  identity(sheet, report);
}

/** Large, framed and first: a demonstration must not pass for a real estate when a page is torn off. */
function demo(sheet: Sheet, world: string): void {
  const top = sheet.y;
  const lines = breakLines(sheet.fonts, [{ text: `Demonstration estate, world “${name(world)}”` }], CONTENT - 32, {
    face: 'bold',
    size: SIZE.title,
  });
  const note = breakLines(
    sheet.fonts,
    [{ text: 'Made-up accounts, people and answers. Nothing here is about a real company.' }],
    CONTENT - 32,
    { size: SIZE.lead },
  );
  sheet.space(7);
  sheet.lines(lines, PAGE.left + 16);
  sheet.lines(note, PAGE.left + 16);
  sheet.space(8);
  sheet.artifact(() =>
    sheet.doc
      .rect(PAGE.left, top, CONTENT, sheet.y - top)
      .lineWidth(1.6)
      .strokeColor(COLOUR.ink)
      .stroke(),
  );
  sheet.space(10);
}

function lead({ run }: Report): string {
  return `Seen on ${when(run.finishedAt)}, over the period from ${day(run.period.from)} to ${day(run.period.to)}.`;
}

function results(report: Report): readonly Tally[] {
  const claims = ofKind(report, 'claims');
  const controls = ofKind(report, 'controls');
  const standings = (rows: typeof claims) =>
    STANDINGS.map((standing) => ({
      mark: { standing },
      word: STANDING_WORD[standing],
      count: standingCounts(rows).get(standing) ?? 0,
    }));
  const checks = checkCounts(report.results);
  const findings = findingCounts(report.results);
  const total = VERDICTS.reduce((sum, verdict) => sum + findings[verdict], 0);
  const waived = findings.waived === 0 ? '' : `; ${number(findings.waived)} FAIL waived`;
  return [
    { title: 'Claims, by standing', total: claims.length, of: 'claim', rows: standings(claims) },
    { title: 'Controls, by standing', total: controls.length, of: 'control', rows: standings(controls) },
    {
      title: 'Checks, by verdict',
      total: report.results.length,
      of: 'check',
      rows: VERDICTS.map((verdict) => ({ mark: { verdict }, word: VERDICT_WORD[verdict], count: checks.get(verdict) ?? 0 })),
    },
    {
      title: 'Findings, by verdict',
      total,
      of: 'finding',
      note: waived.slice(2),
      rows: VERDICTS.map((verdict) => ({ mark: { verdict }, word: VERDICT_WORD[verdict], count: findings[verdict] })),
    },
  ];
}

const SOURCES = 8;
const SUBJECTS = 3;

function asked(sheet: Sheet, { scope }: Report): void {
  sheet.heading('Who was asked', 1);
  if (scope.length === 0) {
    sheet.text('Nobody: no source is configured.');
    return;
  }
  const rows = scope
    .slice(0, SOURCES)
    .map((entry) => [cell(name(`${entry.source}/${entry.name}`), { face: 'bold' }), cell(who(entry)), cell(subjects(entry))]);
  table(
    sheet,
    [
      { title: 'Source', share: 1.1 },
      { title: 'Asked as', share: 2.2 },
      { title: 'Subjects', share: 1.7 },
    ],
    rows,
  );
  const more = scope.length - SOURCES;
  if (more > 0) sheet.text(`And ${plural(more, 'source')} more, in full under Scope.`, { size: SIZE.small }, { after: 2 });
}
function who({ principal }: ScopeEntry): string {
  // the first clause here, all of it under Scope
  if (!isUnknown(principal)) return `${name(principal.id)} (${name(principal.detail.split(/[;:]/)[0] ?? '')})`;
  return `Unknown who answered (${principal.$unknown.reason}): ${sentence(principal.$unknown.detail)}`;
}
function subjects({ subjects: all }: ScopeEntry): string {
  const more = all.length > SUBJECTS ? `, and ${number(all.length - SUBJECTS)} more under Scope` : '';
  const names = all.slice(0, SUBJECTS).map((subject) => name(subject.key));
  return all.length === 0 ? 'none' : `${number(all.length)}: ${names.join(', ')}${more}`;
}

function identity(sheet: Sheet, { run }: Report): void {
  const mono = { face: 'mono', size: SIZE.tiny } as const;
  const rows: readonly (readonly [string, string])[] = [
    ['Run', `${name(run.id)}, number ${run.seq}, ${run.status}; began ${when(run.startedAt)}`],
    [
      'How',
      `claimcheck ${name(run.tool.version)}, Node ${name(run.tool.node)}; ${plural(run.requests.sent, 'request')}, ` +
        `${number(run.requests.retried)} retried, ${run.requests.mutating} that change anything; clocks differ by ${number(run.clock.maxSkewMs)} ms`,
    ],
    ['Policy', run.digests.policy],
    ['Configuration', run.digests.config],
    ['Run before', run.previous ?? 'none: this is the first of its chain'],
  ];
  sheet.heading('Which run', 1);
  const columns = [
    { title: '', share: 1 },
    { title: '', share: 5 },
  ];
  table(
    sheet,
    columns,
    rows.map(([label, text]) => [cell(label, { colour: COLOUR.soft }), cell(text, text.startsWith('sha256:') ? mono : {})]),
  );
}
