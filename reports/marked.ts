/** Text that is not Markdown, for where Markdown is read: every sign that could mean something stands for itself. */
import { sentence, visible } from './text.ts';

/** A backslash before any ASCII punctuation means that sign: https://spec.commonmark.org/0.31.2/#backslash-escapes. `&` begins an entity. */
const SIGNS = /[\\`*_{}[\]<>()#+\-!|~&^$=:]/g;
const plain = (text: string): string => visible(text).replace(SIGNS, '\\$&');

/** A sentence that may quote a provider's names. */
export const marked = (text: string): string => plain(sentence(text));
