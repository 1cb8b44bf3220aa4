/** Of each claim, control and check: its days as a strip, in a sentence and stretch by stretch, and what interrupted it. */
import type { Interruption, PeriodRow, PeriodTable, Report } from '../../../src/model.ts';
import { causeIn, kindsAlone } from '../../changes.ts';
import type { Messages } from '../../messages/index.ts';
import { heldSaid } from '../../period.ts';
import { prose } from '../../text.ts';
import { alike, dayAt, frameworkOf, interruptionsOf, statesOf, stretches, together } from '../../timeline.ts';
import { checkId, requirementId } from '../ids.ts';
import { type Html, html, type Piece } from '../markup.ts';
import { type Sheet, table } from '../parts.ts';
import { strip } from '../timeline.ts';

type Kind = 'claims' | 'controls' | 'checks';
/** Strips of one kind; the others stand in report.json, and the page says so. */
const MOST_ROWS = 400;

export function rows(sheet: Sheet, overTime: PeriodTable, title: string, all: readonly PeriodRow[], kind: Kind): Html | undefined {
  if (all.length === 0) return undefined;
  const groups = kind === 'claims' ? alike(all).flatMap((group) => group.map((row) => [row])) : alike(all);
  const told = groups.slice(0, MOST_ROWS);
  const left = groups.slice(MOST_ROWS).reduce((sum, group) => sum + group.length, 0);
  return html`<h3>${title}</h3>
${told.map((group) => one(sheet, overTime, group, kind))}${left > 0 ? html`<p><b>${sheet.t.pages.days.cut(left)}</b></p>` : undefined}`;
}

/** Where the row stands in the rest of the report, and where a link to its days leads. */
function placeOf(report: Report, { id }: PeriodRow, kind: Kind): string {
  if (kind === 'checks') return checkId(id);
  const framework = frameworkOf(id);
  return requirementId(report, { framework, id: id.slice(framework.length + 1) });
}
function named({ t, report, checks }: Sheet, row: PeriodRow, kind: Kind, own: 'id' | 'none'): Html {
  const place = placeOf(report, row, kind);
  const there = kind === 'checks' ? checks.has(row.id) : report.requirements.some(({ framework, id }) => `${framework}/${id}` === row.id);
  const name = there
    ? html`<a class="check-id" href="#${place}">${t.name(row.id)}</a>`
    : html`<span class="check-id">${t.name(row.id)}</span>`;
  return own === 'id' ? html`<span id="days-${place}" tabindex="-1">${name}</span>` : name;
}

function one(sheet: Sheet, overTime: PeriodTable, group: readonly PeriodRow[], kind: Kind): Html {
  const { t, report } = sheet;
  const { days: words } = t.pages;
  const [row] = group as readonly [PeriodRow];
  const states = stretches(statesOf(row, overTime.days));
  const said = heldSaid(row, overTime.days, words, kind === 'checks' ? 'check' : 'requirement');
  const quote = report.requirements.find(({ framework, id }) => `${framework}/${id}` === row.id)?.quote;
  const title = quote === undefined ? t.cut(prose(row.title), 300) : html`<q>${t.cut(prose(quote), 300)}</q>`;
  const head: Piece =
    group.length > 1
      ? html`<b>${words.alike(group.length)}</b>`
      : html`${title} <span class="aside">${named(sheet, row, kind, 'none')}</span>`;
  const ids =
    group.length > 1
      ? html`<p class="ids">${group.map((other, index) => html`${index === 0 ? '' : ' · '}${named(sheet, other, kind, 'id')}`)}</p>`
      : undefined;
  const place = group.length > 1 ? undefined : html` id="days-${placeOf(report, row, kind)}" tabindex="-1"`;
  const list = states.map(
    ({ state, from, days }) =>
      html`<li>${words.stretch(t.day(dayAt(overTime.from, from)), t.day(dayAt(overTime.from, from + days - 1)), days)}: ${words.state[state]}</li>\n`,
  );
  return html`<div class="stretched item"${place}><p class="topic">${head}</p>
<p class="${row.days.broken > 0 ? 'was-broken' : 'aside'}">${said}</p>
${strip(states, overTime.days)}${ids}<details><summary>${words.lookCloser}</summary><ul>${list}</ul></details></div>\n`;
}

/** Lines of the table; the others stand in report.json, and the page says so. */
const MOST_LINES = 500;
interface Rows {
  readonly claims: readonly PeriodRow[];
  readonly checks: readonly PeriodRow[];
  /** Too many to be told one by one. */
  readonly controls: readonly PeriodRow[];
}
export function interruptions(sheet: Sheet, { claims, checks, controls }: Rows): Html | undefined {
  const { t, report } = sheet;
  const { days: words, changes } = t.pages;
  if (claims.length + checks.length + controls.length === 0) return undefined;
  const found = [
    ...[claims, checks].flatMap((all) => interruptionsOf(all).map(({ row, broken }) => ({ rows: [row], broken }))),
    ...together(interruptionsOf(controls)),
  ];
  if (found.length === 0) return html`<h3 id="interruptions" tabindex="-1">${words.interruptions}</h3><p>${words.uninterrupted}</p>`;
  const why = (causes: Interruption['began']): Piece => {
    const [first] = causes;
    if (first === undefined) return words.notSaid;
    const kinds = [...new Set(causes.map(({ kind }) => t.pages.causeWord[kind]))];
    return causes.length === 1 ? causeIn(t, first, kindsAlone(report)) : kinds.join('; ');
  };
  const lines = found
    .slice(0, MOST_LINES)
    .map(({ rows: those, broken }): readonly Piece[] => [
      which(t, those),
      html`<b>${words.seenIn(t.day(broken.seenAt), broken.run)}</b> <span class="aside">${broken.heldUntil === undefined ? words.orBefore : words.heldUntil(t.day(broken.heldUntil))}</span>`,
      broken.heldUntil === undefined ? words.notSaid : why(broken.began),
      ended(t, broken),
      broken.endedAt === null ? '—' : why(broken.ended),
    ]);
  const columns = [
    { title: words.which, as: 'wide' as const },
    { title: words.began, as: 'mid' as const },
    { title: words.whyBegan, as: 'mid' as const },
    { title: words.ended, as: 'mid' as const },
    { title: words.whyEnded, as: 'mid' as const },
  ];
  const left = found.length - lines.length;
  return html`<h3 id="interruptions" tabindex="-1">${words.interruptions}</h3>${kindsAlone(report) ? html`<p class="aside">${changes.kindsAlone}</p>` : undefined}
<div class="titled">${table(words.interruptions, columns, lines)}</div>${left > 0 ? html`<p><b>${words.cut(left)}</b></p>` : undefined}`;
}
const MOST_TOGETHER = 40;
function which(t: Messages, those: readonly PeriodRow[]): Html {
  const [row] = those as readonly [PeriodRow];
  if (those.length === 1) return html`${t.cut(prose(row.title), 160)} <span class="code">${t.name(row.id)}</span>`;
  const names = those.slice(0, MOST_TOGETHER).map(({ id }) => t.name(id));
  const more = those.length > names.length ? ` ${t.pages.changes.more(those.length - names.length)}` : '';
  return html`<b>${t.pages.days.several(those.length)}</b> <span class="code">${names.join(', ')}${more}</span>`;
}
function ended(t: Messages, { endedAt, endRun, ending }: Interruption): Html {
  const { days: words, effectWord } = t.pages;
  if (endedAt === null || endRun === null) return html`<b>${words.still}</b>`;
  const how = ending === null ? words.uncompared : ending === 'better' ? words.mended : words.notMended(effectWord[ending]);
  return html`<b>${words.endedAs(t.day(endedAt), endRun)}</b> ${ending === 'better' ? html`<span class="aside">${how}</span>` : html`<b>${how}</b>`}`;
}
