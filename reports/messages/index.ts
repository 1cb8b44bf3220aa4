/** What reports say, by language. A message that one language lacks fails to compile. */
import type { Presentation, Report } from '../../src/model.ts';
import { type Manner, mannerOf } from '../text.ts';
import { de } from './de.ts';
import { de as dePages } from './de-pages.ts';
import { deScreen } from './de-screen.ts';
import { en } from './en.ts';
import { en as enPages } from './en-pages.ts';
import { enScreen } from './en-screen.ts';
import { type Forms, filled, formOf } from './slots.ts';

/** The short words that every report for people uses. */
export type Words = typeof en;
/** The sentences of whole documents. */
export type Pages = typeof enPages;
/** What only the report for the screen says. */
export type Screen = typeof enScreen;
export interface Messages extends Words, Manner {
  readonly pages: Pages;
  readonly screen: Screen;
  /** `1 finding`, `2 findings`: the form that goes with the number, and the number at its place. */
  forms(forms: Forms, value: number, more?: Readonly<Record<string, string>>): string;
}
export type Language = NonNullable<Presentation['language']>;
const messages = (words: Words, pages: Pages, screen: Screen): Messages => {
  const manner = mannerOf(words.habits);
  const forms: Messages['forms'] = (all, value, more) => filled(formOf(words.language, all, value), { ...more, n: manner.number(value) });
  return { ...words, ...manner, pages, screen, forms };
};
export const MESSAGES: Readonly<Record<Language, Messages>> = {
  en: messages(en, enPages, enScreen),
  de: messages(de, dePages, deScreen),
};

/** In the language that the report asks for; English where it asks for none. */
export const messagesOf = ({ presentation }: Pick<Report, 'presentation'>): Messages => MESSAGES[presentation?.language ?? 'en'];
