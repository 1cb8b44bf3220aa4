/** Sentences as data, with named places: `{count} of {total}`. A page's script can hold them, and two languages can be compared. */

/** One for 1, the other for every other number, as English and German count. `{n}` is the number. */
export interface Forms {
  readonly one: string;
  readonly other: string;
}

/** The words and the places of a sentence, in their order: `['', 'count', ' of ', 'total', '']`. */
export const slotsOf = (text: string): readonly string[] => text.split(/\{(\w+)\}/);

/** What stands in no place is a mistake of ours, and no text to show. */
export function filled(text: string, pieces: Readonly<Record<string, string>>): string {
  return slotsOf(text)
    .map((part, index) => {
      if (index % 2 === 0) return part;
      const piece = pieces[part];
      if (piece === undefined) throw new Error(`nothing stands at {${part}} of ${JSON.stringify(text)}`);
      return piece;
    })
    .join('');
}

export const formOf = (language: string, forms: Forms, value: number): string =>
  forms[new Intl.PluralRules(language).select(value) === 'one' ? 'one' : 'other'];
