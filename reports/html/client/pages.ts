/** A list of which a page at a time stands in the document, however long it is. */
import { all } from './dom.ts';
import { counted, filledIn, said } from './words.ts';

/** How many rows a page has. */
const PAGE = 50;

export interface Pages {
  /** Shows the first page of these. */
  show(places: readonly number[]): void;
  /** Turns to the page on which this stands; undefined when it is not among those shown. */
  reveal(place: number): HTMLElement | undefined;
}

export function openPages(id: string, draw: (place: number) => HTMLElement): Pages {
  const list = document.querySelector<HTMLElement>(`[data-pages="${id}"]`);
  const pager = document.querySelector<HTMLElement>(`[data-pager="${id}"]`);
  let shown: readonly number[] = [];
  let at = 0;
  const last = (): number => Math.max(0, Math.ceil(shown.length / PAGE) - 1);
  const turn = (page: number): void => {
    at = Math.min(Math.max(0, page), last());
    list?.replaceChildren(...shown.slice(at * PAGE, (at + 1) * PAGE).map(draw));
    if (pager !== null) furnish(pager, at, last(), shown.length);
  };
  const moves: Readonly<Record<string, () => number>> = { first: () => 0, back: () => at - 1, on: () => at + 1, last };
  for (const button of pager === null ? [] : all<HTMLButtonElement>('button[data-turn]', pager)) {
    button.addEventListener('click', () => {
      // it stays in reach of the keyboard when there is nowhere to turn to
      if (button.getAttribute('aria-disabled') === 'true') return;
      turn(moves[button.dataset['turn'] ?? '']?.() ?? at);
      list?.scrollIntoView({ block: 'start' });
    });
  }
  return {
    show(places) {
      shown = places;
      turn(0);
    },
    reveal(place) {
      const position = shown.indexOf(place);
      if (position < 0) return undefined;
      turn(Math.floor(position / PAGE));
      const row = list?.children[position % PAGE];
      return row instanceof HTMLElement ? row : undefined;
    },
  };
}

function furnish(pager: HTMLElement, at: number, last: number, total: number): void {
  pager.hidden = last === 0;
  const line = pager.querySelector('[data-page]');
  const from = at * PAGE + 1;
  const to = Math.min(total, from + PAGE - 1);
  const text = filledIn(said().pages, { from: counted(from), to: counted(to), total: counted(total) });
  if (line !== null && line.textContent !== text) line.textContent = text;
  for (const button of all<HTMLButtonElement>('button[data-turn]', pager)) {
    const back = button.dataset['turn'] === 'first' || button.dataset['turn'] === 'back';
    button.setAttribute('aria-disabled', String(back ? at === 0 : at === last));
  }
}
