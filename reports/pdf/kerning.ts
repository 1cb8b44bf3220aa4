/**
 * Laying out a word by a font's tables of substitutions and positions is what a PDF's time goes into. For plain ASCII the outcome is that of
 * its pairs of letters, and there are few of those: each pair is laid out once. A pair that makes one glyph of two sends its words the long way.
 */
export interface Position {
  xAdvance: number;
  yAdvance: number;
  xOffset: number;
  yOffset: number;
}
interface Glyph {
  readonly advanceWidth: number;
}
interface GlyphRun {
  readonly glyphs: readonly Glyph[];
  readonly positions: readonly Position[];
  readonly advanceWidth: number;
}
export interface LayingOut {
  layout(text: string, features?: unknown): GlyphRun;
}
interface Pair {
  readonly first: Glyph;
  readonly second: Glyph;
  readonly kern: number;
}
const PLAIN = /^[\x20-\x7e]{2,}$/;

/** Replaces the layout of `font` by one that remembers pairs, with the same outcome. */
export function quicken(font: LayingOut): void {
  const slowly = font.layout.bind(font);
  const pairs = new Map<string, Pair | undefined>();
  const pairOf = (two: string): Pair | undefined => {
    if (!pairs.has(two)) pairs.set(two, measured(slowly(two)));
    return pairs.get(two);
  };
  font.layout = (text, features) => {
    if (features !== undefined || !PLAIN.test(text)) return slowly(text, features);
    return joined(text, pairOf) ?? slowly(text);
  };
}

function measured({ glyphs, positions }: GlyphRun): Pair | undefined {
  const [first, second] = glyphs;
  const [left, right] = positions;
  if (glyphs.length !== 2 || first === undefined || second === undefined || left === undefined || right === undefined) return undefined;
  const still = [left.xOffset, left.yOffset, left.yAdvance, right.xOffset, right.yOffset, right.yAdvance].every((value) => value === 0);
  return still && right.xAdvance === second.advanceWidth ? { first, second, kern: left.xAdvance - first.advanceWidth } : undefined;
}

function joined(text: string, pairOf: (two: string) => Pair | undefined): GlyphRun | undefined {
  const glyphs: Glyph[] = [];
  const positions: Position[] = [];
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = pairOf(text.slice(at, at + 2));
    if (pair === undefined) return undefined;
    if (at === 0) glyphs.push(pair.first);
    glyphs.push(pair.second);
    positions.push(placed(pair.first.advanceWidth + pair.kern));
  }
  positions.push(placed(glyphs.at(-1)?.advanceWidth ?? 0));
  // pdfkit scales the positions in place before it asks for their sum
  return {
    glyphs,
    positions,
    get advanceWidth() {
      return positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
    },
  };
}
const placed = (xAdvance: number): Position => ({ xAdvance, yAdvance: 0, xOffset: 0, yOffset: 0 });
