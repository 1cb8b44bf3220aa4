/** For every check: how many it is about, whether they are all, and what proves it. And what a person has to sign for. */
import type { CheckResult, Report } from '../../../src/model.ts';
import { findingsOf } from '../../facts.ts';
import { cut, name, prose, sentence, shown } from '../../text.ts';
import { VERDICT_COLOUR } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, SIZE } from '../style.ts';
import { type Cell, cell, marked, table } from '../table.ts';
import { bounds } from './findings.ts';

export function populations(sheet: Sheet, report: Report): void {
  if (report.results.length === 0) return;
  const { chapters, populations: words } = sheet.t.pages;
  sheet.page();
  sheet.chapter(chapters.populations, words.remark, { id: 'populations' });
  const columns = [
    { title: words.verdict, share: 1.3 },
    { title: words.check, share: 4.8 },
    { title: words.population, share: 1.1 },
    { title: words.receipt, share: 2.5 },
  ];
  for (const [source, results] of bySource(report)) {
    sheet.within(cut(prose(source), 80));
    sheet.heading(words.ofSource(name(source), results.length));
    table(
      sheet,
      columns,
      results.map((result) => row(sheet, result)),
      { pad: 2.8 },
    );
  }
}

function bySource({ results }: Report): ReadonlyMap<string, readonly CheckResult[]> {
  const sources = new Map<string, CheckResult[]>();
  for (const result of results) {
    const source = result.about.split('/')[0] ?? result.about;
    sources.set(source, [...(sources.get(source) ?? []), result]);
  }
  return sources;
}

function row(sheet: Sheet, result: CheckResult): readonly Cell[] {
  const { t } = sheet;
  const { populations: words } = t.pages;
  const { size, complete, proof } = result.population;
  const faint = { size: SIZE.tiny, colour: COLOUR.faint };
  const used = bounds(sheet, result).map((text) => ({
    ...faint,
    text: ` · ${text}`,
    face: result.loosened.length > 0 ? ('bold' as const) : ('regular' as const),
  }));
  return [
    verdict(sheet, result),
    {
      spans: [{ text: cut(prose(result.title), 300) }],
      below: [{ ...faint, text: name(result.check), face: 'mono' }, { ...faint, text: ` · ${t.evidenceWord[result.evidence]}` }, ...used],
    },
    {
      spans: [{ text: t.number(size), face: 'bold' }],
      below: [{ text: complete ? words.complete : words.incomplete, face: complete ? 'regular' : 'bold' }],
    },
    cell(sentence(proof), { size: SIZE.tiny * 1.06, colour: COLOUR.soft }),
  ];
}
const verdict = ({ t }: Sheet, result: CheckResult): Cell =>
  marked({ verdict: result.verdict }, t.verdictWord[result.verdict], { face: 'bold', colour: VERDICT_COLOUR[result.verdict] });

/** The checks that rest on somebody's word, whether it was given or not. */
export function attestations(sheet: Sheet, report: Report): void {
  const rows = attested(report);
  if (rows.length === 0) return;
  const { t } = sheet;
  const { chapters, attestations: words } = t.pages;
  sheet.chapter(chapters.attestations, words.remark, { id: 'attestations', room: 200 });
  const columns = [
    { title: words.verdict, share: 1.25 },
    { title: words.what, share: 4 },
    { title: words.found, share: 3.4 },
  ];
  const cells = rows.map((result): readonly Cell[] => [
    verdict(sheet, result),
    {
      spans: [{ text: cut(prose(result.title), 300) }],
      below: [{ text: name(result.check), face: 'mono', size: SIZE.tiny, colour: COLOUR.faint }],
    },
    { spans: told(sheet, result) },
  ]);
  table(sheet, columns, cells);
}
const TOLD = 3;
/** The facts that were signed for; or why there are none. */
function told({ t }: Sheet, result: CheckResult): Cell['spans'] {
  const missing = result.reasons.map((reason) => `${t.reasonMeans[reason]} (${reason}). ${t.remedy[reason]} `);
  const facts = findingsOf(result)
    .slice(0, TOLD)
    .flatMap(({ because, observed }) => [
      { text: `${sentence(because)} ` },
      {
        text: `${Object.entries(observed ?? {})
          .map(([key, value]) => `${cut(key, 40)} = ${shown(value, 80)}`)
          .join('; ')} `,
        face: 'mono' as const,
        size: SIZE.tiny,
      },
    ]);
  const whole = missing.length + facts.length === 0 ? [{ text: sentence(result.population.proof) }] : [];
  return [...missing.map((text) => ({ text })), ...facts, ...whole];
}
export const attested = (report: Report): readonly CheckResult[] => report.results.filter(({ evidence }) => evidence === 'attested');
