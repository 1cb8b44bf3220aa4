/** What reports say, by language. A message that one language lacks fails to compile. */
import type { Presentation, Report } from '../../src/model.ts';
import { de } from './de.ts';
import { en } from './en.ts';

/** The short words that every report for people uses. */
export type Words = typeof en;
export type Language = NonNullable<Presentation['language']>;
const MESSAGES: Readonly<Record<Language, Words>> = { en, de };

/** In the language that the report asks for; English where it asks for none. */
export const messagesOf = ({ presentation }: Pick<Report, 'presentation'>): Words => MESSAGES[presentation?.language ?? 'en'];
