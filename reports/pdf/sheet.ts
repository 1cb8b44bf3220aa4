/** The page being written: where the next line goes, when a new page begins, what each block is to a screen reader. */
import type PDFDocument from 'pdfkit';
import { prose } from '../text.ts';
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

export class Sheet {
  readonly doc: Doc;
  readonly fonts: Fonts;
  y: number = PAGE.top;
  private readonly root: Element;
  private section: Element;
  private readonly chapters: { readonly title: string; readonly page: number; readonly first: boolean }[] = [];

  constructor(doc: Doc) {
    this.doc = doc;
    this.fonts = new Fonts(doc);
    this.root = doc.struct('Document');
    doc.addStructure(this.root);
    this.section = this.root;
  }

  get room(): number {
    return FLOOR - this.y;
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

  /** Text in a block; returns nothing, moves down. Goes over pages line by line. */
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
      element.add(this.marked(role, () => this.draw(rest.slice(0, count), x)));
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

  /** What is drawn inside belongs to one element: rows to their table. */
  group(role: string, draw: () => void): void {
    const outer = this.section;
    this.section = this.doc.struct(role);
    outer.add(this.section);
    draw();
    this.section.end();
    this.section = outer;
  }

  /** Several columns whose lines begin at one height: a table row. The caller has made room. */
  row(cells: readonly { readonly lines: readonly Line[]; readonly x: number }[], role: 'TD' | 'TH'): void {
    const top = this.y;
    let bottom = top;
    const element = this.doc.struct('TR');
    this.section.add(element);
    for (const { lines, x } of cells) {
      this.y = top;
      const cell = this.doc.struct(role);
      element.add(cell);
      cell.add(this.marked(role, () => this.draw(lines, x)));
      cell.end();
      bottom = Math.max(bottom, this.y);
    }
    element.end();
    this.y = bottom;
  }

  private marked(role: string, draw: () => void): ReturnType<Doc['markStructureContent']> {
    const content = this.doc.markStructureContent(role);
    draw();
    this.doc.endMarkedContent();
    return content;
  }
  /** Lines and shapes that carry nothing which a word beside them does not say. */
  artifact(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.doc.endMarkedContent();
  }

  private draw(lines: readonly Line[], left: number): void {
    for (const { pieces, height } of lines) {
      const baseline = this.y + height * 0.74;
      let x = left;
      for (const piece of pieces) {
        this.doc.font(piece.font).fontSize(piece.size).fillColor(piece.colour);
        this.doc.text(piece.text, x, baseline, { lineBreak: false, baseline: 'alphabetic' });
        if (piece.link !== undefined) this.doc.link(x, this.y, piece.width, height, piece.link);
        x += piece.width;
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
        .strokeColor(colour)
        .stroke(),
    );
  }

  /** A chapter: its bookmark, its line, its title. Begins a page when little is left of this one. */
  chapter(title: string, remark?: string): void {
    if (this.y > PAGE.top) this.space(26);
    this.need(130);
    this.begin(title);
    this.rule(COLOUR.ink, 1.1);
    this.space(9);
    this.text(title, { face: 'bold', size: SIZE.title }, { after: 3 }, 'H1');
    if (remark !== undefined) this.text(remark, { colour: COLOUR.soft }, { after: 8, width: CONTENT * 0.94 });
  }
  /** Only the bookmark and the structure: the cover has a title of its own. */
  begin(title: string): void {
    if (this.section !== this.root) this.section.end();
    this.section = this.doc.struct('Sect', { title: prose(title) });
    this.root.add(this.section);
    this.doc.outline.addItem(prose(title));
    const { start, count } = this.doc.bufferedPageRange();
    this.chapters.push({ title, page: start + count - 1, first: this.y <= PAGE.top });
  }
  heading(title: string | readonly Span[], after = 3): void {
    this.space(9);
    this.need(70);
    this.text(title, { face: 'bold', size: SIZE.lead }, { after }, 'H2');
  }
  /** The chapter in which page `page` (from 0) begins, for its running header. */
  chapterOf(page: number): string {
    return this.chapters.findLast((row) => row.page < page || (row.page === page && row.first))?.title ?? '';
  }
  height(content: string | readonly Span[], width: number, style: Style = {}): number {
    return heightOf(breakLines(this.fonts, typeof content === 'string' ? [{ text: content }] : content, width, style));
  }
  end(): void {
    if (this.section !== this.root) this.section.end();
    this.root.end();
  }
}
