/** RFC 8288 `Link`: where the next page is. Only its cursor is taken; the address must be GitHub's, and one page further. */

/** The place of a page: `page=2`, `after=…`; or why there is no going on. */
type Next = { readonly cursor: Readonly<Record<string, string>> } | { readonly foreign: string } | { readonly broken: string } | undefined;

const CURSORS = ['page', 'after', 'cursor', 'since'] as const;

/** `page` is the number of the page that carried the header. */
export function nextOf(header: string | undefined, base: string, page: number): Next {
  if (header === undefined) return undefined;
  const links = parseLink(header);
  if (links === undefined) return { broken: `the Link header cannot be read: ${header.slice(0, 120)}` };
  const targets = links.filter(({ rel }) => rel.includes('next'));
  if (targets.length > 1) return { broken: 'the Link header names two next pages' };
  return targets[0] && placeOf(targets[0].target, base, page);
}

function placeOf(target: string, base: string, page: number): Next {
  if (!URL.canParse(target, base)) return { broken: `the next page has no address: ${target.slice(0, 120)}` };
  const url = new URL(target, base);
  if (url.origin !== new URL(base).origin) return { foreign: url.href };
  const cursor = Object.fromEntries(
    CURSORS.flatMap((name) => (url.searchParams.has(name) ? [[name, url.searchParams.get(name) as string]] : [])),
  );
  if (Object.keys(cursor).length === 0) return { broken: `the next page is not numbered: ${url.search.slice(0, 120)}` };
  if (cursor['page'] !== undefined && cursor['page'] !== String(page + 1))
    return { broken: `after page ${page} comes page ${cursor['page']}` };
  return { cursor };
}

interface Link {
  readonly target: string;
  readonly rel: readonly string[];
}

/** One link with its parameters; the grammar of RFC 8288 section 3. Sticky: what does not fit ends the reading. */
const LINK = /[\s,]*<([^<>]*)>((?:\s*;\s*[\w!#$&+\-.^`|~*]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]+))?)*)\s*(?=,|$)/y;
const PARAMETER = /;\s*([\w!#$&+\-.^`|~*]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]+)))?/g;

/** Undefined when any of it cannot be read: half a header is not a header. */
export function parseLink(header: string): readonly Link[] | undefined {
  const links: Link[] = [];
  LINK.lastIndex = 0;
  let end = 0;
  for (let match = LINK.exec(header); match; match = LINK.exec(header)) {
    const [, target = '', parameters = ''] = match;
    links.push({ target, rel: relOf(parameters) });
    end = LINK.lastIndex;
  }
  return /^[\s,]*$/.test(header.slice(end)) ? links : undefined;
}

/** The first `rel` counts, later ones are ignored; it may hold several words. */
function relOf(parameters: string): readonly string[] {
  for (const [, name = '', quoted, token = ''] of parameters.matchAll(PARAMETER)) {
    if (name.toLowerCase() === 'rel') return (quoted?.replace(/\\(.)/g, '$1') ?? token).toLowerCase().split(/\s+/);
  }
  return [];
}
