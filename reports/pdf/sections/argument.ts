/** The proof of a claim in words: node by node, with what each check says, what was seen, and where that is recorded. */
import type { Assessment, CheckResult, Digest, FindingRow, Report } from '../../../src/model.ts';
import { type Digested, findingsOf } from '../../facts.ts';
import { type ProofLine, proofLines } from '../../proof.ts';
import { cut, name, prose, sentence, shown } from '../../text.ts';
import type { Span } from '../lines.ts';
import { draw, VERDICT_COLOUR } from '../marks.ts';
import { failurePlace, unknownPlace } from '../places.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, PAGE, SIZE } from '../style.ts';

/** What was found, by check. */
export interface Seen {
  readonly results: ReadonlyMap<string, CheckResult>;
  readonly fail: Digested['byCheck'];
  readonly unknown: Digested['byCheck'];
}
export const seenOf = (report: Report, fail: Digested, unknown: Digested): Seen => ({
  results: new Map(report.results.map((result) => [result.check, result])),
  fail: fail.byCheck,
  unknown: unknown.byCheck,
});

const EXAMPLES = 2;
const INDENT = 16;

export function argument(sheet: Sheet, row: Assessment, seen: Seen): void {
  const { t } = sheet;
  sheet.need(60);
  sheet.text(t.pages.claims.argued, { face: 'bold' }, { after: 3 }, 'H3');
  sheet.group('L', () => {
    for (const line of proofLines(row.proof, 0, t)) sheet.group('LI', () => node(sheet, line, seen));
  });
}

function node(sheet: Sheet, line: ProofLine, seen: Seen): void {
  const { t } = sheet;
  const x = PAGE.left + Math.min(line.depth, 6) * INDENT;
  sheet.need(38);
  const top = sheet.y;
  sheet.artifact(() => draw(sheet.doc, { verdict: line.verdict }, x, top + 2.4, 7.6));
  const word: Span = { text: `${t.verdictWord[line.verdict]}  `, face: 'bold', colour: VERDICT_COLOUR[line.verdict] };
  const at = { x: x + 13, after: 0.5 };
  if (line.check === undefined) {
    sheet.text([word, { text: cut(prose(line.text), 600) }], {}, { ...at, after: 4 }, 'LBody');
    return;
  }
  const result = seen.results.get(line.check);
  const goTo = line.verdict === 'fail' ? failurePlace(line.check) : line.verdict === 'unknown' ? unknownPlace(line.check) : undefined;
  const link = goTo === undefined || result === undefined || !isPrinted(result, line.verdict) ? {} : { goTo: sheet.to(goTo) };
  sheet.text([word, { text: result === undefined ? name(line.check) : cut(prose(result.title), 300), ...link }], {}, at, 'LBody');
  sheet.text(cut(prose(line.text), 600), { size: SIZE.small, colour: COLOUR.soft }, at);
  sheet.text(receipt(sheet, line.check, result), { size: SIZE.tiny, colour: COLOUR.faint }, at);
  for (const found of examples(line, seen)) sheet.text(example(sheet, found), { size: SIZE.small }, { x: x + 22, after: 0.5 });
  sheet.space(3.6);
}
const isPrinted = ({ counts }: CheckResult, verdict: 'fail' | 'unknown' | string): boolean =>
  verdict === 'fail' ? counts.fail > 0 : counts.unknown > 0;

/** `aws.iam.root-mfa · 3 of 4 pass · evidence 4f2a91bc03de`. */
function receipt(sheet: Sheet, check: string, result: CheckResult | undefined): readonly Span[] {
  const { claims: words } = sheet.t.pages;
  const id: Span = { text: name(check), face: 'mono' };
  if (result === undefined) return [id, { text: ` · ${words.notRun}` }];
  const { counts, population } = result;
  const total = counts.pass + counts.fail + counts.unknown;
  const parts = [
    total === 0 ? words.noneSeen : words.found(counts.pass, total),
    ...(population.complete ? [] : [words.incomplete]),
    ...evidence(sheet, result),
  ];
  return [id, { text: ` · ${parts.join(' · ')}` }];
}
function evidence(sheet: Sheet, result: CheckResult): readonly string[] {
  const ids = [...new Set(findingsOf(result).flatMap((row) => row.evidence))];
  if (ids.length === 0) return [];
  const { claims: words } = sheet.t.pages;
  const more = ids.length > 2 ? `, ${words.more(ids.length - 2)}` : '';
  return [words.evidenceIds(`${ids.slice(0, 2).map(shortened).join(', ')}${more}`)];
}
/** Twelve digits find an answer in any locker. */
export const shortened = (digest: Digest): string => digest.replace('sha256:', '').slice(0, 12);

function examples({ check, verdict }: ProofLine, seen: Seen): readonly FindingRow[] {
  if (check === undefined || (verdict !== 'fail' && verdict !== 'unknown')) return [];
  return (seen[verdict].get(check) ?? []).slice(0, EXAMPLES);
}
function example(sheet: Sheet, { resource, because, observed, evidence: digests }: FindingRow): readonly Span[] {
  const pairs = Object.entries(observed ?? {}).map(([key, value]) => `${cut(key, 40)} = ${shown(value, 60)}`);
  const ids = digests.slice(0, 1).map(shortened);
  const told = cut(sentence(because), 220);
  return [
    { text: '› ', colour: COLOUR.faint },
    ...(told.includes(name(resource.name)) ? [] : [{ text: `${name(resource.name)}: `, face: 'bold' as const }]),
    { text: `${told} ` },
    ...(pairs.length === 0 ? [] : [{ text: `${pairs.slice(0, 4).join('; ')} `, face: 'mono' as const, size: SIZE.tiny }]),
    ...(ids.length === 0 ? [] : [{ text: sheet.t.pages.claims.evidenceIds(ids.join(', ')), size: SIZE.tiny, colour: COLOUR.faint }]),
  ];
}
