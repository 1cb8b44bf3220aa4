/** The first page: what this is about, who made it for whom and when, and by what it is known. */
import type { DocumentSigner, Report, ScopeEntry } from '../../../src/model.ts';
import { isUnknown } from '../../facts.ts';
import type { Messages } from '../../messages/index.ts';
import { name, prose, sentence } from '../../text.ts';
import { type Fingerprint, grouped } from '../fingerprint.ts';
import { breakLines, clip, type Span, type Style } from '../lines.ts';
import { logo } from '../logo.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, FLOOR, PAGE, SIZE } from '../style.ts';

/** The statements that were examined, by name; or what the report is in general. */
export function titleOf({ run }: Report, t: Messages): string {
  const titles = run.frameworks.filter((row) => row.kind === 'claims').map((row) => name(prose(row.title)));
  return titles.length > 0 ? titles.join(' · ') : t.pages.cover.untitled;
}
/** The square for a camera: rows of dark and light. */
export type Square = readonly (readonly boolean[])[];

export function cover(sheet: Sheet, report: Report, print: Fingerprint, square: Square, signer?: DocumentSigner): void {
  const { cover: words } = sheet.t.pages;
  sheet.begin(titleOf(report, sheet.t));
  sheet.y = 96;
  brand(sheet, report);
  if (report.run.demo !== undefined) demo(sheet, report.run.demo);
  few(sheet, words.kind, 1, { size: SIZE.lead, colour: COLOUR.soft }, 3);
  few(sheet, titleOf(report, sheet.t), 4, { face: 'bold', size: SIZE.display, colour: COLOUR.accent }, 6, 'H1');
  const { run } = report;
  few(
    sheet,
    words.seen(sheet.t.when(run.finishedAt), sheet.t.day(run.period.from), sheet.t.day(run.period.to)),
    2,
    { size: SIZE.lead, colour: COLOUR.soft },
    14,
  );
  if (run.status === 'aborted') few(sheet, words.aborted, 3, { face: 'bold', size: SIZE.lead, colour: COLOUR.fail }, 12);
  if (signer !== undefined) signed(sheet, signer);
  facts(sheet, report);
  identity(sheet, report, print, square);
}

function signed(sheet: Sheet, { by, issuer, until, at }: DocumentSigner): void {
  const { t } = sheet;
  const { cover: words } = t.pages;
  const means = words.signedMeans(t.name(issuer), t.day(until));
  fact(sheet, words.signed, [{ text: `${words.signedBy(t.name(by), t.when(at))} `, face: 'bold' }, { text: means }], 4);
}

/** Text that may not take more than so many lines: whatever its length, this page holds. */
function few(sheet: Sheet, text: string, most: number, style: Style, after: number, role = 'P'): void {
  sheet.lines(clip(sheet.fonts, breakLines(sheet.fonts, [{ text }], CONTENT, style), most), PAGE.left, role);
  sheet.space(after);
}

function brand(sheet: Sheet, { presentation }: Report): void {
  const top = sheet.y;
  sheet.artifact(() => sheet.doc.rect(0, 0, 14, PAGE.height).fill(sheet.tint(COLOUR.accent)));
  if (presentation?.logo !== undefined) {
    logo(sheet, presentation.logo, presentation.legalName ?? '');
    sheet.y += 16;
  }
  if (presentation?.legalName !== undefined) few(sheet, name(presentation.legalName), 2, { face: 'bold', size: SIZE.lead }, 8);
  sheet.y = Math.max(sheet.y, top + 26);
}

/** Large, framed and first: a demonstration must not pass for a real estate when a page is torn off. */
function demo(sheet: Sheet, world: string): void {
  const { cover: words } = sheet.t.pages;
  const top = sheet.y;
  sheet.space(8);
  const set = (text: string, style: Style) =>
    sheet.lines(clip(sheet.fonts, breakLines(sheet.fonts, [{ text }], CONTENT - 32, style), 2), PAGE.left + 16);
  set(words.demo(name(world)), { face: 'bold', size: SIZE.lead * 1.2 });
  set(words.demoNote, { size: SIZE.body });
  sheet.space(9);
  sheet.artifact(() =>
    sheet.doc
      .rect(PAGE.left, top, CONTENT, sheet.y - top)
      .lineWidth(1.6)
      .strokeColor(sheet.tint(COLOUR.ink))
      .stroke(),
  );
  sheet.space(26);
}

const LABEL = 92;
const SOURCES = 8;

/** Label and value, line by line, while there is room above the fingerprint. */
function facts(sheet: Sheet, report: Report): void {
  const { cover: words } = sheet.t.pages;
  const { run, edition } = report;
  const kinds = (kind: 'claims' | 'controls') =>
    run.frameworks.filter((row) => row.kind === kind).map((row) => `${name(prose(row.title))} (${name(row.version)})`);
  if (edition !== undefined) {
    if (edition.recipient !== undefined) fact(sheet, words.recipient, [{ text: name(edition.recipient), face: 'bold' }]);
    if (edition.validUntil !== undefined) fact(sheet, words.validUntil, [{ text: name(edition.validUntil), face: 'bold' }]);
    fact(
      sheet,
      words.edition,
      [{ text: `${words.audience[edition.audience]}. `, face: 'bold' }, { text: words.note[edition.audience] }],
      4,
    );
  }
  if (kinds('claims').length > 0) fact(sheet, words.statements, [{ text: kinds('claims').join('; ') }]);
  if (kinds('controls').length > 0) fact(sheet, words.standards, [{ text: kinds('controls').join('; ') }], 3);
  asked(sheet, report);
  const status = words.status[run.status];
  fact(sheet, words.run, [{ text: words.runIs(name(run.id), run.seq, status) }]);
  fact(sheet, words.made, [
    { text: words.madeWith(name(run.tool.version), name(run.tool.node), run.requests.sent, run.requests.mutating) },
  ]);
}
function fact(sheet: Sheet, label: string, value: readonly Span[], most = 2): void {
  if (FLOOR - sheet.y < IDENTITY + 30) return;
  const top = sheet.y;
  sheet.lines(breakLines(sheet.fonts, [{ text: label, colour: COLOUR.soft }], LABEL - 8), PAGE.left);
  sheet.y = top;
  sheet.lines(clip(sheet.fonts, breakLines(sheet.fonts, value, CONTENT - LABEL), most), PAGE.left + LABEL);
  sheet.space(4);
}

function asked(sheet: Sheet, { scope }: Report): void {
  const { cover: words } = sheet.t.pages;
  if (scope.length === 0) fact(sheet, words.asked, [{ text: words.nobody }]);
  scope.slice(0, SOURCES).forEach((entry, index) => {
    fact(sheet, index === 0 ? words.asked : ' ', source(sheet, entry), 2);
    sheet.space(-2);
  });
  const more = scope.length - SOURCES;
  if (more > 0) fact(sheet, ' ', [{ text: words.moreSources(more) }]);
  sheet.space(2);
}
function source(sheet: Sheet, entry: ScopeEntry): readonly Span[] {
  const { cover: words, scope } = sheet.t.pages;
  const title = { text: name(`${entry.source}/${entry.name}`), face: 'bold' } as const;
  const { principal } = entry;
  if (isUnknown(principal))
    return [title, { text: `: ${words.unknownWho(principal.$unknown.reason, sentence(principal.$unknown.detail))}` }];
  return [title, { text: words.askedAs('', name(principal.id), scope.subjects(entry.subjects.length)) }];
}

const SQUARE = 92;
const IDENTITY = 150;

/** At the foot of the page, wherever the text above ended. */
function identity(sheet: Sheet, { edition }: Report, { hex, shortId }: Fingerprint, square: Square): void {
  const { cover: words } = sheet.t.pages;
  const top = FLOOR - SQUARE - 8;
  sheet.y = top - 16;
  sheet.rule(COLOUR.accent, 1.4);
  sheet.y = top;
  sheet.figure(words.qr, () => {
    const side = SQUARE / square.length;
    square.forEach((cells, row) => {
      cells.forEach((dark, column) => {
        if (dark) sheet.doc.rect(PAGE.left + column * side, top + row * side, side, side);
      });
    });
    sheet.doc.fill(COLOUR.ink);
  });
  const x = PAGE.left + SQUARE + 18;
  const width = CONTENT - SQUARE - 18;
  const put = (spans: readonly Span[], style: Style, most: number) =>
    sheet.lines(clip(sheet.fonts, breakLines(sheet.fonts, spans, width, style), most), x);
  sheet.y = top - 3;
  put(
    [{ text: words.fingerprint, face: 'bold' }, { text: `   ${words.shortId} ` }, { text: shortId, face: 'mono', size: SIZE.body }],
    { size: SIZE.lead },
    1,
  );
  sheet.space(2);
  for (const half of [hex.slice(0, 32), hex.slice(32)]) put([{ text: grouped(half) }], { face: 'mono', size: SIZE.body }, 1);
  sheet.space(3);
  put(
    [{ text: `${edition === undefined ? words.fingerprintMeans : words.fingerprintEdition} ${words.qr}` }],
    { size: SIZE.small, colour: COLOUR.soft },
    4,
  );
}
