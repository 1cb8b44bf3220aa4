/** A row of filters above a list. Hidden until the script shows that it can filter. */
import { type Report, SEVERITIES, STANDINGS, VERDICTS, type Verdict } from '../../src/model.ts';
import type { Messages, Screen } from '../messages/index.ts';
import { name, prose } from '../text.ts';
import { standingMark, toneOf, verdictMark } from './marks.ts';
import { type Html, html, type Piece } from './markup.ts';

export interface Chip {
  readonly value: string;
  readonly word: string;
  readonly mark: Html;
  readonly tone: Verdict;
  readonly count: number;
}
export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly values: readonly { readonly value: string; readonly word: string }[];
}
interface Filters {
  /** The list it filters, which is also its section. */
  readonly list: keyof Screen['script']['lists'];
  readonly total: number;
  readonly chips: { readonly name: string; readonly label: string; readonly all: readonly Chip[] } | undefined;
  readonly choices: readonly Choice[];
}

export function filters(t: Messages, { list, total, chips, choices }: Filters): Html {
  const { filters: words, script } = t.screen;
  const pills = chips?.all.map(
    ({ value, word, mark, tone, count }) =>
      html`<button type="button" class="chip tone-${tone}" aria-pressed="false" data-facet="${chips.name}" data-value="${value}">${mark}<span>${word}</span> <span class="count">${t.number(count)}</span></button>\n`,
  );
  const selects = choices
    .filter(({ values }) => values.length > 1)
    .map(({ name, label, values }) => {
      const options = values.map(({ value, word }) => html`<option value="${value}">${word}</option>`);
      return html`<label class="pick"><span>${label}</span><select name="${name}"><option value="">${words.all}</option>${options}</select></label>\n`;
    });
  return html`<form class="filters" data-filters="${list}" role="search" aria-label="${words.filter[list]}" hidden>
${pills === undefined ? undefined : html`<div class="chips" role="group" aria-label="${chips?.label}">${pills}</div>`}
<div class="picks"><label class="pick find"><span>${words.search[list]}</span><input type="search" name="text" autocomplete="off" spellcheck="false"></label>
${selects}<button type="reset" class="quiet">${words.clear}</button></div>
<p class="shown"><output aria-live="polite" data-shown="${list}">${t.forms(script.lists[list].all, total)}</output></p>
</form>`;
}
/** Said of a list that a filter has emptied. */
export const emptied = (t: Messages, list: Filters['list']): Html =>
  html`<p class="emptied" data-emptied="${list}" hidden>${t.screen.filters.emptied[list]}</p>`;

export function standingChips(t: Messages, counts: ReadonlyMap<string, number>): Filters['chips'] {
  const all = STANDINGS.map((value) => ({
    value,
    word: t.standingWord[value],
    mark: standingMark(value),
    tone: toneOf(value),
    count: counts.get(value) ?? 0,
  }));
  return { name: 'standing', label: t.screen.filters.standing, all };
}
export function verdictChips(t: Messages, counts: ReadonlyMap<Verdict, number>): Filters['chips'] {
  const order: readonly Verdict[] = ['fail', 'unknown', 'pass', 'not_applicable'];
  const all = order.map((value) => ({
    value,
    word: t.verdictWord[value],
    mark: verdictMark(value),
    tone: value,
    count: counts.get(value) ?? 0,
  }));
  return { name: 'verdict', label: t.screen.filters.verdict, all: all.filter(({ value }) => VERDICTS.includes(value)) };
}
export const severityChoice = (t: Messages): Choice => ({
  name: 'severity',
  label: t.screen.filters.severity,
  values: SEVERITIES.map((value) => ({ value, word: t.severityWord[value] })),
});
/** `wordOf`: how a value is called, where that is not its own name. */
const choice = (name: string, label: string, values: Iterable<string>, wordOf = (value: string) => value): Choice => ({
  name,
  label,
  values: [...new Set(values)].sort().map((value) => ({ value: unspaced(value), word: wordOf(value) })),
});
export const sourceChoice = (t: Messages, values: Iterable<string>): Choice => choice('source', t.screen.filters.source, values);
/** Frameworks by their titles, with those values that the items carry. */
export function frameworkChoice(t: Messages, label: string, { run }: Report, ids: Iterable<string>): Choice {
  const titles = new Map(run.frameworks.map((row) => [name(row.id), t.cut(prose(row.title), 60)]));
  return choice('framework', label, ids, (id) => titles.get(id) ?? id);
}
const unspaced = (value: string): string => value.replaceAll(' ', '~');
/** What the script reads of an item: `data-source="aws github"`. Values never hold a space. */
export const facet = (values: Iterable<string>): Piece => [...new Set(values)].map(unspaced).join(' ');
