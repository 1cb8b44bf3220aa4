/** Text that is not Markdown, for where Markdown is read: every sign that could mean something stands for itself. */
import { sentence, visible } from './text.ts';

/** A backslash before ASCII punctuation means that sign: https://spec.commonmark.org/0.31.2/#backslash-escapes. Some mean nothing but at the start of a line. */
const SIGNS = /[\\`*_[\]<>|~&^$]|(?<=^\s*)[-+=#]|(?<=^\s*\d{1,9})[.)]/g;
const plain = (text: string): string => visible(text).replace(SIGNS, '\\$&');

/** A sentence that may quote a provider's names. */
export const marked = (text: string): string => plain(sentence(text));
