/** Breaks spans of text into lines of a given width, each piece in a font that can draw it. */
import { linked, visible } from '../text.ts';
import type { Face, Fonts } from './fonts.ts';
import { COLOUR, LEADING, SIZE } from './style.ts';

export interface Style {
  readonly face?: Face;
  readonly size?: number;
  readonly colour?: string;
}
export interface Span extends Style {
  readonly text: string;
  /** Only what `safeLink` returned. */
  readonly link?: string;
  /** A place in this document. */
  readonly goTo?: string;
}
export interface Piece {
  readonly font: string;
  readonly text: string;
  readonly size: number;
  readonly colour: string;
  readonly width: number;
  readonly link: string | undefined;
  readonly goTo: string | undefined;
}
export interface Line {
  readonly pieces: readonly Piece[];
  /** Distance to the next baseline. */
  readonly height: number;
}

/** A sentence as spans, its addresses made links. */
export function rich(text: string, style: Style = {}): readonly Span[] {
  return linked(text).map((piece) => ({
    ...style,
    text: piece.text,
    ...(piece.link === undefined ? {} : { link: piece.link, colour: COLOUR.link }),
  }));
}

interface Atom {
  readonly pieces: readonly Piece[];
  readonly width: number;
  /** Without the space at its end, which may hang over the margin. */
  readonly solid: number;
}

/** A word with the space after it; or one Han character, since a line may end after any. */
const ATOM =
  /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef ]* +|[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef ]+/gu;

/** Lines of at most `width` points. Text without any space is broken where it must be. */
export function breakLines(fonts: Fonts, spans: readonly Span[], width: number, base: Style = {}): readonly Line[] {
  const lines: Line[] = [];
  let pieces: Piece[] = [];
  let used = 0;
  const end = () => {
    const size = Math.max(base.size ?? SIZE.body, ...pieces.map((piece) => piece.size));
    lines.push({ pieces: joined(pieces), height: size * LEADING });
    pieces = [];
    used = 0;
  };
  for (const span of spans) {
    // The last gate: whatever forgot to write out what cannot be seen, does not get past here.
    for (const word of visible(span.text).match(ATOM) ?? []) {
      for (const atom of atoms(fonts, word, { ...base, ...span }, width)) {
        if (used > 0 && used + atom.solid > width) end();
        pieces.push(...atom.pieces);
        used += atom.width;
      }
    }
  }
  end();
  return lines;
}

/** One atom, or as many as it takes when the word alone is wider than a line. */
function atoms(fonts: Fonts, word: string, span: Omit<Span, 'text'>, width: number): readonly Atom[] {
  const whole = atom(fonts, word, span);
  if (whole.solid <= width) return [whole];
  const parts = word.match(/[^/:.,_@=&?-]*[/:.,_@=&?-]+|[^/:.,_@=&?-]+/g) ?? [];
  if (parts.length > 1) return parts.flatMap((part) => atoms(fonts, part, span, width));
  const characters = [...word];
  return characters.length > 1 ? characters.map((character) => atom(fonts, character, span)) : [whole];
}

function atom(
  fonts: Fonts,
  text: string,
  { face = 'regular', size = SIZE.body, colour = COLOUR.ink, link, goTo }: Omit<Span, 'text'>,
): Atom {
  const pieces = fonts.runs(text, face).map((run) => ({ ...run, size, colour, link, goTo, width: fonts.width(run, size) }));
  const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
  const last = pieces.at(-1);
  const hang = last === undefined || !text.endsWith(' ') ? 0 : fonts.width({ font: last.font, text: ' ' }, size);
  return { pieces, width, solid: width - hang };
}

/** Neighbours of one look are drawn in one go: smaller files, and whole words for whoever copies them. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    const same =
      last !== undefined &&
      last.font === piece.font &&
      last.size === piece.size &&
      last.colour === piece.colour &&
      last.link === piece.link &&
      last.goTo === piece.goTo;
    if (same) out[out.length - 1] = { ...last, text: last.text + piece.text, width: last.width + piece.width };
    else out.push(piece);
  }
  return out;
}

export const heightOf = (lines: readonly Line[]): number => lines.reduce((sum, line) => sum + line.height, 0);

/** At most so many lines; what is cut says so with an ellipsis. */
export function clip(fonts: Fonts, lines: readonly Line[], most: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  const last = kept.at(-1);
  const end = last?.pieces.at(-1);
  if (last === undefined || end === undefined) return kept;
  const width = fonts.width({ font: end.font, text: '…' }, end.size);
  return [...kept.slice(0, -1), { ...last, pieces: [...last.pieces, { ...end, text: '…', width }] }];
}
