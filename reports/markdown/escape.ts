/** Names and sentences for GitHub's and GitLab's Markdown, in which a name calls a person, a number an issue, an address a link. */
import { name, sentence, visible } from '../text.ts';

/** A sign and a comment behind it: the page shows the sign, and nobody takes what follows for a mention, a reference or an address. */
const CALLS = /[@#]|:(?=\/\/)|www(?=\.)/gi;
const SIGNS = /[\\`*_[\]<>|~&^$]/g;

/** A sentence that may quote a provider's names. */
export const said = (text: string): string => sentence(text).replace(SIGNS, '\\$&').replace(CALLS, '$&<!-- -->');

/** A name as code, in which nothing means anything: fenced by more backticks than it has in a row. A table's bar is escaped even there. */
export function code(text: string): string {
  const shown = name(text);
  const most = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(most + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') || shown.trim() === '' ? ' ' : '';
  return `${fence}${pad}${shown.replaceAll('|', '\\|')}${pad}${fence}`;
}

export const row = (cells: readonly string[]): string => `| ${cells.map((cell) => visible(cell)).join(' | ')} |`;
