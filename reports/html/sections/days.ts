/** The days of a period: which had a run, how many stood where from run to run, what was known of how many checks. */
import { DAY_STATES, type PeriodTable, STANDINGS, type Standing, VERDICTS } from '../../../src/model.ts';
import type { Messages } from '../../messages/index.ts';
import { runsSaid } from '../../period.ts';
import { countsByDay, dayAt, rowsByKind, runDays, stretches, type Trend, trendOf } from '../../timeline.ts';
import { standingWord, verdictWord } from '../marks.ts';
import { type Html, html, type Piece } from '../markup.ts';
import { labelled, type Sheet, section, table } from '../parts.ts';
import { columns, line, patterns, runStrip, sample } from '../timeline.ts';
import { interruptions, rows } from './days-rows.ts';

export function days(sheet: Sheet): Html | undefined {
  const { t, report } = sheet;
  const { overTime } = report;
  if (overTime === undefined) return undefined;
  const { days: words } = t.pages;
  const { claims, controls } = rowsByKind(report, overTime);
  return section(
    'days',
    words.title(t.day(overTime.from), t.day(overTime.to)),
    words.remark,
    html`${patterns()}<p class="outcome">${runsSaid(overTime, words)}</p>
${overTime.runs.first === null ? html`<p><b>${words.none}</b></p>` : undefined}${overTime.notes.map((note) => html`<p class="aside">${t.sentence(note)}</p>`)}
<ul class="key">${DAY_STATES.map((state) => html`<li>${sample(state)}<span>${words.state[state]}</span></li>`)}</ul>
${runs(t, overTime)}
${trends(sheet, overTime)}
${known(t, overTime)}
${rows(sheet, overTime, words.claims, claims, 'claims')}
${rows(sheet, overTime, words.controls, controls, 'controls')}
${rows(sheet, overTime, words.checks, overTime.checks, 'checks')}
${interruptions(sheet, { claims, checks: overTime.checks, controls })}`,
  );
}

/** The first and the last day, below a drawing of all. */
export const scale = (t: Messages, { from, to }: PeriodTable): Html =>
  html`<p class="scale" aria-hidden="true"><span>${t.day(from)}</span><span>${t.day(to)}</span></p>`;

const MOST = 60;
function runs(t: Messages, overTime: PeriodTable): Html {
  const { days: words, changes } = t.pages;
  const all = runDays(overTime);
  const sealed = all.filter((day) => day === 'sealed').length;
  const listed = (told: readonly string[], of: number, between: string) =>
    told.length === 0 ? undefined : `${told.join(between)}${of > told.length ? ` ${changes.more(of - told.length)}` : ''}.`;
  const without = stretches(all).filter(({ state }) => state !== 'sealed');
  const gaps = without
    .slice(0, MOST)
    .map(({ from, days: n }) => words.stretch(t.day(dayAt(overTime.from, from)), t.day(dayAt(overTime.from, from + n - 1)), n));
  const { schedule, lost } = overTime.runs;
  const missed = (schedule?.firstMissed ?? []).map(t.when);
  const failed = lost
    .slice(0, MOST)
    .map(({ runId, at, event }) => `${at === null ? words.undated : t.when(at)} (${t.name(runId)}): ${words.lostEvent[event]}`);
  return html`<h3>${words.runs}</h3>
<p>${words.runDays(sealed, overTime.days)}</p>
${runStrip(stretches(all), overTime.days)}${scale(t, overTime)}
${labelled(t, words.without, listed(gaps, without.length, ', ') ?? words.withoutNone)}
${labelled(t, words.missed, listed(missed, schedule?.missed ?? missed.length, ', '))}
${labelled(t, words.lostRuns, listed(failed, lost.length, '; '))}`;
}

function trends({ t, report }: Sheet, overTime: PeriodTable): Html | undefined {
  const { days: words } = t.pages;
  const claims = new Set(report.run.frameworks.filter(({ kind }) => kind === 'claims').map(({ id }) => id));
  const standing = (wanted: (framework: string) => boolean): readonly Trend<Standing>[] =>
    trendOf(overTime, STANDINGS, ({ standings }, state) =>
      Object.entries(standings).reduce((sum, [framework, counts]) => sum + (wanted(framework) ? counts[state] : 0), 0),
    );
  const chart = (title: string, head: string, lines: readonly (Trend<string> & { readonly word: Html })[]): Html | undefined =>
    lines.length === 0 ? undefined : trendTable(t, overTime, title, head, lines);
  const charts = [
    chart(
      words.trendClaims,
      words.standing,
      standing((id) => claims.has(id)).map((one) => ({ ...one, word: standingWord(t, one.state) })),
    ),
    chart(
      words.trendControls,
      words.standing,
      standing((id) => !claims.has(id)).map((one) => ({ ...one, word: standingWord(t, one.state) })),
    ),
    chart(
      words.trendChecks,
      words.verdict,
      trendOf(overTime, VERDICTS, ({ verdicts }, state) => verdicts[state]).map((one) => ({ ...one, word: verdictWord(t, one.state) })),
    ),
  ];
  if (charts.every((one) => one === undefined)) return undefined;
  const cut = overTime.trend.filter(({ aborted }) => aborted).length;
  return html`<h3>${words.trend}</h3><p class="aside">${words.trendGap} ${cut === 0 ? '' : words.trendAborted(cut)}</p>${charts}`;
}
function trendTable(
  t: Messages,
  overTime: PeriodTable,
  title: string,
  head: string,
  lines: readonly (Trend<string> & { readonly word: Html })[],
): Html {
  const { days: words } = t.pages;
  const rowsOf = lines.map(({ points, word }): readonly Piece[] => {
    const values = points.map(({ value }) => value);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const numbers = [values[0] as number, values.at(-1) as number, least, most].map(t.number);
    return [word, line(points, overTime.days, most), ...numbers];
  });
  const number = [words.first, words.last, words.least, words.most].map((one) => ({ title: one, as: 'number' as const }));
  return table(title, [{ title: head }, { title: words.line, as: 'wide' }, ...number], rowsOf);
}

function known(t: Messages, overTime: PeriodTable): Html | undefined {
  const { checks } = overTime;
  if (checks.length === 0) return undefined;
  const { days: words } = t.pages;
  const counts = countsByDay(checks, overTime.days);
  const total = checks.length * overTime.days;
  const sums = DAY_STATES.map((state) => [state, counts.reduce((sum, count) => sum + count[state], 0)] as const);
  const cells = sums.map(([state, count]) => [words.state[state], t.number(count), `${Math.round((count / total) * 1000) / 10} %`]);
  const columnsOf = [{ title: words.known }, { title: words.checks, as: 'number' as const }, { title: words.share, as: 'number' as const }];
  return html`<h3>${words.known}</h3><p class="aside">${words.knownCounts}</p>
${columns(counts, checks.length)}${scale(t, overTime)}<div class="titled">${table(words.known, columnsOf, cells)}</div>`;
}
