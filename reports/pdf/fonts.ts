/** Which font can draw which character. Files are read when first needed; the large Han font only for a Han character. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SENTENCE_LIMIT } from '../text.ts';
import { type LayingOut, quicken } from './kerning.ts';

export type Face = 'regular' | 'bold' | 'italic' | 'mono';
export interface Run {
  /** Name under which the font is registered in the document. */
  readonly font: string;
  readonly text: string;
}

const FILES = {
  regular: '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  bold: '@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf',
  italic: '@expo-google-fonts/source-sans-3/400Regular_Italic/SourceSans3_400Regular_Italic.ttf',
  mono: '@expo-google-fonts/source-code-pro/400Regular/SourceCodePro_400Regular.ttf',
  wide: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  wideBold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  // A TrueType file on purpose: from WOFF2, fontkit 2.0.4 embeds empty outlines under the right text, which nobody would notice.
  han: '@expo-google-fonts/chocolate-classical-sans/400Regular/ChocolateClassicalSans_400Regular.ttf',
} as const;
type FontName = keyof typeof FILES;

/** The smallest code point that is worth loading the Han font for: CJK radicals. */
const HAN_FROM = 0x2e80;
const require = createRequire(import.meta.url);

/** The part of pdfkit that fonts are made of. `_font` is not in its types; without it a missing glyph is a silent box. */
interface Registry {
  registerFont(name: string, source: Buffer): unknown;
  font(name: string): unknown;
  fontSize(size: number): unknown;
  widthOfString(text: string): number;
}
interface Glyphs {
  readonly _font: { readonly font: LayingOut & { hasGlyphForCodePoint(code: number): boolean } };
}
const ASCII = /^[\x20-\x7e]*$/;
/** At which size words are measured: widths grow with the size in proportion. */
const MEASURE = 1000;

export class Fonts {
  private readonly doc: Registry;
  private readonly open = new Map<FontName, Glyphs['_font']['font']>();
  private readonly choices = new Map<string, FontName | undefined>();
  private readonly divided = new Map<string, readonly Run[]>();
  private readonly widths = new Map<string, number>();
  private readonly segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

  constructor(doc: Registry) {
    this.doc = doc;
  }

  /** Divides text into runs that one font can draw. A character that no font has is written `U+XXXX`. */
  runs(text: string, face: Face): readonly Run[] {
    // every face has all of ASCII
    if (ASCII.test(text) && text.length < SENTENCE_LIMIT && this.glyphs(face) !== undefined) return [{ font: face, text }];
    const key = `${face} ${text}`;
    const known = this.divided.get(key);
    if (known !== undefined) return known;
    const runs: { font: FontName; text: string }[] = [];
    for (const { segment } of this.segments.segment(text)) {
      const font = this.choose(segment, face);
      const drawn = font === undefined ? { font: face, text: codePoints(segment) } : { font, text: segment };
      const last = runs.at(-1);
      if (last?.font === drawn.font && last.text.length < SENTENCE_LIMIT) last.text += drawn.text;
      else runs.push(drawn);
    }
    this.divided.set(key, runs);
    return runs;
  }

  /** Width in points. Measured once for each word: laying it out is what costs time. */
  width(run: Run, size: number): number {
    const key = `${run.font} ${run.text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.doc.font(run.font);
      this.doc.fontSize(MEASURE);
      width = this.doc.widthOfString(run.text);
      this.widths.set(key, width);
    }
    return (width * size) / MEASURE;
  }

  private choose(segment: string, face: Face): FontName | undefined {
    const key = `${face} ${segment}`;
    if (this.choices.has(key)) return this.choices.get(key);
    const codes = [...segment].map((character) => character.codePointAt(0) ?? 0);
    const wide = face === 'bold' ? (['wideBold', 'wide'] as const) : (['wide'] as const);
    const chain: readonly FontName[] = codes.some((code) => code >= HAN_FROM) ? [face, ...wide, 'han'] : [face, ...wide];
    const font = chain.find((name) => codes.every((code) => this.glyphs(name).hasGlyphForCodePoint(code)));
    this.choices.set(key, font);
    return font;
  }

  private glyphs(name: FontName): Glyphs['_font']['font'] {
    const known = this.open.get(name);
    if (known !== undefined) return known;
    this.doc.registerFont(name, readFileSync(require.resolve(FILES[name])));
    this.doc.font(name);
    const { font } = (this.doc as unknown as Glyphs)._font;
    quicken(font);
    this.open.set(name, font);
    return font;
  }
}

function codePoints(segment: string): string {
  return [...segment].map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
}
