/** A document of ours: opened, written on, numbered, closed. PDF/A-3, tagged; same input, same bytes. */
import type PDFDocument from 'pdfkit';
import type { DocumentSigner, Report } from '../../src/model.ts';
import { messagesOf } from '../messages/index.ts';
import { name } from '../text.ts';
import { type Attachment, attach } from './attachment.ts';
import { type Footer, furnish } from './furniture.ts';
import { describe } from './metadata.ts';
import { Sheet } from './sheet.ts';
import { reserve } from './signature.ts';
import { COLOUR, PAGE } from './style.ts';

export interface Bound extends Footer {
  readonly title: string;
  readonly attachments: readonly Attachment[];
  readonly signer?: DocumentSigner;
}
type Head = Pick<Report, 'run' | 'presentation' | 'edition'>;

export async function printed(head: Head, bound: Bound, write: (sheet: Sheet) => void): Promise<Uint8Array> {
  // loaded when a PDF is wanted: `claimcheck --help` should not pay for it
  const { default: Document } = await import('pdfkit');
  const doc = open(Document, head, bound.title);
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const done = new Promise<void>((resolve, reject) => {
    doc.once('end', resolve);
    doc.once('error', reject);
  });
  const { accent = COLOUR.accent, text: ink = COLOUR.ink } = head.presentation?.colours ?? {};
  const sheet = new Sheet(doc, messagesOf(head), { accent, ink });
  write(sheet);
  sheet.end();
  furnish(sheet, head, bound);
  for (const attachment of bound.attachments) attach(doc, attachment, new Date(head.run.finishedAt));
  const { signer } = bound;
  if (signer) reserve(doc, signer);
  doc.end();
  await done;
  const bytes = new Uint8Array(Buffer.concat(chunks));
  return signer === undefined ? bytes : signer.sign(bytes);
}

/** All dates are the run's end: pdfkit makes the file's identity from this record, so same input gives same bytes. */
function open(Document: typeof PDFDocument, { run, presentation }: Head, title: string): InstanceType<typeof PDFDocument> {
  const t = messagesOf({ ...(presentation && { presentation }) });
  const at = new Date(run.finishedAt);
  const demo = run.demo === undefined ? '' : ` (${t.pages.cover.demoRunning(name(run.demo))})`;
  const doc = new Document({
    size: [PAGE.width, PAGE.height],
    margins: { top: 0, left: 0, right: 0, bottom: 0 },
    bufferPages: true,
    autoFirstPage: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    lang: t.language,
    tagged: true,
    displayTitle: true,
    info: {
      Title: `${title}${demo}`,
      Author: presentation?.legalName === undefined ? 'claimcheck' : name(presentation.legalName),
      Subject: t.pages.furniture.subject(name(run.id), run.seq),
      Keywords: t.pages.furniture.keywords,
      Creator: `claimcheck ${name(run.tool.version)}`,
      Producer: 'pdfkit',
      CreationDate: at,
      ModDate: at,
    },
  });
  describe(doc, t.language);
  return doc;
}
