/** What the script says: sentences that the page carries, in its language. */
import type { Packed } from '../data.ts';

type Script = Packed['words'];
type Forms = Script['evidence']['rests'];

let script: Script;
let rules: Intl.PluralRules;
/** Called before anything is said. */
export function speak(words: Script): void {
  script = words;
  rules = new Intl.PluralRules(words.language);
}
export const said = (): Script => script;

/** `1,218` or `1.218`, as everywhere in the report. */
export const counted = (value: number): string => value.toLocaleString(script.language);

/** `{shown} of {total}`, with what stands there. */
export const filledIn = (text: string, pieces: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => pieces[key] ?? '');
/** The form that goes with a number. */
export const formed = (forms: Forms, value: number, more: Readonly<Record<string, string>> = {}): string =>
  filledIn(rules.select(value) === 'one' ? forms.one : forms.other, { ...more, n: counted(value) });
