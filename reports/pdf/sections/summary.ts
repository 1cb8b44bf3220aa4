/** All of it on one page, whatever was asked: where claims stand, what failed, what could not be seen. Nothing here may run on. */
import { type Assessment, type CheckResult, type Report, STANDINGS, VERDICTS } from '../../../src/model.ts';
import { checkCounts, findingCounts, gapGroups, ofKind, standingCounts } from '../../facts.ts';
import { changesGlance, daysGlance } from '../../glance.ts';
import { gravest, strongest, weakest } from '../../ranking.ts';
import { cut, prose } from '../../text.ts';
import { failedChecks } from '../../unknowns.ts';
import { breakLines, clip, type Span } from '../lines.ts';
import { draw, type Mark, markWidth, STANDING_COLOUR } from '../marks.ts';
import { type Chapter, claimPlace, failurePlace } from '../places.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { gapBox } from './gaps.ts';
import { type Tally, tallies } from './tally.ts';

const GAP = 30;
const HALF = (CONTENT - GAP) / 2;
const SHOWN = 4;
const WORST = 5;

export function summary(sheet: Sheet, report: Report): void {
  const { chapters, summary: words } = sheet.t.pages;
  sheet.page();
  sheet.chapter(chapters.summary, undefined, { id: 'summary' });
  const lead = clip(sheet.fonts, breakLines(sheet.fonts, [{ text: inWords(sheet, report) }], CONTENT, { size: SIZE.lead }), 4);
  sheet.lines(lead, PAGE.left);
  const beside = glances(sheet, report);
  sheet.space(beside > 0 ? 6 : 12);
  // the page has no more room for it
  const shown = beside > 0 ? SHOWN - 1 : SHOWN;
  tallies(sheet, results(sheet, report));
  gapBox(sheet, gapGroups(report), report);
  const claims = ofKind(report, 'claims');
  if (claims.length > 0) {
    const top = sheet.y;
    list(
      sheet,
      words.strongest,
      words.strongestNone,
      strongest(claims)
        .slice(0, shown)
        .map((row) => claimItem(sheet, row)),
      PAGE.left,
      HALF,
    );
    const left = sheet.y;
    sheet.y = top;
    list(
      sheet,
      words.weakest,
      words.weakestNone,
      weakest(claims)
        .slice(0, shown)
        .map((row) => claimItem(sheet, row)),
      PAGE.left + HALF + GAP,
      HALF,
    );
    sheet.y = Math.max(left, sheet.y) + 8;
  }
  const worst = gravest(report);
  const most = WORST - beside;
  const rest = worst.length - most;
  const title = rest > 0 ? `${words.worst} (${words.moreFailed(rest)})` : words.worst;
  list(
    sheet,
    title,
    words.worstNone,
    worst.slice(0, most).map((row) => checkItem(sheet, row)),
    PAGE.left,
    CONTENT,
  );
}

/** What stands beside the run, a line or two each and the page of its chapter. How many there are. */
function glances(sheet: Sheet, { comparison, overTime }: Report): number {
  const { t } = sheet;
  const said: readonly (readonly [Chapter, string])[] = [
    ...(comparison === undefined ? [] : [['changes', changesGlance(t, comparison)] as const]),
    ...(overTime === undefined ? [] : [['days', daysGlance(t, overTime)] as const]),
  ];
  if (said.length === 0) return 0;
  sheet.keep();
  sheet.space(4);
  const rows = said.map(([chapter, text]): readonly Cell[] => [
    { spans: [{ text, goTo: sheet.to(chapter) }], most: 3 },
    { spans: [{ text: ' ' }], pageOf: chapter },
  ]);
  table(
    sheet,
    [
      { title: '', share: 9 },
      { title: '', share: 0.6 },
    ],
    rows,
    { size: SIZE.small, pad: 2 },
  );
  return said.length;
}

function inWords(sheet: Sheet, report: Report): string {
  const { t } = sheet;
  const { summary: words } = t.pages;
  const claims = ofKind(report, 'claims');
  const counts = standingCounts(claims);
  const parts = STANDINGS.filter((standing) => (counts.get(standing) ?? 0) > 0)
    .map((standing) => words.part(counts.get(standing) ?? 0, t.standingWord[standing]))
    .join(', ');
  const checks = checkCounts(report.results);
  const found = words.checks(failedChecks(report).length, checks.get('unknown') ?? 0, report.results.length);
  return `${claims.length === 0 ? words.none : words.claims(claims.length, parts)} ${found}`;
}

function results(sheet: Sheet, report: Report): readonly Tally[] {
  const { t } = sheet;
  const { summary: words } = t.pages;
  const standings = (rows: readonly Assessment[]) => {
    const counts = standingCounts(rows);
    return STANDINGS.map((standing) => ({ mark: { standing }, word: t.standingWord[standing], count: counts.get(standing) ?? 0 }));
  };
  const claims = ofKind(report, 'claims');
  const controls = ofKind(report, 'controls');
  const checks = checkCounts(report.results);
  const findings = findingCounts(report.results);
  const total = VERDICTS.reduce((sum, verdict) => sum + findings[verdict], 0);
  const verdicts = (count: (verdict: (typeof VERDICTS)[number]) => number) =>
    VERDICTS.map((verdict) => ({ mark: { verdict }, word: t.verdictWord[verdict], count: count(verdict) }));
  return [
    { title: words.claimsBy, total: claims.length, of: words.claim(claims.length), rows: standings(claims) },
    { title: words.controlsBy, total: controls.length, of: words.control(controls.length), rows: standings(controls) },
    {
      title: words.checksBy,
      total: report.results.length,
      of: words.check(report.results.length),
      rows: verdicts((verdict) => checks.get(verdict) ?? 0),
    },
    {
      title: words.findingsBy,
      total,
      of: words.finding(total),
      note: findings.waived === 0 ? '' : words.waived(findings.waived),
      rows: verdicts((verdict) => findings[verdict]),
    },
  ];
}

interface Item {
  readonly mark: Mark;
  readonly spans: readonly Span[];
}
function claimItem(sheet: Sheet, row: Assessment): Item {
  const { t } = sheet;
  const goTo = sheet.to(claimPlace(row));
  return {
    mark: { standing: row.standing },
    spans: [
      { text: `${t.standingWord[row.standing]}, ${t.strengthWord[row.strength]}: `, face: 'bold', colour: STANDING_COLOUR[row.standing] },
      { text: `“${cut(prose(row.quote ?? row.title), 200)}”`, goTo },
    ],
  };
}
function checkItem(sheet: Sheet, row: CheckResult): Item {
  const { t } = sheet;
  const total = VERDICTS.reduce((sum, verdict) => sum + row.counts[verdict], 0);
  return {
    mark: { verdict: 'fail' },
    spans: [
      { text: `${t.severityWord[row.severity]}: `, face: 'bold', colour: COLOUR.fail },
      { text: cut(prose(row.title), 200), goTo: sheet.to(failurePlace(row.check)) },
      { text: ` (${t.pages.summary.fails(row.counts.fail, total)})`, colour: COLOUR.soft },
    ],
  };
}

function list(sheet: Sheet, title: string, none: string, items: readonly Item[], x: number, width: number): void {
  sheet.lines(clip(sheet.fonts, breakLines(sheet.fonts, [{ text: title, face: 'bold' }], width), 1), x, 'H2');
  sheet.space(2);
  if (items.length === 0) sheet.lines(breakLines(sheet.fonts, [{ text: none, colour: COLOUR.soft }], width, { size: SIZE.small }), x);
  if (items.length === 0) return;
  sheet.group('L', () => {
    for (const { mark, spans } of items) {
      const top = sheet.y;
      sheet.artifact(() => draw(sheet.doc, mark, x, top + 2, 7.4));
      const indent = markWidth(mark, 7.4) + 6;
      sheet.group('LI', () =>
        sheet.lines(clip(sheet.fonts, breakLines(sheet.fonts, spans, width - indent, { size: SIZE.small }), 2), x + indent, 'LBody'),
      );
      sheet.space(2);
    }
  });
}
