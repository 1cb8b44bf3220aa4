/** The report for people outside: one PDF that says what was seen, what was not, and how to verify both. */
import { deflateSync } from 'node:zlib';
import type { DocumentSigner, FindingRow, RenderedFile, Renderer, Report } from '../../src/model.ts';
import { type Digested, digest, gapGroups, ofKind, unplaced } from '../facts.ts';
import { type Messages, messagesOf } from '../messages/index.ts';
import { failedChecks, unknownChecks } from '../unknowns.ts';
import { isTold } from '../witnessed.ts';
import { type Attachment, RowKeeper } from './attachment.ts';
import { printed } from './document.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import type { Chapter } from './places.ts';
import { seenOf } from './sections/argument.ts';
import { changes, changesTitle } from './sections/changes.ts';
import { claims } from './sections/claims.ts';
import { contents, type Entry } from './sections/contents.ts';
import { contradictions } from './sections/contradictions.ts';
import { controls } from './sections/controls.ts';
import { cover, titleOf } from './sections/cover.ts';
import { days, daysTitle } from './sections/days.ts';
import { failures, unknowns } from './sections/findings.ts';
import { gaps } from './sections/gaps.ts';
import { method, verify } from './sections/method.ts';
import { attestations, attested, populations } from './sections/populations.ts';
import { scope } from './sections/scope.ts';
import { summary } from './sections/summary.ts';
import { waivers } from './sections/waivers.ts';
import { otherwise, otherwiseTitle } from './sections/witnessed.ts';
import type { Sheet } from './sheet.ts';
import { worksheet } from './worksheet.ts';

/** How many rows of each verdict are printed at most; the others stand in findings.jsonl, and the page says so. */
export const ROWS = 300;

interface Parts {
  readonly print: Fingerprint;
  readonly fail: Digested;
  readonly unknown: Digested;
  readonly rows: Attachment | undefined;
}

const render: Renderer['render'] = (report, findings) => made(report, findings);

async function made(report: Report, findings: () => AsyncIterable<FindingRow>, signer?: DocumentSigner): Promise<RenderedFile> {
  const t = messagesOf(report);
  const keeper = new RowKeeper();
  const { inline, file } = report.run.findings;
  const rows = inline ? findings : () => keeper.through(findings());
  const { fail, unknown } = await digest(rows, ROWS, Math.max(failedChecks(report).length, unknownChecks(report).length));
  const kept = inline ? undefined : await keeper.close();
  const words = t.pages.furniture;
  const all = kept && { name: file, mediaType: 'application/jsonl', description: words.attachedRows, ...kept };
  const parts: Parts = { print: fingerprintOf(report), fail, unknown, rows: all };
  const { bytes: json, shortId } = parts.print;
  const attached: Attachment = {
    name: 'report.json',
    mediaType: 'application/json',
    description: words.attachment,
    deflated: deflateSync(json),
    size: json.length,
  };
  const attachments = all === undefined ? [attached] : [attached, all];
  const square = await squareOf(report, parts.print);
  const bytes = await printed(
    report,
    { title: titleOf(report, t), shortId, cover: true, attachments, ...(signer && { signer }) },
    (sheet) => {
      cover(sheet, report, parts.print, square, signer);
      write(sheet, report, parts);
    },
  );
  return { name: 'report.pdf', mediaType: 'application/pdf', bytes };
}

function write(sheet: Sheet, report: Report, { print, fail, unknown, rows }: Parts): void {
  const where = report.run.findings.inline ? 'report.json' : report.run.findings.file;
  summary(sheet, report);
  contents(sheet, report, entriesOf(sheet.t, report));
  claims(sheet, report, seenOf(report, fail, unknown));
  controls(sheet, report);
  changes(sheet, report);
  days(sheet, report);
  failures(sheet, report, fail, where);
  unknowns(sheet, report, unknown, where);
  contradictions(sheet, report);
  otherwise(sheet, report);
  gaps(sheet, report);
  populations(sheet, report);
  attestations(sheet, report);
  waivers(sheet, report);
  scope(sheet, report);
  method(sheet, report);
  verify(sheet, report, print, rows !== undefined);
}

/** The chapters that this report has: those without anything to say are not there. */
function entriesOf(t: Messages, report: Report): readonly Entry[] {
  const { chapters } = t.pages;
  const { witnessed, run, comparison, overTime } = report;
  const entries: readonly (readonly [Chapter, string, boolean])[] = [
    ['summary', chapters.summary, true],
    ['claims', chapters.claims, ofKind(report, 'claims').length > 0],
    ['controls', chapters.controls, run.frameworks.some((row) => row.kind === 'controls') || unplaced(report).length > 0],
    ['changes', comparison === undefined ? '' : changesTitle({ t }, comparison), comparison !== undefined],
    ['days', overTime === undefined ? '' : daysTitle({ t }, overTime), overTime !== undefined],
    ['failed', chapters.failed, failedChecks(report).length > 0],
    ['unknown', chapters.unknown, unknownChecks(report).length > 0],
    ['contradictions', chapters.contradictions, (report.contradictions ?? []).length > 0],
    ['otherwise', isTold(witnessed) ? otherwiseTitle({ t }, witnessed) : '', isTold(witnessed)],
    ['gaps', chapters.gaps, gapGroups(report).length > 0],
    ['populations', chapters.populations, report.results.length > 0],
    ['attestations', chapters.attestations, attested(report).length > 0],
    ['waivers', chapters.waivers, report.waivers.length > 0],
    ['scope', chapters.scope, true],
    ['method', chapters.method, true],
    ['verify', chapters.verify, true],
  ];
  return entries.filter(([, , there]) => there).map(([chapter, title]) => ({ chapter, title }));
}

/** The fingerprint for a camera. Text and no address: there is nobody whom a stranger's telephone should ask. */
async function squareOf({ run }: Report, { hex }: Fingerprint): Promise<readonly (readonly boolean[])[]> {
  const { encode } = await import('uqr');
  return encode(`claimcheck run ${run.id} report.json sha256:${hex}`, { ecc: 'M', border: 0 }).data;
}

const pdf: Renderer = {
  id: 'pdf',
  title: 'Report for people',
  mediaType: 'application/pdf',
  file: 'report.pdf',
  beside: ['comparison', 'overTime'],
  render,
  signed: made,
  worksheet,
};
export default pdf;
