/** The checks and findings that went one way between two runs. */
import type { CheckChange, FindingChange, Judged, Verdict } from '../../../src/model.ts';
import { type Changes, causeIn, kindsAlone } from '../../changes.ts';
import { prose } from '../../text.ts';
import { checkId } from '../ids.ts';
import { verdictWord } from '../marks.ts';
import { type Html, html, type Piece } from '../markup.ts';
import { bdi, checkLink, type Sheet, table } from '../parts.ts';

/** Lines of one table; the others stand in report.json, and the page says so. */
const MOST = 300;
const MOST_CAUSES = 3;

export function group(sheet: Sheet, { group: id, checks, findings, counted }: Changes): Html | undefined {
  const { t, report } = sheet;
  const { groups, withheld } = t.pages.changes;
  const { title, none, remark } = groups[id];
  const alone = kindsAlone(report);
  const nothing = checks.length + findings.length === 0 && (counted === 0 || !alone);
  const head = html`<h3 id="changes-${id}" tabindex="-1">${title}</h3>`;
  if (nothing) return none === '' ? undefined : html`${head}<p>${none}</p>`;
  return html`${head}${remark === '' ? undefined : html`<p class="measure aside">${remark}</p>`}${ofChecks(sheet, title, checks)}${ofFindings(sheet, title, findings)}${alone && counted > 0 ? html`<p>${withheld(counted)}</p>` : undefined}`;
}

function cut({ t }: Sheet, all: number): Html | undefined {
  return all > MOST ? html`<p><b>${t.pages.changes.cut(all - MOST)}</b></p>` : undefined;
}
function ofChecks(sheet: Sheet, title: string, all: readonly CheckChange[]): Html | undefined {
  if (all.length === 0) return undefined;
  const { t, report } = sheet;
  const { changes: words, effectWord } = t.pages;
  const verdict = (one: Verdict | null): Piece => (one === null ? words.notAsked : verdictWord(t, one));
  const why = ({ causes }: CheckChange): string => {
    const told = causes.slice(0, MOST_CAUSES).map((cause) => {
      const many = cause.findings > 1 ? ` (${words.explains(cause.findings)})` : '';
      return `${causeIn(t, cause, kindsAlone(report))}${many}`;
    });
    return `${told.join('; ')}${causes.length > told.length ? `; ${words.more(causes.length - told.length)}` : ''}`;
  };
  const rows = all
    .slice(0, MOST)
    .map((one): readonly Piece[] => [
      html`<span id="changed-${checkId(one.check)}" tabindex="-1">${t.cut(prose(one.title), 200)}</span> ${checkLink(sheet, one.check)}`,
      t.severityWord[one.severity],
      verdict(one.before),
      verdict(one.after),
      html`<b>${effectWord[one.effect]}</b>. ${why(one)}`,
    ]);
  const columns = [
    { title: words.check, as: 'wide' as const },
    { title: words.severity },
    { title: words.before },
    { title: words.after },
    { title: words.why, as: 'wide' as const },
  ];
  return html`${table(`${title}: ${words.checks}`, columns, rows)}${cut(sheet, all.length)}`;
}

function ofFindings(sheet: Sheet, title: string, all: readonly FindingChange[]): Html | undefined {
  if (all.length === 0) return undefined;
  const { t, report } = sheet;
  const { changes: words, effectWord } = t.pages;
  const judged = (one: Judged | null): Piece => {
    if (one === null) return words.notThere;
    const more = [...(one.reason === undefined ? [] : [one.reason]), ...(one.waived ? [words.waived] : [])].join(', ');
    return html`${verdictWord(t, one.verdict)}${more === '' ? undefined : html` <span class="aside">${more}</span>`}`;
  };
  const rows = all.slice(0, MOST).map((one): readonly Piece[] => {
    const [first, ...rest] = one.causes;
    const cause =
      first === undefined ? '' : `${causeIn(t, first, kindsAlone(report))}${rest.length > 0 ? `; ${words.more(rest.length)}` : ''}`;
    return [
      html`${bdi(t, one.resource.name)} <span class="aside">${bdi(t, one.subject.label)}</span>`,
      checkLink(sheet, one.check),
      judged(one.before),
      judged(one.after),
      html`<b>${effectWord[one.effect]}</b>. ${cause}`,
    ];
  });
  const columns = [
    { title: words.resource },
    { title: words.check },
    { title: words.before },
    { title: words.after },
    { title: words.why, as: 'wide' as const },
  ];
  return html`${table(`${title}: ${words.findings}`, columns, rows)}${cut(sheet, all.length)}`;
}
