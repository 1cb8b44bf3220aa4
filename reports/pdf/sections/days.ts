/** The days of a period: which had a run, how many stood where from run to run, what was known of how many checks. */
import { DAY_STATES, type PeriodTable, type Report, STANDINGS, VERDICTS } from '../../../src/model.ts';
import { runsSaid } from '../../period.ts';
import { prose } from '../../text.ts';
import { countsByDay, dayAt, rowsByKind, runDays, stretches, type Trend, ticksOf, trendOf } from '../../timeline.ts';
import { breakLines } from '../lines.ts';
import { draw, type Mark } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { cell, table as tabled } from '../table.ts';
import { columns, dayShape, line, runStrip, scale, tickRoom } from '../timeline.ts';
import { interruptions, rows } from './days-rows.ts';

export const daysTitle = ({ t }: Pick<Sheet, 't'>, { from, to }: PeriodTable): string => t.pages.days.title(t.day(from), t.day(to));

export function days(sheet: Sheet, report: Report): void {
  const { overTime: table } = report;
  if (table === undefined) return;
  const { t } = sheet;
  const { days: words } = t.pages;
  sheet.page();
  sheet.chapter(daysTitle(sheet, table), words.remark, { id: 'days' });
  sheet.text(runsSaid(table, words), { size: SIZE.lead }, { after: 4 });
  if (table.runs.first === null) sheet.text(words.none, { face: 'bold' }, { after: 4 });
  for (const note of table.notes) sheet.text(t.sentence(note), { colour: COLOUR.soft }, { after: 2 });
  legend(sheet);
  runs(sheet, table);
  if (table.trend.some(({ aborted }) => !aborted)) trends(sheet, report, table);
  known(sheet, table);
  const { claims, controls } = rowsByKind(report, table);
  rows(sheet, report, table, words.claims, claims, 'claims');
  rows(sheet, report, table, words.controls, controls, 'controls');
  rows(sheet, report, table, words.checks, table.checks, 'checks');
  interruptions(sheet, report, { claims, checks: table.checks, controls });
}

/** Each state with its shape and its word. */
function legend(sheet: Sheet): void {
  const { t } = sheet;
  sheet.space(4);
  const top = sheet.y;
  let x: number = PAGE.left;
  for (const state of DAY_STATES) {
    const [words] = breakLines(sheet.fonts, [{ text: t.pages.days.state[state] }], 200, { size: SIZE.small });
    if (words === undefined) continue;
    sheet.artifact(() => {
      dayShape(sheet.doc, state, { x, y: top + 1, width: 14, height: 10 });
      sheet.doc.moveTo(x, top + 12.2).lineTo(x + 14, top + 12.2);
      sheet.doc.lineWidth(0.4).strokeColor(COLOUR.rule).stroke();
    });
    sheet.y = top;
    sheet.lines([words], x + 18);
    x += 18 + words.pieces.reduce((sum, { width }) => sum + width, 0) + 14;
  }
  sheet.y = top + 18;
}

const MOST_STRETCHES = 24;
function runs(sheet: Sheet, table: PeriodTable): void {
  const { t } = sheet;
  const { days: words } = t.pages;
  const all = runDays(table);
  const sealed = all.filter((day) => day === 'sealed').length;
  sheet.heading(words.runs);
  sheet.text(words.runDays(sealed, table.days), { size: SIZE.small }, { after: 3 });
  const top = sheet.y;
  const box = { x: PAGE.left, y: top, width: CONTENT, height: 9 };
  sheet.figure(words.runDays(sealed, table.days), () => runStrip(sheet.doc, stretches(all), table.days, box));
  sheet.y = top + 10.2;
  scale(sheet, ticksOf(table, tickRoom(CONTENT)), table.days, box);
  sheet.space(4);
  const without = stretches(all).filter(({ state }) => state !== 'sealed');
  const told = without
    .slice(0, MOST_STRETCHES)
    .map(({ from, days }) => words.stretch(t.day(dayAt(table.from, from)), t.day(dayAt(table.from, from + days - 1)), days));
  const more = without.length > told.length ? ` ${t.pages.changes.more(without.length - told.length)}` : '';
  labelled(sheet, words.without, without.length === 0 ? words.withoutNone : `${told.join(', ')}${more}.`);
  const { schedule, lost } = table.runs;
  if (schedule !== undefined && schedule.missed > 0) {
    const missed = schedule.firstMissed.slice(0, MOST_STRETCHES).map(t.when);
    const rest = schedule.missed > missed.length ? ` ${t.pages.changes.more(schedule.missed - missed.length)}` : '';
    labelled(sheet, words.missed, `${missed.join(', ')}${rest}.`);
  }
  const failed = lost
    .slice(0, MOST_STRETCHES)
    .map(({ runId, at, event }) => `${at === null ? words.undated : t.when(at)} (${t.name(runId)}): ${words.lostEvent[event]}`);
  const rest = lost.length > failed.length ? ` ${t.pages.changes.more(lost.length - failed.length)}` : '';
  if (lost.length > 0) labelled(sheet, words.lostRuns, `${failed.join('; ')}${rest}.`);
}
function labelled(sheet: Sheet, label: string, text: string): void {
  sheet.text([{ text: `${label}: `, face: 'bold' }, { text: prose(text) }], { size: SIZE.small }, { after: 3 });
}

function trends(sheet: Sheet, { run }: Report, table: PeriodTable): void {
  const { t } = sheet;
  const { days: words } = t.pages;
  const claims = new Set(run.frameworks.filter(({ kind }) => kind === 'claims').map(({ id }) => id));
  const standing = (wanted: (framework: string) => boolean) =>
    trendOf(table, STANDINGS, ({ standings }, state) =>
      Object.entries(standings).reduce((sum, [framework, counts]) => sum + (wanted(framework) ? counts[state] : 0), 0),
    );
  const groups: readonly (readonly [string, readonly (Trend<string> & { readonly mark: Mark; readonly word: string })[]])[] = [
    [
      words.trendClaims,
      standing((id) => claims.has(id)).map((one) => ({ ...one, mark: { standing: one.state }, word: t.standingWord[one.state] })),
    ],
    [
      words.trendControls,
      standing((id) => !claims.has(id)).map((one) => ({ ...one, mark: { standing: one.state }, word: t.standingWord[one.state] })),
    ],
    [
      words.trendChecks,
      trendOf(table, VERDICTS, ({ verdicts }, state) => verdicts[state]).map((one) => ({
        ...one,
        mark: { verdict: one.state },
        word: t.verdictWord[one.state],
      })),
    ],
  ];
  let told = false;
  for (const [title, lines] of groups) {
    if (lines.length === 0) continue;
    sheet.need(60 + lines.length * ROW);
    sheet.heading(title);
    if (!told) sheet.text(`${words.trendGap} ${aborted(sheet, table)}`.trim(), { size: SIZE.small, colour: COLOUR.soft }, { after: 4 });
    told = true;
    for (const one of lines) trendLine(sheet, one, table);
    scale(sheet, ticksOf(table, tickRoom(CHART.width)), table.days, CHART);
  }
}
function aborted({ t }: Sheet, { trend }: PeriodTable): string {
  const cut = trend.filter((point) => point.aborted).length;
  return cut === 0 ? '' : t.pages.days.trendAborted(cut);
}
const ROW = 21;
const CHART = { x: PAGE.left + 100, width: 226 } as const;
function trendLine(
  sheet: Sheet,
  { points, mark, word }: Trend<string> & { readonly mark: Mark; readonly word: string },
  table: PeriodTable,
): void {
  const { t } = sheet;
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const said = t.pages.days.trendSaid(values[0] as number, values.at(-1) as number, least, most);
  sheet.need(ROW);
  const top = sheet.y;
  sheet.artifact(() => draw(sheet.doc, mark, PAGE.left, top + 3, 8.4));
  sheet.lines(breakLines(sheet.fonts, [{ text: word }], 84, { size: SIZE.small }), PAGE.left + 14);
  sheet.y = top;
  const x = CHART.x + CHART.width + 12;
  sheet.lines(breakLines(sheet.fonts, [{ text: said }], PAGE.left + CONTENT - x, { size: SIZE.tiny }), x);
  sheet.figure(`${word}: ${said}`, () => line(sheet.doc, points, table.days, most, { ...CHART, y: top + 2, height: 13 }));
  sheet.y = top + ROW - 3;
}

/** All checks of the period, whatever they say: how many were known, and how many nobody looked at. */
const KNOWN = 64;
function known(sheet: Sheet, table: PeriodTable): void {
  const { checks } = table;
  if (checks.length === 0) return;
  const { t } = sheet;
  const { days: words } = t.pages;
  sheet.need(KNOWN + 90);
  sheet.heading(words.known);
  sheet.text(words.knownCounts, { size: SIZE.small, colour: COLOUR.soft }, { after: 4 });
  const counts = countsByDay(checks, table.days);
  const top = sheet.y;
  const sums = DAY_STATES.map((state) => [state, counts.reduce((sum, count) => sum + count[state], 0)] as const);
  const total = checks.length * table.days;
  const parts = sums
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${words.state[state]}: ${t.pages.summary.count(count, total)}`);
  const box = { x: PAGE.left, y: top, width: CONTENT, height: KNOWN };
  sheet.figure(parts.join('; '), () => columns(sheet.doc, counts, checks.length, box));
  sheet.y = top + KNOWN + 1;
  scale(sheet, ticksOf(table, tickRoom(CONTENT)), table.days, box);
  sheet.space(4);
  const columnsOf = [
    { title: words.state.held, share: 1 },
    { title: words.state.broken, share: 1 },
    { title: words.state.unknown, share: 1 },
    { title: words.state['not-applicable'], share: 1.6 },
    { title: words.state.unseen, share: 1 },
  ];
  const share = (count: number) => `${t.number(count)} (${Math.round((count / total) * 1000) / 10} %)`;
  tabled(sheet, columnsOf, [sums.map(([, count]) => cell(share(count)))]);
}
