/** Markup that cannot be broken out of: what is put into it is text, made visible and escaped, unless it is markup itself. */
import { slotsOf } from '../messages/slots.ts';
import { linked, visible } from '../text.ts';

/** Markup that is known to be ours. There is no other way to make one than `html` and `ours`. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}
/** Nothing is nothing; `undefined` as well, so that an optional part needs no else. */
export type Piece = string | number | Html | undefined | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] as string);

function put(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Html) return piece.markup;
  if (typeof piece === 'object') return piece.map(put).join('');
  return escaped(String(piece));
}

export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.map((part, index) => part + put(pieces[index])).join(''));
}
/** A sentence of the message files, with markup or text at its places. */
export function fill(text: string, pieces: Readonly<Record<string, Piece>>): Html {
  const parts = slotsOf(text).map((part, index) => {
    if (index % 2 === 0) return part;
    if (!Object.hasOwn(pieces, part)) throw new Error(`nothing stands at {${part}} of ${JSON.stringify(text)}`);
    return pieces[part];
  });
  return html`${parts}`;
}
/** Text of this package, written as markup: the style, the script, the drawings. Never anything from a report. */
export const ours = (markup: string): Html => new Html(markup);

/** Running text with the addresses in it made links. */
export function linkedText(text: string): Html {
  return html`${linked(text).map((piece) =>
    piece.link === undefined ? piece.text : html`<a class="out" href="${piece.link}" rel="noopener noreferrer">${piece.text}</a>`,
  )}`;
}
/** A name that a provider gave: kept from turning the words around it. */
export const given = (text: string): Html => html`<bdi>${text}</bdi>`;
