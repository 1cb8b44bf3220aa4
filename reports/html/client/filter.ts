/** A row of filters: what is pressed, chosen and written in it, as one question to a list. */
import type { Packed } from '../data.ts';
import { all, make } from './dom.ts';
import { counted, formed, said } from './words.ts';

export interface Filter {
  /** In lower case; all of them have to be found. */
  readonly words: readonly string[];
  /** Of each facet one of the values has to fit. */
  readonly facets: ReadonlyMap<string, ReadonlySet<string>>;
}
export interface List {
  readonly id: keyof Packed['words']['lists'];
  /** Shows what fits and says how many that are, of how many. */
  show(filter: Filter): { readonly shown: number; readonly total: number };
}
export interface Form {
  readonly list: List;
  /** Shows everything again. True when something had been left out. */
  clear(): boolean;
  /** Shows only these: `{ standing: 'contradicted' }`. What the form has no control for is named in words above the list. */
  narrow(facets: Readonly<Record<string, string>>, words?: string): void;
}

export function openForm(list: List): Form | undefined {
  const form = document.querySelector<HTMLFormElement>(`form[data-filters="${list.id}"]`);
  if (form === null) return undefined;
  const chips = all<HTMLButtonElement>('button[data-facet]', form);
  const selects = all<HTMLSelectElement>('select', form);
  const search = form.querySelector<HTMLInputElement>('input[type=search]');
  let extra: Readonly<Record<string, string>> = {};

  const read = (): Filter => {
    const facets = new Map<string, Set<string>>();
    const add = (key: string, value: string) => facets.set(key, (facets.get(key) ?? new Set()).add(value));
    for (const chip of chips) if (isPressed(chip)) add(chip.dataset['facet'] ?? '', chip.dataset['value'] ?? '');
    for (const select of selects) if (select.value !== '') add(select.name, select.value);
    for (const [key, value] of Object.entries(extra)) add(key, value);
    return { words: (search?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean), facets };
  };
  const show = (): void => tell(list, list.show(read()));
  const empty = (): void => {
    for (const chip of chips) chip.setAttribute('aria-pressed', 'false');
    for (const select of selects) select.value = '';
    if (search !== null) search.value = '';
    extra = {};
    sayNarrowed(list.id, undefined, clear);
  };
  const clear = (): boolean => {
    const { words, facets } = read();
    empty();
    show();
    return words.length > 0 || facets.size > 0;
  };
  const narrow: Form['narrow'] = (facets, words) => {
    empty();
    for (const chip of chips) if (facets[chip.dataset['facet'] ?? ''] === chip.dataset['value']) chip.setAttribute('aria-pressed', 'true');
    for (const select of selects) select.value = facets[select.name] ?? '';
    const own = new Set([...chips.map((chip) => chip.dataset['facet']), ...selects.map((select) => select.name)]);
    extra = Object.fromEntries(Object.entries(facets).filter(([key]) => !own.has(key)));
    sayNarrowed(list.id, words, clear);
    show();
  };

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', show);
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    clear();
  });
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      chip.setAttribute('aria-pressed', String(!isPressed(chip)));
      show();
    });
  }
  form.hidden = false;
  tell(list, list.show(read()));
  return { list, clear, narrow };
}
const isPressed = (chip: Element): boolean => chip.getAttribute('aria-pressed') === 'true';

function tell({ id }: List, { shown, total }: { readonly shown: number; readonly total: number }): void {
  const forms = said().lists[id];
  const text = shown === total ? formed(forms.all, total) : formed(forms.some, total, { shown: counted(shown) });
  for (const output of all<HTMLElement>(`[data-shown="${id}"]`)) {
    if (output.textContent !== text) output.textContent = text;
  }
  for (const note of all<HTMLElement>(`[data-emptied="${id}"]`)) note.hidden = shown > 0 || total === 0;
}

function sayNarrowed(id: string, words: string | undefined, clear: () => void): void {
  const line = document.querySelector<HTMLElement>(`[data-narrowed="${id}"]`);
  if (line === null) return;
  line.hidden = words === undefined;
  if (words === undefined) return;
  const button = make('button', { type: 'button', class: 'quiet' }, said().showAll);
  button.addEventListener('click', () => {
    clear();
    document.getElementById(id)?.focus();
  });
  line.replaceChildren(`${words} `, button);
}
