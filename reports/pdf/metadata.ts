/**
 * What the file says of itself to machines, in XMP. pdfkit puts titles into it unescaped, so that `R&D` makes a file that no validator
 * reads, and leaves out the date of change, which PDF/A wants to be the same in both places (ISO 19005-3, 6.6.3).
 */
import type { Doc } from './sheet.ts';

interface Described {
  readonly info: Readonly<Record<string, unknown>>;
  appendXML(xml: string): void;
  _addInfo(): void;
}

export function describe(doc: Doc, language: string): void {
  const described = doc as unknown as Described;
  described._addInfo = () => described.appendXML(xmp(described.info, language));
}

function xmp(info: Described['info'], language: string): string {
  const text = (key: string) => escaped(String(info[key] ?? ''));
  const time = (key: string) => (info[key] as Date).toISOString().replace(/\.\d+Z$/, 'Z');
  return `
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
  <xmp:CreateDate>${time('CreationDate')}</xmp:CreateDate>
  <xmp:ModifyDate>${time('ModDate')}</xmp:ModifyDate>
  <xmp:CreatorTool>${text('Creator')}</xmp:CreatorTool>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <dc:format>application/pdf</dc:format>
  <dc:language><rdf:Bag><rdf:li>${escaped(language)}</rdf:li></rdf:Bag></dc:language>
  <dc:title><rdf:Alt><rdf:li xml:lang="x-default">${text('Title')}</rdf:li></rdf:Alt></dc:title>
  <dc:creator><rdf:Seq><rdf:li>${text('Author')}</rdf:li></rdf:Seq></dc:creator>
  <dc:description><rdf:Alt><rdf:li xml:lang="x-default">${text('Subject')}</rdf:li></rdf:Alt></dc:description>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
  <pdf:Producer>${text('Producer')}</pdf:Producer>
  <pdf:Keywords>${text('Keywords')}</pdf:Keywords>
</rdf:Description>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
