/** The page being written: where the next line goes, when a new page begins, what each block is to a screen reader. */
import type PDFDocument from 'pdfkit';
import type { Messages } from '../messages/index.ts';
import { prose, visible } from '../text.ts';
import { Fonts } from './fonts.ts';
import { breakLines, heightOf, type Line, type Span, type Style } from './lines.ts';
import { COLOUR, CONTENT, FLOOR, PAGE, SIZE } from './style.ts';

export type Doc = InstanceType<typeof PDFDocument>;
type Element = ReturnType<Doc['struct']>;
export interface Place {
  readonly x?: number;
  readonly width?: number;
  /** Space below. */
  readonly after?: number;
}
/** What may be different from one company's reports to another's. */
export interface Theme {
  readonly ink: string;
  readonly accent: string;
}
/** A page number that is not known yet. */
interface Later {
  readonly page: number;
  readonly right: number;
  readonly top: number;
  readonly style: Style;
  readonly to: string;
  readonly element: Element;
}

// pdfkit's types do not know that a head may say of what it is the head
const COLUMN = { scope: 'Column' } as PDFKit.Mixins.StructureElementOptions;

export class Sheet {
  readonly doc: Doc;
  readonly fonts: Fonts;
  readonly t: Messages;
  y: number = PAGE.top;
  private readonly theme: Theme;
  private readonly root: Element;
  private section: Element;
  private bookmark: ReturnType<Doc['outline']['addItem']> | undefined;
  /** Elements to which page numbers are still to be added must not be closed before. */
  private keeping = false;
  private readonly later: Later[] = [];
  private readonly places = new Map<string, number>();
  private readonly chapters: { readonly title: string; readonly page: number; readonly first: boolean }[] = [];

  constructor(doc: Doc, t: Messages, theme: Theme) {
    this.doc = doc;
    this.t = t;
    this.theme = theme;
    this.fonts = new Fonts(doc);
    this.root = doc.struct('Document');
    doc.addStructure(this.root);
    this.section = this.root;
  }

  get room(): number {
    return FLOOR - this.y;
  }
  get pageNumber(): number {
    const { start, count } = this.doc.bufferedPageRange();
    return start + count;
  }
  page(): void {
    this.doc.addPage();
    this.y = PAGE.top;
  }
  /** Begins a new page unless `height` points are left. */
  need(height: number): void {
    if (this.room < height && this.y > PAGE.top) this.page();
  }
  space(height: number): void {
    this.y += height;
  }
  tint(colour: string): string {
    return colour === COLOUR.ink ? this.theme.ink : colour === COLOUR.accent ? this.theme.accent : colour;
  }

  /** Text in a block; moves down. Goes over pages line by line. */
  text(content: string | readonly Span[], style: Style = {}, { x = PAGE.left, width, after = 0 }: Place = {}, role = 'P'): void {
    const spans = typeof content === 'string' ? [{ text: content }] : content;
    const room = width ?? PAGE.width - PAGE.right - x;
    this.lines(breakLines(this.fonts, spans, room, style), x, role);
    this.space(after);
  }

  /** Lines that are already broken. Each page's part of them is one marked content of the same element. */
  lines(lines: readonly Line[], x: number, role = 'P'): void {
    const element = this.doc.struct(role);
    this.section.add(element);
    let rest = lines;
    while (rest.length > 0) {
      const first = rest[0];
      if (first !== undefined) this.need(first.height);
      const count = this.fitting(rest);
      this.marked(element, role, () => this.draw(rest.slice(0, count), x));
      rest = rest.slice(count);
    }
    element.end();
  }
  private fitting(lines: readonly Line[]): number {
    let left = this.room;
    const index = lines.findIndex((line) => {
      left -= line.height;
      return left < -0.01;
    });
    return index === -1 ? lines.length : Math.max(1, index);
  }

  /** What is drawn inside belongs to one element: rows to their table, items to their list. `alt` says what a drawing shows. */
  group(role: string, draw: () => void, options: { readonly alt?: string } = {}): void {
    const outer = this.section;
    this.section = this.doc.struct(role, options);
    outer.add(this.section);
    draw();
    if (!this.keeping) this.section.end();
    this.section = outer;
  }
  /** A drawing that carries meaning, with words for whoever cannot see it. */
  figure(alt: string, draw: () => void): void {
    const element = this.doc.struct('Figure', { alt });
    this.section.add(element);
    element.add(this.doc.markStructureContent('Figure'));
    draw();
    this.doc.endMarkedContent();
    element.end();
  }

  /** Several columns whose lines begin at one height: a table row. The caller has made room. */
  row(cells: readonly { readonly lines: readonly Line[]; readonly x: number; readonly pageOf?: PageOf }[], role: 'TD' | 'TH'): void {
    const top = this.y;
    let bottom = top;
    const element = this.doc.struct('TR');
    this.section.add(element);
    for (const { lines, x, pageOf } of cells) {
      this.y = top;
      const cell = this.doc.struct(role, role === 'TH' ? COLUMN : {});
      element.add(cell);
      this.marked(cell, role, () => this.draw(lines, x));
      if (pageOf !== undefined) this.promise(cell, top, pageOf);
      if (!this.keeping) cell.end();
      bottom = Math.max(bottom, this.y);
    }
    if (!this.keeping) element.end();
    this.y = bottom;
  }
  /** The same once more on the next page, where a screen reader need not hear it again. */
  repeat(cells: readonly { readonly lines: readonly Line[]; readonly x: number }[]): void {
    const top = this.y;
    let bottom = top;
    this.artifact(() => {
      for (const { lines, x } of cells) {
        this.y = top;
        this.draw(lines, x);
        bottom = Math.max(bottom, this.y);
      }
    });
    this.y = bottom;
  }

  private marked(element: Element, role: string, draw: () => void): void {
    const content = this.doc.markStructureContent(role);
    this.links.length = 0;
    draw();
    this.doc.endMarkedContent();
    element.add(content);
    for (const { x, y, width, height, link, goTo, text } of this.links) {
      const child = this.doc.struct('Link');
      element.add(child);
      // pdfkit's types know neither that a link may name its element nor that it may say in words where it leads
      const options = { structParent: child, Contents: new String(text) } as unknown as PDFKit.Mixins.AnnotationOption;
      if (link !== undefined) this.doc.link(x, y, width, height, link, options);
      else if (goTo !== undefined) this.doc.goTo(x, y, width, height, goTo, options);
      child.end();
    }
  }
  private readonly links: (Pick<Line['pieces'][number], 'link' | 'goTo' | 'width' | 'text'> & { x: number; y: number; height: number })[] =
    [];

  /** Lines and shapes that carry nothing which a word beside them does not say. */
  artifact(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.doc.endMarkedContent();
  }

  private draw(lines: readonly Line[], left: number): void {
    for (const { pieces, height } of lines) {
      const baseline = this.y + height * 0.72;
      let x = left;
      for (const { font, size, colour, text, link, goTo, width } of pieces) {
        this.doc.font(font).fontSize(size).fillColor(this.tint(colour));
        this.doc.text(text, x, baseline, { lineBreak: false, baseline: 'alphabetic' });
        if (link !== undefined || goTo !== undefined) this.links.push({ x, y: this.y, width, height, link, goTo, text });
        x += width;
      }
      this.y += height;
    }
  }

  rule(colour: string = COLOUR.rule, weight = 0.6): void {
    this.artifact(() =>
      this.doc
        .moveTo(PAGE.left, this.y)
        .lineTo(PAGE.left + CONTENT, this.y)
        .lineWidth(weight)
        .strokeColor(this.tint(colour))
        .stroke(),
    );
  }

  /** A chapter: its bookmark, its line, its title; on a page of its own, unless much of this one is left. */
  chapter(title: string, remark?: string, { id, room = 320 }: { readonly id?: string; readonly room?: number } = {}): void {
    if (this.y > PAGE.top) this.space(34);
    this.need(room);
    this.begin(title, id);
    this.rule(COLOUR.accent, 1.4);
    this.space(10);
    this.text(title, { face: 'bold', size: SIZE.title, colour: COLOUR.accent }, { after: 4 }, 'H1');
    if (remark !== undefined) this.text(remark, { colour: COLOUR.soft }, { after: 10, width: CONTENT * 0.9 });
  }
  /** Only the bookmark and the structure: the cover has a title of its own. */
  begin(title: string, id?: string): void {
    if (this.section !== this.root && !this.keeping) this.section.end();
    this.keeping = false;
    this.section = this.doc.struct('Sect', { title: prose(title) });
    this.root.add(this.section);
    this.bookmark = this.doc.outline.addItem(prose(title));
    this.chapters.push({ title, page: this.pageNumber - 1, first: this.y <= PAGE.top });
    if (id !== undefined) this.mark(id);
  }
  /** A bookmark below that of the chapter, for this place. */
  within(title: string): void {
    this.need(90);
    if (this.bookmark === undefined) return;
    this.bookmark.addItem(visible(title));
    counted(this.bookmark, -1);
  }
  heading(title: string | readonly Span[], after = 4, role = 'H2'): void {
    this.space(10);
    this.need(80);
    this.text(title, { face: 'bold', size: SIZE.lead }, { after }, role);
  }
  /** The chapter in which page `page` (from 0) begins, for its running header. */
  chapterOf(page: number): string {
    return this.chapters.findLast((row) => row.page < page || (row.page === page && row.first))?.title ?? '';
  }
  height(content: string | readonly Span[], width: number, style: Style = {}): number {
    return heightOf(breakLines(this.fonts, typeof content === 'string' ? [{ text: content }] : content, width, style));
  }

  /** Names this place, for links and page numbers. ASCII of one length: readers and pdfkit sort names differently. */
  mark(id: string): void {
    if (this.places.has(id)) return;
    this.places.set(id, this.pageNumber);
    this.doc.addNamedDestination(place(id, this.named(id)), 'XYZ', PAGE.left, Math.max(0, this.y - 12), null);
  }
  /** Where a link to `id` leads. Not every place that is promised comes to be: `has` says so at the end. */
  to(id: string): string {
    return place(id, this.named(id));
  }
  private named(id: string): number {
    const known = this.names.get(id) ?? this.names.size;
    this.names.set(id, known);
    return known;
  }
  private readonly names = new Map<string, number>();

  /** From here to the next chapter, page numbers may be promised. */
  keep(): void {
    this.keeping = true;
  }
  private promise(element: Element, top: number, { to, right, style }: PageOf): void {
    this.later.push({ page: this.pageNumber - 1, right, top, style, to, element });
  }
  private settle(): void {
    for (const { page, right, top, style, to, element } of this.later) {
      const at = this.places.get(to);
      if (at === undefined) continue;
      this.doc.switchToPage(page);
      const [line] = breakLines(this.fonts, [{ text: String(at), goTo: this.to(to) }], 60, style);
      if (line === undefined) continue;
      this.y = top;
      this.marked(element, 'TD', () => this.draw([line], right - line.pieces.reduce((sum, piece) => sum + piece.width, 0)));
    }
  }
  end(): void {
    this.settle();
    counted(this.doc.outline, 1);
    this.root.end();
  }
}

/** The page on which a place is, printed when it is known, flush with `right`. */
export interface PageOf {
  readonly to: string;
  readonly right: number;
  readonly style: Style;
}
/** The outline says how many bookmarks it shows, a closed one how many it hides (ISO 32000-1, tables 152 and 153); pdfkit leaves both out. */
function counted(item: object, sign: 1 | -1): void {
  const { children, outlineData } = item as { children: readonly unknown[]; outlineData: { Count?: number } };
  outlineData.Count = sign * children.length;
}
const place = (id: string, index: number): string => `${id.startsWith('c') ? 'c' : 'p'}${String(index).padStart(6, '0')}`;
