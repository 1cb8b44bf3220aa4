/** HTML -> the parts of a page, as a browser would read it (parse5 follows https://html.spec.whatwg.org). Scripts and styles say nothing. */
import { type DefaultTreeAdapterTypes as Dom, parse, parseFragment } from 'parse5';
import { Refusal } from '../errors.ts';
import { folded, frontMatterOf, type Link, type Parsed, type Part, type Spot } from './statement.ts';

const SILENT = new Set('script style noscript template svg math iframe object code pre textarea select button title'.split(' '));
/** Deeper than any page that people read: what is hostile is refused, not followed. */
const DEEPEST = 400;
/** What stands in a line of text. Anything else ends it. */
const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const ITEMS = new Set(['li', 'td', 'th', 'dt', 'dd']);

/** `within`: a tag or `#id`; of several elements the first in the page's order is read. */
export function parseHtml(text: string, name: string, within?: string): Parsed {
  const { data, lines } = frontMatterOf(text, name);
  const body = lines === 0 ? text : '\n'.repeat(lines) + text.split('\n').slice(lines).join('\n');
  const document = parse(body, { sourceCodeLocationInfo: true });
  const part = within === undefined ? document : elementOf(document, within);
  if (part === undefined) throw new Refusal('STATEMENT_UNREADABLE', `${name} has no element \`${within}\``);
  const reading = read(part, { line: 1, column: 1 });
  const title = typeof data['title'] === 'string' ? data['title'] : titleOf(document);
  const updated = data['last_updated'];
  const lastUpdated = updated === undefined || updated === null ? reading.updated : { text: String(updated), line: 1, column: 1 };
  return { parts: reading.parts, links: reading.links, ...(title && { title }), ...(lastUpdated && { lastUpdated }) };
}

/** A block of HTML within another page; `from` is where it begins. */
export function htmlParts(text: string, from: Spot): { readonly parts: readonly Part[]; readonly links: readonly Link[] } {
  return read(parseFragment(text, { sourceCodeLocationInfo: true }), from);
}

interface Reading {
  readonly parts: Part[];
  readonly links: Link[];
  updated?: Spot & { readonly text: string };
}
type Piece = Spot & { readonly text: string };

function read(root: Dom.ParentNode, from: Spot): Reading {
  const reading: Reading = { parts: [], links: [] };
  let line: Piece[] = [];
  const flush = (item: boolean) => {
    if (line.some(({ text }) => text.trim() !== '')) reading.parts.push({ pieces: line, item });
    line = [];
  };
  const place = (node: Dom.ChildNode): Spot => {
    const at = node.sourceCodeLocation;
    if (!at) return from;
    return { line: from.line + at.startLine - 1, column: at.startLine === 1 ? from.column + at.startCol - 1 : at.startCol };
  };
  const visit = (node: Dom.ChildNode, item: boolean, deep: number): void => {
    if (deep > DEEPEST) throw new Refusal('STATEMENT_UNREADABLE', `the page nests its elements more than ${DEEPEST} deep`);
    if (node.nodeName === '#text') {
      line.push({ text: (node as Dom.TextNode).value, ...place(node) });
      return;
    }
    if (!('tagName' in node)) return;
    notice(node, place(node), reading);
    if (SILENT.has(node.tagName) || attribute(node, 'hidden') !== undefined) return;
    if (node.tagName === 'br') line.push({ text: ' ', ...place(node) });
    if (INLINE.has(node.tagName)) {
      for (const child of node.childNodes) visit(child, item, deep + 1);
      return;
    }
    flush(item);
    const depth = /^h([1-6])$/.exec(node.tagName)?.[1];
    const inside = item || ITEMS.has(node.tagName);
    for (const child of node.childNodes) visit(child, inside, deep + 1);
    if (depth === undefined) flush(inside);
    else {
      const id = attribute(node, 'id');
      reading.parts.push({ depth: Number(depth), text: folded(line.map(({ text }) => text).join('')), ...(id && { id }) });
      line = [];
    }
  };
  for (const child of root.childNodes) visit(child, false, 0);
  flush(false);
  return reading;
}

/** Links, and the date that a page gives itself: https://ogp.me/#type_article, https://schema.org/dateModified */
function notice(node: Dom.Element, at: Spot, reading: Reading): void {
  const href = node.tagName === 'a' ? attribute(node, 'href') : undefined;
  if (href !== undefined) reading.links.push({ href, ...at });
  const names = [attribute(node, 'property'), attribute(node, 'name'), attribute(node, 'itemprop')].map((one) => one?.toLowerCase());
  if (!['article:modified_time', 'last-modified', 'last_updated', 'datemodified'].some((one) => names.includes(one))) return;
  const text = attribute(node, 'content') ?? attribute(node, 'datetime');
  if (text !== undefined) reading.updated ??= { text, ...at };
}

function elementOf(node: Dom.ParentNode, wanted: string): Dom.Element | undefined {
  // without recursion: a hostile page nests deeper than the stack
  const waiting = [...node.childNodes].reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (!('tagName' in next)) continue;
    if (wanted.startsWith('#') ? attribute(next, 'id') === wanted.slice(1) : next.tagName === wanted) return next;
    waiting.push(...[...next.childNodes].reverse());
  }
  return undefined;
}
function attribute(node: Dom.Element, name: string): string | undefined {
  return node.attrs.find((one) => one.name === name)?.value;
}
function titleOf(document: Dom.Document): string | undefined {
  const find = (node: Dom.ParentNode): string | undefined => {
    for (const child of node.childNodes) {
      if (!('tagName' in child)) continue;
      if (child.tagName === 'title') return folded(child.childNodes.map((one) => ('value' in one ? one.value : '')).join(''));
      const inner = child.tagName === 'body' ? undefined : find(child);
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  return find(document);
}
