/** Lists that stand in the page as text: what does not fit is hidden, and a heading with nothing below it as well. */
import { all } from './dom.ts';
import type { Filter, List } from './filter.ts';

export function writtenList(id: List['id']): List | undefined {
  const list = document.querySelector<HTMLElement>(`[data-list="${id}"]`);
  if (list === null) return undefined;
  const items = all<HTMLElement>('.item', list);
  const groups = all<HTMLElement>('[data-group]', list);
  const texts = new Map<HTMLElement, string>();
  const textOf = (item: HTMLElement): string => {
    const known = texts.get(item) ?? `${item.id} ${item.textContent ?? ''}`.toLowerCase();
    texts.set(item, known);
    return known;
  };
  return {
    id,
    show(filter) {
      let shown = 0;
      for (const item of items) {
        const fits = inFacets(item, filter) && filter.words.every((word) => textOf(item).includes(word));
        if (item.hidden === fits) item.hidden = !fits;
        if (fits) shown += 1;
      }
      for (const group of groups) group.hidden = group.querySelector('.item:not([hidden])') === null;
      return { shown, total: items.length };
    },
  };
}

function inFacets(item: HTMLElement, { facets }: Filter): boolean {
  for (const [key, wanted] of facets) {
    const values = (item.dataset[key] ?? '').split(' ');
    if (!values.some((value) => wanted.has(value))) return false;
  }
  return true;
}
