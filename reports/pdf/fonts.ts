/** Which font can draw which character. Files are read when first needed; the large Han font only for a Han character. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SENTENCE_LIMIT } from '../text.ts';

export type Face = 'regular' | 'bold' | 'italic' | 'mono';
export interface Run {
  /** Name under which the font is registered in the document. */
  readonly font: string;
  readonly text: string;
}

const FILES = {
  regular: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf',
  italic: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Oblique.ttf',
  mono: 'dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf',
  wide: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
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
  readonly _font: { readonly font: { hasGlyphForCodePoint(code: number): boolean } };
}

export class Fonts {
  private readonly doc: Registry;
  private readonly open = new Map<FontName, Glyphs['_font']['font']>();
  private readonly choices = new Map<string, FontName | undefined>();
  private readonly segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

  constructor(doc: Registry) {
    this.doc = doc;
  }

  /** Divides text into runs that one font can draw. A character that no font has is written `U+XXXX`. */
  runs(text: string, face: Face): readonly Run[] {
    const runs: { font: FontName; text: string }[] = [];
    for (const { segment } of this.segments.segment(text)) {
      const font = this.choose(segment, face);
      const drawn = font === undefined ? { font: face, text: codePoints(segment) } : { font, text: segment };
      const last = runs.at(-1);
      if (last?.font === drawn.font && last.text.length < SENTENCE_LIMIT) last.text += drawn.text;
      else runs.push(drawn);
    }
    return runs;
  }

  /** Width in points. */
  width(run: Run, size: number): number {
    this.doc.font(run.font);
    this.doc.fontSize(size);
    return this.doc.widthOfString(run.text);
  }

  private choose(segment: string, face: Face): FontName | undefined {
    const key = `${face} ${segment}`;
    if (this.choices.has(key)) return this.choices.get(key);
    const codes = [...segment].map((character) => character.codePointAt(0) ?? 0);
    const chain: readonly FontName[] = codes.some((code) => code >= HAN_FROM) ? [face, 'wide', 'han'] : [face, 'wide'];
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
    this.open.set(name, font);
    return font;
  }
}

function codePoints(segment: string): string {
  return [...segment].map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
}
