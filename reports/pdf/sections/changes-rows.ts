/** The checks and findings that went one way between two runs. */
import type { CheckChange, FindingChange, Judged, Report, Verdict } from '../../../src/model.ts';
import { type Changes, causeIn, kindsAlone } from '../../changes.ts';
import { cut, prose } from '../../text.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, SIZE } from '../style.ts';
import { type Cell, cell, marked, table } from '../table.ts';

/** Lines of one table; the others stand in report.json, and the page says so. */
const MOST_CHECKS = 60;
const MOST_FINDINGS = 30;
const MOST_CAUSES = 2;

export function group(sheet: Sheet, report: Report, { group: id, checks, findings, counted }: Changes): void {
  const { t } = sheet;
  const { title, none, remark } = t.pages.changes.groups[id];
  const nothing = checks.length + findings.length === 0 && (counted === 0 || !kindsAlone(report));
  if (nothing && none === '') return;
  sheet.within(title);
  sheet.heading(title);
  if (nothing) sheet.text(none, { colour: COLOUR.soft });
  if (nothing) return;
  if (remark !== '') sheet.text(remark, { size: SIZE.small, colour: COLOUR.soft }, { after: 3 });
  if (checks.length > 0) ofChecks(sheet, report, checks);
  if (findings.length > 0) ofFindings(sheet, report, findings);
  if (kindsAlone(report) && counted > 0) sheet.text(t.pages.changes.withheld(counted), { size: SIZE.small }, { after: 3 });
}

function left({ t }: Sheet, all: number, shown: number): string {
  return all > shown ? t.pages.changes.cut(all - shown) : '';
}
function ofChecks(sheet: Sheet, report: Report, all: readonly CheckChange[]): void {
  const { t } = sheet;
  const { changes: words, effectWord } = t.pages;
  const verdict = (one: Verdict | null): Cell => (one === null ? cell(words.notAsked) : marked({ verdict: one }, t.verdictWord[one]));
  const why = ({ causes }: CheckChange) => {
    const told = causes.slice(0, MOST_CAUSES).map((cause) => {
      const many = cause.findings > 1 ? ` (${words.explains(cause.findings)})` : '';
      return `${causeIn(t, cause, kindsAlone(report), 140)}${many}`;
    });
    return `${told.join('; ')}${causes.length > told.length ? `; ${words.more(causes.length - told.length)}` : ''}`;
  };
  const rows = all.slice(0, MOST_CHECKS).map((one): readonly Cell[] => [
    {
      spans: [{ text: cut(prose(one.title), 160) }],
      below: [{ text: `${t.name(one.check)} · ${t.severityWord[one.severity]}`, size: SIZE.tiny, colour: COLOUR.faint }],
    },
    verdict(one.before),
    verdict(one.after),
    { spans: [{ text: effectWord[one.effect], face: 'bold' }], below: [{ text: why(one), size: SIZE.tiny }] },
  ]);
  table(
    sheet,
    [
      { title: words.check, share: 2.5 },
      { title: words.before, share: 1.1 },
      { title: words.after, share: 1.1 },
      { title: words.why, share: 2.6 },
    ],
    rows,
  );
  const more = left(sheet, all.length, rows.length);
  if (more !== '') sheet.text(more, { face: 'bold' }, { after: 3 });
  sheet.space(6);
}

function ofFindings(sheet: Sheet, report: Report, all: readonly FindingChange[]): void {
  const { t } = sheet;
  const { changes: words, effectWord } = t.pages;
  const judged = (one: Judged | null): Cell => {
    if (one === null) return cell(words.notThere);
    const more = [...(one.reason === undefined ? [] : [one.reason]), ...(one.waived ? [words.waived] : [])];
    const word = marked({ verdict: one.verdict }, t.verdictWord[one.verdict]);
    return more.length === 0 ? word : { ...word, below: [{ text: more.join(', '), size: SIZE.tiny }] };
  };
  const rows = all.slice(0, MOST_FINDINGS).map((one): readonly Cell[] => {
    const [first, ...rest] = one.causes;
    const why =
      first === undefined ? '' : `${causeIn(t, first, kindsAlone(report), 140)}${rest.length > 0 ? `; ${words.more(rest.length)}` : ''}`;
    return [
      {
        spans: [{ text: t.name(one.resource.name), face: 'bold' }],
        below: [{ text: `${t.name(one.check)} · ${t.name(one.subject.label)}`, size: SIZE.tiny, colour: COLOUR.faint }],
      },
      judged(one.before),
      judged(one.after),
      { spans: [{ text: effectWord[one.effect], face: 'bold' }], below: [{ text: why, size: SIZE.tiny }] },
    ];
  });
  table(
    sheet,
    [
      { title: words.resource, share: 2.5 },
      { title: words.before, share: 1.1 },
      { title: words.after, share: 1.1 },
      { title: words.why, share: 2.6 },
    ],
    rows,
  );
  const more = left(sheet, all.length, rows.length);
  if (more !== '') sheet.text(more, { face: 'bold' }, { after: 3 });
  sheet.space(6);
}
