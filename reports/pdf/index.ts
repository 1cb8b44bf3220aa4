/** The report for people outside: one PDF that says what was seen, what was not, and how to verify both. */
import type PDFDocument from 'pdfkit';
import type { FindingRow, RenderedFile, Renderer, Report } from '../../src/model.ts';
import { digest } from '../facts.ts';
import { name } from '../text.ts';
import { failedChecks, unknownChecks } from '../unknowns.ts';
import { furnish } from './furniture.ts';
import { claims } from './sections/claims.ts';
import { controls } from './sections/controls.ts';
import { cover, titleOf } from './sections/cover.ts';
import { failures, unknowns } from './sections/findings.ts';
import { gaps } from './sections/gaps.ts';
import { method } from './sections/method.ts';
import { populations } from './sections/populations.ts';
import { scope } from './sections/scope.ts';
import { waivers } from './sections/waivers.ts';
import { otherwise } from './sections/witnessed.ts';
import { Sheet } from './sheet.ts';
import { PAGE } from './style.ts';

/** How many rows of each verdict are printed at most; the others stand in findings.jsonl, and the page says so. */
export const ROWS = 300;

async function render(report: Report, findings: () => AsyncIterable<FindingRow>): Promise<RenderedFile> {
  const { fail, unknown } = await digest(findings, ROWS, Math.max(failedChecks(report).length, unknownChecks(report).length));
  // loaded when a PDF is wanted: `claimcheck --help` should not pay for it
  const { default: Document } = await import('pdfkit');
  const doc = open(Document, report);
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const done = new Promise<void>((resolve, reject) => {
    doc.once('end', resolve);
    doc.once('error', reject);
  });
  const sheet = new Sheet(doc);
  cover(sheet, report);
  claims(sheet, report);
  controls(sheet, report);
  failures(sheet, report, fail);
  unknowns(sheet, report, unknown);
  otherwise(sheet, report);
  gaps(sheet, report);
  populations(sheet, report);
  scope(sheet, report);
  waivers(sheet, report);
  method(sheet, report);
  sheet.end();
  furnish(sheet, report);
  doc.end();
  await done;
  return { name: 'report.pdf', mediaType: 'application/pdf', bytes: new Uint8Array(Buffer.concat(chunks)) };
}

/** All dates are the run's end: pdfkit makes the file's identity from this record, so same input gives same bytes. */
function open(Document: typeof PDFDocument, report: Report): InstanceType<typeof PDFDocument> {
  const { run } = report;
  const at = new Date(run.finishedAt);
  const demo = run.demo === undefined ? '' : ` (demonstration estate, world ${name(run.demo)})`;
  return new Document({
    size: [PAGE.width, PAGE.height],
    margins: { top: 0, left: 0, right: 0, bottom: 0 },
    bufferPages: true,
    autoFirstPage: true,
    pdfVersion: '1.7',
    lang: 'en-GB',
    tagged: true,
    displayTitle: true,
    info: {
      Title: `${titleOf(report)}${demo}`,
      Author: 'claimcheck',
      Subject: `Run ${name(run.id)}, number ${run.seq}`,
      Creator: `claimcheck ${name(run.tool.version)}`,
      Producer: 'pdfkit',
      CreationDate: at,
      ModDate: at,
    },
  });
}

const pdf: Renderer = { id: 'pdf', title: 'Report for people', mediaType: 'application/pdf', file: 'report.pdf', render };
export default pdf;
