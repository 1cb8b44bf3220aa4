/** Markdown -> the parts of a page: CommonMark (https://spec.commonmark.org) with GitHub's tables. */
import type { Nodes, Parents, PhrasingContent, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { Refusal } from '../errors.ts';
import { htmlParts } from './html.ts';
import { folded, frontMatterOf, type Link, type Parsed, type Part, type Spot } from './statement.ts';

/** Deeper than any page that people read. */
const DEEPEST = 100;

export function parseMarkdown(text: string, name: string): Parsed {
  const { data, lines } = frontMatterOf(text, name);
  // blank lines in place of the front matter: everything below keeps its line
  const body = lines === 0 ? text : '\n'.repeat(lines) + text.split('\n').slice(lines).join('\n');
  const root: Root = fromMarkdown(body, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  const parts: Part[] = [];
  const links: Link[] = [];
  walk(root, false, parts, links, 0);
  const updated = data['last_updated'];
  const title = data['title'];
  return {
    parts,
    links,
    ...(typeof title === 'string' && { title }),
    ...(updated !== undefined && updated !== null && { lastUpdated: { text: String(updated), ...spotOfKey(text, 'last_updated') } }),
  };
}

function walk(node: Nodes, item: boolean, parts: Part[], links: Link[], deep: number): void {
  if (deep > DEEPEST) throw new Refusal('STATEMENT_UNREADABLE', `the page nests its blocks more than ${DEEPEST} deep`);
  switch (node.type) {
    case 'heading':
      linksIn(node, links);
      parts.push({
        depth: node.depth,
        text: folded(
          piecesOf(node.children)
            .map(({ text }) => text)
            .join(''),
        ),
      });
      return;
    case 'paragraph':
    case 'tableCell':
      linksIn(node, links);
      parts.push({ pieces: piecesOf(node.children), item: item || node.type === 'tableCell' });
      return;
    case 'html': {
      // sentences may hide in a block of HTML
      const inner = htmlParts(node.value, spotOf(node));
      parts.push(...inner.parts);
      links.push(...inner.links);
      return;
    }
    case 'definition':
      links.push({ href: node.url, ...spotOf(node) });
      return;
    case 'code':
      return;
    default:
      if ('children' in node) for (const child of node.children) walk(child, item || node.type === 'listItem', parts, links, deep + 1);
  }
}

function linksIn(node: Parents, links: Link[]): void {
  for (const child of node.children) {
    if (child.type === 'link') links.push({ href: child.url, ...spotOf(child) });
    if ('children' in child) linksIn(child, links);
  }
}

function piecesOf(nodes: readonly PhrasingContent[]): (Spot & { text: string })[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text' || node.type === 'inlineCode') return [{ text: node.value, ...spotOf(node) }];
    if (node.type === 'break') return [{ text: ' ', ...spotOf(node) }];
    if (node.type === 'image' || node.type === 'imageReference') return node.alt ? [{ text: node.alt, ...spotOf(node) }] : [];
    return 'children' in node ? piecesOf(node.children) : [];
  });
}

function spotOf(node: Nodes): Spot {
  return { line: node.position?.start.line ?? 1, column: node.position?.start.column ?? 1 };
}
function spotOfKey(text: string, key: string): Spot {
  const index = text.split('\n').findIndex((line) => line.startsWith(`${key}:`));
  return { line: index + 1, column: 1 };
}
