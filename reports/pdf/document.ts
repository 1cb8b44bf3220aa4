/** A document of ours: opened, written on, numbered, closed. Same input, same bytes. */
import type PDFDocument from 'pdfkit';
import type { RunSummary } from '../../src/model.ts';
import { name } from '../text.ts';
import { furnish } from './furniture.ts';
import { Sheet } from './sheet.ts';
import { PAGE } from './style.ts';

export async function printed(run: RunSummary, title: string, write: (sheet: Sheet) => void): Promise<Uint8Array> {
  // loaded when a PDF is wanted: `claimcheck --help` should not pay for it
  const { default: Document } = await import('pdfkit');
  const doc = open(Document, run, title);
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const done = new Promise<void>((resolve, reject) => {
    doc.once('end', resolve);
    doc.once('error', reject);
  });
  const sheet = new Sheet(doc);
  write(sheet);
  sheet.end();
  furnish(sheet, { run });
  doc.end();
  await done;
  return new Uint8Array(Buffer.concat(chunks));
}

/** All dates are the run's end: pdfkit makes the file's identity from this record, so same input gives same bytes. */
function open(Document: typeof PDFDocument, run: RunSummary, title: string): InstanceType<typeof PDFDocument> {
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
      Title: `${title}${demo}`,
      Author: 'claimcheck',
      Subject: `Run ${name(run.id)}, number ${run.seq}`,
      Creator: `claimcheck ${name(run.tool.version)}`,
      Producer: 'pdfkit',
      CreationDate: at,
      ModDate: at,
    },
  });
}
