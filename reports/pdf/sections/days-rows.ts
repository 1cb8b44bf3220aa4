/** Of each claim, control and check: its days as a strip and in a sentence, and what interrupted it. */
import type { Interruption, PeriodRow, PeriodTable, Report } from '../../../src/model.ts';
import { causeIn, kindsAlone } from '../../changes.ts';
import { heldSaid } from '../../period.ts';
import { prose } from '../../text.ts';
import { alike, interruptionsOf, statesOf, stretches, ticksOf, together } from '../../timeline.ts';
import { breakLines, clip } from '../lines.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { type Cell, cell, table as tabled } from '../table.ts';
import { scale, strip, tickRoom } from '../timeline.ts';

type Kind = 'claims' | 'controls' | 'checks';
/** Strips of one kind; the others stand in report.json, and the page says so. */
const MOST_ROWS = 120;
const HEIGHT = 10;
const BLOCK = 50;

export function rows(sheet: Sheet, report: Report, table: PeriodTable, title: string, all: readonly PeriodRow[], kind: Kind): void {
  if (all.length === 0) return;
  sheet.within(title);
  sheet.need(BLOCK + 60);
  sheet.heading(title);
  const quotes = new Map(report.requirements.map(({ framework, id, quote }) => [`${framework}/${id}`, quote]));
  const groups = kind === 'claims' ? alike(all).flatMap((group) => group.map((row) => [row])) : alike(all);
  const told = groups.slice(0, MOST_ROWS);
  const heading = (group: readonly PeriodRow[]) => {
    const [first] = group as readonly [PeriodRow];
    const quote = quotes.get(first.id);
    if (group.length > 1) return sheet.t.pages.days.alike(group.length);
    return quote === undefined ? sheet.t.cut(prose(first.title), 300) : `“${sheet.t.cut(prose(quote), 300)}”`;
  };
  let page = 0;
  for (const group of told) {
    sheet.need(BLOCK);
    if (sheet.pageNumber !== page) axis(sheet, table);
    page = sheet.pageNumber;
    one(sheet, table, heading(group), group, kind);
  }
  const left = groups.slice(MOST_ROWS).reduce((sum, group) => sum + group.length, 0);
  if (left > 0) sheet.text(sheet.t.pages.days.cut(left), { face: 'bold' }, { after: 4 });
}
/** The days, once on each page. */
function axis(sheet: Sheet, table: PeriodTable): void {
  scale(sheet, ticksOf(table, tickRoom(CONTENT)), table.days, { x: PAGE.left, width: CONTENT });
  sheet.space(3);
}

const MOST_NAMES = 400;
function one(sheet: Sheet, table: PeriodTable, title: string, group: readonly PeriodRow[], kind: Kind): void {
  const { t } = sheet;
  const [row] = group as readonly [PeriodRow];
  const said = heldSaid(row, table.days, t.pages.days, kind === 'checks' ? 'check' : 'requirement');
  sheet.lines(
    clip(sheet.fonts, breakLines(sheet.fonts, [{ text: title, face: group.length > 1 ? 'bold' : 'regular' }], CONTENT), 1),
    PAGE.left,
  );
  const below = [
    { text: said, ...(row.days.broken > 0 && { face: 'bold' as const, colour: COLOUR.fail }) },
    ...(group.length > 1 ? [] : [{ text: `  ${t.name(row.id)}`, size: SIZE.tiny, colour: COLOUR.faint }]),
  ];
  sheet.lines(clip(sheet.fonts, breakLines(sheet.fonts, below, CONTENT, { size: SIZE.small }), 1), PAGE.left);
  sheet.space(1);
  const top = sheet.y;
  const states = stretches(statesOf(row, table.days));
  sheet.figure(`${title}: ${said}`, () => strip(sheet.doc, states, table.days, { x: PAGE.left, y: top, width: CONTENT, height: HEIGHT }));
  sheet.y = top + HEIGHT + 4;
  if (group.length > 1) {
    const names = group.slice(0, MOST_NAMES).map(({ id }) => t.name(id));
    const more = group.length > names.length ? ` · ${t.pages.changes.more(group.length - names.length)}` : '';
    sheet.text(`${names.join(' · ')}${more}`, { size: SIZE.tiny, colour: COLOUR.faint });
  }
  sheet.space(7);
}

/** Lines of the table; the others stand in report.json, and the page says so. */
const MOST_LINES = 150;
interface Rows {
  readonly claims: readonly PeriodRow[];
  readonly checks: readonly PeriodRow[];
  /** Too many to be told one by one. */
  readonly controls: readonly PeriodRow[];
}
export function interruptions(sheet: Sheet, report: Report, { claims, checks, controls }: Rows): void {
  const { t } = sheet;
  const { days: words } = t.pages;
  if (claims.length + checks.length + controls.length === 0) return;
  sheet.within(words.interruptions);
  sheet.need(120);
  sheet.heading(words.interruptions);
  const found = [
    ...[claims, checks].flatMap((all) => interruptionsOf(all).map(({ row, broken }) => ({ rows: [row], broken }))),
    ...together(interruptionsOf(controls)),
  ];
  if (found.length === 0) sheet.text(words.uninterrupted, { colour: COLOUR.soft });
  if (found.length === 0) return;
  if (kindsAlone(report)) sheet.text(t.pages.changes.kindsAlone, { size: SIZE.small, colour: COLOUR.soft }, { after: 3 });
  const lines = found.slice(0, MOST_LINES).map(({ rows: those, broken }): readonly Cell[] => [
    which(sheet, those),
    {
      spans: [{ text: words.seenIn(t.day(broken.seenAt), broken.run), face: 'bold' }],
      below: [{ text: broken.heldUntil === undefined ? words.orBefore : words.heldUntil(t.day(broken.heldUntil)), size: SIZE.tiny }],
    },
    // what stood at the period's first look began before it: nobody knows why
    cell(broken.heldUntil === undefined ? words.notSaid : why(sheet, report, broken.began)),
    ended(sheet, broken),
    cell(broken.endedAt === null ? '—' : why(sheet, report, broken.ended)),
  ]);
  tabled(
    sheet,
    [
      { title: words.which, share: 2 },
      { title: words.began, share: 1.1 },
      { title: words.whyBegan, share: 1.6 },
      { title: words.ended, share: 1.1 },
      { title: words.whyEnded, share: 1.6 },
    ],
    lines,
  );
  const left = found.length - lines.length;
  if (left > 0) sheet.text(words.cut(left), { face: 'bold' });
}
const MOST_TOGETHER = 40;
function which({ t }: Sheet, those: readonly PeriodRow[]): Cell {
  const [row] = those as readonly [PeriodRow];
  const tiny = { size: SIZE.tiny, colour: COLOUR.faint };
  if (those.length === 1) return { spans: [{ text: t.cut(prose(row.title), 120) }], below: [{ text: t.name(row.id), ...tiny }] };
  const names = those.slice(0, MOST_TOGETHER).map(({ id }) => t.name(id));
  const more = those.length > names.length ? ` ${t.pages.changes.more(those.length - names.length)}` : '';
  return {
    spans: [{ text: t.pages.days.several(those.length), face: 'bold' }],
    below: [{ text: `${names.join(', ')}${more}`, ...tiny }],
  };
}
const MOST_KINDS = 4;
function why({ t }: Sheet, report: Report, causes: Interruption['began']): string {
  const [first] = causes;
  if (first === undefined) return t.pages.days.notSaid;
  const kinds = [...new Set(causes.map(({ kind }) => kind))];
  // several are told by kind, which is no longer than one in its words
  if (causes.length > 1) {
    const told = kinds.slice(0, MOST_KINDS).map((kind) => t.pages.causeWord[kind]);
    return `${told.join('; ')}${kinds.length > told.length ? `; ${t.pages.changes.more(kinds.length - told.length)}` : ''}`;
  }
  return causeIn(t, first, kindsAlone(report), 130);
}
function ended({ t }: Sheet, { endedAt, endRun, ending }: Interruption): Cell {
  const { days: words, effectWord } = t.pages;
  if (endedAt === null || endRun === null) return cell(words.still, { face: 'bold', colour: COLOUR.fail });
  const how = ending === null ? words.uncompared : ending === 'better' ? words.mended : words.notMended(effectWord[ending]);
  return {
    spans: [{ text: words.endedAs(t.day(endedAt), endRun), face: 'bold' }],
    below: [{ text: how, size: SIZE.tiny, ...(ending !== 'better' && { face: 'bold' as const }) }],
  };
}
