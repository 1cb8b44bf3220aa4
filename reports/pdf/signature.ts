/**
 * The place of a signature. `@signpdf/placeholder-pdfkit` writes the same for a pdfkit of its own making; here it is an invisible field
 * of the first page, and the words on the cover say who signed. ISO 32000-1, 12.7.4.5 and 12.8.1.
 */
import type { DocumentSigner } from '../../src/model.ts';
import type { Doc } from './sheet.ts';

interface Insides {
  ref(data: object): { end(data?: Uint8Array): void };
  readonly page: { readonly annotations: object[]; readonly dictionary: object };
  endAcroForm(): void;
  readonly _root: { readonly data: Record<string, unknown> };
}
/** What `@signpdf` looks for and writes over: a name of as many signs as an offset may have digits. */
const OFFSET = '**********';

export function reserve(doc: Doc, { at, by, room }: DocumentSigner): void {
  doc.switchToPage(doc.bufferedPageRange().start);
  const insides = doc as unknown as Insides;
  const signature = insides.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'adbe.pkcs7.detached',
    ByteRange: [0, OFFSET, OFFSET, OFFSET],
    // directly after the range: that is where it is looked for
    Contents: Buffer.alloc(room),
    M: new Date(at),
    Name: new String(by),
  });
  signature.end();
  const nothing = insides.ref({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 0, 0], Resources: {} });
  nothing.end(Buffer.alloc(0));
  // printed and locked: PDF/A wants no hidden field, and that what a field looks like stands in the file, however small (ISO 19005-3, 6.3.3)
  const field = insides.ref({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    Rect: [0, 0, 0, 0],
    F: 132,
    T: new String('signature'),
    AP: { N: nothing },
    V: signature,
    P: insides.page.dictionary,
  });
  field.end();
  insides.page.annotations.push(field);
  // signatures exist, and the file must only be appended to
  const form = insides.ref({ Fields: [field], SigFlags: 3 });
  form.end();
  insides._root.data['AcroForm'] = form;
  // pdfkit's own asks viewers to draw the fields anew, which PDF/A forbids, and looks for fonts that this form has not
  insides.endAcroForm = () => undefined;
}
