/** A public statement, as its readers see it: sentences in their places, links, and the date it gives itself. */
import { Refusal } from '../errors.ts';
import { parseYaml } from '../yaml.ts';
import { sentencesIn } from './sentences.ts';

/** Where something stands in the source of the page, both counted from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}
export interface Sentence extends Spot {
  /** White space folded, markup gone. */
  readonly text: string;
  /** `#access-control`, of the heading above it; `#` before the first. */
  readonly at: string;
  /** The headings above it, outermost first. */
  readonly headings: readonly string[];
  /** It stands in a list or a table, where a few words are a statement. */
  readonly item: boolean;
}
export interface Link extends Spot {
  readonly href: string;
}
export interface Statement {
  /** As the user named it: what messages print. */
  readonly name: string;
  readonly title: string | undefined;
  /** As the page has it, in its front matter or its metadata. */
  readonly lastUpdated: (Spot & { readonly text: string }) | undefined;
  readonly sentences: readonly Sentence[];
  readonly links: readonly Link[];
}

/** What a parser finds: one run of text that sentences do not cross, with the place of each of its pieces. */
export interface Block {
  readonly pieces: readonly (Spot & { readonly text: string })[];
  readonly item: boolean;
}
export interface Heading {
  readonly depth: number;
  readonly text: string;
  /** Its own anchor, where the page gives it one. */
  readonly id?: string;
}
export type Part = Block | Heading;
export interface Parsed {
  readonly parts: readonly Part[];
  readonly links: readonly Link[];
  readonly title?: string;
  readonly lastUpdated?: Spot & { readonly text: string };
}

/** From the parts of a page to its sentences. A page that states nothing is refused: there would be nothing to hold it to. */
export function statementOf(name: string, { parts, links, title, lastUpdated }: Parsed): Statement {
  const sentences: Sentence[] = [];
  const path: Heading[] = [];
  const anchors = new Map<string, number>();
  let at = '#';
  for (const part of parts) {
    if ('depth' in part) {
      while (path.length > 0 && (path.at(-1) as Heading).depth >= part.depth) path.pop();
      path.push(part);
      at = `#${part.id ?? anchorOf(part.text, anchors)}`;
      continue;
    }
    const headings = path.map(({ text }) => text);
    for (const { text, line, column } of sentencesIn(part.pieces)) sentences.push({ text, at, headings, item: part.item, line, column });
  }
  if (sentences.length === 0)
    throw new Refusal('STATEMENT_UNREADABLE', 'the page has no sentence', {
      at: { file: name },
      hint: 'headings, code, scripts and styles are no statements; is this the right page?',
    });
  return { name, title: title ?? path[0]?.text, lastUpdated, sentences, links };
}

/** GitHub's and Jekyll's way with headings: lower case, hyphens for spaces, a number where one occurs again. */
function anchorOf(heading: string, seen: Map<string, number>): string {
  const plain = heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .trim()
    .replaceAll(' ', '-');
  const before = seen.get(plain);
  seen.set(plain, before === undefined ? 0 : before + 1);
  return before === undefined ? plain : `${plain}-${before + 1}`;
}

/** Metadata between `---` lines at the very top, as static site generators have it: https://jekyllrb.com/docs/front-matter/ */
export function frontMatterOf(text: string, name: string): { readonly data: Readonly<Record<string, unknown>>; readonly lines: number } {
  const [whole, inner] = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  if (whole === undefined || inner === undefined) return { data: {}, lines: 0 };
  const { value } = parseYaml(inner, name);
  const data = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return { data, lines: whole.split('\n').length - 1 };
}

export function folded(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
