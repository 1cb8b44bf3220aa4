/** Another run beside this one: what changed, and why. What only looks better, since less was looked at or asked otherwise, stands apart. */
import { type Comparison, type Report, type RequirementChange, STANDINGS, type Standing, VERDICTS } from '../../../src/model.ts';
import { causeIn, causesCounted, changedAnything, effectsOf, grouped, kindsAlone, standingsChanged } from '../../changes.ts';
import { EFFECT_ORDER } from '../../comparing.ts';
import { cut, prose } from '../../text.ts';
import { fillOfStanding, fillOfVerdict, type Segment, stacked } from '../charts.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { type Cell, cell, marked, table } from '../table.ts';
import { group } from './changes-rows.ts';

export function changesTitle({ t }: Pick<Sheet, 't'>, { before, after }: Comparison): string {
  const { changes: words } = t.pages;
  return before.id === after.id ? words.again : words.since(before.seq, t.day(before.startedAt));
}

export function changes(sheet: Sheet, report: Report): void {
  const { comparison } = report;
  if (comparison === undefined) return;
  const { t } = sheet;
  const { changes: words, effectWord } = t.pages;
  sheet.page();
  sheet.chapter(changesTitle(sheet, comparison), words.remark, { id: 'changes' });
  const { exit, findings } = comparison;
  const any = changedAnything(comparison);
  sheet.text(any ? (words.head[exit] ?? '') : words.nothing, { face: 'bold', size: SIZE.lead }, { after: 2 });
  const effects = effectsOf(comparison);
  const told = EFFECT_ORDER.filter((effect) => effects[effect] > 0)
    .map((effect) => `${t.number(effects[effect])} ${effectWord[effect].toLowerCase()}`)
    .join(', ');
  const rows = words.rows(findings.total, findings.compared);
  sheet.text(told === '' ? rows : `${words.counted(told)} ${rows}`, {}, { after: 4 });
  if (kindsAlone(report)) sheet.text(words.kindsAlone, { size: SIZE.small, colour: COLOUR.soft }, { after: 4 });
  sides(sheet, comparison);
  scope(sheet, report, comparison);
  if (any) byCause(sheet, comparison);
  standings(sheet, report, comparison);
  for (const one of grouped(comparison)) group(sheet, report, one);
  const unlisted = findings.total - findings.listed.length;
  if (unlisted > 0 && !kindsAlone(report)) sheet.text(words.uncut(unlisted, findings.listed.length), { face: 'bold' }, { after: 4 });
  context(sheet, report, comparison);
}

/** Both runs as a line each, and how much stood where in either. */
function sides(sheet: Sheet, { before, after }: Comparison): void {
  const { t } = sheet;
  const { changes: words } = t.pages;
  const sides = [
    [words.before, before],
    [words.after, after],
  ] as const;
  for (const [word, { seq, startedAt, status, demo, standings, verdicts }] of sides) {
    sheet.need(64);
    const notes = [...(status === 'aborted' ? [words.interrupted] : []), ...(demo === undefined ? [] : [words.demo(t.name(demo))])];
    const note = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
    sheet.text([{ text: `${word}: `, face: 'bold' }, { text: `${words.runIs(seq, t.when(startedAt))}${note}` }], {}, { after: 2 });
    bar(
      sheet,
      words.requirements,
      STANDINGS.map((state) => [t.standingWord[state], standings[state], { share: 0, fill: fillOfStanding(state) }] as const),
    );
    bar(
      sheet,
      words.checks,
      VERDICTS.map((state) => [t.verdictWord[state], verdicts[state], { share: 0, fill: fillOfVerdict(state) }] as const),
    );
    sheet.space(5);
  }
}
/** The bar on the left, the same in words on its right. */
const BAR = 150;
function bar(sheet: Sheet, title: string, parts: readonly (readonly [string, number, Segment])[]): void {
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  const said = `${title}: ${
    parts
      .filter(([, count]) => count > 0)
      .map(([word, count]) => `${word} ${sheet.t.number(count)}`)
      .join(', ') || '—'
  }`;
  sheet.need(30);
  const top = sheet.y;
  if (total > 0)
    sheet.artifact(() =>
      stacked(
        sheet.doc,
        parts.map(([, count, segment]) => ({ ...segment, share: count / total })),
        { x: PAGE.left, y: top + 2.6, width: BAR, height: 7.4 },
      ),
    );
  sheet.text(said, { size: SIZE.small }, { x: PAGE.left + BAR + 10, width: CONTENT - BAR - 10, after: 1 });
}

const MOST_SCOPE = 60;
function scope(sheet: Sheet, report: Report, { scope: all }: Comparison): void {
  const { t } = sheet;
  const { changes: words, effectWord } = t.pages;
  sheet.heading(words.scope);
  const less = all.filter(({ effect }) => effect === 'not-looked-at').length;
  if (all.length === 0) sheet.text(words.scopeSame, { colour: COLOUR.soft });
  if (less > 0) sheet.text(words.scopeLess(less), { face: 'bold' }, { after: 3 });
  if (all.length > less) sheet.text(words.scopeMore(all.length - less), {}, { after: 3 });
  // without names and reasons there is nothing to list
  if (all.length === 0 || kindsAlone(report)) return;
  const rows = all
    .slice(0, MOST_SCOPE)
    .map(({ subject, effect, because }): readonly Cell[] => [
      cell(t.name(subject), { face: 'bold' }),
      cell(effectWord[effect]),
      cell(t.sentence(words.told(because))),
    ]);
  table(
    sheet,
    [
      { title: words.what, share: 2 },
      { title: '', share: 1.2 },
      { title: words.why, share: 2.6 },
    ],
    rows,
  );
  if (all.length > rows.length) sheet.text(words.cut(all.length - rows.length), { face: 'bold' }, { after: 3 });
}

function byCause(sheet: Sheet, comparison: Comparison): void {
  const { t } = sheet;
  const { changes: words, causeWord } = t.pages;
  const counts = causesCounted(comparison);
  if (counts.length === 0) return;
  sheet.heading(words.byCause);
  table(
    sheet,
    [
      { title: words.cause, share: 3 },
      { title: words.requirements, share: 1.6 },
      { title: words.checks, share: 1 },
      { title: words.findings, share: 1 },
    ],
    counts.map(({ kind, requirements, checks, findings }) => [
      cell(causeWord[kind], { face: 'bold' }),
      ...[requirements, checks, findings].map((count) => cell(count === 0 ? '—' : t.number(count))),
    ]),
    { pad: 2.6 },
  );
}

const MOST_STANDINGS = 150;
const MOST_THROUGH = 2;
const MOST_KINDS = 3;
function standings(sheet: Sheet, report: Report, comparison: Comparison): void {
  const { t } = sheet;
  const { changes: words, effectWord } = t.pages;
  const claims = new Set(report.run.frameworks.filter(({ kind }) => kind === 'claims').map(({ id }) => id));
  const all = standingsChanged(comparison, (framework) => claims.has(framework));
  sheet.heading(words.standings);
  if (all.length === 0) sheet.text(words.standingsSame, { colour: COLOUR.soft });
  if (all.length === 0) return;
  const quotes = new Map(report.requirements.map(({ framework, id, quote }) => [`${framework}/${id}`, quote]));
  const stand = (standing: Standing | null): Cell =>
    standing === null ? cell(words.notAssessed) : marked({ standing }, t.standingWord[standing]);
  const rows = all.slice(0, MOST_STANDINGS).map((one): readonly Cell[] => {
    const quote = quotes.get(`${one.framework}/${one.id}`);
    return [
      {
        spans: [{ text: quote === undefined ? cut(prose(one.title), 160) : `“${cut(prose(quote), 160)}”` }],
        below: [{ text: t.name(`${one.framework}/${one.id}`), size: SIZE.tiny, colour: COLOUR.faint }],
      },
      stand(one.before),
      stand(one.after),
      {
        spans: [{ text: effectWord[one.effect], face: 'bold' }],
        below: [{ text: why(sheet, report, one, !claims.has(one.framework)), size: SIZE.tiny }],
      },
    ];
  });
  table(
    sheet,
    [
      { title: words.what, share: 2.5 },
      { title: words.before, share: 1.2 },
      { title: words.after, share: 1.2 },
      { title: words.why, share: 2.6 },
    ],
    rows,
  );
  if (all.length > rows.length) sheet.text(words.cut(all.length - rows.length), { face: 'bold' }, { after: 3 });
}
/** Claims in the words of their first cause; of controls there are too many for more than kinds. */
function why({ t }: Sheet, report: Report, { checks, causes }: RequirementChange, brief: boolean): string {
  const { changes: words, causeWord } = t.pages;
  const [first] = causes;
  const kinds = [...new Set(causes.map(({ kind }) => kind))];
  const listed = kinds.slice(0, MOST_KINDS).map((kind) => causeWord[kind]);
  const many = `${listed.join('; ')}${kinds.length > listed.length ? `; ${words.more(kinds.length - listed.length)}` : ''}`;
  const cause = brief || causes.length > 1 || first === undefined ? many : causeIn(t, first, kindsAlone(report), 130);
  if (checks.length === 0) return cause;
  const named = checks.slice(0, brief ? 1 : MOST_THROUGH).map(({ check }) => t.name(check));
  const more = checks.length > named.length ? ` ${words.more(checks.length - named.length)}` : '';
  return `${words.through(`${named.join(', ')}${more}`)}. ${cause}`;
}

const MOST_FILES = 12;
function context(sheet: Sheet, report: Report, { context: causes }: Comparison): void {
  if (causes.length === 0) return;
  const { t } = sheet;
  const { changes: words } = t.pages;
  sheet.heading(words.context);
  for (const cause of causes) {
    const files = (kindsAlone(report) ? [] : (cause.files ?? [])).map(({ name }) => t.name(name));
    const more = files.length > MOST_FILES ? ` ${words.more(files.length - MOST_FILES)}` : '';
    const list = files.length === 0 ? '' : `: ${files.slice(0, MOST_FILES).join(', ')}${more}`;
    sheet.text(`${causeIn(t, cause, kindsAlone(report), 400)}${list}`, { size: SIZE.small }, { after: 3 });
  }
}
