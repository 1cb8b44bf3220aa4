/** The evidence: every digest that is named in the page, and what rests on it. */
import type { Packed } from '../data.ts';
import { make } from './dom.ts';
import type { List } from './filter.ts';
import { openPages } from './pages.ts';
import { filledIn, formed, said } from './words.ts';

export interface Evidence extends List {
  has(hex: string): boolean;
  reveal(hex: string): HTMLElement | undefined;
}

export function openEvidence(data: Packed): Evidence {
  const { evidence, rows, cited } = data;
  const resting = evidence.map(() => 0);
  for (const row of rows) for (const place of row[9]) resting[place] = (resting[place] ?? 0) + 1;
  const also = evidence.map((): string[] => []);
  for (const [place, text] of cited) also[place]?.push(text);
  const places = new Map(evidence.map((hex, place) => [hex, place]));
  const order = evidence.map((_, place) => place).sort((a, b) => ((evidence[a] ?? '') < (evidence[b] ?? '') ? -1 : 1));
  const pages = openPages('evidence', (place) => drawPiece(evidence[place] ?? '', resting[place] ?? 0, also[place] ?? []));
  return {
    id: 'evidence',
    show({ words }) {
      const wanted = words.map((word) => word.replace(/^sha256:/, ''));
      const fits = (place: number, word: string) =>
        evidence[place]?.includes(word) === true || also[place]?.some((text) => text.toLowerCase().includes(word)) === true;
      const shown = order.filter((place) => wanted.every((word) => fits(place, word)));
      pages.show(shown);
      return { shown: shown.length, total: evidence.length };
    },
    has: (hex) => places.has(hex),
    reveal(hex) {
      const place = places.get(hex);
      return place === undefined ? undefined : pages.reveal(place);
    },
  };
}

function drawPiece(hex: string, resting: number, cited: readonly string[]): HTMLElement {
  const { evidence: sentences } = said();
  const words = filledIn(sentences.only, { digest: `${hex.slice(0, 12)}…` });
  const link = make(
    'a',
    { href: '#findings', 'data-filter': 'findings', 'data-facets': `evidence=${hex}`, 'data-words': words },
    formed(sentences.rests, resting),
  );
  const also = [...new Set(cited)].slice(0, 6).join('; ');
  return make(
    'div',
    { class: 'piece', id: `evidence-${hex}`, tabindex: '-1' },
    make('div', {}, make('code', {}, make('b', {}, hex.slice(0, 12)), hex.slice(12))),
    make('div', { class: 'aside' }, ...(resting > 0 ? [link] : [sentences.none]), also === '' ? undefined : `; ${also}`),
  );
}
