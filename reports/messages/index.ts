/** What reports say, by language. A message that one language lacks fails to compile. */
import type { Presentation, Report } from '../../src/model.ts';
import { de } from './de.ts';
import { de as dePages } from './de-pages.ts';
import { en } from './en.ts';
import { en as enPages } from './en-pages.ts';

/** The short words that every report for people uses. */
export type Words = typeof en;
/** The sentences of whole documents. */
export type Pages = typeof enPages;
export interface Messages extends Words {
  readonly pages: Pages;
}
export type Language = NonNullable<Presentation['language']>;
const MESSAGES: Readonly<Record<Language, Messages>> = { en: { ...en, pages: enPages }, de: { ...de, pages: dePages } };

/** In the language that the report asks for; English where it asks for none. */
export const messagesOf = ({ presentation }: Pick<Report, 'presentation'>): Messages => MESSAGES[presentation?.language ?? 'en'];
